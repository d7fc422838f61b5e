"""What is said about a child in two languages, who interprets between them, and what is asked of interpreters."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.models import (
    Child,
    ConsentEffect,
    Conversation,
    ConversationParticipant,
    Engagement,
    InterpretationRequest,
    Interpreter,
    Message,
    MessageTranslation,
    SchoolClass,
    SchoolEnrolment,
    Teacher,
)
from app.models.child import LanguageLevel
from app.models.consent import ConsentState
from app.models.consent_purpose import ConsentPurpose
from app.models.interpretation_request import InterpretationState
from app.models.interpreter import InterpretationMode
from app.models.membership import Role
from app.services.demonstration.households import Home
from app.services.demonstration.meeting_parents import Parents
from app.services.demonstration.stage import Stage
from app.services.engagement.counting_guardians import is_counted

QUIET = {"quiet_from": "20:00", "quiet_to": "08:00"}
WRITTEN, PHONE = InterpretationMode.WRITTEN, InterpretationMode.PHONE


class Said(NamedTuple):
    """A message: by whom and in which language; `translated`: who has put it into which language, and how."""

    by: Role
    language: str
    text: str
    translated: tuple[str, str, str] | None = None


class Talk(NamedTuple):
    """What a guardian, the mediator and one `beside` them talk about; `interpreters`: who speaks which languages."""

    topic: str
    language: str
    family_speaks: str
    beside: Role
    messages: tuple[Said, ...]
    interpreters: dict[str, tuple[str, ...]]
    # Between which languages nobody is found yet for the workshop to come.
    waiting: tuple[str, str]


def talk(stage: Stage, parents: Parents, about: Talk) -> None:
    """Writes the interpreters, a conversation with its translations, and a request that waits."""
    stage.put([interpreter(stage, name, languages) for name, languages in about.interpreters.items()])
    home, child = concerned(stage, parents, about)
    conversation = begin(stage, about, child)
    parts = seats(stage, about, conversation, home)
    stage.put([conversation])
    stage.put(list(parts.values()))
    for number, said in enumerate(about.messages, start=1):
        message = say(stage, conversation, parts[said.by], said, number)
        if said.translated is not None:
            translate(stage, message, *said.translated)
    stage.put([waiting(about, stage, coming) for coming in parents.coming])


def interpreter(stage: Stage, name: str, languages: tuple[str, ...]) -> Interpreter:
    spoken: list[Any] = [{"tag": tag, "level": LanguageLevel.FLUENT.value} for tag in languages]
    return Interpreter(
        id=stage.dice.id(), user_id=stage.people[name], languages=spoken, modes=[WRITTEN, PHONE], availability=[],
        adult=True, confidentiality_signed_on=stage.begun.date(), created_by=stage.people["coordinator"],
    )  # fmt: skip


def concerned(stage: Stage, parents: Parents, about: Talk) -> tuple[Home, Child]:
    """The first child of a family that speaks this language and whom everybody who talks may know."""
    return next(
        (home, child)
        for home in parents.homes
        for child in home.children
        if about.family_speaks in home.community.home_languages
        and home.family.mediator_id is not None
        and is_counted(home.speaker)
        and (about.beside is not Role.TEACHER or child.id in pupils(stage))
    )


def pupils(stage: Stage) -> set[UUID]:
    """The children in the class of the teacher who signs in whose families let the school know."""
    found = (
        sa.select(col(SchoolEnrolment.child_id))
        .join(SchoolClass, col(SchoolClass.id) == col(SchoolEnrolment.class_id))
        .join(Teacher, col(Teacher.id) == col(SchoolClass.teacher_id))
        .join(ConsentEffect, col(ConsentEffect.child_id) == col(SchoolEnrolment.child_id))
        .where(col(Teacher.user_id) == stage.people["teacher"])
        .where(col(ConsentEffect.purpose) == ConsentPurpose.SHARE_WITH_SCHOOL)
        .where(col(ConsentEffect.state) == ConsentState.GIVEN)
    )
    return set(stage.db.execute(found).scalars())


def begin(stage: Stage, about: Talk, child: Child) -> Conversation:
    count = len(about.messages)
    return Conversation(
        id=stage.dice.id(), child_id=child.id, programme_id=child.programme_id, topic=about.topic,
        language=about.language, last_number=count, active_at=moment(stage, count, count),
        created_by=stage.people["mediator"],
    )  # fmt: skip


def seats(stage: Stage, about: Talk, of: Conversation, home: Home) -> dict[Role, ConversationParticipant]:
    """The guardian, the mediator and the third one; all have read everything but the newest message."""
    people: dict[Role, dict[str, Any]] = {
        Role.GUARDIAN: {"guardian_id": home.speaker.id},
        Role.MEDIATOR: {"user_id": stage.people["mediator"]},
        about.beside: {"user_id": stage.people[about.beside.value]},
    }
    read: dict[str, Any] = {
        **QUIET,
        "read_number": of.last_number - 1,
        "read_at": of.active_at,
        "told_number": of.last_number,
    }
    return {
        role: ConversationParticipant(
            id=stage.dice.id(), conversation_id=of.id, role=role, time_zone=stage.zone, **read, **who
        )
        for role, who in people.items()
    }  # fmt: skip


def moment(stage: Stage, number: int, count: int) -> datetime:
    """When a message was written: one each day, the newest yesterday."""
    return stage.now - timedelta(days=count - number + 1)


def say(stage: Stage, of: Conversation, part: ConversationParticipant, said: Said, number: int) -> Message:
    """A message of the conversation."""
    at = moment(stage, number, of.last_number)
    stamps: dict[str, Any] = {"created_at": at, "updated_at": at, "created_by": part.user_id}
    message = Message(
        id=stage.dice.id(), conversation_id=of.id, child_id=of.child_id, programme_id=of.programme_id,
        participant_id=part.id, number=number, language=said.language, text=said.text, recorded_at=at, **stamps,
    )  # fmt: skip
    stage.put([message])
    return message


def translate(stage: Stage, message: Message, name: str, language: str, text: str) -> None:
    """The request for it, done within the hour, and the translation, with who has made it."""
    by, at = stage.people[name], message.created_at + timedelta(hours=1)
    of: dict[str, Any] = {"message_id": message.id, "created_at": at, "updated_at": at}
    done = InterpretationRequest(
        id=stage.dice.id(), **of, child_id=message.child_id, programme_id=message.programme_id, mode=WRITTEN,
        from_language=message.language, to_language=language, state=InterpretationState.DONE, interpreter_id=by,
        done_minutes=10, done_at=at, created_by=stage.people["mediator"],
    )  # fmt: skip
    made = MessageTranslation(
        id=stage.dice.id(), **of, language=language, text=text, translator_id=by, created_by=by
    )  # fmt: skip
    stage.put([done])
    stage.put([made])


def waiting(about: Talk, stage: Stage, coming: Engagement) -> InterpretationRequest:
    """For the workshop to come nobody is found yet."""
    return InterpretationRequest(
        id=stage.dice.id(), engagement_id=coming.id, programme_id=coming.programme_id, from_language=about.waiting[0],
        to_language=about.waiting[1], mode=InterpretationMode.IN_PERSON, starts_at=coming.planned_at,
        minutes=coming.minutes, ends_at=coming.planned_at + timedelta(minutes=coming.minutes),
        created_by=stage.people["mediator"],
    )  # fmt: skip
