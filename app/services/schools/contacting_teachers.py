"""Contacts with teachers: that one took place may always be recorded, telling facts about a child needs its consent.

What a teacher told needs none. A contact is written in the programme of its children, who belong to one.
"""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.lookups import Lookup, look
from app.auth.session import OwnedSession
from app.core.columns import Day, Id
from app.core.listing import Clause, Readable
from app.core.problems import IdConflict, NotFound, ReferenceNotFound
from app.models import Child, ContactedChild, SchoolClass, SchoolEnrolment, SessionReport, Teacher, TeacherContact
from app.models.teacher_contact import TeacherContactCreate, TeacherContactUpdate
from app.services import records
from app.services.families.consenting import refused
from app.services.families.requiring_consent import Act, require
from app.services.sessions.holding_sessions import require_begun

today = sa.bindparam("today", type_=Day)
CLASS_TEACHER = Lookup(
    sa.select(col(SchoolClass.teacher_id))
    .join(SchoolEnrolment, col(SchoolEnrolment.class_id) == col(SchoolClass.id))
    .where(
        col(SchoolEnrolment.child_id) == sa.bindparam("child", type_=Id),
        col(SchoolEnrolment.from_on) <= today,
        sa.or_(col(SchoolEnrolment.to_on).is_(None), col(SchoolEnrolment.to_on) > today),
        col(SchoolClass.teacher_id).is_not(None),
    ),
    beyond=(SchoolClass, SchoolEnrolment),
    reason="the class teacher of a child in reach, for those who see no list of teachers",
)


def record(db: OwnedSession, new: TeacherContactCreate) -> TeacherContact:
    """A contact that the caller had. Raises InTheFuture, ReferenceNotFound, InvalidRequest, IdConflict."""
    require_begun(db, new.at)
    if (known := records.already(db, TeacherContact, new)) is not None:
        if set(contacted(db, known.id)) != set(new.child_ids):
            raise IdConflict
        return known
    children = children_of(db, new.child_ids)
    if new.child_facts_told:
        require_consent(db, new.child_ids)
    of = {"teacher_id": teacher_of(db, new), "report_id": own_report(db, new.report_id)}
    mine = {"author_id": db.caller.user_id, "child_id": children[0].id, "programme_id": children[0].programme_id}
    row = db.put(records.made(db, TeacherContact, new, **of, **mine))
    for child in children:
        db.add(ContactedChild(contact_id=row.id, child_id=child.id))
    db.flush()
    return row


def change(db: OwnedSession, row: TeacherContact, changes: TeacherContactUpdate) -> TeacherContact:
    """Corrects a contact, or says that it was followed up. Raises as `record` does."""
    if changes.at is not None:
        require_begun(db, changes.at)
    if changes.child_facts_told:
        require_consent(db, contacted(db, row.id))
    return records.change(db, row, changes)


def about(hit: Clause, readable: Readable) -> Clause:
    """The contacts that were about a child."""
    found = sa.select(col(ContactedChild.contact_id)).where(readable(ContactedChild), hit)
    return col(TeacherContact.id).in_(found)


def children_of(db: OwnedSession, ids: list[UUID]) -> list[Child]:
    """The children, in reach, each named once, all of one programme."""
    found = [db.refer(Child, id, f"child_ids/{place}") for place, id in enumerate(ids)]
    if len(set(ids)) != len(ids):
        raise refused("child_ids", "duplicate", "A child is named twice.")
    if len({child.programme_id for child in found}) > 1:
        raise refused("child_ids", "not_allowed", "The children belong to different programmes.")
    return found


def teacher_of(db: OwnedSession, new: TeacherContactCreate) -> UUID:
    """The teacher that is named, or the one of the first child's class."""
    if new.teacher_id is not None:
        return db.refer(Teacher, new.teacher_id, "teacher_id").id
    found = look(db, CLASS_TEACHER, child=new.child_ids[0], today=db.at.date())
    if not found:
        raise refused("teacher_id", "missing", "The child's class has no teacher; name one.")
    teacher_id: UUID = found[0].teacher_id
    return teacher_id


def own_report(db: OwnedSession, id: UUID | None) -> UUID | None:
    """The report that mentions the contact: one's own."""
    if id is None:
        return None
    try:
        report = db.find(SessionReport, id)
    except NotFound:
        report = None
    if report is None or report.author_id != db.caller.user_id:
        wrong = {"pointer": "/report_id", "code": "not_found", "detail": "No such row in your reach."}
        raise ReferenceNotFound(errors=[wrong])
    return report.id


def contacted(db: OwnedSession, id: UUID) -> list[UUID]:
    rows = db.execute(sa.select(ContactedChild).where(col(ContactedChild.contact_id) == id)).scalars()
    return [row.child_id for row in rows]


def require_consent(db: OwnedSession, children: list[UUID]) -> None:
    for child_id in children:
        require(db, child_id, Act.TELL_TEACHER)
