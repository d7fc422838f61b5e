"""Conversations: one write that succeeds for each operation."""

from typing import Any

from app.core import clock
from app.models import Conversation, ConversationParticipant, InterpretationRequest, Interpreter, Message
from app.models.conversation import ConversationState
from app.models.interpreter import InterpretationMode
from app.models.membership import Role
from tests.scenarios.stage import Stage, ahead, case


def talk(at: Stage, state: ConversationState = ConversationState.OPEN) -> str:
    """One about Mila, of the caller and the mediator, or for the mediator of her mother."""
    of = {"child_id": at.place.mila, "programme_id": at.place.programme, "language": "sr-Latn", "topic": "Reading"}
    id = at.arrange(Conversation(**of, active_at=clock.now(), state=state))
    for role in (at.me.role, Role.GUARDIAN if at.me.role is Role.MEDIATOR else Role.MEDIATOR):
        at.arrange(part(at, id, role))
    return str(id)


def part(at: Stage, id: Any, role: Role) -> ConversationParticipant:
    guardian = {"guardian_id": at.place.jelena}
    who = guardian if role is Role.GUARDIAN else {"user_id": at.place.people[role.value].user_id}
    hours = {"time_zone": "Europe/Belgrade", "quiet_from": "20:00", "quiet_to": "08:00"}
    return ConversationParticipant(conversation_id=id, role=role, **hours, **who)


def somebody_else(at: Stage) -> dict[str, Any]:
    if at.me.role is Role.MEDIATOR:
        return {"role": "guardian", "guardian_id": str(at.place.jelena)}
    return {"role": "mediator"}


def message(at: Stage, id: str) -> str:
    return at.id_of(f"conversations/{id}/messages", text="Dobro jutro", language="sr-Latn")


def own_part(at: Stage, id: str) -> str:
    rows = at.me.get(f"/v1/conversations/{id}/participants").json()["items"]
    return next(f"conversation-participants/{row['id']}" for row in rows if row["mine"])


@case
def create_conversation(at: Stage) -> Any:
    of = {"child_id": str(at.place.mila), "topic": "Reading at home", "language": "sr-Latn"}
    return at.post("conversations", **of, participants=[somebody_else(at)])


@case
def update_conversation(at: Stage) -> Any:
    return at.patch(f"conversations/{talk(at)}", topic="Reading and writing")


@case
def close_conversation(at: Stage) -> Any:
    return at.post(f"conversations/{talk(at)}/close")


@case
def reopen_conversation(at: Stage) -> Any:
    return at.post(f"conversations/{talk(at, ConversationState.CLOSED)}/reopen", reason="one more question")


@case
def read_up_to_message(at: Stage) -> Any:
    id = talk(at)
    return at.post(f"conversations/{id}/read", message_id=message(at, id))


@case
def create_conversation_participant(at: Stage) -> Any:
    return at.post(f"conversations/{talk(at)}/participants", role="teacher", with_history=True)


@case
def update_conversation_participant(at: Stage) -> Any:
    return at.patch(own_part(at, talk(at)), quiet_from="21:00")


@case
def leave_conversation(at: Stage) -> Any:
    return at.post(f"{own_part(at, talk(at))}/leave")


@case
def create_message(at: Stage) -> Any:
    return at.post(f"conversations/{talk(at)}/messages", text="Dobro jutro", language="sr-Latn")


@case
def retract_message(at: Stage) -> Any:
    return at.post(f"messages/{message(at, talk(at))}/retract")


@case
def create_message_translation(at: Stage) -> Any:
    interprets = at.me.role in (Role.VOLUNTEER, Role.SUPERVISOR)
    id = interpreted(at) if interprets else message(at, talk(at))
    return at.post(f"messages/{id}/translations", language="fi", text="Hyvää huomenta", made_by_person=True)


def interpreted(at: Stage) -> str:
    """A message that the caller is to interpret."""
    with at.world.as_system(at.place) as db:
        row = db.find(Message, at.place.mediators_message)
    at.arrange(requested(at, row, "assigned", at.me.user_id))
    return str(row.id)


def requested(at: Stage, row: Message, state: str, interpreter_id: Any = None) -> Any:
    return InterpretationRequest(
        message_id=row.id, child_id=row.child_id, programme_id=row.programme_id, from_language="sr-Latn",
        to_language="fi", mode=InterpretationMode.WRITTEN, state=state, interpreter_id=interpreter_id,
        created_by=at.me.user_id,
    )  # fmt: skip


def request(at: Stage, state: str = "assigned", interpreter_id: Any = None) -> str:
    with at.world.as_system(at.place) as db:
        row = db.find(Message, at.place.mediators_message)
    return f"interpretation-requests/{at.arrange(requested(at, row, state, interpreter_id))}"


@case
def create_interpretation_request(at: Stage) -> Any:
    about = {"session_id": str(at.place.owls_planned), "child_id": str(at.place.mila)}
    how = {"from_language": "sr", "to_language": "ar", "mode": "phone", "starts_at": ahead(days=2)}
    return at.post("interpretation-requests", **about, **how)


@case
def assign_interpreter(at: Stage) -> Any:
    who = str(at.place.volunteer.user_id)
    row = at.me.get(f"/v1/interpretation-requests/{at.place.uninterpreted}")
    assert row.status_code == 200, row.text
    return at.post(f"interpretation-requests/{at.place.uninterpreted}/assign", interpreter_id=who)


@case
def decline_interpretation(at: Stage) -> Any:
    return at.post(f"{request(at, 'assigned', at.me.user_id)}/decline", reason="I am ill")


@case
def finish_interpretation(at: Stage) -> Any:
    return at.post(f"{request(at, 'assigned', at.me.user_id)}/finish", minutes=20)


@case
def no_show_at_interpretation(at: Stage) -> Any:
    return at.post(f"{request(at, 'assigned', at.me.user_id)}/no-show", reason="nobody answered")


@case
def cancel_interpretation_request(at: Stage) -> Any:
    return at.post(f"{request(at, 'requested')}/cancel", reason="no longer needed")


def profile(at: Stage) -> str:
    """The caller's own, or for a coordinator that of the volunteer."""
    found = at.me.get("/v1/interpreters").json()["items"]
    known = {"volunteer": "interpreting_volunteer", "mediator": "interpreting_mediator"}
    if at.me.role.value in known:
        return f"interpreters/{at.place.ids[known[at.me.role.value]]}"
    if at.me.role is Role.COORDINATOR:
        return f"interpreters/{at.place.interpreting_volunteer}"
    return f"interpreters/{found[0]['id'] if found else at.arrange(Interpreter(user_id=at.me.user_id))}"


@case
def create_interpreter(at: Stage) -> Any:
    of = {"languages": [{"tag": "uk", "level": "native"}], "modes": ["phone"]}
    return at.post("interpreters", user_id=str(at.place.volunteer2.user_id), **of)


@case
def update_interpreter(at: Stage) -> Any:
    free = [{"weekday": "monday", "begins": "09:00", "ends": "12:00"}]
    return at.patch(profile(at), availability=free)


@case
def pause_interpreter(at: Stage) -> Any:
    return at.me.post(f"/v1/{profile(at)}/pause")


@case
def resume_interpreter(at: Stage) -> Any:
    return at.me.post(f"/v1/{profile(at)}/resume")


@case
def create_interpreter_relative(at: Stage) -> Any:
    return at.post(f"interpreters/{at.place.interpreting_mediator}/relatives", family_id=str(at.place.petrovic))


@case
def delete_interpreter_relative(at: Stage) -> Any:
    return at.delete(f"interpreter-relatives/{at.place.bound}")
