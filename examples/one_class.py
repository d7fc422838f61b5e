"""What comes before the homework: a class with its teacher, two families, two small groups and those who help."""

import secrets

import preparation
from callers import Person, check, new_id
from preparation import Group, Story, tell

WHO = {
    "coordinator": "coordinator", "supervisor": "supervisor", "mediator": "mediator", "volunteer": "volunteer",
    "stranger": "volunteer", "assistant": "assistant", "teacher": "teacher", "guardian": "guardian",
}  # fmt: skip
FAMILIES = (("Demirović", "Merjem", "Owls", "volunteer"), ("Saitović", "Denis", "Foxes", "stranger"))


def prepare(story: Story) -> None:
    """Everything up to the day on which the teacher sets a task."""
    preparation.begin(story)
    for name, role in WHO.items():
        employ(story, name, role)
    watched = {"supervisor_id": story.people["supervisor"].user_id, "volunteer_id": story.people["volunteer"].user_id}
    story.administrator.post("/v1/supervisor-assignments", watched)
    preparation.open_class(story)
    for family in FAMILIES:
        take_in(story, *family)
    link_mother(story)
    tell("A class with its teacher, two families whose children have a place in a group, and a mother who signs in.")


def employ(story: Story, name: str, role: str) -> None:
    person = Person(story.server, f"{name}.{story.run}@loop.example", secrets.token_urlsafe(16))
    new = {"given_name": name.capitalize(), "email": person.address, "password": person.password}
    person.user_id = story.administrator.post("/v1/users", new)["id"]
    preparation.give_role(story, person, role)
    story.people[name] = person.sign_in()


def take_in(story: Story, surname: str, first_name: str, group: str, leader: str) -> None:
    """A family with a mother and a child, its consents, its school and its group."""
    mediator, programme = story.people["mediator"], {"programme_id": story.programme_id}
    family = mediator.post("/v1/families", {"id": new_id(), **programme, "display_name": surname})
    mother = {"family_id": family["id"], "given_name": "Nadira", "relation": "mother", "gender": "female"}
    guardian = mediator.post("/v1/guardians", {"id": new_id(), **mother})
    new = {"id": new_id(), **programme, "family_id": family["id"], "first_name": first_name, "surname": surname}
    child = mediator.post("/v1/children", {**new, "grade": 2})["id"]
    for purpose in ("participation", "share_with_school"):
        said = {"child_id": child, "purpose": purpose, "given_by_id": guardian["id"], "language": "rom"}
        mediator.post("/v1/consents", {**said, "method": "witnessed_verbal", "witness": "Sevdija K."})
    enrolment = {"child_id": child, "school_id": story.school_id, "class_id": story.class_id, "grade": 2}
    mediator.post("/v1/school-enrolments", {**enrolment, "school_year": story.school_year, "from_on": story.begun})
    story.families.append(family["id"])
    story.children.append(child)
    story.guardians[child] = guardian["id"]
    story.groups.append(form(story, group, leader, child))


def form(story: Story, name: str, leader: str, child: str) -> Group:
    """A group with its leader, the assistant from the settlement, and the child."""
    coordinator, since = story.people["coordinator"], {"valid_from": f"{story.begun}T00:00:00Z"}
    new = {"programme_id": story.programme_id, "school_id": story.school_id, "kind": "small_group", "name": name}
    id = coordinator.post("/v1/mentor-groups", {**new, "channel": "viber"})["id"]
    person, helper = story.people[leader], story.people["assistant"]
    leading = coordinator.post(f"/v1/mentor-groups/{id}/leaders", {"user_id": person.user_id, **since})
    if name == FAMILIES[0][2]:
        helping = {"user_id": helper.user_id, "role": "assistant", **since}
        coordinator.post(f"/v1/mentor-groups/{id}/leaders", helping)
    coordinator.post(f"/v1/mentor-groups/{id}/members", {"child_id": child})
    return Group(id, name, person, leading["id"], children=[child])


def link_mother(story: Story) -> None:
    coordinator, mediator, mother = (story.people[name] for name in ("coordinator", "mediator", "guardian"))
    guardian_id = story.guardians[story.children[0]]
    coordinator.patch(f"/v1/guardians/{guardian_id}", {"user_id": mother.user_id})
    new = {"guardian_id": guardian_id, "child_id": story.children[0]}
    if not (links := mediator.all("/v1/guardianships", guardian_id=guardian_id)):
        links = [mediator.post("/v1/guardianships", new)]
    for link in links:
        mediator.post(f"/v1/guardianships/{link['id']}/verify", expect=200)
    check([child["id"] for child in mother.all("/v1/children")] == story.children[:1], "a mother sees her own child")
