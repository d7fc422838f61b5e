"""What a flush asks of each row: its verb, the move of its state, that its key stays, its search keys."""

from typing import Any

from sqlalchemy import inspect

from app.auth.permissions import may
from app.auth.principal import role_of
from app.core.folding import fold
from app.core.problems import Forbidden


def note(db: Any, verb: str, row: Any) -> None:
    """Checks the verb and remembers the change for the feed and the audit."""
    model = type(row)
    if (role := role_of(db.principal)) is not None and not may(role, verb, model):
        raise Forbidden
    if not hasattr(model, "__resource__"):
        return  # the system's own bookkeeping: accounts, seats, counters
    key = (model, row.id)
    first = db.changes[key][0] if key in db.changes else "update"
    # The last row object is the one that knows the newest version.
    db.changes[key] = (verb if verb == "delete" or first == "update" else first, row)


def change_of(db: Any, row: Any) -> str:
    """The verb of a change: the lifecycle's move where the state changes, otherwise update."""
    lifecycle = getattr(type(row), "__lifecycle__", None)
    if lifecycle is None:
        return "update"
    history = inspect(row).attrs[lifecycle.column].history
    if not history.has_changes():
        return "update"
    old, new = history.deleted[0], history.added[0]
    move: str = lifecycle.between(old, new)
    db.transitions.append(
        {
            "organisation_id": db.organisation_id,
            "type": type(row).__resource__,
            "row_id": row.id,
            "move": move,
            "from_state": old.value,
            "to_state": new.value,
            "by_id": db.principal.user_id,
            "at": db.at,
            "reason": db.reasons.get(row.id, ""),
        }
    )
    return move


def keep_tenant(db: Any, row: Any) -> None:
    """Not even the system writes into an organisation that it does not work in."""
    tenant = db.principal.organisation_id
    if tenant is not None and getattr(row, "organisation_id", tenant) != tenant:
        raise Forbidden


def keep_key(row: Any) -> None:
    attributes = inspect(row).attrs
    if any(attributes[key].history.has_changes() for key in ("organisation_id", "id") if key in attributes):
        raise Forbidden


def refold(row: Any) -> None:
    """Fills the search keys from the columns that they fold."""
    for key, names in getattr(type(row), "__folds__", {}).items():
        folded = fold(" ".join(str(value) for name in names if (value := getattr(row, name))))
        if getattr(row, key) != folded:
            setattr(row, key, folded)
