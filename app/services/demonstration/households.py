"""Families with their guardians and children."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from app.models import Child, Family, Guardian, Guardianship
from app.models.child import LanguageLevel
from app.models.contact_point import ContactChannel
from app.models.family import DeviceKind, FamilyStatus, InternetAccess
from app.models.guardian import Gender, GuardianRelation, LiteracySupport
from app.models.school import school_year_of
from app.services.demonstration.names import Community
from app.services.demonstration.stage import Dice, Stage

ADULTS = {
    GuardianRelation.MOTHER: (Gender.FEMALE, 0.93),
    GuardianRelation.FATHER: (Gender.MALE, 0.7),
    GuardianRelation.GRANDMOTHER: (Gender.FEMALE, 0.2),
}
READING = {LiteracySupport.NONE: 4, LiteracySupport.SOME: 4, LiteracySupport.FULL: 1, LiteracySupport.UNKNOWN: 1}
INTERNET = {InternetAccess.LIMITED_MOBILE: 6, InternetAccess.MOBILE: 3, InternetAccess.FIXED: 2, InternetAccess.NONE: 1}


@dataclass
class Neighbourhood:
    """What the families of a programme have in common; nobody's telephone number begins like `phone`.

    A mediator answers for families that speak another language than the school, or for all.
    """

    programme_id: UUID
    mediator_id: UUID
    municipality: str
    settlements: tuple[str, ...]
    grades: tuple[int, ...]
    phone: str
    code: str
    mediates_all: bool = True


@dataclass
class Home:
    """A family with its people."""

    family: Family
    community: Community
    guardians: list[Guardian] = field(default_factory=list)
    children: list[Child] = field(default_factory=list)

    @property
    def speaker(self) -> Guardian:
        """The guardian who answers for the children."""
        return self.guardians[0]


def settle(stage: Stage, around: Neighbourhood, plan: list[tuple[Community, int]]) -> list[Home]:
    """Writes a family for each community and number of children, its guardians verified for all of its children."""
    homes = [home(stage, around, community) for community, _ in plan]
    stage.put([home.family for home in homes])
    born = 0
    for found, (_, size) in zip(homes, plan, strict=True):
        found.guardians = guardians(stage, around, found)
        for _ in range(size):
            born += 1
            found.children.append(child(stage, around, found, born))
    stage.put([guardian for home in homes for guardian in home.guardians])
    stage.put([child for home in homes for child in home.children])
    stage.put([link for home in homes for link in links(stage, home)])
    return homes


def home(stage: Stage, around: Neighbourhood, community: Community) -> Home:
    dice = stage.dice
    foreign = community.school_language not in community.home_languages
    mediator_id = around.mediator_id if foreign or around.mediates_all else None
    settlement = dice.pick(around.settlements)
    family = Family(
        id=dice.id(),
        programme_id=around.programme_id,
        mediator_id=mediator_id,
        mediator_since=stage.begun if mediator_id else None,
        created_by=mediator_id,
        display_name=dice.pick(community.surnames),
        municipality=around.municipality,
        settlement=settlement,
        address=f"{settlement} {dice.number(1, 60)}",
        home_languages=list(community.home_languages),
        interpreter_needed=foreign and dice.happens(0.7),
        preferred_contact=dice.pick((ContactChannel.VIBER, ContactChannel.PHONE, ContactChannel.WHATSAPP)),
        contact_hours=dice.pick(("", "10-14", "17-20")),
        connectivity=connectivity(stage),
        status=FamilyStatus.ACTIVE,
    )
    return Home(family, community)


def connectivity(stage: Stage) -> Any:
    """How the children of a family can take part, as the column keeps it."""
    internet = stage.dice.weighted(INTERNET)
    without = internet is InternetAccess.NONE
    device = stage.dice.weighted({DeviceKind.SMARTPHONE: 7, DeviceKind.TABLET: 2, DeviceKind.LAPTOP: 1})
    apps = [] if without else stage.dice.pick((["Viber"], ["Viber", "Messenger"], ["WhatsApp"]))
    return {"devices": [device.value], "shared": stage.dice.happens(0.6), "internet": internet.value, "apps": apps}


def guardians(stage: Stage, around: Neighbourhood, of: Home) -> list[Guardian]:
    """One to three adults; a family without mother and father has a grandmother."""
    dice = stage.dice
    present = [relation for relation, (_, share) in ADULTS.items() if dice.happens(share)]
    return [guardian(stage, around, of, relation) for relation in present or [GuardianRelation.GRANDMOTHER]]


def guardian(stage: Stage, around: Neighbourhood, of: Home, relation: GuardianRelation) -> Guardian:
    dice = stage.dice
    gender = ADULTS[relation][0]
    return Guardian(
        id=dice.id(),
        family_id=of.family.id,
        programme_id=around.programme_id,
        created_by=of.family.mediator_id,
        given_name=dice.pick(of.community.women if gender is Gender.FEMALE else of.community.men),
        surname=of.family.display_name,
        gender=gender,
        relation=relation,
        contact_points=numbers(f"{around.phone}{dice.made % 1000:03}"),
        languages=list(of.community.home_languages),
        literacy_support=dice.weighted(READING),
        contactable=dice.happens(0.92),
        lives_with_child=relation is not GuardianRelation.FATHER or dice.happens(0.8),
    )


def numbers(number: str) -> Any:
    """Contact points as the column keeps them."""
    return [{"channel": channel, "value": number} for channel in ("viber", "phone")]


def child(stage: Stage, around: Neighbourhood, of: Home, born: int) -> Child:
    dice, taken = stage.dice, {child.grade for child in of.children}
    grade = dice.pick([grade for grade in around.grades if grade not in taken])
    gender = dice.pick((Gender.FEMALE, Gender.MALE))
    birth_year = int(school_year_of(stage.today)[:4]) - 6 - grade
    return Child(
        id=dice.id(),
        programme_id=around.programme_id,
        family_id=of.family.id,
        created_by=of.family.mediator_id,
        code=f"{around.code}-{born:03}",
        first_name=first_name(dice, of, gender),
        surname=of.family.display_name,
        birth_year=birth_year,
        birth_date=date(birth_year, dice.number(1, 12), dice.number(1, 28)) if dice.happens(0.85) else None,
        gender=gender,
        languages=spoken(dice, of.community),
        grade=grade,
    )


def spoken(dice: Dice, community: Community) -> Any:
    """The language of the home and, less well, that of the school, as the column keeps them."""
    home, school = community.home_languages[0], community.school_language
    languages = [{"tag": home, "level": LanguageLevel.NATIVE.value}]
    if school != home:
        languages.append({"tag": school, "level": dice.pick((LanguageLevel.EVERYDAY, LanguageLevel.BASIC)).value})
    return languages


def first_name(dice: Dice, of: Home, gender: Gender) -> str:
    """A name that no sister or brother has."""
    names = of.community.girls if gender is Gender.FEMALE else of.community.boys
    taken = {child.first_name for child in of.children}
    return dice.pick([name for name in names if name not in taken])


def links(stage: Stage, of: Home) -> list[Guardianship]:
    return [
        Guardianship(id=stage.dice.id(), guardian_id=guardian.id, child_id=child.id, verified_at=stage.begun)
        for guardian in of.guardians
        for child in of.children
    ]
