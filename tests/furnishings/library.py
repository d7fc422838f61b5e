"""The library: a pack for parents with a recording and an Arabic draft, guidance for volunteers, one in the making."""

import secrets
from typing import Any
from uuid import UUID

from app.auth.session import OwnedSession
from app.core import clock
from app.core.sealed_streams import new_file_key
from app.models import Attachment, Delivery, Material, MaterialFile, MaterialTranslation
from app.models.attachment import AttachmentPurpose, AttachmentState
from app.models.contact_point import ContactChannel
from app.models.material import MaterialAudience, MaterialKind
from app.models.material_translation import MaterialFileRole, TranslationState
from app.services.library.keeping_library import settle


def indigo(db: OwnedSession, place: Any) -> None:
    pack = material(db, "enrolment-pack", MaterialAudience.GUARDIANS)
    source = version(db, pack, "sr-Latn", "Kako da upišete dete u školu", published=True)
    version(db, pack, "ar", "كيف تسجّل طفلك في المدرسة")
    place.ids["recording"] = recording(db, place, source)
    old = version(db, pack, "fi", "Kouluun ilmoittautuminen", published=True)
    old.state, old.current = TranslationState.OUTDATED, False
    settle(db, pack.id)
    guidance = material(db, "first-hour", MaterialAudience.VOLUNTEERS)
    version(db, guidance, "sr-Latn", "Prvi čas sa detetom", published=True)
    settle(db, guidance.id)
    place.ids["pack"], place.ids["pack_source"], place.ids["guidance"] = pack.id, source.id, guidance.id
    making = material(db, "in-the-making", MaterialAudience.PUBLIC)
    place.ids["making"], place.ids["making_source"] = making.id, version(db, making, "sr-Latn", "Još se piše").id
    settle(db, making.id)
    here: dict[str, UUID] = {"programme_id": place.ids["programme"]}
    to = {"guardian_id": place.ids["jelena"], "family_id": place.ids["petrovic"], **here}
    place.ids["delivery"] = delivery(db, source, place.ids["jelena"], **to)
    place.ids["old_delivery"] = delivery(db, old, place.ids["jelena"], **to)
    others = {"family_id": place.ids["jovic"], "programme_id": place.ids["programme"]}
    place.ids["jovic_delivery"] = delivery(db, source, place.ids["jovic"], **others)
    for name in ("volunteer", "educator", "assistant"):
        user_id = place.people[name].user_id
        place.ids[f"{name}s_delivery"] = delivery(db, source, user_id, user_id=user_id)
    place.ids["school_delivery"] = delivery(db, source, place.ids["school"], school_id=place.ids["school"])


def delivery(db: OwnedSession, of: MaterialTranslation, recipient: UUID, **to: UUID) -> UUID:
    about: dict[str, Any] = {"translation_id": of.id, "material_id": of.material_id, "language": of.language, **to}
    made = Delivery(**about, recipient=recipient, channel=ContactChannel.IN_PERSON, delivered_at=clock.now())
    return db.put(made).id


def red_cross(db: OwnedSession, place: Any) -> None:
    pack = material(db, "koulun-alku", MaterialAudience.GUARDIANS)
    source = version(db, pack, "fi", "Koulun alku", published=True)
    place.ids["pack"], place.ids["pack_source"] = pack.id, source.id
    settle(db, pack.id)
    user_id = place.people["volunteer"].user_id
    place.ids["delivery"] = delivery(db, source, user_id, user_id=user_id)


def material(db: OwnedSession, key: str, audience: MaterialAudience) -> Material:
    kind = MaterialKind.INFORMATION_PACK
    return db.put(Material(key=key, kind=kind, source_language="sr-Latn", audiences=[audience], year=2026))


def version(
    db: OwnedSession, of: Material, language: str, title: str, *, published: bool = False
) -> MaterialTranslation:
    """A first version, by nobody who is there; a published one makes the material's first edition."""
    done: dict[str, Any] = {"state": TranslationState.PUBLISHED, "current": True, "published_at": clock.now()}
    of.edition = max(of.edition, int(published))
    row = MaterialTranslation(
        material_id=of.id, language=language, title=title, summary="Ukratko.", number=1, source_edition=1,
        sections=[{"heading": "", "text": title}], **(done if published else {}),
    )  # fmt: skip
    return db.put(row)


def sound(db: OwnedSession, place: Any, sender: str) -> Attachment:
    """A recording that is ready and that nothing holds yet; its bytes are in no store."""
    row = Attachment(
        purpose=AttachmentPurpose.MATERIAL, name="pack.mp3", media_type="audio/mpeg", content_type="audio/mpeg",
        size=1000, received=1000, kept_bytes=1000, state=AttachmentState.READY, sizes={"full": 1000},
        created_by=place.people[sender].user_id, place=secrets.token_hex(16), file_key=new_file_key(),
    )  # fmt: skip
    return db.put(row)


def recording(db: OwnedSession, place: Any, of: MaterialTranslation) -> UUID:
    file = sound(db, place, "coordinator")
    row = MaterialFile(
        translation_id=of.id, material_id=of.material_id, attachment_id=file.id, role=MaterialFileRole.AUDIO,
        content_type="audio/mpeg", size=1000,
    )  # fmt: skip
    file.used_in, file.used_by = "material-files", db.put(row).id
    return row.id
