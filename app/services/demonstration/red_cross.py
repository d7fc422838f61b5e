"""A Red Cross society in Helsinki: after-school groups of 5 to 20 in two schools and a library, 120 children."""

from datetime import timedelta
from uuid import UUID

from app.models import Organisation, Programme, School, Site
from app.models.consent import ConsentState
from app.models.consent_purpose import ConsentPurpose
from app.models.material import MaterialKind
from app.models.membership import Role
from app.models.mentor_group import GroupKind
from app.models.organisation import OrganisationKind
from app.models.programme import PRESETS, ProgrammeKind, ProgrammePreset
from app.models.school import SchoolKind
from app.models.session_channel import SessionChannel
from app.models.site import SiteKind
from app.services.demonstration import (
    encouraging,
    encouraging_facts,
    giving_hours,
    grouping,
    handing_out,
    history,
    households,
    meeting_parents,
    open_desk,
    recruiting,
    recruiting_facts,
    schooling,
    shelving,
    talking,
    volunteer_facts,
    volunteering,
)
from app.services.demonstration.consenting import Consents
from app.services.demonstration.grouping import Circle
from app.services.demonstration.households import Home, Neighbourhood
from app.services.demonstration.meeting_parents import Parents
from app.services.demonstration.parents_facts import IN_HELSINKI, TALK_IN_HELSINKI
from app.services.demonstration.people import Part, Person, admit, supervise
from app.services.demonstration.red_cross_facts import (
    CALENDAR,
    CLASSES,
    CLUBS,
    COMMUNITIES,
    FAMILIES,
    HABITS,
    PEOPLE,
    SCHOOLS,
    TEACHERS,
)
from app.services.demonstration.schooling import Lessons
from app.services.demonstration.stage import Stage

MUNICIPALITY = "Helsinki"
LIBRARY = ("fi", "sv", "ar")
PACKS = ("first-weeks", "whom-to-call", "homework-in-ten-minutes")


def found(stage: Stage) -> None:
    """The organisation and everything in it."""
    clubs, library = begin(stage)
    admit(stage, PEOPLE, Part(programme_id=clubs.id))
    lessons = schools(stage)
    homes = families(stage, clubs)
    for place, school in enumerate(lessons):
        schooling.enrol(stage, school, [child for home in homes[place::2] for child in home.children])
    ask(stage, homes)
    let_guardians_in(stage, clubs, homes)
    supervise(stage)
    meet(stage, clubs, library, homes)
    open_desk.open_desks(stage)
    with_parents(stage, Parents(clubs, lessons[0].school, homes, IN_HELSINKI))
    volunteering.volunteer(stage, volunteer_facts.IN_HELSINKI)
    giving_hours.give(stage, clubs, volunteer_facts.GIVEN_IN_HELSINKI)
    recruiting.recruit(stage, clubs, recruiting_facts.IN_HELSINKI)
    encouraging.encourage(stage, encouraging_facts.IN_HELSINKI)


def with_parents(stage: Stage, parents: Parents) -> None:
    """What is done with the guardians, and what they are given."""
    library = shelving.fill(stage, LIBRARY, [MaterialKind.INFORMATION_PACK])
    meeting_parents.meet(stage, parents)
    handing_out.hand_out(stage, library, PACKS, parents.met)
    talking.talk(stage, parents, TALK_IN_HELSINKI)


def begin(stage: Stage) -> tuple[Programme, Programme]:
    """The organisation with its programmes: the after-school groups, and the library where nobody is asked a name."""
    society = Organisation(
        id=stage.db.organisation_id, name="Punainen Risti · Röda Korset (demo)", short_name="redcross",
        kind=OrganisationKind.RED_CROSS_SOCIETY, country="FI", languages=["fi", "sv"], time_zone=stage.zone,
    )  # fmt: skip
    stage.put([society])
    programmes = (
        programme(stage, "Läksykerhot · Läxklubbar", ProgrammePreset.AFTER_SCHOOL),
        programme(stage, "Läksyapua kirjastossa · Läxhjälp på biblioteket", ProgrammePreset.LIBRARY_DROP_IN),
    )
    stage.put(programmes)
    return programmes


def programme(stage: Stage, name: str, preset: ProgrammePreset) -> Programme:
    library = preset is ProgrammePreset.LIBRARY_DROP_IN
    return Programme(
        id=stage.dice.id(),
        name=name,
        kind=ProgrammeKind.LIBRARY_DROP_IN if library else ProgrammeKind.AFTER_SCHOOL_GROUPS,
        preset=preset,
        policy=PRESETS[preset].model_dump(mode="json"),
        grades=[1, 2, 3, 4, 5, 6],
        languages=["fi", "sv", "ar", "uk", "so"],
        starts_on=grouping.first_day(stage) - timedelta(days=7),
    )


def schools(stage: Stage) -> list[Lessons]:
    """Two schools; the teacher who signs in has the first class of the first."""
    lessons = [
        Lessons(
            School(
                id=stage.dice.id(), name=name, kind=SchoolKind.PRIMARY, municipality=MUNICIPALITY,
                languages=[language], external_code=f"DEMO-091-0{place + 1}",
            ),
            CLASSES,
            TEACHERS[place],
        )
        for place, (name, language) in enumerate(SCHOOLS)
    ]  # fmt: skip
    stage.put([found.school for found in lessons])
    admit(stage, [Person("teacher", Role.TEACHER, *TEACHERS[0][0], "fi")], Part(school_id=lessons[0].school.id))
    for found, user_id in zip(lessons, (stage.people["teacher"], None), strict=True):
        schooling.open_school(stage, found, user_id)
    return lessons


def families(stage: Stage, clubs: Programme) -> list[Home]:
    """Those who need an interpreter are on the mediator's caseload; nobody mediates for the others."""
    around = Neighbourhood(
        programme_id=clubs.id, mediator_id=stage.people["mediator"], municipality=MUNICIPALITY,
        settlements=("Kallio", "Itäkeskus", "Kontula", "Haaga"), grades=(1, 2, 3, 4, 5, 6),
        phone="+358490000", code="FI", mediates_all=False,
    )  # fmt: skip
    plan = [(COMMUNITIES[place % len(COMMUNITIES)], size) for place, size in enumerate(FAMILIES)]
    return households.settle(stage, around, plan)


def ask(stage: Stage, homes: list[Home]) -> None:
    """All take part; two in three let the school know."""
    said = Consents(stage)
    for place, (home, child) in enumerate((of, child) for of in homes for child in of.children):
        said.say(home, child, ConsentPurpose.PARTICIPATION, ConsentState.GIVEN)
        if stage.dice.happens(0.66):
            state = ConsentState.WITHDRAWN if place == 4 else ConsentState.GIVEN
            said.say(home, child, ConsentPurpose.SHARE_WITH_SCHOOL, state)
    said.write()


def let_guardians_in(stage: Stage, clubs: Programme, homes: list[Home]) -> None:
    speakers = {"guardian": homes[0].speaker, "guardian2": homes[2].speaker}
    people = [
        Person(name, Role.GUARDIAN, speaker.given_name, speaker.surname, " ".join(speaker.languages))
        for name, speaker in speakers.items()
    ]
    admit(stage, people, Part(programme_id=clubs.id))
    for name, speaker in speakers.items():
        speaker.user_id = stage.people[name]
    stage.db.flush()


def meet(stage: Stage, clubs: Programme, library: Programme, homes: list[Home]) -> None:
    """Each group meets once a week where its place is; the library is open twice a week to whoever comes."""
    calendar_id = schooling.set_calendar(stage, CALENDAR)
    places = sites(stage)
    children = sorted((child for home in homes for child in home.children), key=lambda child: child.grade or 0)
    circles = []
    for club in CLUBS:
        group, children = children[: club.size], children[club.size :]
        circles.append(
            Circle(
                club.name, GroupKind.AFTER_SCHOOL, SessionChannel.IN_PERSON, ["fi", "sv"], club.leaders, club.assistant,
                f"FREQ=WEEKLY;BYDAY={club.day}", "14:30", children=group, site_id=places[club.place],
                calendar_id=calendar_id,
            )
        )  # fmt: skip
    desk = Circle(
        "Läksypöytä · Läxbordet", GroupKind.LIBRARY_DROP_IN, SessionChannel.IN_PERSON, ["fi", "sv"], ("volunteer5",),
        None, "FREQ=WEEKLY;BYDAY=MO,WE", "16:45", site_id=places[0], calendar_id=calendar_id,
    )  # fmt: skip
    for programme, formed in ((clubs, circles), (library, [desk])):
        grouping.form(stage, programme, formed)
        history.play(stage, formed, HABITS)


def sites(stage: Stage) -> list[UUID]:
    """The library and the two schools."""
    names = [("Mallikirjasto · Modellbiblioteket", SiteKind.LIBRARY), *((name, SiteKind.SCHOOL) for name, _ in SCHOOLS)]
    found = [Site(id=stage.dice.id(), name=name, kind=kind, municipality=MUNICIPALITY) for name, kind in names]
    stage.put(found)
    return [site.id for site in found]
