"""What a transaction leaves behind: transitions, entries in the feed and one audit row, the counter taken last."""

from typing import Any

from app.auth import trail
from app.core.ids import uuid7


def leave_trail(db: Any) -> None:
    """Writes down what an owned session changed and showed, just before its commit; nothing where it did neither."""
    if db.owner is None or not (db.changes or db.transitions or db.seen or db.acts):
        return
    connection = db.connection()
    for move in db.transitions:
        trail.ADD_TRANSITION.run(connection, {"id": uuid7(), **move})
    trail.record(connection, db.organisation_id, db.at, told(db), feed_entries(db))
    db.changes, db.transitions, db.seen, db.acts = {}, [], {}, []


def told(db: Any) -> dict[str, Any]:
    """The audit row's content: who did what to which rows, and which were shown in the answer with personal fields."""
    written = [[verb, row.__resource__, str(id)] for (_, id), (verb, row) in db.changes.items()] + db.acts
    known = {(resource, id) for _, resource, id in written}
    read = [["read", resource, id] for resource, id in db.seen if (resource, id) not in known]
    what: dict[str, Any] = {
        "who": str(db.owner.user_id) if db.owner.user_id else None,
        "as": db.owner.acts_as,
        "verb": "write" if written else "read",
        "rows": written + read,
        "request": db.request_id,
    }
    if db.seen:
        what["tiers"] = sorted({tier for tiers in db.seen.values() for tier in tiers})
    if anchor := db.database.anchors.pop(db.organisation_id, None):
        what["anchor"] = anchor
    return what


def feed_entries(db: Any) -> list[dict[str, Any]]:
    return [
        {
            "type": row.__resource__,
            "row_id": id,
            "op": "deleted" if verb == "delete" else "upsert",
            "version": row.version,
        }
        for (_, id), (verb, row) in db.changes.items()
        if row.__told__
    ]
