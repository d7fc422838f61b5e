"""INDIGO in Niš: one school, 49 children in seven groups of seven, two who wait, three times three hours a week."""

from datetime import timedelta

from app.models import Child, Membership, Organisation, Programme, School, Site, User
from app.models.consent import ConsentState
from app.models.consent_purpose import ConsentPurpose
from app.models.guardian import GuardianRelation
from app.models.membership import Role
from app.models.mentor_group import GroupKind
from app.models.organisation import OrganisationKind
from app.models.programme import PRESETS, ProgrammeKind, ProgrammePreset
from app.models.school import SchoolKind
from app.models.site import SiteKind
from app.services.demonstration import (
    around_lessons,
    encouraging,
    encouraging_facts,
    giving_hours,
    grouping,
    handing_out,
    history,
    homework,
    households,
    meeting_parents,
    planning,
    practising,
    recruiting,
    recruiting_facts,
    reporting,
    schooling,
    shelving,
    supervising,
    talking,
    training,
    volunteer_facts,
    volunteering,
)
from app.services.demonstration.consenting import Consents
from app.services.demonstration.grouping import Circle
from app.services.demonstration.households import Home, Neighbourhood
from app.services.demonstration.indigo_facts import CALENDAR, CLASSES, FAMILIES, GROUPS, HABITS, PEOPLE, TEACHERS
from app.services.demonstration.meeting_parents import Parents
from app.services.demonstration.names import ROMANI, SERBIAN
from app.services.demonstration.parents_facts import IN_NIS, TALK_IN_NIS
from app.services.demonstration.people import Part, Person, admit, sit, supervise
from app.services.demonstration.practice_facts import PRACTICES, RECOMMENDATIONS
from app.services.demonstration.schooling import Lessons
from app.services.demonstration.stage import Stage
from app.services.demonstration.training_facts import COURSES

LIBRARY = ("sr-Latn", "sr-Cyrl", "ar", "bg", "fi")
PACKS = ("starting-school", "how-school-works", "homework-in-ten-minutes")
OTHER_ANSWERS = (ConsentState.REFUSED, ConsentState.WITHDRAWN, ConsentState.REQUESTED)


def found(stage: Stage) -> None:
    """The organisation and everything in it."""
    programme = begin(stage)
    school = School(
        id=stage.dice.id(), name="ОШ „Нови дан“", kind=SchoolKind.PRIMARY, municipality="Niš – Palilula",
        languages=["sr-Cyrl"], contact="skola@school.example", external_code="DEMO-018-01",
    )  # fmt: skip
    lessons = Lessons(school, CLASSES, TEACHERS)
    stage.put([school])
    admit(stage, PEOPLE, Part(programme_id=programme.id))
    admit(stage, [Person("teacher", Role.TEACHER, *TEACHERS[0], "sr-Cyrl")], Part(school_id=school.id))
    schooling.open_school(stage, lessons, stage.people["teacher"])
    homes = families(stage, programme)
    children = [child for home in homes for child in home.children]
    schooling.enrol(stage, lessons, children)
    ask(stage, homes)
    let_guardians_in(stage, programme, homes)
    share_the_work(stage, programme)
    meet(stage, programme, school, children)
    around_lessons.accompany(stage, lessons)
    with_parents(stage, Parents(programme, school, homes, IN_NIS))
    with_volunteers(stage, programme)


def with_parents(stage: Stage, parents: Parents) -> None:
    """What is done with the guardians, and what they are given."""
    library = shelving.fill(stage, LIBRARY)
    meeting_parents.meet(stage, parents)
    handing_out.hand_out(stage, library, PACKS, parents.met)
    talking.talk(stage, parents, TALK_IN_NIS)
    training.teach(stage, library, COURSES)
    practising.collect(stage, library, PRACTICES, RECOMMENDATIONS)


def with_volunteers(stage: Stage, programme: Programme) -> None:
    """Who they are, what is required of them, what they gave, and how new ones are found."""
    volunteering.volunteer(stage, volunteer_facts.IN_NIS)
    giving_hours.give(stage, programme, volunteer_facts.GIVEN_IN_NIS)
    recruiting.recruit(stage, programme, recruiting_facts.IN_NIS)
    encouraging.encourage(stage, encouraging_facts.IN_NIS)


def begin(stage: Stage) -> Programme:
    stage.put(
        [
            Organisation(
                id=stage.db.organisation_id, name="INDIGO", short_name="indigo", kind=OrganisationKind.NGO,
                country="RS", languages=["sr-Latn", "sr-Cyrl", "rom"], time_zone=stage.zone,
            )
        ]
    )  # fmt: skip
    policy = PRESETS[ProgrammePreset.INDIGO].model_dump(mode="json")
    programme = Programme(
        id=stage.dice.id(), name="Učimo zajedno na daljinu · Учимо заједно · Amen sikljuvas",
        kind=ProgrammeKind.ONLINE_LEARNING_SUPPORT, preset=ProgrammePreset.INDIGO, policy=policy, grades=[1, 2, 3, 4],
        languages=["sr-Latn", "rom"], starts_on=grouping.first_day(stage) - timedelta(days=7),
    )  # fmt: skip
    stage.put([programme])
    return programme


def families(stage: Stage, programme: Programme) -> list[Home]:
    """Most families speak Romani at home; every sixth speaks Serbian: groups are open to all."""
    around = Neighbourhood(
        programme_id=programme.id, mediator_id=stage.people["mediator"], municipality="Niš – Palilula",
        settlements=("Crvena zvezda", "Stočni trg", "Beograd mala"), grades=(1, 2, 3, 4),
        phone="+38159000", code="NI",
    )  # fmt: skip
    plan = [(SERBIAN if place % 6 == 5 else ROMANI, size) for place, size in enumerate(FAMILIES)]
    return households.settle(stage, around, plan)


def ask(stage: Stage, homes: list[Home]) -> None:
    """All take part; the school is told of most.

    In the class of the teacher who signs in one family refused, one withdrew and one has not answered yet; elsewhere
    three were not asked.
    """
    said = Consents(stage)
    pairs = [(of, child) for of in homes for child in of.children]
    class_of_teacher = [child.id for _, child in pairs if child.grade == 2][::2]
    sharing = dict(zip(class_of_teacher[2:], OTHER_ANSWERS, strict=False))
    for place, (home, child) in enumerate(pairs):
        said.say(home, child, ConsentPurpose.PARTICIPATION, ConsentState.GIVEN)
        if place not in (30, 40, 45):
            said.say(home, child, ConsentPurpose.SHARE_WITH_SCHOOL, sharing.get(child.id, ConsentState.GIVEN))
        if place % 3:
            said.say(home, child, ConsentPurpose.HOMEWORK_PHOTO, ConsentState.GIVEN)
    said.write()


def let_guardians_in(stage: Stage, programme: Programme, homes: list[Home]) -> None:
    """Two guardians sign in; in another family the father is never told anything."""
    speakers = {"guardian": homes[0].speaker, "guardian2": homes[1].speaker}
    people = [
        Person(name, Role.GUARDIAN, speaker.given_name, speaker.surname, " ".join(speaker.languages))
        for name, speaker in speakers.items()
    ]
    admit(stage, people, Part(programme_id=programme.id))
    for name, speaker in speakers.items():
        speaker.user_id = stage.people[name]
    others = [guardian for home in homes[2:] for guardian in home.guardians[1:]]
    next(guardian for guardian in others if guardian.relation is GuardianRelation.FATHER).safety_excluded = True
    stage.db.flush()


def share_the_work(stage: Stage, programme: Programme) -> None:
    """The supervisor has the five volunteers; the mediator is a volunteer as well, for a group of her own."""
    dice, mediator = stage.dice, stage.db.find(User, stage.people["mediator"])
    supervise(stage)
    second = Membership(id=dice.id(), user_id=mediator.id, role=Role.VOLUNTEER, account_id=mediator.account_id)
    sit(stage, [second], Part(programme_id=programme.id))


def meet(stage: Stage, programme: Programme, school: School, children: list[Child]) -> None:
    """Groups of seven from neighbouring grades; the last two children wait for a place."""
    placed, waiting = sorted(children[:-2], key=lambda child: (child.grade or 0, child.id)), children[-2:]
    online = Site(id=stage.dice.id(), name="Online", kind=SiteKind.ONLINE)
    stage.put([online])
    calendar_id = schooling.set_calendar(stage, CALENDAR)
    circles = []
    for place, (name, leader, assistant, weekdays, local_start, channel) in enumerate(GROUPS):
        circle = Circle(
            name, GroupKind.SMALL_GROUP, channel, ["sr-Latn", "rom"], (leader,), assistant,
            f"FREQ=WEEKLY;BYDAY={weekdays}", local_start, children=placed[7 * place : 7 * place + 7],
            waiting=waiting if place == 0 else (), site_id=online.id, school_id=school.id, calendar_id=calendar_id,
        )  # fmt: skip
        circles.append(circle)
    grouping.form(stage, programme, circles)
    history.play(stage, circles, HABITS)
    reporting.write_up(stage, circles)
    planning.look_after(stage, programme, circles)
    homework.set_tasks(stage, circles)
    supervising.supervise(stage, programme, circles)
