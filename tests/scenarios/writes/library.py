"""The library: one write that succeeds for each operation."""

from typing import Any

from app.core import clock
from app.core.columns import instant_text
from app.core.ids import uuid7
from app.models import Material, MaterialFile, MaterialTranslation
from app.models.material import MaterialAudience
from app.models.material_translation import MaterialFileRole, TranslationState
from app.models.membership import Role
from app.services.library.keeping_library import settle
from tests.furnishings import library
from tests.scenarios.stage import Stage, case
from tests.world import short

ABOUT = {"kind": "guidance", "source_language": "en", "audiences": ["volunteers"], "year": 2026}


def material(at: Stage, *, published: bool = True) -> Material:
    """One with a source, by nobody who is there."""
    with at.world.as_system(at.place) as db:
        row = library.material(db, f"m-{uuid7().hex}", MaterialAudience.GUARDIANS)
        library.version(db, row, "sr-Latn", "Prvi dan", published=published)
        settle(db, row.id)
        db.commit()
    return row


def version(at: Stage, state: TranslationState) -> str:
    """One in Arabic, of a published source."""
    with at.world.as_system(at.place) as db:
        row = library.version(db, material(at), "ar", "اليوم الأول")
        db.commit()
    if state is not TranslationState.DRAFT:
        assert at.place.coordinator.post(f"/v1/material-translations/{row.id}/check").status_code == 200
    return f"material-translations/{row.id}"


@case
def create_material(at: Stage) -> Any:
    return at.post("materials", key=f"m-{uuid7().hex}", **ABOUT)


@case
def update_material(at: Stage) -> Any:
    return at.patch(f"materials/{material(at).id}", topics=["reading"])


@case
def withdraw_material(at: Stage) -> Any:
    return at.post(f"materials/{material(at).id}/withdraw", reason="The law has changed")


@case
def restore_material(at: Stage) -> Any:
    path = f"materials/{material(at).id}"
    at.place.coordinator.post(f"/v1/{path}/withdraw", {"reason": "The law has changed"})
    return at.me.post(f"/v1/{path}/restore")


@case
def create_material_translation(at: Stage) -> Any:
    return at.post("material-translations", material_id=str(material(at).id), language="fi", title="Ensimmäinen päivä")


@case
def update_material_translation(at: Stage) -> Any:
    return at.patch(version(at, TranslationState.DRAFT), title="اليوم الأول في المدرسة")


@case
def delete_material_translation(at: Stage) -> Any:
    return at.delete(version(at, TranslationState.DRAFT))


@case
def check_material_translation(at: Stage) -> Any:
    return at.me.post(f"/v1/{version(at, TranslationState.DRAFT)}/check")


@case
def send_back_material_translation(at: Stage) -> Any:
    return at.post(f"{version(at, TranslationState.CHECKED)}/send-back", reason="Too hard to read")


@case
def publish_material_translation(at: Stage) -> Any:
    return at.me.post(f"/v1/{version(at, TranslationState.CHECKED)}/publish")


@case
def catch_up_material_translation(at: Stage) -> Any:
    draft = version(at, TranslationState.DRAFT)
    boss, other = at.place.coordinator, at.place.supervisor
    of = boss.get(f"/v1/{draft}").json()["material_id"]
    words = {"material_id": of, "language": "sr-Latn", "title": "Prvi dan", "sections": [{"text": "Drugačije."}]}
    source = boss.post("/v1/material-translations", words).json()["id"]
    for by, move in ((other, "check"), (boss, "publish")):
        assert by.post(f"/v1/material-translations/{source}/{move}").status_code == 200
    return at.me.post(f"/v1/{draft}/catch-up")


@case
def create_material_file(at: Stage) -> Any:
    with at.world.as_system(at.place) as db:
        sent = library.sound(db, at.place, short(at.me.role)).id
        db.commit()
    of = version(at, TranslationState.DRAFT).removeprefix("material-translations/")
    return at.post("material-files", translation_id=of, attachment_id=str(sent), role="audio")


@case
def delete_material_file(at: Stage) -> Any:
    of = version(at, TranslationState.DRAFT).removeprefix("material-translations/")
    with at.world.as_system(at.place) as db:
        sent = library.sound(db, at.place, "coordinator").id
        owner = at.place.coordinator.get(f"/v1/material-translations/{of}").json()["material_id"]
        row = MaterialFile(
            translation_id=of, material_id=owner, attachment_id=sent, role=MaterialFileRole.AUDIO,
            content_type="audio/mpeg", size=1000,
        )  # fmt: skip
        id = db.put(row).id
        db.commit()
    return at.delete(f"material-files/{id}")


@case
def create_delivery(at: Stage) -> Any:
    when = {"channel": "in_person", "delivered_at": instant_text(clock.now())}
    to = {"guardian_id": str(at.place.jelena), "translation_id": str(at.place.pack_source)}
    return at.post("deliveries", **to, **when)


@case
def create_delivery_round(at: Stage) -> Any:
    when = {"channel": "in_person", "delivered_at": instant_text(clock.now())}
    return at.post("deliveries/round", material_id=str(at.place.pack), guardian_ids=[str(at.place.jelena)], **when)


@case
def acknowledge_delivery(at: Stage) -> Any:
    staff, me = at.me.role in (Role.COORDINATOR, Role.SUPERVISOR, Role.MEDIATOR, Role.GUARDIAN), at.me.user_id
    place = at.place
    mother = {"guardian_id": place.jelena, "family_id": place.petrovic, "programme_id": place.programme}
    to = (mother, place.jelena) if staff else ({"user_id": me}, me)
    with at.world.as_system(place) as db:
        source = db.find(MaterialTranslation, place.pack_source)
        id = library.delivery(db, source, to[1], **to[0])
        db.commit()
    return at.post(f"deliveries/{id}/acknowledge")
