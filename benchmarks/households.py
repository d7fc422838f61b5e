"""Children of a generated organisation, with their families, guardians, consents and school classes."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from app.core.folding import fold
from app.models import (
    Child,
    Consent,
    ConsentEffect,
    Family,
    Guardian,
    Guardianship,
    Programme,
    School,
    SchoolClass,
    SchoolEnrolment,
)
from app.models.child import ChildStatus
from app.models.consent import ConsentState
from app.models.consent_purpose import ConsentPurpose
from app.models.family import FamilyStatus
from app.models.guardian import Gender, GuardianRelation
from app.models.membership import Role
from app.models.programme import PRESETS, ProgrammeKind, ProgrammePreset
from app.models.school import SchoolKind
from benchmarks.people import FIRST_NAMES, LAST_NAMES
from benchmarks.society import BEGUN, Society
from benchmarks.storing import Row

GRADES = (1, 2, 3, 4)
YEAR = "2024/2025"
CONTACT = [{"channel": "viber", "value": "+381601234567"}]


class Learner(NamedTuple):
    """A child that was made."""

    id: str
    family: str
    grade: int


def settle(society: Society) -> list[Learner]:
    """The programme, the school with its classes, and all families with two children each."""
    society.programme = society.ids()
    about = {"kind": ProgrammeKind.ONLINE_LEARNING_SUPPORT, "preset": ProgrammePreset.INDIGO, "grades": [*GRADES]}
    rules = PRESETS[ProgrammePreset.INDIGO].model_dump(mode="json")
    society.put(
        society.pattern(
            Programme, "id", name="INDIGO", search_key="indigo", starts_on=BEGUN.date(), policy=rules, **about
        ),
        [(society.programme,)],
    )
    families = [society.ids() for _ in range((society.size.children + 1) // 2)]
    learners = [
        Learner(society.ids(), families[i // 2], GRADES[i // 2 % len(GRADES)]) for i in range(society.size.children)
    ]
    house(society, families)
    bring(society, learners)
    agree(society, learners)
    enrol(society, learners)
    return learners


def house(society: Society, families: list[str]) -> None:
    mediator = UUID(society.people[Role.MEDIATOR][0].user)
    place = {"programme_id": UUID(society.programme), "mediator_id": mediator, "municipality": "Niš"}
    names = [LAST_NAMES[i % len(LAST_NAMES)] for i in range(len(families))]
    society.put(
        society.pattern(Family, "id display_name search_key", status=FamilyStatus.ACTIVE, **place),
        ((id, name, fold(f"{name} Niš")) for id, name in zip(families, names, strict=True)),
    )


def bring(society: Society, learners: list[Learner]) -> None:
    """Children, their mothers, and the verified links between them."""
    varying = "id family_id code first_name surname birth_date birth_year grade search_key search_full"
    about = {"status": ChildStatus.ACTIVE, "gender": Gender.FEMALE, "programme_id": UUID(society.programme)}
    spoken = [{"tag": "rom", "level": "native"}, {"tag": "sr", "level": "fluent"}]
    rows = (child_row(i, learner) for i, learner in enumerate(learners))
    society.put(society.pattern(Child, varying, languages=spoken, **about), rows)
    mothers = {learner.family: society.ids() for learner in learners}
    relation = {"relation": GuardianRelation.MOTHER, "gender": Gender.FEMALE, "contact_points": CONTACT}
    society.put(
        society.pattern(Guardian, "id family_id given_name", programme_id=UUID(society.programme), **relation),
        ((id, family, FIRST_NAMES[i % len(FIRST_NAMES)]) for i, (family, id) in enumerate(mothers.items())),
    )
    society.put(
        society.pattern(Guardianship, "id guardian_id child_id", verified_at=BEGUN),
        ((society.ids(), mothers[learner.family], learner.id) for learner in learners),
    )


def child_row(number: int, learner: Learner) -> Row:
    code, year = f"C-{number:05d}", 2018 - learner.grade
    first, last = FIRST_NAMES[number % len(FIRST_NAMES)], LAST_NAMES[number // 2 % len(LAST_NAMES)]
    born = date(year, 1 + number % 12, 1 + number % 28).isoformat()
    keys = fold(f"{first} {code}"), fold(f"{first} {last} {code}")
    return (learner.id, learner.family, code, first, last, born, year, learner.grade, *keys)


def agree(society: Society, learners: list[Learner]) -> None:
    """Everyone's consent to taking part."""
    purpose = {"purpose": ConsentPurpose.PARTICIPATION, "state": ConsentState.GIVEN}
    given = [society.ids() for _ in learners]
    pairs = list(zip(given, learners, strict=True))
    society.put(society.pattern(Consent, "id child_id", **purpose), ((id, learner.id) for id, learner in pairs))
    society.put(
        society.pattern(ConsentEffect, "id child_id consent_id", **purpose),
        ((society.ids(), learner.id, id) for id, learner in pairs),
    )


def enrol(society: Society, learners: list[Learner]) -> None:
    """One school with a class of each grade."""
    school, classes = society.ids(), {grade: society.ids() for grade in GRADES}
    society.put(
        society.pattern(
            School, "id", name="ОШ Вук Караџић", search_key=fold("ОШ Вук Караџић"), kind=SchoolKind.PRIMARY
        ),
        [(school,)],
    )
    place = {"school_id": UUID(school), "school_year": YEAR}
    society.put(
        society.pattern(SchoolClass, "id grade label", **place),
        ((id, grade, f"{grade}-1") for grade, id in classes.items()),
    )
    society.put(
        society.pattern(SchoolEnrolment, "id child_id class_id grade", from_on=BEGUN.date(), **place),
        ((society.ids(), learner.id, classes[learner.grade], learner.grade) for learner in learners),
    )
