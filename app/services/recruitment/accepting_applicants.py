"""Accepting an applicant: a place of the opportunity, a user, a membership and a volunteer, in one transaction.

What comes after, onboarding and the rest, is the volunteer's own story.
"""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.core.problems import DomainError
from app.models import Application, RoleAssignment, User
from app.models.account import UserStatus
from app.models.membership import MembershipCreate, Role
from app.models.user import UserCreate
from app.models.volunteer import VolunteerProfile
from app.services import records
from app.services.people import joining
from app.services.people.inviting import memberships_of
from app.services.recruitment.filling_opportunities import take_place
from app.services.recruitment.writing_to_applicants import tell
from app.services.volunteers import welcoming_volunteers


class ApplicantDisabled(DomainError):
    slug, title, status = "applicant-disabled", "The applicant's access was closed here", 409
    detail = "Somebody with this address was a user here and was disabled; an administrator has to look at that first."


def accept(db: OwnedSession, id: UUID, note: str) -> Application:
    """Raises NoPlaceLeft, OpportunityNotOpen, ApplicantDisabled, IllegalTransition."""
    found = db.find(Application, id)
    Application.__lifecycle__.require(found, "accept")
    take_place(db, found.opportunity_id)  # the opportunity is locked first
    row = db.find(Application, id, lock=True)
    Application.__lifecycle__.require(row, "accept")
    with db.beyond_reach("an accepted applicant becomes a volunteer") as wide:
        user_id = person(wide, row)
        give_seat(wide, user_id, row.programme_id)
        profile = {name: getattr(row, name) for name in VolunteerProfile.model_fields}
        welcoming_volunteers.welcome(wide, user_id, source_campaign_id=row.campaign_id, **profile)
    row.user_id, row.decided_at, row.decision_note = user_id, db.at, note
    records.move(db, row, "accept")
    tell(db, row)
    return row


def person(wide: OwnedSession, row: Application) -> UUID:
    """The user of the confirmed address, made where there is none. A telephone number is no name to sign in with."""
    if row.email:
        same = sa.select(User).where(col(User.email) == row.email)
        known: User | None = wide.execute(same).scalar_one_or_none()
        if known is not None and known.status is not UserStatus.ACTIVE:
            raise ApplicantDisabled
        if known is not None:
            return known.id
    new = UserCreate(
        given_name=row.given_name,
        surname=row.surname,
        phone=row.phone,
        languages=[row.language],
        email=row.email or None,
    )
    return joining.join(wide, new, None).id


def give_seat(wide: OwnedSession, user_id: UUID, programme_id: UUID) -> None:
    """A volunteer's role in the programme, unless the person has the role."""
    if any(held.role is Role.VOLUNTEER for held in memberships_of(wide, user_id)):
        return
    member = joining.give_role(wide, MembershipCreate(user_id=user_id, role=Role.VOLUNTEER))
    wide.put(RoleAssignment(membership_id=member.id, programme_id=programme_id))
