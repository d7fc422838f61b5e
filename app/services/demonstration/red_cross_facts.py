"""The facts of the Red Cross demonstration: who works there, schools and library, the groups and their days."""

from typing import NamedTuple

from app.models.attendance import AbsenceReason
from app.models.membership import Role
from app.models.school_calendar import CalendarPeriodKind
from app.models.support_session import CancelReason
from app.services.demonstration.history import Habits
from app.services.demonstration.names import ARABIC, FINNISH, SOMALI, SWEDISH, UKRAINIAN
from app.services.demonstration.people import Person
from app.services.demonstration.schooling import SchoolYearPlan

TERM, HOLIDAY = CalendarPeriodKind.TERM, CalendarPeriodKind.HOLIDAY
PEOPLE = [
    Person("coordinator", Role.COORDINATOR, "Johanna", "Pesälä", "fi en"),
    Person("administrator", Role.ADMINISTRATOR, "Tuomas", "Yli-Jaakkola", "fi sv"),
    Person("dpo", Role.DATA_PROTECTION_OFFICER, "Gunilla", "Backas", "sv fi"),
    Person("supervisor", Role.SUPERVISOR, "Kaarina", "Vähä-Eskola", "fi"),
    Person("educator", Role.EDUCATOR, "Öyvind", "Lindgård", "sv fi"),
    Person("mediator", Role.MEDIATOR, "رباب", "السقا", "ar fi"),
    Person("volunteer", Role.VOLUNTEER, "Anni", "Sääskilahti", "fi en"),
    Person("volunteer2", Role.VOLUNTEER, "Олена", "Руденко", "uk fi"),
    Person("volunteer3", Role.VOLUNTEER, "Deeqa", "Cismaan Rooble", "so fi"),
    Person("volunteer4", Role.VOLUNTEER, "Mårten", "Söderqvist", "sv fi"),
    Person("volunteer5", Role.VOLUNTEER, "Petteri", "Haapakoski", "fi"),
    Person("assistant", Role.ASSISTANT, "Ilmari", "Rautiola", "fi"),
    Person("assistant2", Role.ASSISTANT, "Zeinab", "Cilmi Guutaale", "so fi"),
]
TEACHERS = (
    [
        ("Marjatta", "Koivuranta"), ("Juhani", "Ylä-Outinen"), ("Sirkka", "Metsäpelto"),
        ("Outi", "Räisälä"), ("Hannu", "Kivijärvi"), ("Leena", "Pöllönen"),
    ],
    [
        ("Birgitta", "Holmgård"), ("Tor", "Enqvist"), ("Åsa-Maria", "Wikgren"),
        ("Kaj", "Björkman"), ("Solveig", "Norrgård"), ("Bengt", "Fagerlund"),
    ],
)  # fmt: skip
SCHOOLS = (("Koivukylän mallikoulu", "fi"), ("Björkbackens exempelskola", "sv"))
CLASSES = tuple((grade, f"{grade}A") for grade in range(1, 7))
# 68 families, 120 children.
COMMUNITIES = (ARABIC, FINNISH, SOMALI, UKRAINIAN, FINNISH, SWEDISH, SOMALI, ARABIC)
FAMILIES = [3] * 14 + [2] * 24 + [1] * 30


class Club(NamedTuple):
    """An after-school group: its size, who leads and assists it, its weekday, and where it meets."""

    name: str
    size: int
    leaders: tuple[str, ...]
    assistant: str | None
    day: str
    place: int


# Saturn has four children: below the least of five that the policy asks for.
CLUBS = (
    Club("Läksykerho Aurinko", 20, ("volunteer", "volunteer2"), "assistant", "MO", 0),
    Club("Läksykerho Kuu", 18, ("volunteer3", "educator"), "assistant2", "MO", 1),
    Club("Läxklubben Stjärnan", 16, ("volunteer4", "volunteer5"), "assistant", "TU", 2),
    Club("Läksykerho Merkurius", 15, ("volunteer", "volunteer3"), "assistant2", "TU", 0),
    Club("نادي الواجبات المدرسية", 14, ("volunteer2", "educator"), "assistant", "WE", 1),
    Club("Гурток «Сонечко»", 13, ("volunteer2", "volunteer4"), "assistant2", "TH", 0),
    Club("Läksykerho Mars", 10, ("volunteer5",), "assistant", "TH", 1),
    Club("Kooxda Casharrada", 10, ("volunteer3",), None, "WE", 0),
    Club("Läxklubben Saturnus", 4, ("volunteer4",), None, "FR", 2),
)
CALENDAR = SchoolYearPlan(
    name="Koulujen työ- ja loma-ajat · Läsår",
    municipality="Helsinki",
    periods=(
        (TERM, "Syyslukukausi · Hösttermin", (8, 11), (12, 20)),
        (HOLIDAY, "Syysloma · Höstlov", (10, 13), (10, 17)),
        (HOLIDAY, "Itsenäisyyspäivä · Självständighetsdagen", (12, 6), (12, 6)),
        (HOLIDAY, "Joululoma · Jullov", (12, 21), (1, 6)),
        (TERM, "Kevätlukukausi · Vårtermin", (1, 7), (5, 31)),
        (HOLIDAY, "Talviloma · Sportlov", (2, 16), (2, 20)),
        (HOLIDAY, "Vappu · Första maj", (5, 1), (5, 1)),
    ),
)
HABITS = Habits(
    cancelled={CancelReason.LEADER_ILL: 3, CancelReason.NO_ROOM: 2, CancelReason.SCHOOL_EVENT: 2},
    absent={
        AbsenceReason.ILL: 6, AbsenceReason.SCHOOL_ACTIVITY: 4, AbsenceReason.FAMILY_OBLIGATION: 3,
        AbsenceReason.LANGUAGE_BARRIER: 1, AbsenceReason.UNKNOWN: 3,
    },
)  # fmt: skip
