"""What a statement of an owned session may be made of, and the reach that it gets for each model that it touches.

Only selects over models pass. Whatever SQLAlchemy would run without asking for the models' criteria is refused: text,
bare tables and columns, bulk DML, DDL, from_statement(). What is left gets `VISIBILITY` wherever a model stands in it.
"""

from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import ORMExecuteState, with_loader_criteria
from sqlalchemy.orm.context import FromStatement
from sqlalchemy.sql import visitors
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.elements import ColumnClause, TextClause
from sqlalchemy.sql.operators import custom_op
from sqlalchemy.sql.selectable import Alias, GenerativeSelect, Select, TableClause
from sqlmodel import SQLModel

from app.auth.permissions import may
from app.auth.principal import Owner, System, role_of
from app.auth.rights import VISIBILITY
from app.auth.visibility import GLOBAL, readable, within_organisation
from app.core.problems import Forbidden
from app.models.membership import Role

MODELS: dict[Any, type[SQLModel]] = {model.__table__: model for model in VISIBILITY}  # type: ignore[attr-defined]
EVERYWHERE: dict[type[SQLModel], Any] = {model: with_loader_criteria(model, sa.true()) for model in GLOBAL}
WIDE = {model: with_loader_criteria(model, within_organisation(model), include_aliases=True) for model in VISIBILITY}


TEXTUAL, BARE = (TextClause, UpdateBase), (TableClause, Alias)


class Unscoped(RuntimeError):
    """A programming error: a statement that could escape row visibility."""


def criteria(state: ORMExecuteState, owner: Owner) -> list[Any]:
    """The reach of the owner as options for the statement; Unscoped or Forbidden where there is none to give."""
    return [criteria_for(owner, model) for model in touched(state)]


def criteria_for(owner: Owner, model: type[SQLModel]) -> Any:
    if isinstance(owner, System):
        if owner.organisation_id is None and model not in GLOBAL:
            raise Unscoped(f"{model.__name__} belongs to an organisation")
        return WIDE[model] if owner.organisation_id is not None else EVERYWHERE[model]
    role = role_of(owner)
    if role is None or not may(role, "read", model):
        raise Forbidden
    return within_reach(model, role)


@cache
def within_reach(model: type[SQLModel], role: Role) -> Any:
    """The reach of a role as an option for statements, made when the role first asks for the model."""
    return with_loader_criteria(model, readable(model, role), include_aliases=True)


def touched(state: ORMExecuteState) -> set[type[SQLModel]]:
    """The models of a statement, wherever they stand in it."""
    statement: Any = state.statement
    if isinstance(statement, FromStatement):
        raise Unscoped("from_statement() escapes row visibility")
    if is_get(statement):
        return {statement._propagate_attrs["plugin_subject"].class_}
    found = set()
    for node in visitors.iterate(statement):
        refuse_unknown(node)
        if isinstance(node, sa.Table):
            found.add(MODELS[node if node in MODELS else node._deannotate()])
    if not state.is_select:
        raise Unscoped("only selects: rows are changed by add(), delete() and their attributes")
    if found and not state.is_orm_statement:
        raise Unscoped("select the model, not its table")
    return found


def refuse_unknown(node: Any) -> None:
    """Refuses the parts of a statement to which SQLAlchemy does not apply the models' criteria."""
    if isinstance(node, TEXTUAL) or isinstance(getattr(node, "operator", None), custom_op):
        raise Unscoped("textual SQL and bulk DML escape visibility; use select(), add() and delete()")
    if isinstance(node, ColumnClause):
        if node.is_literal and node.name != "*":
            raise Unscoped("a literal column is textual SQL")
        if isinstance(node.table, BARE) and is_bare(node):
            raise Unscoped(f"{node.name} is a column of a table; use the model's attribute")
    elif isinstance(node, TableClause) and not isinstance(node, sa.Table):
        raise Unscoped(f"{node.name} is no model")
    elif isinstance(node, GenerativeSelect):
        refuse_parts(node)


def refuse_parts(select: Any) -> None:
    """Refuses whole tables beside models, and text that is put before or behind a select."""
    if any(getattr(select, part, ()) for part in ("_prefixes", "_suffixes", "_hints", "_statement_hints")):
        raise Unscoped("prefixes, suffixes and hints are textual SQL")
    if isinstance(select, Select):
        parts = (*select._raw_columns, *select._from_obj, *(join[0] for join in select._setup_joins))
        if any(isinstance(part, BARE) and is_bare(part) for part in parts):
            raise Unscoped("select the model, not its table")


def is_bare(node: Any) -> bool:
    """Whether a column or table was taken from the table itself and not from its model."""
    return "parententity" not in node._annotations


def is_get(statement: Any) -> bool:
    """Whether this is what Session.get() asks: the model's row by its primary key, which SQLAlchemy names bare."""
    subject = statement._propagate_attrs.get("plugin_subject")
    asked: Any = getattr(statement, "_where_criteria", ())
    return subject is not None and len(asked) == 1 and asked[0] is subject.mapper._get_clause[0]
