"""Days: two that belong together, and the day of an instant where the organisation is."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.auth.session import OwnedSession
from app.core.problems import InvalidRequest
from app.models import Organisation


def require_order(first: date, last: date | None, member: str) -> None:
    """Refuses an end before the beginning, naming the member that holds the end; without an end all is well."""
    if last is not None and last < first:
        detail = "This day lies before the beginning."
        raise InvalidRequest(errors=[{"pointer": f"/{member}", "code": "out_of_range", "detail": detail}])


def local_day(db: OwnedSession, at: datetime) -> date:
    """The day of an instant, as the organisation's clocks show it."""
    return at.astimezone(ZoneInfo(db.find(Organisation, db.organisation_id).time_zone)).date()
