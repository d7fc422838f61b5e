"""Packs that went out after the latest evening, each in the guardian's language as far as there is one."""

from datetime import timedelta
from typing import Any

from app.models import Delivery, Guardian, MaterialTranslation
from app.models.contact_point import ContactChannel
from app.models.delivery import AcknowledgedHow, DeliveryState
from app.services.demonstration.shelving import Library
from app.services.demonstration.stage import Stage
from app.services.library import delivering


def hand_out(stage: Stage, library: Library, keys: tuple[str, ...], guardians: list[Guardian]) -> None:
    """Every guardian gets one of these packs, in turns; of most it is known that it has arrived."""
    stage.dice.begin("packs")
    packs = [list(library[key].values()) for key in keys]
    stage.put([delivered(stage, packs[n % len(packs)], guardian) for n, guardian in enumerate(guardians)])


def delivered(stage: Stage, versions: list[MaterialTranslation], guardian: Guardian) -> Delivery:
    to = delivering.guardian_as(guardian)
    version = delivering.in_their_language(versions, to.languages, "en")
    at, mediator = stage.now - timedelta(days=stage.dice.number(2, 12)), stage.people["mediator"]
    about: dict[str, Any] = {**to.columns, **delivering.about(version, to)}
    row = Delivery(
        id=stage.dice.id(), **about, guardian_id=to.id, delivered_at=at,
        translation_id=version.id, channel=stage.dice.pick((ContactChannel.VIBER, ContactChannel.IN_PERSON)),
        helped_by_id=mediator if stage.dice.happens(0.3) else None, created_by=mediator,
    )  # fmt: skip
    if stage.dice.happens(0.7):
        row.state, row.acknowledged_at = DeliveryState.ACKNOWLEDGED, at + timedelta(days=1)
        row.acknowledged_how = AcknowledgedHow.BY_RECIPIENT if guardian.user_id else AcknowledgedHow.TOLD
        row.acknowledged_by_id = guardian.user_id or mediator
    return row
