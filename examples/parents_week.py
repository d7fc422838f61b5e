"""A week with parents over HTTP, told by those who live it: `python examples/parents_week.py [address]`.

An information evening in three languages, a pack for each family in its own, a mother's question in Arabic, a course
for the teacher, a story; and a father who is excluded for safety, of whom no refusal tells anything. It needs a
server with the demonstration data (of which it uses the administrator of the organisation `Empty example` and a
coordinator of another organisation); it can be run again and again. Exits 0 when every expectation held; otherwise it
says which one did not.
"""

import sys
from datetime import UTC, datetime, timedelta

import evening
import httpx
import learning
import packs
import preparation
import sharing
import talking
import three_families
from callers import Person, Unexpected, check, new_id
from preparation import Story, tell
from three_families import Week

DEMONSTRATION_PASSWORD = "learnbridge-demo"


def main(address: str) -> None:
    """Plays the story from beginning to end."""
    with httpx.Client(base_url=address, timeout=60) as server:
        administrator = Person(server, "administrator@empty.example", DEMONSTRATION_PASSWORD).sign_in()
        today = datetime.now(UTC).date()
        monday = today - timedelta(days=today.weekday() + 7)
        week = Week(Story(server, new_id()[-8:], monday, preparation.nearest_change(monday), administrator))
        for chapter in CHAPTERS:
            chapter(week)


def meet_a_stranger(week: Week) -> None:
    """A coordinator of another organisation finds nothing of this week."""
    stranger = Person(week.story.server, "coordinator@redcross.example", DEMONSTRATION_PASSWORD).sign_in()
    ours = {
        "engagements": week.evening[-36:],
        "participations": evening.part(week, "Amal")["id"],
        "materials": week.pack,
        "material-translations": week.versions["ar"],
        "deliveries": packs.deliveries(week)[0]["id"],
        "guardians": week.guardians["Amal"],
    }
    for resource, id in ours.items():
        stranger.get(f"/v1/{resource}/{id}", expect=404)
        check(stranger.get(f"/v1/{resource}", id=id)["items"] == [], f"no list shows a stranger our {resource}")
    found = stranger.all("/v1/library", q=packs.WORDS["sr-Latn"][0], limit=100)
    check(week.pack not in {row["id"] for row in found}, "nor does a search")
    stranger.post(f"{week.evening}/invite", {"guardian_ids": [week.guardians["Amal"]]}, expect=404)
    tell("A coordinator of another organisation found nothing of all this.")


CHAPTERS = (
    three_families.prepare,
    evening.plan,
    evening.invite,
    evening.arrange_interpreter,
    evening.answer,
    evening.hold,
    evening.count,
    packs.write,
    packs.refuse_unfinished,
    packs.deliver,
    packs.acknowledge,
    packs.search,
    talking.talk,
    talking.refuse_excluded,
    learning.learn,
    sharing.take_up,
    sharing.tell_a_story,
    meet_a_stranger,
)

if __name__ == "__main__":
    try:
        main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
    except Unexpected as reason:
        sys.exit(str(reason))
    except httpx.TransportError as reason:
        sys.exit(f"The server does not answer: {reason}")
    print("Everything was as expected.")
