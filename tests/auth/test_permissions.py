"""The tables of rights agree with one another, with the schema and with the shapes; and the page about them is true."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel
from sqlmodel import SQLModel

from app.auth.facets import hidden, unwritable
from app.auth.permissions import may, verbs
from app.auth.rights import FACETS, PERMISSIONS, VISIBILITY
from app.auth.rights_page import rights_page
from app.auth.visibility import writable
from app.core.shapes import Body, Create, Patch, Shown
from app.core.tiers import tiers_of
from app.main import create_app
from app.models import (
    Child,
    Family,
    Guardian,
    LibraryPosting,
    LibrarySpelling,
    LibraryWord,
    SafeguardingConcern,
    School,
    Transition,
)
from app.models.child import ChildRead, ChildUpdate
from app.models.membership import Role
from app.web.api import Operation
from app.web.parameters import Form
from tests.declared_reads import all_reads

CRUD = {"read", "create", "update", "delete"}
# Rights that are neither CRUD nor a move of a lifecycle, and what they are.
OTHER_VERBS = {
    "end",
    "leave",
    "verify",
    "disable",
    "enable",
    "see_circle",
    "see_access_log",
    "see_consents",
    "watch",
    "see_turnaround",
    "oversee",
    "see_content",
    "open_content",
    "answer",
    "promote",
    "finish_module",
    "try_quiz",
    "see_gaps",
    "see_schools",
    "measure",
    "find_gaps",
    "issue_code",
    "follow",
}
# What a search of the library looks words up in.
INDEX = (LibraryPosting, LibrarySpelling, LibraryWord)
TABLES = [model for model in VISIBILITY if hasattr(model, "__resource__")]


def tables_of(base: type) -> set[type]:
    found = set()
    for kind in base.__subclasses__():
        found |= ({kind} if hasattr(kind, "__table__") else set()) | tables_of(kind)
    return found


def shapes_of(base: type[BaseModel]) -> set[type[BaseModel]]:
    found = set()
    for kind in base.__subclasses__():
        found |= ({kind} if kind.__module__.startswith("app.") else set()) | shapes_of(kind)
    return {shape for shape in found if not hasattr(shape, "__table__")}


def test_every_table_is_declared_and_every_grant_has_a_reach() -> None:
    assert {model.__table__ for model in VISIBILITY} == set(SQLModel.metadata.tables.values())  # type: ignore[attr-defined]
    for role, grants in PERMISSIONS.items():
        reached = {model for model, reaches in VISIBILITY.items() if role in reaches and model is not Transition}
        assert set(grants) == reached, role
    assert set(PERMISSIONS) == set(Role)


def test_every_told_table_is_a_resource_with_a_name_of_its_own() -> None:
    names = [model.__resource__ for model in TABLES]  # type: ignore[attr-defined]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in names)
    # What has no name is the system's own bookkeeping; no role has a right on it.
    for model in set(VISIBILITY) - set(TABLES) - {Transition, *INDEX}:
        assert VISIBILITY[model] == {}
    # A search reads its index, and nobody writes there.
    assert {verbs for rights in PERMISSIONS.values() for model, verbs in rights.items() if model in INDEX} == {"read"}
    assert tables_of(SQLModel) == set(VISIBILITY)


@pytest.mark.parametrize("role", Role)
def test_verbs_are_crud_or_moves_of_the_lifecycle(role: Role) -> None:
    for model, granted in PERMISSIONS[role].items():
        lifecycle = getattr(model, "__lifecycle__", None)
        moves = set(lifecycle.moves) if lifecycle else set()
        assert verbs(role, model) <= CRUD | moves | OTHER_VERBS, (role, model)
        assert len(granted.split()) == len(verbs(role, model)), f"{role} {model.__name__}: a verb is named twice"
        assert "delete" not in granted or writable(model, role) is not None


def test_every_move_is_granted_to_someone_and_has_an_operation() -> None:
    offered = {operation.access for operation in create_app().routes if isinstance(operation, Operation)}
    for model in TABLES:
        lifecycle = getattr(model, "__lifecycle__", None)
        for name, move in lifecycle.moves.items() if lifecycle else ():
            granted = any(may(role, name, model) for role in Role)
            assert granted is not move.by_system, f"who may {name} {model.__name__}?"
            assert ((model, name) in offered) is not move.by_system, f"what makes {model.__name__} {name}?"


def test_every_right_is_used_by_an_operation() -> None:
    offered = {operation.access for operation in create_app().routes if isinstance(operation, Operation)}
    missing = {
        (model.__name__, verb)
        for role in Role
        for model, granted in PERMISSIONS[role].items()
        for verb in granted.split()
        if (model, verb) not in offered
    }
    assert missing == UNOFFERED


# Rights that the session asks for: an end, a verification, a mark on a sheet and a part of a file change a row without
# a move of its lifecycle, and each step of a homework is added with the move that makes it.
UNOFFERED = {
    ("Attachment", "update"),
    ("Attendance", "update"),
    ("Check", "create"),
    ("DropInVisit", "delete"),
    ("DropInVisit", "update"),
    ("GroupLeader", "update"),
    ("Guardianship", "update"),
    # A record comes with the training that was held.
    ("TrainingRecord", "create"),
    # The lines of a report are written with it.
    ("ReportedChild", "create"),
    ("ReportedChild", "update"),
    ("ReportedChild", "delete"),
    # Whom a contact was about is written and shown with it.
    ("ContactedChild", "read"),
    ("ContactedChild", "create"),
    ("Handover", "create"),
    ("Submission", "create"),
    ("TeacherResponse", "create"),
    # The lines of a sheet are written with it, and so is whom they concern.
    ("Participation", "update"),
    ("ParticipationChild", "read"),
    ("ParticipationChild", "create"),
    ("ParticipationChild", "delete"),
    # Looked up by a search, and shown to nobody.
    ("LibraryPosting", "read"),
    ("LibrarySpelling", "read"),
    ("LibraryWord", "read"),
    # Shown with the plan that they are about.
    ("PlanAgreement", "read"),
}


def test_every_field_that_is_shown_has_a_tier() -> None:
    shapes = shapes_of(Shown) | {include.shape for reads in all_reads().values() for include in reads.includes.values()}
    assert len(shapes) > 20
    for shape in shapes:
        assert set(shape.model_fields) - set(tiers_of(shape)) == set(), shape.__name__


def test_every_facet_beside_a_field_is_in_the_table_and_every_facet_has_fields() -> None:
    used: dict[type, set[str]] = {model: set() for model in FACETS}
    for name, reads in all_reads().items():
        for model, shape in [
            (reads.model, reads.shape),
            *((found.model, found.shape) for found in reads.includes.values()),
        ]:
            facets = {tier.facet for tier in tiers_of(shape).values() if tier.facet} - {"whole"}
            assert facets <= set(FACETS.get(model, {})), name
            used.setdefault(model, set()).update(facets)
    assert {model: found for model, found in used.items() if found} == {model: set(of) for model, of in FACETS.items()}


# What is told to others and not shown again: whoever raises a concern does not read it.
WRITE_ONLY = {(SafeguardingConcern, "case")}


def test_facets_name_roles_that_reach_the_rows_and_nobody_writes_what_they_may_not_see() -> None:
    for model, facets in FACETS.items():
        for name, facet in facets.items():
            readers, writers = set(facet.read.split()), set(facet.write.split())
            assert writers <= readers or (model, name) in WRITE_ONLY, (model, name)
            for role in readers:
                assert Role(role) in VISIBILITY[model], (model, name, role)
            for role in writers:
                assert verbs(Role(role), model) & {"create", "update"}, (model, name, role)


def test_bodies_carry_the_facets_of_what_is_shown() -> None:
    """A field that is hidden from a role when shown is closed to it when written, too."""
    for reads in all_reads().values():
        family = reads.shape.__name__.removesuffix("Read")
        shown = tiers_of(reads.shape)
        for body in shapes_of(Create) | shapes_of(Patch):
            if body.__name__ in (f"{family}Create", f"{family}Update"):
                written = tiers_of(body)
                common = (set(shown) & set(body.model_fields)) - {"id"}
                assert {n: written[n].facet for n in common if n in written} == {
                    n: shown[n].facet for n in common if n in written
                }, body.__name__
                assert {n for n in common if shown[n].facet} <= set(written), body.__name__


def test_what_is_hidden_takes_version_and_time_of_change_with_it() -> None:
    assert hidden(Child, ChildRead, Role.COORDINATOR) == set()
    volunteer = hidden(Child, ChildRead, Role.VOLUNTEER)
    assert {"surname", "birth_date", "version", "updated_at"} <= volunteer
    assert not {"id", "first_name", "code"} & volunteer
    assert {"surname", "birth_date"} <= unwritable(Child, ChildUpdate, Role.EDUCATOR)
    assert "first_name" not in unwritable(Child, ChildUpdate, Role.EDUCATOR)


def test_rights_stand_as_the_design_says() -> None:
    """Lines that must not move by accident."""
    assert not any(may(Role.ASSISTANT, verb, model) for verb in CRUD for model in (Family, Guardian))
    assert not any(may(Role.VOLUNTEER, verb, Family) for verb in CRUD)
    assert not any(may(Role.ADMINISTRATOR, verb, model) for verb in CRUD for model in (Child, Family, Guardian))
    assert not any(may(Role.DATA_PROTECTION_OFFICER, "read", model) for model in (Child, Family, Guardian))
    assert not any(may(Role.PARTNER, "read", model) for model in (Child, Family, School))
    safety = FACETS[Guardian]["safety"]
    assert set(safety.read.split()) == {"coordinator", "supervisor"}


def test_request_bodies_are_never_tables() -> None:
    assert all(not hasattr(shape, "__table__") for shape in shapes_of(Create) | shapes_of(Patch))
    bodies = (
        shapes_of(Body) - shapes_of(Shown) - shapes_of(Form)
    )  # RFC 6749: a token form may hold what the server does not know
    assert all(shape.model_config.get("strict") for shape in shapes_of(Body))
    assert all(shape.model_config.get("extra") == "forbid" for shape in bodies)


def test_the_page_about_rights_is_true() -> None:
    page = Path(__file__).parents[2] / "openapi" / "rights.md"
    assert page.read_text() == rights_page(), "the rights have changed: run `learnbridge openapi`, read the difference"


def test_the_page_names_every_right_and_every_relation() -> None:
    page = rights_page()
    for model in TABLES:
        if VISIBILITY[model]:
            assert f"\n## {model.__resource__}\n" in page  # type: ignore[attr-defined]
    assert "| data protection officer | see_circle, see_access_log | all |" in page
    assert "`child.id IN my_children`" in page
    assert not re.search(r"\bme_", page)
