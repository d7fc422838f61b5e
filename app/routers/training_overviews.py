"""Training at a glance: one's own page, a school, and who still lacks a course."""

import asyncio
from uuid import UUID

import orjson

from app.auth.declared import Reads
from app.auth.reader import Found
from app.core import clock
from app.core.json_text import json_text
from app.core.listing import ListQuery
from app.core.problems import NotFound
from app.models import Course, CourseEnrolment, TrainingRecord, User
from app.models.course import AUDIENCE_OF, CourseRead
from app.models.course_enrolment import CourseEnrolmentRead
from app.models.training_overview import CourseGaps, CourseGapsQuery, MyTraining, SchoolTraining
from app.models.training_record import TrainingRecordRead
from app.services.training import minding_training as minding
from app.services.training import surveying_training as surveying
from app.services.training.recording_training import standing
from app.services.training.writing_courses import IS_OFFERED
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.looking import look, require_alive, shown

router = Api("/v1", tag="training")

MINE = Reads(CourseEnrolmentRead, CourseEnrolment, where=minding.IS_MINE)
HELD = Reads(TrainingRecordRead, TrainingRecord, computed={"state": standing()}, where=minding.IS_OF_ME)
FOR_ME = Reads(CourseRead, Course, sorts={"title": Course.title}, where=IS_OFFERED)


@router.get("/my-training", Access(CourseEnrolment, "read"))
async def read_my_training(reader: Reader) -> Answer[MyTraining]:
    """Read your own page: what you have begun, what you have completed, what is due, what there is for you."""
    held = reader.call.headers.pop(b"if-none-match", b"")  # of the whole page, not of the parts it is made of
    newest, by_title = ListQuery(sort="-id", limit=200), ListQuery(sort="title", limit=200)
    asked = (reader.page(MINE, newest), reader.page(HELD, newest), reader.page(FOR_ME, by_title))
    enrolments, records, courses = (orjson.loads(answer.body)["items"] for answer in await asyncio.gather(*asked))
    offered = courses if reader.me.role in AUDIENCE_OF else []
    reader.call.headers[b"if-none-match"] = held
    return shown(reader, json_text(minding.page(enrolments, records, offered, clock.today())))


@router.get("/schools/{id}/training", Access(TrainingRecord, "see_schools"))
async def read_training_of_school(reader: Reader, id: UUID) -> Answer[SchoolTraining]:
    """Read what the teachers of a school have completed: by course, of how many, and by teacher."""
    await require_alive(reader)
    if not await look(reader, surveying.SCHOOL, school=id):
        raise NotFound
    teachers = await look(reader, surveying.TEACHERS, school=id)
    offered = await look(reader, surveying.FOR_TEACHERS)
    records = [row for each in surveying.RECORDS_AT_SCHOOL for row in await look(reader, each, school=id)]
    found = surveying.at_a_school(teachers, offered, records, clock.today())
    return shown(reader, json_text({"school_id": id, **found}))


@router.get("/courses/{id}/gaps", Access(TrainingRecord, "see_gaps"))
async def read_gaps_of_course(reader: Reader, id: UUID, query: CourseGapsQuery) -> Answer[CourseGaps]:
    """Read who has no record of a course that holds today: of its audience or of some roles, whom you look after."""
    await require_alive(reader)
    known = await look(reader, surveying.COURSE, course=id)
    if not known:
        raise NotFound
    roles = query.role or surveying.roles_for(known[0].audience)
    people = await look(reader, surveying.WITH_ROLE[reader.me.role], roles=roles)
    records = [row for each in surveying.RECORDS_OF_COURSE for row in await look(reader, each, course=id)]
    found = surveying.gaps(people, records, clock.today())
    if found["lacking"]:
        ids = [str(person["user_id"]) for person in found["lacking"]]
        await reader.noted(User.__resource__, Found(b"", ids, [2, 3]))
    return shown(reader, json_text({"course_id": id, "title": known[0].title, **found}))
