"""Planning opportunities: drafted, changed, opened to the public, paused, closed."""

from uuid import UUID

from app.auth.session import OwnedSession
from app.core.problems import DomainError, InvalidRequest
from app.models import Opportunity, Site
from app.models.opportunity import OpportunityCreate, OpportunityUpdate
from app.models.site import SiteKind
from app.services import records
from app.services.dating import local_day, require_order
from app.services.recruitment.filling_opportunities import NoPlaceLeft, follow


class OpportunityOver(DomainError):
    slug, title, status = "opportunity-over", "The opportunity is over", 409
    detail = "Its last day, or the last day to apply, has passed; change it first."


def draft(db: OwnedSession, new: OpportunityCreate) -> Opportunity:
    """A new opportunity that the public does not see yet."""
    if (known := records.already(db, Opportunity, new)) is not None:
        return known
    row = records.made(db, Opportunity, new, title=new.texts[0].title)
    require_sense(db, row)
    return db.put(row)


def change(db: OwnedSession, row: Opportunity, changes: OpportunityUpdate) -> Opportunity:
    """Changes what is offered; with more places a filled one opens again. Raises NoPlaceLeft for fewer than taken."""
    named = changes.model_fields_set
    if "places_wanted" in named and changes.places_wanted < row.places_taken:
        raise NoPlaceLeft(limit=changes.places_wanted, present=row.places_taken)
    if "texts" in named:
        row.title = changes.texts[0].title
    records.change(db, row, changes)
    require_sense(db, row)
    follow(db, row.id)
    return row


def open_to_all(db: OwnedSession, id: UUID) -> Opportunity:
    """From now on the public sees it. Raises OpportunityOver for one whose time has passed."""
    return offered(db, id, "open")


def pause(db: OwnedSession, id: UUID) -> Opportunity:
    """The public does not see it until it is resumed."""
    return records.move(db, db.find(Opportunity, id, lock=True), "pause")


def resume(db: OwnedSession, id: UUID) -> Opportunity:
    """The public sees it again, unless it was filled meanwhile."""
    return offered(db, id, "resume")


def close(db: OwnedSession, id: UUID, reason: str) -> Opportunity:
    """Ends it for good; who has a place keeps it."""
    return records.move(db, db.find(Opportunity, id, lock=True), "close", reason)


def offered(db: OwnedSession, id: UUID, move: str) -> Opportunity:
    row = db.find(Opportunity, id, lock=True)
    row.__lifecycle__.require(row, move)
    ends = [day for day in (row.ends_on, row.apply_until) if day is not None]
    if ends and min(ends) < local_day(db, db.at):
        raise OpportunityOver
    records.move(db, row, move)
    follow(db, row.id)
    return row


def require_sense(db: OwnedSession, row: Opportunity) -> None:
    """Refuses days in the wrong order, no place at all, and a family's home as the place."""
    require_order(row.starts_on, row.ends_on, "ends_on")
    if row.ends_on is not None and row.apply_until is not None and row.apply_until > row.ends_on:
        raise wrong("apply_until", "out_of_range", "This day lies after the last day of the opportunity.")
    if not (row.online or row.site_id or row.municipality):
        raise wrong("municipality", "missing", "Say where: online, at a site or in a municipality.")
    if row.site_id is not None and db.refer(Site, row.site_id, "site_id").kind is SiteKind.HOME:
        raise wrong("site_id", "not_allowed", "A home is never shown to the public.")


def wrong(member: str, code: str, detail: str) -> InvalidRequest:
    return InvalidRequest(errors=[{"pointer": f"/{member}", "code": code, "detail": detail}])
