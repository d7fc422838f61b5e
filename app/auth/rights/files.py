"""Attachments: who may send, see and erase files. A file is seen by those who see what it was sent for."""

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import SQLModel, col

from app.auth.principal import me
from app.auth.relations import ids, mine, my_children, my_programmes
from app.auth.rights import requirements, training
from app.auth.rights.grammar import Clause, Facet, Reach
from app.auth.rights.homework import handed_over, set_by_me, was_handed_over
from app.auth.rights.talk import SPEAKING, messages_in_reach
from app.models import (
    Attachment,
    Course,
    CourseVersion,
    CourseVersionFile,
    HeldTraining,
    Homework,
    RequirementFulfilment,
    Submission,
)
from app.models.attachment import AttachmentPurpose
from app.models.membership import Role

PHOTO, CONSENT = AttachmentPurpose.HOMEWORK_PHOTO, AttachmentPurpose.CONSENT_EVIDENCE
MEETING, OTHER = AttachmentPurpose.MEETING_EVIDENCE, AttachmentPurpose.OTHER
MESSAGE = AttachmentPurpose.MESSAGE

MAY: dict[Role, dict[type, str]] = {
    Role.DATA_PROTECTION_OFFICER: {Attachment: "read see_content"},
    Role.COORDINATOR: {Attachment: "read create update upload erase see_content open_content"},
    **{
        role: {Attachment: "read create update upload erase see_content"}
        for role in (
            Role.ADMINISTRATOR,
            Role.ASSISTANT,
            Role.SUPERVISOR,
            Role.EDUCATOR,
            Role.MEDIATOR,
            Role.VOLUNTEER,
            Role.TEACHER,
            Role.GUARDIAN,
        )
    },
}

# What each role sees of the children whom it reaches. A mediator sees homework, but no photos.
OF_CHILDREN: dict[Role, tuple[AttachmentPurpose, ...]] = {
    Role.SUPERVISOR: (PHOTO, CONSENT, OTHER),
    Role.EDUCATOR: (PHOTO, OTHER),
    Role.MEDIATOR: (CONSENT, OTHER),
    Role.VOLUNTEER: (PHOTO,),
    Role.TEACHER: (PHOTO,),
    Role.GUARDIAN: (PHOTO, CONSENT),
}

sent_by_me = col(Attachment.created_by) == me.user
of_no_child = sa.and_(col(Attachment.child_id).is_(None), sent_by_me)


Sent = aliased(Submission, name="sent")
in_work_handed_over = (
    sa.exists()
    .where(col(Sent.organisation_id) == me.organisation, col(Sent.id) == col(Attachment.used_by))
    .where(handed_over(Sent.homework_id))
    .correlate_except(Sent)
)
in_task_followed = (
    sa.exists()
    .where(mine(Homework), col(Homework.id) == col(Attachment.used_by), sa.or_(was_handed_over, set_by_me))
    .correlate_except(Homework)
)


def sent_for(*purposes: AttachmentPurpose) -> Clause:
    """One of these purposes, each a value of its own: the statements are compiled once."""
    return sa.or_(*(col(Attachment.purpose) == purpose for purpose in purposes))


def own_to_change(read: Clause) -> Reach:
    """Seen more widely than changed: nobody goes on with the upload of somebody else."""
    return Reach(read, sent_by_me)


# Rows that hold files of no child, with the reach of each: a file is seen by those who see what it was sent for.
HOLDING: dict[type[SQLModel], dict[Role, Reach]] = {
    # The working copy of a course; who learns reads the files of versions.
    Course: {role: training.ROWS[Course][role] for role in (*training.AUTHORS, Role.DATA_PROTECTION_OFFICER)},
    HeldTraining: training.ROWS[HeldTraining],
    RequirementFulfilment: requirements.ROWS[RequirementFulfilment],
}


def held_in_reach(role: Role) -> Clause:
    """The files of courses in the making, and the evidence of trainings and requirements, which a role reaches."""
    held = [
        sa.and_(
            col(Attachment.used_in) == model.__resource__,  # type: ignore[attr-defined]
            col(Attachment.used_by).in_(ids(model, rows[role].read)),
        )
        for model, rows in HOLDING.items()
        if role in rows
    ]
    return sa.or_(sa.false(), *held)


def shown_by_versions(role: Role) -> Clause:
    """The files of the versions of courses that somebody of the role takes or may take."""
    if role not in training.LEARNERS:
        return sa.false()
    versions = ids(CourseVersion, training.ROWS[CourseVersion][role].read)
    shown = sa.select(col(CourseVersionFile.attachment_id)).where(
        mine(CourseVersionFile), col(CourseVersionFile.version_id).in_(versions)
    )
    return col(Attachment.id).in_(shown)


def in_messages(role: Role) -> Clause:
    """What belongs to messages that the role reads, and what one has sent to go with a message."""
    if role not in SPEAKING:
        return sa.false()
    mine_to_send = sa.and_(sent_by_me, col(Attachment.child_id).in_(my_children(role)))
    held = col(Attachment.used_by).in_(messages_in_reach(role))
    return sa.and_(col(Attachment.purpose) == MESSAGE, sa.or_(mine_to_send, held))


READ: dict[Role, Clause] = {
    **{
        role: sa.or_(sa.and_(col(Attachment.child_id).in_(my_children(role)), sent_for(*purposes)), of_no_child)
        for role, purposes in OF_CHILDREN.items()
    },
    Role.COORDINATOR: sa.or_(
        sa.and_(col(Attachment.programme_id).in_(my_programmes), col(Attachment.purpose) != MESSAGE), of_no_child
    ),
    # One who sends the photo for a child sees that it arrived, and not the photos of others.
    Role.ASSISTANT: sa.or_(
        sa.and_(
            col(Attachment.child_id).in_(my_children(Role.ASSISTANT)),
            col(Attachment.purpose) == PHOTO,
            sent_by_me,
        ),
        of_no_child,
    ),
    Role.ADMINISTRATOR: of_no_child,
    # What a teacher has sent, what belongs to the tasks that teachers follow, and of a child's work only what was
    # handed over.
    Role.TEACHER: sa.or_(
        sa.and_(
            col(Attachment.child_id).in_(my_children(Role.TEACHER)),
            col(Attachment.purpose) == PHOTO,
            sa.or_(sent_by_me, in_work_handed_over, in_task_followed),
        ),
        of_no_child,
    ),
    Role.DATA_PROTECTION_OFFICER: col(Attachment.purpose) == CONSENT,
}

ROWS: dict[type[SQLModel], dict[Role, Reach]] = {
    Attachment: {
        role: own_to_change(sa.or_(read, held_in_reach(role), shown_by_versions(role), in_messages(role)))
        for role, read in READ.items()
    }
}

FACETS: dict[type, dict[str, Facet]] = {}
