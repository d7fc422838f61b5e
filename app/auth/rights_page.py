"""The tables of rights as a page for people: resource -> role -> verbs and rows, and the fields that some roles miss.

It is made from the tables themselves, `learnbridge openapi` writes it beside the contract, and a test keeps it equal.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql import visitors
from sqlmodel import SQLModel

from app.auth import relations
from app.auth.permissions import verbs
from app.auth.rights import FACETS, PERMISSIONS, VISIBILITY
from app.auth.rights.grammar import Reach
from app.models import MentorGroup
from app.models.membership import Role

INTRODUCTION = """# Who may do what, and to which rows

Made from the code by `learnbridge openapi`; change it there. A role that is not named has no right at all. *Rows* are
those that the role reads, always of the own organisation only; *written* is named where it writes fewer of them. `me`
is the caller; a relation such as `my_children` is explained at the end. A member of a facet exists only for the roles
that read the facet. Of their own
family nobody reaches anything in a role other than guardian, whatever is said below (but for concerns).
"""
HOLDS_NOW = re.compile(
    r"\((\w+)\.valid_from IS NULL OR \1\.valid_from <= me\.now\) AND \(\1\.valid_to IS NULL OR \1\.valid_to > me\.now\)"
)
OWN = re.compile(r"\w+\.organisation_id = me\.organisation AND ")
OF_ROLE = (relations.groups_of, relations.my_children, relations.families_of)


def rights_page() -> str:
    """The whole page in Markdown."""
    kinds = sorted((model for model in VISIBILITY if VISIBILITY[model]), key=resource_of)
    parts = [INTRODUCTION, *(section(model) for model in kinds), *explained()]
    return "\n".join(parts)


def resource_of(model: Any) -> str:
    return str(getattr(model, "__resource__", model.__tablename__))


def section(model: type[SQLModel]) -> str:
    lines = [f"## {resource_of(model)}", "", "| role | verbs | rows | written |", "|---|---|---|---|"]
    cells: dict[tuple[str, ...], list[str]] = {}
    for role, reach in VISIBILITY[model].items():
        cells.setdefault(cell(model, role, reach), []).append(role.value.replace("_", " "))
    lines += [f"| {', '.join(roles)} | {' | '.join(right)} |" for right, roles in cells.items()]
    if model in FACETS:
        lines += ["", "| facet | read by | written by |", "|---|---|---|"]
        lines += [f"| {name} | {listed(facet.read)} | {listed(facet.write)} |" for name, facet in FACETS[model].items()]
    return "\n".join([*lines, ""])


def cell(model: type[SQLModel], role: Role, reach: Reach) -> tuple[str, ...]:
    granted = [verb for verb in PERMISSIONS[role].get(model, "").split() if verb in verbs(role, model)]
    written = "" if reach.write is None else words(reach.write, role)
    return ", ".join(granted) or "with the row that it belongs to", words(reach.read, role), written


def listed(roles: str) -> str:
    return ", ".join(role.replace("_", " ") for role in roles.split()) or "no one"


def words(clause: Any, role: Role) -> str:
    """An expression in SQL, short: our relations stand in the place of their subselects."""
    text = sql(clause)
    if text == "true":
        return "all"
    for whole, name in in_sql(role):
        text = text.replace(f"({whole})", name)
    text = HOLDS_NOW.sub(r"\1 holds now", text.replace("|", "\\|"))
    return f"`{OWN.sub('', text)}`"


@cache
def in_sql(role: Role) -> list[tuple[str, str]]:
    """The relations of a role in SQL with their names, the longest first."""
    names = {sql(found): name for name, found in named(role)}
    return sorted(names.items(), key=lambda pair: len(pair[0]), reverse=True)


def sql(clause: Any) -> str:
    """The whole expression on one line, the caller written as me.user and so on."""

    def replace(node: Any, **_: Any) -> Any:
        named_bind = isinstance(node, sa.BindParameter) and node.key.startswith("me_")
        return sa.literal_column(node.key.replace("me_", "me.", 1)) if named_bind else None

    shown: Any = visitors.replacement_traverse(clause, {}, replace)  # type: ignore[call-overload]
    return " ".join(str(shown.compile(compile_kwargs={"literal_binds": True})).split())


def named(role: Role) -> Iterator[tuple[str, Any]]:
    """The relations that a role's cells may name; one with a name of its own wins."""
    for function in OF_ROLE if role in VISIBILITY[MentorGroup] else ():
        yield function.__name__, function(role)
    yield from ((name, found) for name, found in vars(relations).items() if isinstance(found, sa.Select))


def explained() -> list[str]:
    """What each relation is: those of everyone, then those that differ by role."""
    lines = ["## Relations", "", "| relation | of | ids |", "|---|---|---|"]
    for role in (None, *VISIBILITY[MentorGroup]):
        found = set(named(role or Role.PARTNER)) - (set(named(Role.PARTNER)) if role else set())
        who = role.value.replace("_", " ") if role else "everyone"
        for name, ids in sorted(found, key=by_name):
            lines.append(f"| {name} | {who} | {words(ids, role or Role.PARTNER)} |")
    return [*lines, ""]


def by_name(pair: tuple[str, Any]) -> str:
    return pair[0]
