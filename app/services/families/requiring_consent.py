"""Which act needs which consent: one table, asked by every service that is about to do such a thing."""

from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.lookups import Lookup
from app.auth.permissions import may
from app.auth.principal import Principal, me
from app.auth.session import OwnedSession
from app.core.columns import Id, text_enum
from app.core.listing import Clause, Readable
from app.core.problems import DomainError
from app.models import Child, ConsentEffect, Programme
from app.models.consent import ConsentState
from app.models.consent_purpose import ConsentPurpose
from app.models.programme import Policy

GIVEN, EXPIRED = ConsentState.GIVEN, ConsentState.EXPIRED


class Act(StrEnum):
    """What is done with a child's data, and is not allowed without its consent."""

    KEEP_HOMEWORK_PHOTO = "keep_homework_photo"
    HAND_OVER_HOMEWORK = "hand_over_homework"
    TELL_TEACHER = "tell_teacher"
    SHARE_PLAN_WITH_SCHOOL = "share_plan_with_school"
    PUBLISH_STORY = "publish_story"


NEEDS: dict[Act, ConsentPurpose] = {
    Act.KEEP_HOMEWORK_PHOTO: ConsentPurpose.HOMEWORK_PHOTO,
    # By the programme's people: what a family hands over itself needs nobody's consent.
    Act.HAND_OVER_HOMEWORK: ConsentPurpose.SHARE_WITH_SCHOOL,
    Act.TELL_TEACHER: ConsentPurpose.SHARE_WITH_SCHOOL,
    Act.SHARE_PLAN_WITH_SCHOOL: ConsentPurpose.SHARE_WITH_SCHOOL,
    Act.PUBLISH_STORY: ConsentPurpose.STORY,
}


class ConsentMissing(DomainError):
    """`purposes`: what is not consented to now. `standing`: how each stands (null: nobody was asked), for those who
    may read what holds."""

    slug, title, status = "consent-required", "A consent is missing", 409
    detail = "This needs consent for: {purposes}."


THIS_CHILD = col(Child.id) == sa.bindparam("child", type_=Id)
REQUIRED = Lookup(
    sa.select(col(Programme.policy)).where(col(Programme.id).in_(sa.select(col(Child.programme_id)).where(THIS_CHILD))),
    beyond=(Programme,),
    reason="which consents a child's programme asks for",
)


def required_of(found: list[Any]) -> list[ConsentPurpose]:
    """The purposes that the policy of the programme found asks for."""
    return [purpose for row in found for purpose in Policy.model_validate(row.policy, strict=False).required_consents]


def require(db: OwnedSession, child_id: UUID, act: Act) -> None:
    """Raises ConsentMissing, naming the purpose, unless the consent that the act needs is in effect today."""
    require_purposes(db, child_id, [NEEDS[act]])


def given(db: OwnedSession, child_id: UUID, act: Act) -> bool:
    """Whether the consent that the act needs is in effect today."""
    return standing_for(db, child_id).get(NEEDS[act]) is GIVEN


def require_purposes(db: OwnedSession, child_id: UUID, purposes: list[ConsentPurpose]) -> None:
    """The same for purposes by name, as a programme's policy has them."""
    if not purposes:
        return
    standing = standing_for(db, child_id)
    missing = [purpose for purpose in purposes if standing.get(purpose) is not GIVEN]
    if not missing:
        return
    told: dict[str, Any] = {"purposes": [purpose.value for purpose in missing]}
    if not isinstance(db.owner, Principal) or may(db.owner.role, "read", ConsentEffect):
        told["standing"] = {purpose.value: standing.get(purpose) for purpose in missing}
    raise ConsentMissing(**told)


def standing_for(db: OwnedSession, child_id: UUID) -> dict[ConsentPurpose, ConsentState]:
    """How the child's consents stand today, for callers too who may act on a consent and not read it."""
    with db.beyond_reach("whether a consent is in effect") as wide:
        effects = wide.execute(sa.select(ConsentEffect).where(col(ConsentEffect.child_id) == child_id)).scalars().all()
        return {effect.purpose: standing_of(db, effect) for effect in effects}


def standing_of(db: OwnedSession, effect: ConsentEffect) -> ConsentState:
    """What an effect amounts to today: a consent ends with its last day, without anyone's doing."""
    over = effect.state is GIVEN and effect.valid_until is not None and effect.valid_until < db.at.date()
    return EXPIRED if over else effect.state


def standing() -> Any:
    """`standing_of`, as an expression over an effect's row."""
    over = sa.and_(col(ConsentEffect.state) == GIVEN, col(ConsentEffect.valid_until) < me.today)
    return sa.case((over, sa.literal(EXPIRED, text_enum(ConsentState))), else_=col(ConsentEffect.state))


def lacking(asked: Clause, readable: Readable) -> Clause:
    """The children for whom the consent that is asked for is not in effect today."""
    in_effect = [asked, standing() == sa.literal(GIVEN, text_enum(ConsentState)), readable(ConsentEffect)]
    return col(Child.id).not_in(sa.select(col(ConsentEffect.child_id)).where(*in_effect))
