"""Supervision in the world: notes about the volunteer, Mila and Foxes, a question answered, a meeting with actions."""

from datetime import timedelta
from typing import Any

from app.core import clock
from app.models import (
    AgreedAction,
    MeetingChild,
    MeetingParticipant,
    SupervisionAnswer,
    SupervisionMeeting,
    SupervisionNote,
)
from app.models.supervision_meeting import MeetingState
from app.models.supervision_note import FollowUpState, SupervisionNoteKind, SupervisionVisibility

SHOWN, HIDDEN = SupervisionVisibility.AUTHOR_AND_SUBJECT, SupervisionVisibility.SUPERVISORS


def indigo(db: Any, place: Any) -> None:
    """The supervisor's notes reach the volunteer where they are shown; one of the coordinator is about Foxes."""
    ids, people = place.ids, {name: person.user_id for name, person in place.people.items()}
    supervisor, programme_id = people["supervisor"], ids["programme"]

    def note(kind: SupervisionNoteKind, visibility: SupervisionVisibility = SHOWN, **given: Any) -> SupervisionNote:
        given = {"text": f"About {kind.value}", "created_by": supervisor, **given}
        row: SupervisionNote = db.put(SupervisionNote(kind=kind, visibility=visibility, **given))
        return row

    kinds, of_programme = SupervisionNoteKind, {"programme_id": programme_id}
    due = {"follow_up": FollowUpState.OPEN, "follow_up_due_on": clock.today() + timedelta(days=30)}
    ids["thanks"] = note(kinds.APPRECIATION, volunteer_id=people["volunteer"]).id
    ids["worry"] = note(kinds.CONCERN, HIDDEN, child_id=ids["mila"], **of_programme).id
    asked = note(
        kinds.QUESTION, child_id=ids["mila"], **of_programme, **due, follow_up_by_id=people["volunteer"],
        answered_at=clock.now(),
    )  # fmt: skip
    ids["asked"] = asked.id
    said = SupervisionAnswer(note_id=asked.id, text="Her phone is shared", created_by=people["volunteer"])
    ids["said"] = db.put(said).id
    about_foxes = {"group_id": ids["foxes"], "created_by": people["coordinator"]}
    ids["foxes_note"] = note(kinds.DECISION, **about_foxes, **of_programme).id
    ids["report_note"] = note(kinds.ADVICE, report_id=ids["report_on_mila_by_volunteer"], **of_programme).id
    ids["meeting"] = meeting(db, place, ("volunteer", "mediator"), "mila").id
    for name in ("volunteer", "supervisor"):
        action = AgreedAction(
            meeting_id=ids["meeting"], programme_id=programme_id, supervisor_id=supervisor, user_id=people[name],
            what="Call the teacher", due_on=clock.today() + timedelta(days=30),
        )  # fmt: skip
        ids[f"action_of_{name}"] = db.put(action).id


def red_cross(db: Any, place: Any) -> None:
    """A note, an answer and a meeting of the other organisation."""
    people = {name: person.user_id for name, person in place.people.items()}
    note = SupervisionNote(
        kind=SupervisionNoteKind.QUESTION, visibility=SHOWN, text="How is Ada?", child_id=place.ids["ada"],
        programme_id=place.ids["programme"], created_by=people["supervisor"],
    )  # fmt: skip
    place.ids["asked"] = db.put(note).id
    db.put(SupervisionAnswer(note_id=note.id, text="Well", created_by=people["volunteer"]))
    place.ids["meeting"] = meeting(db, place, ("volunteer",), "ada").id
    of = {"meeting_id": place.ids["meeting"], "programme_id": place.ids["programme"]}
    action = AgreedAction(
        **of, supervisor_id=people["supervisor"], user_id=people["volunteer"], what="Read on", due_on=clock.today()
    )
    place.ids["action_of_volunteer"] = db.put(action).id


def meeting(db: Any, place: Any, names: tuple[str, ...], child: str) -> SupervisionMeeting:
    row: SupervisionMeeting = db.put(
        SupervisionMeeting(
            programme_id=place.ids["programme"], supervisor_id=place.people["supervisor"].user_id,
            starts_at=clock.now() - timedelta(days=3), minutes=45, state=MeetingState.HELD, notes="Spoke of homework",
        )
    )  # fmt: skip
    for name in names:
        place.ids[f"{name}_attends"] = db.put(
            MeetingParticipant(meeting_id=row.id, user_id=place.people[name].user_id)
        ).id
    place.ids[f"{child}_spoken_of"] = db.put(MeetingChild(meeting_id=row.id, child_id=place.ids[child])).id
    return row
