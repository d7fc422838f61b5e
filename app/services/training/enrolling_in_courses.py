"""Enrolling in a course: by oneself, or by whoever looks after the learner."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.core.problems import DomainError
from app.models import Course, CourseEnrolment, CourseVersion, Membership, User
from app.models.course import AUDIENCE_OF, OFFERED
from app.models.course_enrolment import COMPLETED, CourseEnrolmentCreate, CourseEnrolmentState
from app.services import records
from app.services.terms import in_force


class CourseNotOffered(DomainError):
    """`state`: the state of the course."""

    slug, title, status = "course-not-offered", "The course cannot be taken now", 409
    detail = "Only a published course can be taken."


class NotInTheAudience(DomainError):
    slug, title, status = "not-in-the-audience", "The course is not meant for this person", 409
    detail = "The person has no role for which the course is made."


class AlreadyEnrolled(DomainError):
    slug, title, status = "already-enrolled", "This person is taking the course already", 409
    detail = "Go on with the enrolment that there is, or withdraw it first."


def enrol(db: OwnedSession, new: CourseEnrolmentCreate) -> CourseEnrolment:
    """Enrols the caller or somebody in reach in the version that is taken now."""
    new.user_id = new.user_id or db.caller.user_id
    if (known := records.already(db, CourseEnrolment, new)) is not None:
        return known
    course = db.refer(Course, new.course_id, "course_id")
    user = db.refer(User, new.user_id, "user_id")
    if course.state not in OFFERED or course.current_id is None:
        raise CourseNotOffered(state=course.state)
    require_audience(db, course, user.id)
    refuse_twice(db, course.id, user.id)
    version = db.find(CourseVersion, course.current_id)
    begun = {"version_id": version.id, "title": version.title, "modules": len(version.modules), "enrolled_at": db.at}
    return db.put(records.made(db, CourseEnrolment, new, **begun))


def require_audience(db: OwnedSession, course: Course, user_id: UUID) -> None:
    """The person has a role for which the course is made."""
    roles = [role for role, audience in AUDIENCE_OF.items() if audience in course.audience]
    held = [col(Membership.user_id) == user_id, col(Membership.role).in_(roles), in_force(Membership, db.at)]
    if db.execute(sa.select(col(Membership.id)).where(*held)).first() is None:
        raise NotInTheAudience


def refuse_twice(db: OwnedSession, course_id: UUID, user_id: UUID) -> None:
    over = (COMPLETED, CourseEnrolmentState.WITHDRAWN)
    same = [col(CourseEnrolment.course_id) == course_id, col(CourseEnrolment.user_id) == user_id]
    going_on = sa.select(col(CourseEnrolment.id)).where(*same, col(CourseEnrolment.state).not_in(over))
    if db.execute(going_on).first() is not None:
        raise AlreadyEnrolled
