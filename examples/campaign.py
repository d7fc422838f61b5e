"""A campaign at a university: whom to ask there, what is offered, and how the public sees it."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree

import one_class
from callers import Body, Person, check, new_id, slug
from preparation import Group, Story, tell

WHO = {"coordinator": "coordinator", "second": "coordinator", "supervisor": "supervisor", "mediator": "mediator"}
# Nothing else in the examples is of this kind: what is required here stops nobody there.
KIND = "after_school_groups"
PLACES = 2
TITLES = {"en": "Mentor for schoolchildren", "sr-Latn": "Mentor za učenike", "ar": "مرشد لتلاميذ المدارس"}


@dataclass
class Recruiting:
    """What one run has made so far; people and ids by name."""

    story: Story
    today: date = field(default_factory=lambda: datetime.now(UTC).date())
    organisation: Body = field(default_factory=dict)
    partner: str = ""
    campaigns: dict[str, Body] = field(default_factory=dict)
    opportunity: str = ""
    links: dict[str, str] = field(default_factory=dict)
    applications: dict[str, str] = field(default_factory=dict)
    volunteers: dict[str, str] = field(default_factory=dict)
    requirements: dict[str, str] = field(default_factory=dict)
    hours: list[Body] = field(default_factory=list)
    agreement: str = ""
    candidate: str = ""
    certificate: Body = field(default_factory=dict)

    def __getitem__(self, name: str) -> Person:
        return self.story.people[name]

    @property
    def group(self) -> Group:
        return self.story.groups[0]

    @property
    def public(self) -> str:
        """Where the public sees what is open."""
        return f"/v1/open-opportunities/{self.organisation['id']}"


def prepare(now: Recruiting) -> None:
    """A programme with a group of two children for whom nobody is there, and those who look for volunteers."""
    story, boss = now.story, now.story.administrator
    (now.organisation,) = boss.all("/v1/organisations")
    rules = {"kind": KIND, "grades": [1, 2, 3, 4], "languages": ["sr-Latn"]}
    programme = {"name": f"Homework club {story.run}", "starts_on": story.begun, **rules}
    story.programme_id = boss.post("/v1/programmes", programme)["id"]
    for name, role in WHO.items():
        one_class.employ(story, name, role)
    club = {"programme_id": story.programme_id, "kind": "small_group", "languages": ["sr-Latn"], "grades": [2, 3]}
    id = now["coordinator"].post("/v1/mentor-groups", {**club, "name": "Owls"})["id"]
    story.groups.append(Group(id, "Owls", boss, "", children=[take_in(now, name) for name in ("Ajša", "Denis")]))
    for child in now.group.children:
        now["coordinator"].post(f"/v1/mentor-groups/{id}/members", {"child_id": child})
    plan_ahead(now)
    tell("A homework club with two children, and nobody who leads it.")


def take_in(now: Recruiting, first_name: str) -> str:
    """A child with a mother who agrees."""
    mediator, of = now["mediator"], {"programme_id": now.story.programme_id}
    family = mediator.post("/v1/families", {"id": new_id(), **of, "display_name": first_name})["id"]
    mother = {"family_id": family, "given_name": "Nadira", "relation": "mother", "gender": "female"}
    guardian = mediator.post("/v1/guardians", {"id": new_id(), **mother})["id"]
    new = {"id": new_id(), **of, "family_id": family, "first_name": first_name, "surname": "Demirović", "grade": 2}
    child = mediator.post("/v1/children", new)["id"]
    said = {"child_id": child, "purpose": "participation", "given_by_id": guardian}
    mediator.post("/v1/consents", {**said, "language": "rom", "method": "paper"})
    return str(child)


def plan_ahead(now: Recruiting) -> None:
    """When the club will meet: by that one sees who has time."""
    for days in (7, 9):
        begins = f"{now.today + timedelta(days=days)}T15:00:00Z"
        now["coordinator"].post("/v1/sessions", {"group_id": now.group.id, "starts_at": begins, "minutes": 120})


def seek(now: Recruiting) -> None:
    """A university and a city, a campaign with each, and what was spoken with whom."""
    boss, run = now["coordinator"], now.story.run
    points = [{"channel": "e_mail", "value": "practice@university.example"}]
    contact = {"name": "Jelena Practice-Office", "position": "Student practice", "points": points}
    university = {"name": f"University of Niš {run}", "kind": "university", "municipality": "Niš"}
    now.partner = boss.post("/v1/outreach-partners", {**university, "contacts": [contact]})["id"]
    city = boss.post("/v1/outreach-partners", {"name": f"City of Niš {run}", "kind": "municipality"})["id"]
    for name, partner in (("lecture", now.partner), ("website", city)):
        new = {"partner_id": partner, "name": f"{name} {run}", "channel": name, "starts_on": now.today.isoformat()}
        now.campaigns[name] = boss.post("/v1/campaigns", new)
    campaign = now.campaigns["lecture"]["id"]
    spoken = {"contacted_on": now.today.isoformat(), "channel": "e_mail", "person": contact["name"]}
    boss.post("/v1/campaign-contacts", {"campaign_id": campaign, **spoken, "about": "Ten minutes in a lecture"})
    whole = boss.get(f"/v1/campaigns/{campaign}", include="contacts")
    check([row["person"] for row in whole["contacts"]] == [contact["name"]], "the contact log says who was asked")
    check(whole["code"] in whole["link"], "the link of a campaign carries its code")
    tell("A campaign at a university and one with a city, each with a link of its own.")


def offer(now: Recruiting) -> None:
    """Told in three languages; the public sees nothing of a draft."""
    boss = now["coordinator"]
    about = {"role": "mentor", "languages": ["sr-Latn"], "grades": [1, 2, 3, 4], "subjects": ["mathematics"]}
    terms = {"municipality": "Niš", "weekly_hours": 6, "places_wanted": PLACES, "credit": True}
    when = {"starts_on": now.today.isoformat(), "apply_until": (now.today + timedelta(days=30)).isoformat()}
    texts = [{"language": tag, "title": f"{title} {now.story.run}"} for tag, title in TITLES.items()]
    new = {"id": new_id(), "programme_id": now.story.programme_id, "texts": texts, **about, **terms, **when}
    now.opportunity = boss.post("/v1/opportunities", {**new, "requirements": ["clearance", "code_of_conduct"]})["id"]
    for campaign in now.campaigns.values():
        named = {"opportunity_id": now.opportunity}
        boss.post(f"/v1/campaigns/{campaign['id']}/opportunities", named)
    check(places(now) is None, "a draft is not on the public list")
    now.story.administrator.get(f"{now.public}/{now.opportunity}", expect=404)
    boss.post(f"/v1/opportunities/{now.opportunity}/open", expect=200)
    check(places(now) == PLACES, "once open it is on the list, with its places")
    tell(f"An opportunity with {PLACES} places is open to everybody.")


def places(now: Recruiting) -> int | None:
    """How many places the public list says are left; None: it does not list this opportunity."""
    listed = now.story.administrator.all(now.public)
    return next((row["places_left"] for row in listed if row["id"] == now.opportunity), None)


def show(now: Recruiting) -> None:
    """The same for programs and for pages of others: feeds, a posting for search engines, a list to be framed."""
    server, code = now.story.server, now.campaigns["lecture"]["code"]
    feed = server.get(f"{now.public}/feed", params={"ref": code}).json()
    (item,) = feed["items"]
    check(feed["version"] == "https://jsonfeed.org/version/1.1", "a JSON Feed")
    check(item["id"] == f"urn:uuid:{now.opportunity}" and f"ref={code}" in item["url"], "of what the campaign names")
    rss = ElementTree.fromstring(server.get(f"{now.public}/rss", params={"ref": code}).content)
    check([one.findtext("title") for one in rss.iter("item")] == [f"{TITLES['en']} {now.story.run}"], "the same as RSS")
    posting = server.get(f"{now.public}/{now.opportunity}/job-posting").json()
    check((posting["@type"], posting["totalJobOpenings"]) == ("JobPosting", PLACES), "and for search engines")
    for tag, direction in (("sr-Latn", "ltr"), ("ar", "rtl")):
        page = server.get(f"{now.public}/page", params={"ref": code, "lang": tag})
        check(f"{TITLES[tag]} {now.story.run}" in page.text, f"the page tells it in {tag}")
        check(f'<html lang="{tag}" dir="{direction}">' in page.text, "in the reader's direction")
        check("<script" not in page.text and "set-cookie" not in page.headers, "without scripts and cookies")
        check("frame-ancestors *" in page.headers["content-security-policy"], "and any page may frame it")
    unknown = server.get(f"{now.public}/{new_id()}")
    check(unknown.status_code == 404 and slug(unknown.json()) == "not-found", "what never was is not there")
    tell("It is found as JSON Feed, RSS, JobPosting, and as a page in three languages that others may embed.")
