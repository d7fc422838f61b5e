"""Every refusal is a problem of its own: a slug, a status for clients, words, and a page."""

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest

import app
from app.core.documents import document, problem_pages
from app.core.problems import DomainError, Internal, Unavailable
from app.main import create_app
from app.web.api import Operation
from app.web.contract import STATUSES

for found in pkgutil.walk_packages(app.__path__, "app."):
    if not found.name.startswith(("app.migrations", "app.cli", "app.start")):
        importlib.import_module(found.name)


def kinds(base: type[DomainError] = DomainError) -> Iterator[type[DomainError]]:
    for kind in base.__subclasses__():
        yield kind
        yield from kinds(kind)


# Tests make problems of their own.
KINDS = sorted({kind for kind in kinds() if kind.__module__.startswith("app.")}, key=lambda kind: kind.__name__)


def test_there_are_problems() -> None:
    assert len(KINDS) > 25


def test_every_problem_has_a_slug_of_its_own() -> None:
    slugs = [kind.slug for kind in KINDS]
    assert sorted(slugs) == sorted(set(slugs))
    assert all("slug" in vars(kind) for kind in KINDS)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.slug)
def test_a_problem_says_what_it_is(kind: type[DomainError]) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", kind.slug)
    assert 400 <= kind.status < 500 or kind.status == Unavailable.status or kind is Internal
    assert kind.title
    assert kind.title[0].isupper()
    assert not kind.title.endswith(".")
    assert kind.detail.endswith(".")
    # What the words name is explained where the class is.
    for member in re.findall(r"\{(\w+)\}", kind.detail):
        assert f"`{member}`" in (kind.__doc__ or "") or member == "accepted", member


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.slug)
def test_a_problem_has_a_page_and_a_document(kind: type[DomainError]) -> None:
    assert kind.slug in problem_pages()
    members = {name: 1 for name in re.findall(r"\{(\w+)\}", kind.detail)}
    status, body, headers = document(kind(**members), request_id="r-1", preferred=("en",))
    assert status == kind.status
    assert f'"type":"/problems/{kind.slug}"'.encode() in body
    assert b"{" not in body[1:].split(b'"detail":"')[1].split(b'"')[0]
    assert dict(headers)[b"content-type"] == b"application/problem+json"


def test_the_contract_explains_every_status_that_a_problem_has() -> None:
    # 405, 414 and 431 are answered before an operation is found.
    assert {kind.status for kind in KINDS} - set(STATUSES) <= {405, 410, 414, 431, 500}


def test_every_operation_lists_statuses_that_problems_have() -> None:
    for route in create_app().routes:
        if isinstance(route, Operation):
            refusals = {int(status) for status in route.about["responses"] if int(status) >= 400}
            assert {404, 422, 503} <= refusals <= {kind.status for kind in KINDS}, route.path
