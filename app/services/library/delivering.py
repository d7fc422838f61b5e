"""Delivering materials: what may go out, to whom, in which language, and how it is known to have arrived."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.auth.relations import mine
from app.auth.session import OwnedSession
from app.core.problems import DomainError, InvalidRequest, NotFound
from app.models import Delivery, Family, Guardian, Material, MaterialTranslation, School, User
from app.models.delivery import AcknowledgedHow, DeliveryAcknowledge, DeliveryCreate, DeliveryRound, DeliveryState
from app.models.material import MaterialState
from app.models.material_translation import TranslationState
from app.models.membership import Role
from app.services import records
from app.services.families.vouching import GuardianExcluded, refuse_excluded
from app.services.library.keeping_library import versions_of

of_version = (mine(MaterialTranslation), col(MaterialTranslation.id) == col(Delivery.translation_id))
TITLE = sa.select(col(MaterialTranslation.title)).where(*of_version).scalar_subquery()
NUMBER = sa.select(col(MaterialTranslation.number)).where(*of_version).scalar_subquery()
Later: Any = aliased(Delivery, name="later")
overtaken = sa.exists().where(*of_version, col(MaterialTranslation.state) == TranslationState.OUTDATED)
replaced = sa.exists().where(
    Later.organisation_id == col(Delivery.organisation_id),
    Later.material_id == col(Delivery.material_id),
    Later.recipient == col(Delivery.recipient),
    Later.delivered_at > col(Delivery.delivered_at),
)
# The last that the recipient got, and a newer version of it or of its source is published since.
IS_OUTDATED = sa.and_(overtaken, ~replaced)
IS_UNACKNOWLEDGED = col(Delivery.state) == DeliveryState.DELIVERED
RECIPIENTS = ("guardian_id", "family_id", "school_id", "user_id")


class VersionNotPublished(DomainError):
    """`state`: what it is in."""

    slug, title, status = "version-not-published", "This version is not published", 409
    detail = "Only a published version of a material in use is delivered."


class LanguageNotChecked(DomainError):
    """`language`: the one that is meant."""

    slug, title, status = "language-not-checked", "Nobody has checked this language", 409
    detail = "The text in {language} is a draft; somebody else than its author checks it first."


class VersionReplaced(DomainError):
    slug, title, status = "version-replaced", "There is a newer version", 409
    detail = "Deliver the version that is in force in this language."


class Recipient(NamedTuple):
    """Who gets it, the columns that say so, and the languages that are known of them."""

    id: UUID
    columns: dict[str, UUID]
    languages: Sequence[str]


def deliver(db: OwnedSession, new: DeliveryCreate) -> Delivery:
    """Records that a version went to somebody. Raises what `require_deliverable` and `recipient_of` raise."""
    if (known := records.already(db, Delivery, new)) is not None:
        return known
    version = db.refer(MaterialTranslation, new.translation_id, "translation_id")
    require_deliverable(db.find(Material, version.material_id), version)
    to = recipient_of(db, new)
    given = {**to.columns, **about(version, to)}
    return db.put(records.made(db, Delivery, new, **given))


def about(version: MaterialTranslation, to: Recipient) -> dict[str, Any]:
    """What is kept of the version and the recipient beside the delivery."""
    fallback = not any(same_language(version.language, language) for language in to.languages)
    return {
        "material_id": version.material_id,
        "language": version.language,
        "recipient": to.id,
        "fallback": fallback,
    }


def require_deliverable(material: Material, version: MaterialTranslation) -> None:
    """Raises LanguageNotChecked, VersionNotPublished, VersionReplaced."""
    if version.checked_at is None and version.published_at is None:
        raise LanguageNotChecked(language=version.language)
    if version.published_at is None or material.state is not MaterialState.IN_USE:
        raise VersionNotPublished(state=version.state)
    if not version.current:
        raise VersionReplaced


def recipient_of(db: OwnedSession, new: DeliveryCreate) -> Recipient:
    """The one that the body names. Raises InvalidRequest for none or several, ReferenceNotFound, GuardianExcluded."""
    named = [name for name in RECIPIENTS if getattr(new, name) is not None]
    if len(named) != 1:
        detail = "Name one recipient: a guardian, a family, a school or a user."
        wrong = [{"pointer": f"/{name}", "code": "either_or", "detail": detail} for name in named or RECIPIENTS]
        raise InvalidRequest(errors=wrong)
    (name,) = named
    id = getattr(new, name)
    match name:
        case "guardian_id":
            return guardian_as(db.refer(Guardian, id, name))
        case "family_id":
            family = db.refer(Family, id, name)
            return Recipient(id, {"programme_id": family.programme_id}, family.home_languages)
        case "school_id":
            return Recipient(id, {}, db.refer(School, id, name).languages)
        case _:
            return Recipient(id, {}, db.refer(User, id, name).languages)


def guardian_as(guardian: Guardian) -> Recipient:
    """Raises GuardianExcluded; whoever may not know that does not reach the guardian."""
    refuse_excluded(guardian)
    of_family = {"family_id": guardian.family_id, "programme_id": guardian.programme_id}
    return Recipient(guardian.id, of_family, guardian.languages)


def deliver_round(db: OwnedSession, new: DeliveryRound) -> list[Delivery]:
    """A delivery to each guardian in the first of their languages that there is, else in the source's; all or none."""
    material = db.refer(Material, new.material_id, "material_id")
    versions = [version for version in versions_of(db, material.id) if version.current]
    if not versions or material.state is not MaterialState.IN_USE:
        raise VersionNotPublished(state=material.state)
    records.check_references(db, Delivery, {"helped_by_id": new.helped_by_id})
    manner: dict[str, Any] = {name: getattr(new, name) for name in ("channel", "delivered_at", "recorded_at")}
    made = []
    for to in guardians_of(db, new.guardian_ids):
        version = in_their_language(versions, to.languages, material.source_language)
        row = {**manner, **to.columns, **about(version, to), "translation_id": version.id, "guardian_id": to.id}
        made.append(db.put(Delivery(**row, helped_by_id=new.helped_by_id)))
    return made


def guardians_of(db: OwnedSession, ids: Sequence[UUID]) -> list[Recipient]:
    """Those who were named, once each. Raises InvalidRequest naming all that it cannot go to."""
    found, errors = [], []
    for place, id in enumerate(dict.fromkeys(ids)):
        try:
            found.append(guardian_as(db.find(Guardian, id)))
        except NotFound:
            wrong = {"code": "not_found", "detail": "No such row in your reach."}
            errors.append({"pointer": f"/guardian_ids/{place}", **wrong})
        except GuardianExcluded:
            wrong = {"code": "excluded", "detail": GuardianExcluded.detail}
            errors.append({"pointer": f"/guardian_ids/{place}", **wrong})
    if errors:
        raise InvalidRequest(errors=errors)
    return found


def in_their_language(
    versions: Sequence[MaterialTranslation], languages: Sequence[str], source: str
) -> MaterialTranslation:
    """The version in the first of the languages that there is, in its very script before another; else the source."""
    for language in languages:
        same = [version for version in versions if same_language(version.language, language)]
        if same:
            return min(same, key=lambda version: version.language != language)
    return min(versions, key=lambda version: version.language != source)


def same_language(one: str, other: str) -> bool:
    """Whether both are one language, in whatever script or region."""
    return one.partition("-")[0] == other.partition("-")[0]


def acknowledge(db: OwnedSession, id: UUID, said: DeliveryAcknowledge) -> Delivery:
    """That it has arrived: said by who got it, or told to one of the staff."""
    row = db.find(Delivery, id, lock=True)
    by_recipient = db.caller.role is Role.GUARDIAN or row.user_id == db.caller.user_id
    row.acknowledged_how = AcknowledgedHow.BY_RECIPIENT if by_recipient else AcknowledgedHow.TOLD
    row.acknowledged_at, row.acknowledged_by_id = db.at, db.caller.user_id
    if said.helped_by_id is not None:
        row.helped_by_id = db.refer(User, said.helped_by_id, "helped_by_id").id
    return records.move(db, row, "acknowledge")
