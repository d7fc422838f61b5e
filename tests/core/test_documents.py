"""How errors become problem documents, and what their pages say."""

import json
import re
from base64 import b64encode
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson
import pytest

from app.core.documents import document, page_headers, problem_pages
from app.core.problems import (
    DomainError,
    Internal,
    MethodNotAllowed,
    NotFound,
    PreconditionFailed,
    SignedOut,
    TooLarge,
    TooManyRequests,
    Unavailable,
)


def answer(error: DomainError, *preferred: str) -> tuple[int, dict[str, Any], dict[bytes, bytes]]:
    status, body, headers = document(error, request_id="request-1", preferred=preferred or ("en",))
    assert dict(headers)[b"content-length"] == b"%d" % len(body)
    assert len(dict(headers)) == len(headers)
    return status, json.loads(body), dict(headers)


def test_a_document_says_what_rfc_9457_asks_for_and_what_helps_to_go_on() -> None:
    status, told, headers = answer(TooLarge(limit=1024))

    assert status == 413
    assert told == {
        "type": "/problems/too-large",
        "title": "The request is too large",
        "status": 413,
        "detail": "At most 1024 bytes are accepted.",
        "request_id": "request-1",
        "limit": 1024,
    }
    assert headers[b"content-type"] == b"application/problem+json"
    assert headers[b"content-language"] == b"en"


def test_a_member_never_replaces_what_the_standard_defines() -> None:
    _, told, _ = answer(NotFound(status=200, title="All is well", request_id="forged", allowed=["submit"]))

    assert (told["status"], told["title"], told["request_id"]) == (404, "No such resource", "request-1")
    assert told["allowed"] == ["submit"]


def test_the_language_is_the_translations_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    def translate(slug: str, preferred: tuple[str, ...], *_: object) -> tuple[str, str, str]:
        return f"Naslov {slug}", "Opis", preferred[0]

    monkeypatch.setattr("app.core.documents.translate", translate)
    _, told, headers = answer(NotFound(), "sr-Latn", "en")

    assert (told["title"], told["detail"], headers[b"content-language"]) == ("Naslov not-found", "Opis", b"sr-Latn")


def test_headers_come_from_the_class_and_from_members() -> None:
    assert answer(SignedOut())[2][b"www-authenticate"] == b'Bearer error="invalid_token"'
    assert answer(Unavailable())[2][b"retry-after"] == b"2"
    assert answer(Unavailable(retry_after=30))[2][b"retry-after"] == b"30"
    assert answer(TooManyRequests(retry_after=7))[2][b"retry-after"] == b"7"
    assert answer(MethodNotAllowed(allowed=["GET", "POST"]))[2][b"allow"] == b"GET, POST"


def test_members_may_be_ids_instants_and_rows_already_written_as_json() -> None:
    row = orjson.Fragment(b'{"id":"x","version":3}')
    _, told, _ = answer(PreconditionFailed(current=row, id=UUID(int=1), on=date(2026, 3, 1)))

    assert told["current"] == {"id": "x", "version": 3}
    assert (told["id"], told["on"]) == (str(UUID(int=1)), "2026-03-01")


@pytest.mark.parametrize("member", [object(), "\ud800", 2**70, {1: 2}])
def test_a_member_that_cannot_be_written_does_not_lose_the_answer(member: object) -> None:
    status, told, _ = answer(NotFound(strange=member))

    assert status == 404
    assert "strange" not in told
    assert told["detail"] == NotFound.detail


class Whole(DomainError):
    """A class without a slug of its own is no type of problem."""


class Tempting(Whole):
    """`limit`: places <b>at most</b>."""

    slug, title, status = "tempting-test", "No <i>place</i>", 409
    detail = "{present} of {limit} & full."


def test_every_problem_type_has_a_page_and_the_index_leads_there() -> None:
    pages = problem_pages()

    for kind in (NotFound, Internal, SignedOut, Tempting):
        assert f"/problems/{kind.slug}" in pages[""]
        assert kind.slug in pages
    assert "error" not in pages
    for page in pages.values():
        assert page.startswith("<!doctype html>")
        assert not re.search(r'(?:src|href)="(?!/problems/)', page)


def test_a_page_says_title_status_meaning_detail_and_members() -> None:
    page = problem_pages()["tempting-test"]

    assert "<h1>No &lt;i&gt;place&lt;/i&gt;</h1>" in page
    assert "409" in page
    assert "{present} of {limit} &amp; full." in page
    assert "<code>limit</code>: places &lt;b&gt;at most&lt;/b&gt;." in page
    assert "<code>present</code>, <code>limit</code>" in page


def test_the_pages_policy_admits_their_own_style_and_nothing_else() -> None:
    style = re.search(r"<style>(.*?)</style>", problem_pages()[""])
    assert style is not None
    digest = b64encode(sha256(style[1].encode()).digest()).decode()

    policy = dict(page_headers())[b"content-security-policy"].decode()

    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}';")
