"""Schools with classes and teachers, the calendar of the school year, and which child goes where."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from app.models import CalendarPeriod, Child, School, SchoolCalendar, SchoolClass, SchoolEnrolment, Teacher
from app.models.school import school_year_of
from app.models.school_calendar import CalendarPeriodKind
from app.services.demonstration.stage import Stage

# Kind, name, and the first and last day as (month, day).
Period = tuple[CalendarPeriodKind, str, tuple[int, int], tuple[int, int]]


@dataclass
class Lessons:
    """A school with its classes; `labels` are (grade, label), `teachers` (given name, surname), one for each class."""

    school: School
    labels: tuple[tuple[int, str], ...]
    teachers: list[tuple[str, str]]
    classes: list[SchoolClass] = field(default_factory=list)


def open_school(stage: Stage, plan: Lessons, teacher_user_id: UUID | None = None) -> None:
    """Writes the teachers and classes of a school that is there; the user is the teacher of the first class."""
    dice, year = stage.dice, school_year_of(stage.today)
    teachers = [
        Teacher(id=dice.id(), school_id=plan.school.id, given_name=given_name, surname=surname)
        for given_name, surname in plan.teachers
    ]
    teachers[0].user_id = teacher_user_id
    stage.put(teachers)
    plan.classes = [
        SchoolClass(
            id=dice.id(),
            school_id=plan.school.id,
            school_year=year,
            grade=grade,
            label=label,
            teacher_id=teacher.id,
        )
        for teacher, (grade, label) in zip(teachers, plan.labels, strict=True)
    ]
    stage.put(plan.classes)


def enrol(stage: Stage, lessons: Lessons, children: Sequence[Child]) -> None:
    """Enrols children in the classes of their grade, in turns; administratively a school year begins in August."""
    year = school_year_of(stage.today)
    turns: dict[int, int] = {}
    rows = []
    for child in children:
        grade = child.grade or 0
        classes = [found for found in lessons.classes if found.grade == grade]
        turns[grade] = turns.get(grade, -1) + 1
        rows.append(
            SchoolEnrolment(
                id=stage.dice.id(),
                child_id=child.id,
                school_id=lessons.school.id,
                class_id=classes[turns[grade] % len(classes)].id,
                grade=grade,
                school_year=year,
                from_on=date(int(year[:4]), 8, 1),
            )
        )
    stage.put(rows)


@dataclass
class SchoolYearPlan:
    """The calendar of all schools of a municipality, year after year."""

    name: str
    municipality: str
    periods: tuple[Period, ...]


def set_calendar(stage: Stage, plan: SchoolYearPlan) -> UUID:
    """Writes the calendar of the present school year; gives its id."""
    year = school_year_of(stage.today)
    calendar = SchoolCalendar(
        id=stage.dice.id(),
        name=f"{plan.name} {year}",
        school_year=year,
        municipality=plan.municipality,
    )
    stage.put([calendar])
    stage.put(periods(stage, plan, year, calendar.id))
    return calendar.id


def periods(stage: Stage, plan: SchoolYearPlan, year: str, calendar_id: UUID) -> list[CalendarPeriod]:
    return [
        CalendarPeriod(
            id=stage.dice.id(),
            calendar_id=calendar_id,
            kind=kind,
            name=name,
            first_on=day_of(year, first),
            last_on=day_of(year, last),
        )
        for kind, name, first, last in plan.periods
    ]


def day_of(year: str, month_and_day: tuple[int, int]) -> date:
    """The day of a school year that falls on this day of the calendar."""
    month, day = month_and_day
    return date(int(year[:4]) if month >= 8 else int(year[5:]), month, day)
