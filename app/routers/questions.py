"""Questions asked at the desk."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Reads
from app.core import clock
from app.core.json_text import json_text
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.core.moments import Moment
from app.models import Question
from app.models.drop_in_visit import MonthsQuery
from app.models.question import QuestionCreate, QuestionRead, QuestionTotals, QuestionUpdate
from app.models.school import Grade
from app.models.school_subject import SchoolSubject
from app.services.sessions import answering_questions
from app.services.sessions.answering_questions import TOTALS
from app.services.sessions.counting_visits import months
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db
from app.web.looking import look, require_alive, shown

router = Api("/v1/questions", tag="questions")


class QuestionQuery(ListQuery):
    group_id: Annotated[list[UUID] | None, Many, Where(Question.group_id)] = None
    site_id: Annotated[list[UUID] | None, Many, Where(Question.site_id)] = None
    subject: Annotated[list[SchoolSubject] | None, Many, Where(Question.subject)] = None
    grade: Annotated[list[Grade] | None, Many, Where(Question.grade)] = None
    answered_by_id: Annotated[list[UUID] | None, Many, Where(Question.answered_by_id)] = None
    asked_at_from: Annotated[Moment | None, Where(Question.asked_at, "from")] = None
    asked_at_to: Annotated[Moment | None, Where(Question.asked_at, "until")] = None


QUESTIONS = Reads(QuestionRead, Question, QuestionQuery, sorts={"asked_at": Question.asked_at})


@router.get("", Access(Question, "read"))
async def list_questions(reader: Reader, query: QuestionQuery) -> Answer[Page[QuestionRead]]:
    """List questions asked at the desk."""
    return await reader.page(QUESTIONS, query)


@router.get("/totals", Access(Question, "read"))
async def total_questions(reader: Reader, query: MonthsQuery) -> Answer[QuestionTotals]:
    """Add up questions by month and subject."""
    await require_alive(reader)
    found = await look(reader, TOTALS, **months(query, clock.today()))
    return shown(reader, json_text({"items": [row._asdict() for row in found]}))


@router.post("", Access(Question, "create"), 201)
def create_question(db: Db, new: QuestionCreate) -> Answer[QuestionRead]:
    """Record a question that was answered at the desk. Nobody asks for a name, and there is no place for one."""
    return db.created(QUESTIONS, answering_questions.answer(db, new))


@router.get("/{id}", Access(Question, "read"))
async def read_question(reader: Reader, id: UUID, query: RowQuery) -> Answer[QuestionRead]:
    """Read a question."""
    return await reader.one(QUESTIONS, id, query)


@router.patch("/{id}", Access(Question, "update"))
def update_question(db: Db, id: UUID, changes: QuestionUpdate) -> Answer[QuestionRead]:
    """Correct a question: your own, or any as a coordinator."""
    return db.shown(QUESTIONS, answering_questions.change(db, db.matching(QUESTIONS, id), changes).id)
