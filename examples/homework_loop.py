"""One homework from the teacher's task to the teacher's answer: `python examples/homework_loop.py [address]`.

The child finishes, a photo is sent, the volunteer looks at it together with the child, and in the end it goes to the
teacher. The photos are drawn here and carry the place where they were taken, as those of phones do; the network breaks
while they are sent. It needs a server with the demonstration data (of which it uses the administrator of the
organisation `Empty example` and a coordinator of another organisation); it can be run again and again. Exits 0 when
every expectation held; otherwise it says which one did not.
"""

import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx
import one_class
import photographs
import preparation
import uploading
from callers import Body, Person, Unexpected, check, new_id, slug
from preparation import Story, tell

DEMONSTRATION_PASSWORD = "learnbridge-demo"
WHOLE = "submissions,checks,handovers,responses,transitions"


@dataclass
class Loop:
    """What one run has made so far."""

    story: Story
    task: str = ""
    photos: list[Body] = field(default_factory=list)

    def __getitem__(self, name: str) -> Person:
        return self.story.people[name]

    @property
    def child(self) -> str:
        return self.story.children[0]

    @property
    def path(self) -> str:
        return f"/v1/homework/{self.task}"


def main(address: str) -> None:
    """Plays the story from beginning to end."""
    with httpx.Client(base_url=address, timeout=60) as server:
        administrator = Person(server, "administrator@empty.example", DEMONSTRATION_PASSWORD).sign_in()
        today = datetime.now(UTC).date()
        monday = today - timedelta(days=today.weekday() + 7)
        loop = Loop(Story(server, new_id()[-8:], monday, preparation.nearest_change(monday), administrator))
        one_class.prepare(loop.story)
        for chapter in CHAPTERS:
            chapter(loop)


def set_a_task(loop: Loop) -> None:
    """The teacher sets it; the volunteer and the mother see it at once, the assistant only that there is something."""
    due = (datetime.now(UTC).date() + timedelta(days=2)).isoformat()
    task = {"child_id": loop.child, "subject": "mathematics", "title": "Page 12: 3 to 8", "due_on": due}
    loop.task = loop["teacher"].post("/v1/homework", {"id": new_id(), **task})["id"]
    for name in ("volunteer", "guardian", "supervisor", "mediator"):
        check(loop[name].get(loop.path)["waits_for"] == "child", f"the {name} sees that it is the child's turn")
    status = loop["assistant"].get(loop.path)
    check(status["state"] == "assigned" and "title" not in status, "an assistant sees the status only")
    loop["stranger"].get(loop.path, expect=404)
    tell("The teacher set a task; those around the child see it, the other volunteer does not.")


def ask_before_photos(loop: Loop) -> None:
    """No photo without the family's word; the refusal names what is missing."""
    mother = loop["guardian"]
    for name in ("assistant", "guardian"):
        refused = loop[name].post("/v1/attachments", wanted(loop.child), expect=409)
        check(slug(refused) == "consent-required", "no photo is taken in that the family has not agreed to")
        check(refused["purposes"] == ["homework_photo"], "the purpose is named")
    check(mother.all("/v1/attachments") == [], "nothing was kept")
    mother.post("/v1/consents", {"child_id": loop.child, "purpose": "homework_photo"})
    tell("A photo was refused until the mother had agreed to photos of homework.")


def send_from_the_settlement(loop: Loop) -> None:
    """The assistant's phone sends the photo over two broken connections; the volunteer enters it for the child."""
    taken = photographs.of_a_page(["3 + 8 = 11", "7 x 6 = 41", "9 - 4 = 5"])
    check(bool(photographs.where(taken)), "a phone writes into a photo where it was taken")
    loop.photos.append(uploading.send(loop["assistant"], loop.child, taken, "image/jpeg", breaks=2))
    body = {"id": new_id(), "attachment_ids": [loop.photos[0]["id"]], "submitted_by": "assistant"}
    volunteer = loop["volunteer"]
    for _ in range(2):
        sent = volunteer.post(f"{loop.path}/submit", {**body, "comment": "Three of three"}, expect=200)
        check((sent["state"], sent["round"]) == ("submitted", 1), "sent twice is sent once")
    (waiting,) = volunteer.all("/v1/homework/waiting-for-me", sort="since")
    check(waiting["id"] == loop.task, "it waits for the volunteer's check")
    tell("A photo of two megabytes arrived over a connection that broke twice.")


def look_at_it(loop: Loop) -> None:
    """What is kept is upright and says nothing about the camera or the place; who may see it does."""
    content = f"/v1/attachments/{loop.photos[0]['id']}/content"
    for name in ("volunteer", "guardian", "supervisor"):
        kept = picture(loop[name], content)
        check(photographs.tells_nothing(kept) and not photographs.where(kept), "the stored photo tells no place")
        check(photographs.is_upright(kept), "the stored photo stands upright")
    small = picture(loop["volunteer"], f"{content}?size=small")
    check(len(small) < len(kept), "there is a small one for lists")
    loop["mediator"].get(content, expect=404)
    loop["teacher"].get(content, expect=404)
    loop["coordinator"].get(content, expect=403)
    opened = f"/v1/attachments/{loop.photos[0]['id']}/open"
    answer = loop["coordinator"].server.post(
        opened, json={"reason": "the mother asked what we keep"}, headers=loop["coordinator"].bearer()
    )
    check(answer.status_code == 200, "a coordinator sees a photo with a reason")
    tell("The stored photo stands upright and has no place in it; only those who may see it do.")


def picture(person: Person, path: str) -> bytes:
    answer = person.server.get(path, headers=person.bearer())
    check(answer.status_code == 200, f"{person.address} sees the photo")
    return answer.content


def check_together(loop: Loop) -> None:
    """The volunteer and the child look at it together: one sum is wrong."""
    volunteer = loop["volunteer"]
    volunteer.post(f"{loop.path}/start-check", expect=200)
    stolen = loop["stranger"].post(f"{loop.path}/check", {"child_present": True, "outcome": "ready"}, expect=404)
    check(slug(stolen) == "not-found", "a stranger does not even learn that there is something to check")
    alone = volunteer.post(f"{loop.path}/check", {"child_present": False, "outcome": "ready"}, expect=422)
    check(alone["errors"][0]["pointer"] == "/not_present_reason", "without the child there must be a reason")
    found = {
        "child_present": True,
        "outcome": "needs_revision",
        "observations": "Knows the way; not yet 7 x 6",
    }
    body = {"id": new_id(), **found}
    for _ in range(2):
        row = volunteer.post(f"{loop.path}/check", body, expect=200)
        check(row["state"] == "needs_revision" and row["waits_for"] == "child", "the child tries again")
    early = volunteer.post(f"{loop.path}/check", found, expect=409)
    check(slug(early) == "illegal-transition" and "submit" in early["allowed"], "there is nothing to check now")
    tell("Checked with the child present: one sum has to be done again.")


def send_again(loop: Loop) -> None:
    """The second round comes from the mother's telephone, as HEIC; nobody else's child can be meant by mistake."""
    mother, other = loop["guardian"], loop.story.children[1]
    loop["guardian"].post("/v1/attachments", wanted(other), expect=422)
    photo = photographs.of_a_page(["3 + 8 = 11", "7 x 6 = 42", "9 - 4 = 5"], "HEIF")
    check(bool(photographs.where(photo)), "this one knows its place as well")
    loop.photos.append(uploading.send(mother, loop.child, photo, "image/heic", breaks=1))
    used = mother.post(f"{loop.path}/submit", {"attachment_ids": [loop.photos[0]["id"]]}, expect=409)
    check(slug(used) == "attachment-in-use", "a photo belongs to one round")
    mother.post(f"{loop.path}/submit", {"attachment_ids": [loop.photos[1]["id"]]}, expect=200)
    kept = picture(loop["volunteer"], f"/v1/attachments/{loop.photos[1]['id']}/content")
    check(photographs.tells_nothing(kept) and photographs.is_upright(kept), "a HEIC photo is kept as clean")
    ready = {"child_present": True, "outcome": "ready", "observations": "Found it without help"}
    row = loop["volunteer"].post(f"{loop.path}/check", ready, expect=200)
    check((row["state"], row["round"]) == ("checked", 2), "the second round is ready")
    due = {row["id"] for row in mother.all("/v1/homework", waits_for="handover")}
    check(due == {loop.task}, "checked and not handed over is a question one can ask")
    tell("The second round came as HEIC and is ready for the teacher.")


def wanted(child: str) -> Body:
    return {"purpose": "homework_photo", "child_id": child, "media_type": "image/jpeg", "size": 10}


def hand_over(loop: Loop) -> None:
    """It goes to the teacher, who sees the photos only now, and answers."""
    teacher = loop["teacher"]
    check(teacher.get(f"{loop.path}/submissions")["items"] == [], "before the handover the school sees no work")
    handed = {"id": new_id(), "channel": "here", "handed_over_by": "child"}
    loop["guardian"].post(f"{loop.path}/hand-over", handed, expect=200)
    check(len(picture(teacher, f"/v1/attachments/{loop.photos[1]['id']}/content")) > 0, "the teacher sees the page")
    teacher.post(f"{loop.path}/respond", {"id": new_id(), "result": "graded", "note": "Well done"}, expect=200)
    whole = loop["volunteer"].get(loop.path, include=WHOLE)
    check([row["round"] for row in whole["submissions"]] == [1, 2], "two rounds")
    check([row["outcome"] for row in whole["checks"]] == ["needs_revision", "ready"], "two checks")
    check(whole["responses"][0]["note"] == "Well done" and whole["waits_for"] == "nobody", "the answer is there")
    today = datetime.now(UTC).date()
    span = {"from": (today - timedelta(days=1)).isoformat(), "to": (today + timedelta(days=1)).isoformat()}
    (counted,) = loop["supervisor"].get("/v1/homework-turnaround", **span)["items"]
    check([counted[name]["count"] for name in ("check", "handover", "response")] == [2, 1, 1], "each wait is measured")
    tell("The teacher saw it and answered; each wait on the way is counted.")


def meet_strangers(loop: Loop) -> None:
    """Neither the other volunteer nor another organisation finds anything."""
    elsewhere = Person(loop.story.server, "coordinator@redcross.example", DEMONSTRATION_PASSWORD).sign_in()
    for person in (loop["stranger"], elsewhere):
        check(person.get("/v1/homework", id=loop.task)["items"] == [], "no list shows a stranger our homework")
        for path in (loop.path, *(f"/v1/attachments/{photo['id']}" for photo in loop.photos)):
            person.get(path, expect=404)
        person.get(f"/v1/attachments/{loop.photos[0]['id']}/content", expect=404)
    loop["stranger"].post(f"{loop.path}/submit", {}, expect=404)
    tell("A stranger and another organisation found nothing of all this.")


def take_back(loop: Loop) -> None:
    """The mother no longer wants photos: they are gone at once, the work that was done stays."""
    mother = loop["guardian"]
    (consent,) = mother.all("/v1/consents", child_id=loop.child, purpose="homework_photo")
    mother.post(f"/v1/consents/{consent['id']}/withdraw", {})
    for photo in loop.photos:
        for name in ("volunteer", "teacher", "guardian"):
            answer = loop[name].server.get(f"/v1/attachments/{photo['id']}/content", headers=loop[name].bearer())
            check(answer.status_code in (404, 410), "an erased photo is shown to nobody")
        check(mother.get(f"/v1/attachments/{photo['id']}")["state"] == "erased", "the photo was erased")
    check(loop["volunteer"].get(loop.path)["state"] == "acknowledged", "the homework itself stays")
    tell("The mother withdrew her consent: the photos are gone, what was learnt stays.")


CHAPTERS = (
    set_a_task,
    ask_before_photos,
    send_from_the_settlement,
    look_at_it,
    check_together,
    send_again,
    hand_over,
    meet_strangers,
    take_back,
)

if __name__ == "__main__":
    try:
        main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
    except Unexpected as reason:
        sys.exit(str(reason))
    except httpx.TransportError as reason:
        sys.exit(f"The server does not answer: {reason}")
    print("Everything was as expected.")
