"""What comes before the parents' evening: three families, each with its language, and those who work with them."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import one_class
import preparation
from callers import Body, Person, check, new_id, slug
from preparation import Story, tell

WHO = {
    "coordinator": "coordinator", "mediator": "mediator", "teacher": "teacher", "interpreter": "volunteer",
    "cousin": "volunteer",
}  # fmt: skip
# Surname, child, and the guardians: name, relation, gender. The languages are those that the guardians read.
FAMILIES = (
    ("Demirović", "sr-Latn", "Merjem", (("Nadira", "mother", "female"), ("Demir", "father", "male"))),
    ("Haddad", "ar", "Karim", (("Amal", "mother", "female"), ("Omar", "father", "male"))),
    ("Kovalenko", "uk", "Danylo", (("Olena", "mother", "female"), ("Taras", "father", "male"))),
)
INVITED = ("Nadira", "Amal", "Omar", "Olena", "Taras")
EXCLUDED = "Demir"


@dataclass
class Week:
    """What one run has made so far; ids by name."""

    story: Story
    families: dict[str, str] = field(default_factory=dict)
    children: dict[str, str] = field(default_factory=dict)
    guardians: dict[str, str] = field(default_factory=dict)
    evening: str = ""
    links: dict[str, str] = field(default_factory=dict)
    pack: str = ""
    versions: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Person:
        return self.story.people[name]


def now() -> str:
    return datetime.now(UTC).isoformat()


def prepare(week: Week) -> None:
    """Everything up to the day on which somebody thinks of an evening with the parents."""
    preparation.begin(week.story)
    for name, role in WHO.items():
        one_class.employ(week.story, name, role)
    preparation.open_class(week.story)
    for family in FAMILIES:
        take_in(week, *family)
    exclude(week)
    tell("Three families that read Serbian, Arabic and Ukrainian; a father of one must never be told anything.")


def take_in(week: Week, surname: str, language: str, child: str, adults: tuple[tuple[str, str, str], ...]) -> None:
    """A family with its guardians, verified for their child, who goes to the teacher's class."""
    mediator, programme = week["mediator"], {"programme_id": week.story.programme_id}
    said = {"display_name": surname, "home_languages": [language]}
    family = mediator.post("/v1/families", {"id": new_id(), **programme, **said})["id"]
    week.families[surname] = family
    for name, relation, gender in adults:
        who = {"family_id": family, "given_name": name, "relation": relation, "gender": gender, "languages": [language]}
        phone = [{"channel": "viber", "value": f"+38159001{len(week.guardians):03}"}]
        week.guardians[name] = mediator.post("/v1/guardians", {"id": new_id(), **who, "contact_points": phone})["id"]
    new = {"id": new_id(), **programme, "family_id": family, "first_name": child, "surname": surname, "grade": 2}
    week.children[child] = mediator.post("/v1/children", new)["id"]
    for name, *_ in adults:
        for link in mediator.all("/v1/guardianships", guardian_id=week.guardians[name]):
            mediator.post(f"/v1/guardianships/{link['id']}/verify", expect=200)
    enrol(week, child, week.guardians[adults[0][0]])


def enrol(week: Week, child: str, speaker: str) -> None:
    """The child's school, of which the family lets the programme tell."""
    of, story = {"child_id": week.children[child]}, week.story
    for purpose in ("participation", "share_with_school"):
        week["mediator"].post("/v1/consents", {**of, "purpose": purpose, "given_by_id": speaker})
    where = {"school_id": story.school_id, "class_id": story.class_id, "grade": 2}
    since = {"school_year": story.school_year, "from_on": story.begun}
    week["mediator"].post("/v1/school-enrolments", {**of, **where, **since})


def exclude(week: Week) -> None:
    """From now on this father is not there for those who may not know why."""
    father = f"/v1/guardians/{week.guardians[EXCLUDED]}"
    week["coordinator"].patch(father, {"safety_excluded": True})
    week["mediator"].get(father, expect=404)


def let_in(week: Week, name: str) -> None:
    """A guardian without an e-mail address signs in by a link and a code that the mediator hands over."""
    invited = week["mediator"].post("/v1/invitations", {"guardian_id": week.guardians[name]})
    wrong = {"code": f"{(int(invited['code']) + 1) % 1_000_000:06}"}
    refused = week.story.server.post(f"/v1/invitations/{invited['link']}/accept", json=wrong)
    check(refused.status_code == 401 and slug(refused.json()) == "code-refused", "another code opens nothing")
    week.story.people[name] = Person(week.story.server, name, "").come_in(invited)


def interpreter(week: Week, name: str) -> Body:
    """Makes somebody an interpreter between Serbian and Arabic, of age and bound to confidentiality."""
    speaks = [{"tag": "sr", "level": "native"}, {"tag": "ar", "level": "fluent"}]
    vouched = {"adult": True, "confidentiality_signed_on": week.story.begun, "modes": ["in_person", "written"]}
    new = {"user_id": week[name].user_id, "languages": speaks, **vouched}
    made: Body = week["coordinator"].post("/v1/interpreters", new)
    return made
