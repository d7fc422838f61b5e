"""Teacher contacts."""

from datetime import date
from typing import Annotated
from uuid import UUID

from app.auth.declared import Include, Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.core.moments import Moment
from app.models import ContactedChild, TeacherContact
from app.models.teacher_contact import (
    ContactDirection,
    ContactedChildRead,
    TeacherContactCreate,
    TeacherContactRead,
    TeacherContactUpdate,
)
from app.services.schools import contacting_teachers
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1/teacher-contacts", tag="reports")


class TeacherContactQuery(ListQuery):
    child_id: Annotated[UUID | None, Where(ContactedChild.child_id, "is", through=contacting_teachers.about)] = None
    teacher_id: Annotated[UUID | None, Where(TeacherContact.teacher_id, "is")] = None
    author_id: Annotated[UUID | None, Where(TeacherContact.author_id, "is")] = None
    report_id: Annotated[list[UUID] | None, Many, Where(TeacherContact.report_id)] = None
    programme_id: Annotated[UUID | None, Where(TeacherContact.programme_id, "is")] = None
    direction: Annotated[list[ContactDirection] | None, Many, Where(TeacherContact.direction)] = None
    at_from: Annotated[Moment | None, Where(TeacherContact.at, "from")] = None
    at_to: Annotated[Moment | None, Where(TeacherContact.at, "until")] = None
    follow_up_due_to: Annotated[date | None, Where(TeacherContact.follow_up_due, "until")] = None
    followed_up: Annotated[bool | None, Where(TeacherContact.followed_up_on, "set")] = None


CONTACTS = Reads(
    TeacherContactRead,
    TeacherContact,
    TeacherContactQuery,
    sorts={"at": TeacherContact.at},
    includes={"children": Include(ContactedChildRead, ContactedChild, ContactedChild.contact_id)},
)


@router.get("", Access(TeacherContact, "read"))
async def list_teacher_contacts(reader: Reader, query: TeacherContactQuery) -> Answer[Page[TeacherContactRead]]:
    """List contacts with teachers; `follow_up_due_to` with `followed_up=false` gives those that are still open."""
    return await reader.page(CONTACTS, query)


@router.post("", Access(TeacherContact, "create"), 201)
def create_teacher_contact(db: Db, new: TeacherContactCreate) -> Answer[TeacherContactRead]:
    """Record a contact that you had with a teacher.

    That it took place may always be recorded; where facts about the children were told, each of them needs the consent
    to share with the school.
    """
    return db.created(CONTACTS, contacting_teachers.record(db, new))


@router.get("/{id}", Access(TeacherContact, "read"))
async def read_teacher_contact(reader: Reader, id: UUID, query: RowQuery) -> Answer[TeacherContactRead]:
    """Read a contact with a teacher."""
    return await reader.one(CONTACTS, id, query)


@router.patch("/{id}", Access(TeacherContact, "update"))
def update_teacher_contact(db: Db, id: UUID, changes: TeacherContactUpdate) -> Answer[TeacherContactRead]:
    """Correct a contact of yours, or say that it was followed up; a coordinator may do it for others."""
    return db.shown(CONTACTS, contacting_teachers.change(db, db.matching(CONTACTS, id), changes).id)
