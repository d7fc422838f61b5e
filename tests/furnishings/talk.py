"""Conversations: about Mila, in which the volunteer interprets a message; about Luka among staff; about Ada."""

from typing import TYPE_CHECKING, Any

from app.auth.session import OwnedSession
from app.core import clock
from app.models import (
    Conversation,
    ConversationParticipant,
    InterpretationRequest,
    Interpreter,
    InterpreterRelative,
    Message,
    MessageTranslation,
)
from app.models.interpretation_request import InterpretationState
from app.models.interpreter import InterpretationMode
from app.models.membership import Role

if TYPE_CHECKING:
    from tests.world import Place


def indigo(db: OwnedSession, place: "Place") -> None:
    begun(db, place, "milas_talk", "mila", "mediator", "teacher", "guardian")
    said = message(db, place, "milas_talk", "mediator", "Dobar dan")
    db.put(MessageTranslation(message_id=said.id, language="ar", text="نهارك سعيد", translator_name="Amal"))
    begun(db, place, "lukas_talk", "luka", "coordinator", "educator")
    message(db, place, "lukas_talk", "educator", "Luka is ill")
    for name in ("volunteer", "mediator"):
        speaks = [{"tag": "sr", "level": "native"}, {"tag": "ar-SY", "level": "fluent"}]
        of: dict[str, Any] = {"languages": speaks, "modes": [mode.value for mode in InterpretationMode]}
        of |= {"adult": True, "confidentiality_signed_on": clock.today()}
        row = db.put(Interpreter(user_id=place.people[name].user_id, **of))
        place.ids[f"interpreting_{name}"] = row.id
    for name in ("supervisor", "educator"):
        db.put(Interpreter(user_id=place.people[name].user_id, languages=[{"tag": "fi", "level": "basic"}]))
    bound = InterpreterRelative(interpreter_id=place.ids["interpreting_volunteer"], family_id=place.ids["jovic"])
    place.ids["bound"] = db.put(bound).id
    given = {"state": InterpretationState.ASSIGNED, "interpreter_id": place.people["volunteer"].user_id}
    place.ids["interpreted"] = request(db, place, said, **given).id
    place.ids["uninterpreted"] = request(db, place, said, created_by=place.people["mediator"].user_id).id


def red_cross(db: OwnedSession, place: "Place") -> None:
    begun(db, place, "adas_talk", "ada", "mediator", "coordinator")
    said = message(db, place, "adas_talk", "mediator", "Ada can read")
    place.ids["uninterpreted"] = request(db, place, said).id
    place.ids["interpreting_volunteer"] = db.put(Interpreter(user_id=place.people["volunteer"].user_id)).id


def begun(db: OwnedSession, place: "Place", name: str, child: str, *roles: str) -> None:
    of = {"child_id": place.ids[child], "programme_id": place.ids["programme"], "language": "sr-Latn"}
    row = db.put(Conversation(**of, topic="How it goes", active_at=clock.now()))
    place.ids[name] = row.id
    for role in roles:
        person = place.people[role]
        who = {"guardian_id": place.ids["jelena"]} if role == "guardian" else {"user_id": person.user_id}
        hours = {"time_zone": "Europe/Belgrade", "quiet_from": "20:00", "quiet_to": "08:00"}
        part = ConversationParticipant(conversation_id=row.id, role=Role(role), **hours, **who)
        place.ids[f"{role}_in_{name}"] = db.put(part).id


def message(db: OwnedSession, place: "Place", talk: str, by: str, text: str) -> Message:
    conversation = db.find(Conversation, place.ids[talk])
    conversation.last_number += 1
    row = Message(
        conversation_id=conversation.id, child_id=conversation.child_id, programme_id=conversation.programme_id,
        participant_id=place.ids[f"{by}_in_{talk}"], number=conversation.last_number, language="sr-Latn", text=text,
        created_by=place.people[by].user_id,
    )  # fmt: skip
    place.ids[f"{by}s_message"] = row.id
    return db.put(row)


def request(db: OwnedSession, place: "Place", said: Message, **more: Any) -> InterpretationRequest:
    of = {"message_id": said.id, "child_id": said.child_id, "programme_id": said.programme_id}
    how = {"from_language": "sr-Latn", "to_language": "ar", "mode": InterpretationMode.WRITTEN}
    return db.put(InterpretationRequest(**of, **how, note="The mother reads Arabic", **more))
