"""Supervision: one write that succeeds for each operation."""

from typing import Any
from uuid import UUID

from app.core import clock
from app.models import AgreedAction, MeetingParticipant, SupervisionMeeting, SupervisionNote
from app.models.membership import Role
from app.models.supervision_meeting import MeetingState
from app.models.supervision_note import FollowUpState, SupervisionNoteKind, SupervisionVisibility
from tests.scenarios.stage import Stage, ahead, case


def about(at: Stage) -> dict[str, Any]:
    """Mila, or for those who do not lead her group, themselves."""
    if at.me.role in (Role.EDUCATOR, Role.MEDIATOR):
        return {"volunteer_id": at.me.user_id}
    return {"child_id": at.place.mila, "programme_id": at.place.programme}


def note(at: Stage, follow_up: FollowUpState = FollowUpState.OPEN) -> str:
    supervises = at.me.role in (Role.COORDINATOR, Role.SUPERVISOR)
    author = at.me if supervises else at.place.supervisor
    row = SupervisionNote(
        **about(at), kind=SupervisionNoteKind.QUESTION, visibility=SupervisionVisibility.AUTHOR_AND_SUBJECT,
        text="How is it going?", created_by=author.user_id, follow_up=follow_up, follow_up_by_id=at.me.user_id,
        follow_up_due_on=clock.today(),
    )  # fmt: skip
    return f"supervision-notes/{at.arrange(row)}"


@case
def create_supervision_note(at: Stage) -> Any:
    of = {"child_id": str(at.place.mila), "kind": "advice", "visibility": "author_and_subject"}
    return at.post("supervision-notes", **of, text="Read aloud together")


@case
def update_supervision_note(at: Stage) -> Any:
    return at.patch(note(at), text="And how is it going now?")


@case
def open_follow_up_of_supervision_note(at: Stage) -> Any:
    return at.post(f"{note(at, FollowUpState.DONE)}/open-follow-up", follow_up_due_on="2026-12-24")


@case
def finish_follow_up_of_supervision_note(at: Stage) -> Any:
    return at.me.post(f"/v1/{note(at)}/finish-follow-up")


@case
def drop_follow_up_of_supervision_note(at: Stage) -> Any:
    return at.post(f"{note(at)}/drop-follow-up", reason="the child has moved")


@case
def create_supervision_answer(at: Stage) -> Any:
    return at.post(f"{note(at)}/answers", text="Well, since she has a phone of her own")


def meeting(at: Stage, state: MeetingState = MeetingState.HELD) -> str:
    holder = at.me if at.me.role is Role.SUPERVISOR else at.place.supervisor
    of = {"programme_id": at.place.programme, "supervisor_id": holder.user_id, "starts_at": clock.now(), "minutes": 30}
    return str(at.arrange(SupervisionMeeting(**of, state=state)))


@case
def create_supervision_meeting(at: Stage) -> Any:
    who = {"participant_ids": [str(at.place.volunteer.user_id)], "child_ids": [str(at.place.mila)]}
    when = {"starts_at": ahead(days=2), "minutes": 45}
    return at.post("supervision-meetings", programme_id=str(at.place.programme), **when, **who)


@case
def update_supervision_meeting(at: Stage) -> Any:
    return at.patch(f"supervision-meetings/{meeting(at)}", notes="Spoke of homework")


@case
def hold_supervision_meeting(at: Stage) -> Any:
    when = {"starts_at": ahead(minutes=-30), "minutes": 30}
    return at.post(f"supervision-meetings/{meeting(at, MeetingState.PLANNED)}/hold", **when)


@case
def cancel_supervision_meeting(at: Stage) -> Any:
    return at.post(f"supervision-meetings/{meeting(at, MeetingState.PLANNED)}/cancel", reason="everybody is ill")


@case
def reopen_supervision_meeting(at: Stage) -> Any:
    return at.post(f"supervision-meetings/{meeting(at, MeetingState.CANCELLED)}/reopen", reason="well again")


@case
def create_meeting_participant(at: Stage) -> Any:
    return at.post(f"supervision-meetings/{meeting(at)}/participants", user_id=str(at.place.mediator.user_id))


@case
def delete_meeting_participant(at: Stage) -> Any:
    row = MeetingParticipant(meeting_id=UUID(meeting(at)), user_id=at.place.mediator.user_id)
    return at.delete(f"meeting-participants/{at.arrange(row)}")


@case
def create_meeting_child(at: Stage) -> Any:
    return at.post(f"supervision-meetings/{meeting(at)}/children", child_id=str(at.place.mila))


@case
def delete_meeting_child(at: Stage) -> Any:
    spoken_of = at.id_of(f"supervision-meetings/{meeting(at)}/children", child_id=str(at.place.mila))
    return at.delete(f"meeting-children/{spoken_of}")


def action(at: Stage, state: str = "open") -> str:
    row = AgreedAction(
        meeting_id=UUID(meeting(at)), programme_id=at.place.programme, supervisor_id=at.place.supervisor.user_id,
        user_id=at.me.user_id, what="Call the teacher", due_on=clock.today(), state=state,
    )  # fmt: skip
    return f"agreed-actions/{at.arrange(row)}"


@case
def create_agreed_action(at: Stage) -> Any:
    todo = {"what": "Call the teacher", "due_on": "2026-12-24", "user_id": str(at.place.supervisor.user_id)}
    return at.post(f"supervision-meetings/{meeting(at)}/actions", **todo)


@case
def update_agreed_action(at: Stage) -> Any:
    return at.patch(action(at), due_on="2026-12-31")


@case
def finish_agreed_action(at: Stage) -> Any:
    return at.me.post(f"/v1/{action(at)}/finish")


@case
def drop_agreed_action(at: Stage) -> Any:
    return at.post(f"{action(at)}/drop", reason="no longer needed")


@case
def reopen_agreed_action(at: Stage) -> Any:
    return at.post(f"{action(at, 'done')}/reopen", reason="said too early")
