"""Device help: who helped which child or family with what, entered by the helper."""

from app.auth.session import OwnedSession
from app.core.problems import InvalidRequest
from app.models import Child, DeviceHelp, Family
from app.models.device_help import DeviceHelpCreate, DeviceHelpUpdate
from app.services import records
from app.services.sessions.holding_sessions import require_begun


def help_out(db: OwnedSession, new: DeviceHelpCreate) -> DeviceHelp:
    """Help that the caller gave to a child or a family in reach. Raises InTheFuture."""
    require_begun(db, new.helped_at)
    if (known := records.already(db, DeviceHelp, new)) is not None:
        return known
    programme_id = helped(db, new).programme_id
    return records.create(db, DeviceHelp, new, helper_id=db.caller.user_id, programme_id=programme_id)


def helped(db: OwnedSession, new: DeviceHelpCreate) -> Child | Family:
    """Who was helped: exactly one child or family."""
    if new.child_id is not None and new.family_id is None:
        return db.refer(Child, new.child_id, "child_id")
    if new.family_id is not None and new.child_id is None:
        return db.refer(Family, new.family_id, "family_id")
    wrong = {"code": "either_or", "detail": "Name either a child or a family."}
    raise InvalidRequest(errors=[{"pointer": f"/{name}", **wrong} for name in ("child_id", "family_id")])


def change(db: OwnedSession, row: DeviceHelp, changes: DeviceHelpUpdate) -> DeviceHelp:
    """Corrects an entry of one's own."""
    if changes.helped_at is not None:
        require_begun(db, changes.helped_at)
    return records.change(db, row, changes)
