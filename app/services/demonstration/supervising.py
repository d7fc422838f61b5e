"""What the supervisor of the demonstration wrote, whom she met, and what was agreed."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.models import (
    AgreedAction,
    Child,
    MeetingChild,
    MeetingParticipant,
    Programme,
    SupervisionAnswer,
    SupervisionMeeting,
    SupervisionNote,
)
from app.models.session_channel import SessionChannel
from app.models.supervision_meeting import ActionState, MeetingState
from app.models.supervision_note import FollowUpState, SupervisionNoteKind, SupervisionVisibility
from app.services.demonstration.grouping import Circle
from app.services.demonstration.stage import Stage

SHOWN, HIDDEN = SupervisionVisibility.AUTHOR_AND_SUBJECT, SupervisionVisibility.SUPERVISORS
KIND = SupervisionNoteKind


def supervise(stage: Stage, programme: Programme, circles: list[Circle]) -> None:
    """Notes of the last weeks, a meeting that was held and one to come; the worry is about a child who withdraws."""
    first, second = circles[0].children[2], circles[1].children[2]
    write(stage, programme, first, second)
    held = meet(stage, programme, stage.now - timedelta(days=6), MeetingState.HELD)
    held.notes = "Причали смо о деци која се повлаче када камера ради. Договорено: прво разговор, па задаци."
    coming = meet(stage, programme, stage.now + timedelta(days=4), MeetingState.PLANNED)
    stage.put([held, coming])
    attend(stage, held, ("volunteer", "volunteer2", "educator"), (first, second))
    attend(stage, coming, ("volunteer3", "volunteer4"), ())
    agree(stage, held)


def write(stage: Stage, programme: Programme, first: Child, second: Child) -> None:
    """Praise, advice, a question with its answer, a worry that only those who supervise see."""
    people, days = stage.people, timedelta(days=1)
    of_programme: dict[str, Any] = {"programme_id": programme.id}
    asked = note(
        stage, 3 * days, KIND.QUESTION, "Да ли дете дели телефон са сестром и у време часа?", child_id=second.id,
        follow_up=FollowUpState.OPEN, follow_up_due_on=stage.today + 2 * days, follow_up_by_id=people["supervisor"],
        answered_at=stage.now - 2 * days, **of_programme,
    )  # fmt: skip
    stage.put(
        [
            note(stage, 9 * days, KIND.APPRECIATION, "Hvala ti: deca te čekaju i pre početka.", "volunteer"),
            note(stage, 5 * days, KIND.ADVICE, "Probaj da prvo pročitate zajedno, pa tek onda zadatak.", "volunteer2"),
            note(stage, 4 * days, KIND.APPRECIATION, "Izveštaji su ti jasni i na vreme.", "volunteer4"),
            note(
                stage, 4 * days, KIND.CONCERN, "Већ недељама се повлачи; питати медијаторку како је код куће.",
                child_id=first.id, visibility=HIDDEN, follow_up=FollowUpState.DONE, follow_up_due_on=stage.today - days,
                follow_up_by_id=people["supervisor"], followed_up_by_id=people["supervisor"],
                followed_up_at=stage.now - days, **of_programme,
            ),
            asked,
        ]
    )  # fmt: skip
    answer(stage, asked)


def answer(stage: Stage, asked: SupervisionNote) -> None:
    """What the volunteer said."""
    said = "Da, sestra ima čas u isto vreme; dogovorila sam se s majkom za pola sata kasnije."
    by, at = stage.people["volunteer2"], stage.now - timedelta(days=2)
    stage.put(
        [
            SupervisionAnswer(
                id=stage.dice.id(), note_id=asked.id, text=said, created_by=by, created_at=at, updated_at=at
            )
        ]
    )


def note(
    stage: Stage, ago: timedelta, kind: SupervisionNoteKind, text: str, volunteer: str | None = None, **more: Any
) -> SupervisionNote:
    """A note by the supervisor, about the volunteer unless it says something else."""
    at = stage.now - ago
    if volunteer is not None:
        more["volunteer_id"] = stage.people[volunteer]
    more.setdefault("visibility", SHOWN)
    return SupervisionNote(
        id=stage.dice.id(), kind=kind, text=text, created_by=stage.people["supervisor"], created_at=at, updated_at=at,
        **more,
    )  # fmt: skip


def meet(stage: Stage, programme: Programme, at: datetime, state: MeetingState) -> SupervisionMeeting:
    return SupervisionMeeting(
        id=stage.dice.id(), programme_id=programme.id, supervisor_id=stage.people["supervisor"], minutes=60,
        starts_at=at.replace(minute=0, second=0, microsecond=0), channel=SessionChannel.ZOOM, state=state,
        created_by=stage.people["supervisor"],
    )  # fmt: skip


def attend(stage: Stage, meeting: SupervisionMeeting, names: tuple[str, ...], children: tuple[Child, ...]) -> None:
    """Who takes part, and who is spoken of."""
    id, dice = meeting.id, stage.dice
    stage.put([MeetingParticipant(id=dice.id(), meeting_id=id, user_id=stage.people[name]) for name in names])
    stage.put([MeetingChild(id=dice.id(), meeting_id=id, child_id=child.id) for child in children])


def agree(stage: Stage, meeting: SupervisionMeeting) -> None:
    """One action is done, one is open, one is late."""
    day, at = timedelta(days=1), meeting.starts_at
    todo: list[tuple[str, str, timedelta, ActionState]] = [
        ("volunteer", "Pozvati majku pre sledećeg časa", -2 * day, ActionState.DONE),
        ("volunteer2", "Dogovoriti kraće časove za mlađe", 3 * day, ActionState.OPEN),
        ("supervisor", "Набавити две слушалице са микрофоном", -day, ActionState.OPEN),
    ]
    stage.put([action(stage, meeting, stage.people[who], what, (due, state, at)) for who, what, due, state in todo])


def action(
    stage: Stage, meeting: SupervisionMeeting, user_id: UUID, what: str, how: tuple[timedelta, ActionState, datetime]
) -> AgreedAction:
    due, state, at = how
    done = state is not ActionState.OPEN
    return AgreedAction(
        id=stage.dice.id(), meeting_id=meeting.id, programme_id=meeting.programme_id, user_id=user_id, what=what,
        supervisor_id=meeting.supervisor_id, due_on=stage.today + due, state=state, created_by=meeting.supervisor_id,
        created_at=at, updated_at=at, closed_at=stage.now - timedelta(days=3) if done else None,
        closed_by_id=user_id if done else None,
    )  # fmt: skip
