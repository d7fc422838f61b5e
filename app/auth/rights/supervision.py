"""Supervision notes and meetings: who may do what, which rows, which fields.

A note is for those who supervise; when its author lets its subject see it, also for the volunteer it is about or for
those who lead the group or the child, or for who wrote the report. Assistants have no part in it.
"""

import sqlalchemy as sa
from sqlmodel import SQLModel, col

from app.auth.principal import me
from app.auth.relations import (
    active_members,
    groups_in_my_charge,
    groups_of,
    ids,
    leaders_in_my_programmes,
    my_assignments,
    my_children,
    my_meetings,
    my_programmes,
    my_volunteers,
    whole_organisation,
)
from app.auth.rights import reports
from app.auth.rights.grammar import Facet, Reach
from app.models import (
    AgreedAction,
    MeetingChild,
    MeetingParticipant,
    SessionReport,
    SupervisionAnswer,
    SupervisionMeeting,
    SupervisionNote,
)
from app.models.membership import Role
from app.models.supervision_note import SupervisionVisibility

SUPERVISING: dict[type, str] = {
    SupervisionNote: "read create update open_follow_up finish_follow_up drop_follow_up oversee",
    SupervisionAnswer: "read create",
    SupervisionMeeting: "read create update hold cancel reopen",
    MeetingParticipant: "read create delete",
    MeetingChild: "read create delete",
    AgreedAction: "read create update finish drop reopen",
}
SUPERVISED: dict[type, str] = {
    SupervisionNote: "read finish_follow_up",
    SupervisionAnswer: "read create",
    SupervisionMeeting: "read",
    MeetingParticipant: "read",
    MeetingChild: "read",
    AgreedAction: "read finish",
}

MAY: dict[Role, dict[type, str]] = {
    Role.COORDINATOR: SUPERVISING,
    Role.SUPERVISOR: SUPERVISING,
    Role.EDUCATOR: SUPERVISED,
    Role.MEDIATOR: SUPERVISED,
    Role.VOLUNTEER: SUPERVISED,
}

follow_up_is_mine = col(SupervisionNote.follow_up_by_id) == me.user
i_am_the_subject = sa.or_(
    col(SupervisionNote.volunteer_id) == me.user,
    col(SupervisionNote.group_id).in_(groups_in_my_charge),
    col(SupervisionNote.child_id).in_(active_members(groups_in_my_charge)),
    col(SupervisionNote.report_id).in_(ids(SessionReport, col(SessionReport.author_id) == me.user)),
)
shown_to_subject = Reach(
    sa.and_(col(SupervisionNote.visibility) == SupervisionVisibility.AUTHOR_AND_SUBJECT, i_am_the_subject),
    follow_up_is_mine,
)
# Volunteers belong to no programme: a coordinator of the whole organisation has them all, others those who lead there.
volunteer_of_mine = sa.or_(
    col(SupervisionNote.volunteer_id).in_(leaders_in_my_programmes),
    sa.and_(
        col(SupervisionNote.volunteer_id).is_not(None),
        sa.exists().where(my_assignments, whole_organisation),
    ),
)

NOTES: dict[Role, Reach] = {
    Role.COORDINATOR: Reach(
        sa.or_(
            col(SupervisionNote.programme_id).in_(my_programmes),
            volunteer_of_mine,
            col(SupervisionNote.created_by) == me.user,
            follow_up_is_mine,
        )
    ),
    Role.SUPERVISOR: Reach(
        sa.or_(
            col(SupervisionNote.volunteer_id).in_(my_volunteers),
            col(SupervisionNote.group_id).in_(groups_of(Role.SUPERVISOR)),
            col(SupervisionNote.child_id).in_(my_children(Role.SUPERVISOR)),
            col(SupervisionNote.report_id).in_(ids(SessionReport, reports.ROWS[SessionReport][Role.SUPERVISOR].read)),
            follow_up_is_mine,
        )
    ),
    **dict.fromkeys((Role.EDUCATOR, Role.MEDIATOR, Role.VOLUNTEER), shown_to_subject),
}

i_hold_it = col(SupervisionMeeting.supervisor_id) == me.user
i_attend = col(SupervisionMeeting.id).in_(my_meetings)
MEETINGS: dict[Role, Reach] = {
    Role.COORDINATOR: Reach(
        sa.or_(col(SupervisionMeeting.programme_id).in_(my_programmes), i_hold_it, i_attend),
        sa.or_(col(SupervisionMeeting.programme_id).in_(my_programmes), i_hold_it),
    ),
    Role.SUPERVISOR: Reach(sa.or_(i_hold_it, i_attend), i_hold_it),
    **dict.fromkeys((Role.EDUCATOR, Role.MEDIATOR, Role.VOLUNTEER), Reach(i_attend)),
}

i_do_it = col(AgreedAction.user_id) == me.user
i_agreed_it = col(AgreedAction.supervisor_id) == me.user

ROWS: dict[type[SQLModel], dict[Role, Reach]] = {
    SupervisionNote: NOTES,
    SupervisionAnswer: {
        role: Reach(
            col(SupervisionAnswer.note_id).in_(ids(SupervisionNote, reach.read)),
            col(SupervisionAnswer.created_by) == me.user,
        )
        for role, reach in NOTES.items()
    },
    SupervisionMeeting: MEETINGS,
    MeetingParticipant: {
        role: Reach(
            col(MeetingParticipant.meeting_id).in_(ids(SupervisionMeeting, reach.read)),
            None
            if reach.write is None
            else col(MeetingParticipant.meeting_id).in_(ids(SupervisionMeeting, reach.write)),
        )
        for role, reach in MEETINGS.items()
    },
    # Which children are spoken of is told to those alone who reach the child.
    MeetingChild: {
        role: Reach(
            sa.and_(
                col(MeetingChild.meeting_id).in_(ids(SupervisionMeeting, reach.read)),
                col(MeetingChild.child_id).in_(my_children(role)),
            ),
            None if reach.write is None else col(MeetingChild.meeting_id).in_(ids(SupervisionMeeting, reach.write)),
        )
        for role, reach in MEETINGS.items()
    },
    AgreedAction: {
        Role.COORDINATOR: Reach(sa.or_(col(AgreedAction.programme_id).in_(my_programmes), i_agreed_it, i_do_it)),
        Role.SUPERVISOR: Reach(sa.or_(i_agreed_it, i_do_it, col(AgreedAction.user_id).in_(my_volunteers))),
        **dict.fromkeys((Role.EDUCATOR, Role.MEDIATOR, Role.VOLUNTEER), Reach(i_do_it)),
    },
}

FACETS: dict[type, dict[str, Facet]] = {
    SupervisionMeeting: {
        "notes": Facet("coordinator supervisor", "coordinator supervisor"),
    },
}
