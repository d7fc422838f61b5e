"""The facts of the INDIGO demonstration: who works there, the school, how big families are, groups and their days."""

from app.models.attendance import AbsenceReason
from app.models.membership import Role
from app.models.school_calendar import CalendarPeriodKind
from app.models.session_channel import SessionChannel
from app.models.support_session import CancelReason
from app.services.demonstration.history import Habits
from app.services.demonstration.people import Person
from app.services.demonstration.schooling import SchoolYearPlan

TERM, HOLIDAY = CalendarPeriodKind.TERM, CalendarPeriodKind.HOLIDAY
PEOPLE = [
    Person("coordinator", Role.COORDINATOR, "Jelena", "Miletić", "sr-Latn en"),
    Person("administrator", Role.ADMINISTRATOR, "Ivana", "Nedeljković", "sr-Latn en"),
    Person("dpo", Role.DATA_PROTECTION_OFFICER, "Радмила", "Антић", "sr-Cyrl"),
    Person("supervisor", Role.SUPERVISOR, "Светлана", "Гајић", "sr-Cyrl"),
    Person("educator", Role.EDUCATOR, "Marija", "Ristić", "sr-Latn"),
    Person("mediator", Role.MEDIATOR, "Sevdija", "Kamberović", "rom sr-Latn"),
    Person("volunteer", Role.VOLUNTEER, "Nemanja", "Tasić", "sr-Latn"),
    Person("volunteer2", Role.VOLUNTEER, "Katarina", "Veljković", "sr-Latn"),
    Person("volunteer3", Role.VOLUNTEER, "Душан", "Манић", "sr-Cyrl"),
    Person("volunteer4", Role.VOLUNTEER, "Ifeta", "Rustemović", "rom sr-Latn"),
    Person("volunteer5", Role.VOLUNTEER, "Uroš", "Spasić", "sr-Latn"),
    Person("assistant", Role.ASSISTANT, "Muhamed", "Zekirović", "rom sr-Latn"),
    Person("assistant2", Role.ASSISTANT, "Bisera", "Tairović", "rom sr-Latn"),
]
TEACHERS = [
    ("Нада", "Крстић"), ("Slavica", "Mitić"), ("Јасмина", "Ранђеловић"), ("Zorica", "Savić"),
    ("Мирослав", "Филиповић"), ("Vesna", "Tošić"), ("Оливера", "Денић"), ("Predrag", "Arsić"),
]  # fmt: skip
CLASSES = tuple((grade, f"{'I' * grade if grade < 4 else 'IV'}-{part}") for grade in (2, 1, 3, 4) for part in (1, 2))
FAMILIES = [4, 4, 3, 3, 3, 3, *[2] * 10, *[1] * 11]
GROUPS = (
    ("Sove", "volunteer", "assistant", "MO,WE,FR", "09:00", SessionChannel.VIBER),
    ("Ластавице", "volunteer2", "assistant", "MO,WE,FR", "14:00", SessionChannel.VIBER),
    ("Čiriklja", "volunteer3", "assistant", "TU,TH,SA", "09:00", SessionChannel.MESSENGER),
    ("Leptirići", "volunteer4", "assistant", "TU,TH,SA", "14:00", SessionChannel.VIBER),
    ("Јежићи", "volunteer5", "assistant2", "MO,WE,FR", "09:00", SessionChannel.SKYPE),
    ("Bubamare", "educator", "assistant2", "MO,WE,FR", "14:00", SessionChannel.VIBER),
    ("Zvezdice", "mediator", "assistant2", "TU,TH,SA", "09:00", SessionChannel.MESSENGER),
)
CALENDAR = SchoolYearPlan(
    name="Kalendar škola · Календар школа",
    municipality="Niš",
    periods=(
        (TERM, "Prvo polugodište", (9, 1), (12, 30)),
        (HOLIDAY, "Dan primirja", (11, 11), (11, 11)),
        (HOLIDAY, "Zimski raspust", (12, 31), (1, 10)),
        (TERM, "Drugo polugodište", (1, 11), (6, 20)),
        (HOLIDAY, "Sretenje", (2, 15), (2, 16)),
        (HOLIDAY, "Prolećni raspust", (4, 10), (4, 16)),
        (HOLIDAY, "Praznik rada", (5, 1), (5, 2)),
    ),
)
HABITS = Habits(
    cancelled={CancelReason.NO_CONNECTIVITY: 4, CancelReason.LEADER_ILL: 3, CancelReason.SCHOOL_EVENT: 2},
    absent={
        AbsenceReason.NO_DEVICE: 4, AbsenceReason.DEVICE_SHARED: 6, AbsenceReason.NO_ELECTRICITY: 3,
        AbsenceReason.NO_CONNECTIVITY: 5, AbsenceReason.APP_DIFFICULTY: 2, AbsenceReason.ILL: 4,
        AbsenceReason.NOT_AT_HOME: 3, AbsenceReason.FAMILY_OBLIGATION: 3, AbsenceReason.UNKNOWN: 2,
    },
)  # fmt: skip
