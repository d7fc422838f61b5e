"""What comes before the week: the programme, its people, the families with their consents, and the groups."""

import secrets
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

import httpx
from callers import Body, Person, check, new_id, slug

WHO = {
    "coordinator": "coordinator", "supervisor": "supervisor", "educator": "educator", "mediator": "mediator",
    "volunteer1": "volunteer", "volunteer2": "volunteer", "volunteer3": "volunteer", "volunteer4": "volunteer",
    "volunteer5": "volunteer", "successor": "volunteer", "assistant1": "assistant", "assistant2": "assistant",
    "teacher": "teacher", "guardian": "guardian",
}  # fmt: skip
# Each group's name, who leads it, who helps in it, and when it meets.
GROUPS = (
    ("Owls", "volunteer1", "assistant1", "MO,WE,FR", "09:00"),
    ("Foxes", "volunteer2", "assistant1", "MO,WE,FR", "14:00"),
    ("Swallows", "volunteer3", "assistant1", "TU,TH,SA", "09:00"),
    ("Ladybirds", "volunteer4", "assistant1", "TU,TH,SA", "14:00"),
    ("Hedgehogs", "volunteer5", "assistant2", "MO,WE,FR", "09:00"),
    ("Butterflies", "educator", "assistant2", "MO,WE,FR", "14:00"),
    ("Stars", "mediator", "assistant2", "TU,TH,SA", "09:00"),
)
NAMES = ("Ajša", "Denis", "Luludja", "Stefan", "Merjem", "Demir", "Sanela", "Ђорђе", "Rupa", "Elvedin")


@dataclass
class Group:
    """A mentor group with the ids that the story needs again."""

    id: str
    name: str
    leader: Person
    leading_id: str
    children: list[str] = field(default_factory=list)
    members: dict[str, str] = field(default_factory=dict)
    sessions: list[Body] = field(default_factory=list)


@dataclass
class Story:
    """What one run has made so far."""

    server: httpx.Client
    run: str
    monday: date
    change: date
    administrator: Person
    people: dict[str, Person] = field(default_factory=dict)
    programme_id: str = ""
    school_id: str = ""
    calendar_id: str = ""
    class_id: str = ""
    guardians: dict[str, str] = field(default_factory=dict)
    families: list[str] = field(default_factory=list)
    children: list[str] = field(default_factory=list)
    pupils: list[str] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    sent: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)

    @property
    def school_year(self) -> str:
        first = self.monday.year if self.monday.month >= 8 else self.monday.year - 1
        return f"{first}/{first + 1}"

    @property
    def begun(self) -> str:
        """Long enough ago for everything here."""
        return (self.monday - timedelta(days=60)).isoformat()

    @property
    def holiday(self) -> date:
        """The Wednesday of the week."""
        return self.monday + timedelta(days=2)


def tell(sentence: str) -> None:
    print(f"- {sentence}", flush=True)


def nearest_change(day: date) -> date:
    """The Sunday nearest to a day on which clocks in Europe change: the last one of a March or an October."""
    ends = [date(year, month, 31) for year in range(day.year - 1, day.year + 2) for month in (3, 10)]
    sundays = [end - timedelta(days=(end.weekday() + 1) % 7) for end in ends]
    return min(sundays, key=lambda sunday: abs(sunday - day))


def begin(story: Story) -> None:
    """The administrator makes the programme, the school and its calendar."""
    administrator = story.administrator
    rules = {"kind": "online_learning_support", "preset": "indigo", "grades": [1, 2, 3, 4], "languages": ["rom"]}
    named = {"name": f"INDIGO {story.run}", "starts_on": story.begun}
    programme = administrator.post("/v1/programmes", {**named, **rules})
    policy = programme["policy"]
    check(policy["max_group_size"] == 7 and policy["max_children_per_leader"] == 7, "at most seven children per person")
    check((policy["weekly_sessions"], policy["session_minutes"]) == (3, 180), "three times a week for three hours")
    school = administrator.post("/v1/schools", {"name": f"OŠ Novi dan {story.run}", "kind": "primary"})
    calendar = {"name": f"Calendar {story.run}", "school_id": school["id"], "school_year": story.school_year}
    story.programme_id, story.school_id = programme["id"], school["id"]
    story.calendar_id = administrator.post("/v1/school-calendars", calendar)["id"]
    day = story.holiday.isoformat()
    holiday = {"kind": "holiday", "name": "Free Wednesday", "first_on": day, "last_on": day}
    administrator.post(f"/v1/school-calendars/{story.calendar_id}/periods", holiday)
    tell(f"A programme with the INDIGO rules, a school, and a calendar with a holiday on {day}.")


def employ(story: Story) -> None:
    """The administrator adds fourteen people; their roles cover this programme and nothing else."""
    for name, role in WHO.items():
        person = Person(story.server, f"{name}.{story.run}@week.example", secrets.token_urlsafe(16))
        new = {"given_name": name.capitalize(), "email": person.address, "password": person.password}
        person.user_id = story.administrator.post("/v1/users", new)["id"]
        give_role(story, person, role)
        story.people[name] = person.sign_in()
    # The mediator leads a group too: a second role, to which one switches after signing in.
    mediator = story.people["mediator"]
    give_role(story, mediator, "volunteer")
    again = Person(story.server, mediator.address, mediator.password)
    story.people["mediator_as_volunteer"] = again.sign_in("volunteer")
    supervisor_id = story.people["supervisor"].user_id
    for name in ("volunteer1", "volunteer2", "volunteer3", "volunteer4", "volunteer5"):
        pair = {"supervisor_id": supervisor_id, "volunteer_id": story.people[name].user_id}
        story.administrator.post("/v1/supervisor-assignments", pair)
    tell(f"{len(WHO)} people can sign in: an educator, a mediator, volunteers, assistants, and those around them.")


def give_role(story: Story, person: Person, role: str) -> None:
    membership = story.administrator.post("/v1/memberships", {"user_id": person.user_id, "role": role})
    covers = {"membership_id": membership["id"], "programme_id": story.programme_id}
    story.administrator.post("/v1/role-assignments", covers)


def open_class(story: Story) -> None:
    """The coordinator enters a class and its teacher, who may sign in."""
    coordinator, teacher = story.people["coordinator"], story.people["teacher"]
    new = {"school_id": story.school_id, "user_id": teacher.user_id, "given_name": "Nada", "surname": "Krstić"}
    teacher_id = coordinator.post("/v1/teachers", new)["id"]
    new = {"school_id": story.school_id, "school_year": story.school_year, "grade": 2, "label": "II-1"}
    story.class_id = coordinator.post("/v1/school-classes", {**new, "teacher_id": teacher_id})["id"]


def take_in_families(story: Story) -> None:
    """The mediator visits: families, a guardian in each, fifty children with ids made on the phone."""
    mediator = story.people["mediator"]
    for number in range(17):
        children_here = 3 if number < 16 else 2
        new = {"programme_id": story.programme_id, "display_name": f"Family {number + 1}", "home_languages": ["rom"]}
        family = mediator.post("/v1/families", {"id": new_id(), **new, "connectivity": {"devices": ["smartphone"]}})
        mother = {"family_id": family["id"], "given_name": "Nadira", "relation": "mother", "gender": "female"}
        phone = [{"channel": "phone", "value": f"+38159000{number:03}"}]
        guardian = mediator.post("/v1/guardians", {"id": new_id(), **mother, "contact_points": phone})
        story.families.append(family["id"])
        for _ in range(children_here):
            child = take_in_child(story, family["id"])
            story.guardians[child] = guardian["id"]
    tell(f"The mediator took in {len(story.families)} families with {len(story.children)} children, offline.")


def take_in_child(story: Story, family_id: str) -> str:
    """A child is sent twice: the answer to the first was lost on the way."""
    name = NAMES[len(story.children) % len(NAMES)]
    new = {"programme_id": story.programme_id, "family_id": family_id, "first_name": name, "surname": "Demirović"}
    body = {"id": new_id(), **new, "birth_year": story.monday.year - 8, "grade": 2}
    child = story.people["mediator"].post("/v1/children", body)
    if not story.children:
        again = story.people["mediator"].post("/v1/children", body, expect=200)
        check(again == child, "the same child sent again is the same row")
    story.children.append(child["id"])
    return str(child["id"])


def ask_for_consent(story: Story) -> None:
    """Nobody takes part unasked. Many say yes aloud, before a witness; one family does not want the school to know."""
    mediator, educator = story.people["mediator"], story.people["educator"]
    for number, child in enumerate(story.children):
        said = {"child_id": child, "purpose": "participation", "given_by_id": story.guardians[child], "language": "rom"}
        spoken = {"method": "witnessed_verbal"} if number % 2 else {"method": "paper"}
        if number == 1:
            mediator.post("/v1/consents", {**said, **spoken}, expect=422)
        witness = {"witness": "Sevdija K."} if number % 2 else {}
        mediator.post("/v1/consents", {"id": new_id(), **said, **spoken, **witness})
    for number, child in enumerate(story.children[:7]):
        enrolment = {"child_id": child, "school_id": story.school_id, "class_id": story.class_id, "grade": 2}
        since = {"school_year": story.school_year, "from_on": story.begun}
        mediator.post("/v1/school-enrolments", {**enrolment, **since})
        said = {"child_id": child, "purpose": "share_with_school", "given_by_id": story.guardians[child]}
        mediator.post("/v1/consents", {**said, "state": "refused" if number == 6 else "given"})
        story.pupils.append(child)
    check(educator.all("/v1/children") == [], "the educator sees no child before it is in a group")
    tell("All consented to take part; of seven pupils of class II-1 one family does not want the school to know.")


def link_guardian(story: Story) -> None:
    """A mother signs in; she sees her children once the mediator has verified that she is their mother."""
    mediator, coordinator, mother = (story.people[name] for name in ("mediator", "coordinator", "guardian"))
    guardian_id = story.guardians[story.children[0]]
    coordinator.patch(f"/v1/guardians/{guardian_id}", {"user_id": mother.user_id})
    check(mother.all("/v1/children") == [], "an unverified guardian sees nobody")
    for link in mediator.all("/v1/guardianships", guardian_id=guardian_id):
        mediator.post(f"/v1/guardianships/{link['id']}/verify", expect=200)
    seen = {child["id"] for child in mother.all("/v1/children")}
    check(seen == set(story.children[:3]), "a guardian sees her own three children and no other")
    mother.get(f"/v1/children/{story.children[3]}", expect=404)
    tell("A mother signed in and sees her own three children only.")


def form_groups(story: Story) -> None:
    """Seven groups of seven; there is no fiftieth place, so the last child waits."""
    coordinator = story.people["coordinator"]
    for number, (name, leader, assistant, _, _) in enumerate(GROUPS):
        new = {"programme_id": story.programme_id, "school_id": story.school_id, "kind": "small_group"}
        group_id = coordinator.post("/v1/mentor-groups", {**new, "name": name, "channel": "viber"})["id"]
        leaders = f"/v1/mentor-groups/{group_id}/leaders"
        since = {"valid_from": f"{story.begun}T00:00:00Z"}
        leading = coordinator.post(leaders, {"user_id": story.people[leader].user_id, **since})
        coordinator.post(leaders, {"user_id": story.people[assistant].user_id, "role": "assistant", **since})
        person = story.people["mediator_as_volunteer" if leader == "mediator" else leader]
        group = Group(group_id, name, person, leading["id"], children=story.children[7 * number : 7 * number + 7])
        for child in group.children:
            group.members[child] = coordinator.post(f"/v1/mentor-groups/{group_id}/members", {"child_id": child})["id"]
        story.groups.append(group)
    first, last = story.groups[0], story.children[49]
    full = coordinator.post(f"/v1/mentor-groups/{first.id}/members", {"child_id": last}, expect=409)
    check(
        (slug(full), full["limit"], full["present"]) == ("capacity-exceeded", 7, 7), "seven of seven places are taken"
    )
    waiting = coordinator.post(f"/v1/mentor-groups/{first.id}/members", {"child_id": last, "wait": True})
    first.members[last] = waiting["id"]
    check(waiting["state"] == "waiting", "the fiftieth child waits")
    outside = coordinator.all("/v1/mentor-groups/outside-policy", programme_id=story.programme_id)
    check(outside == [], "no group is outside the policy")
    tell("Seven groups of seven: 49 children have a place, the fiftieth was refused one and waits.")
