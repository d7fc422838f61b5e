"""Volunteers, from a campaign at a university to a certificate: `python examples/recruit.py [address]`.

An opportunity is offered where students look; some apply, one twice, one floods the form; a time for the interview is
taken by one and refused to the other; the gate lets nobody near a child too early; two weeks of sessions give hours by
rule; what is disputed is not certified, what is certified anybody can check. It needs a server with the demonstration
data (of which it uses the administrator of the organisation `Empty example` and a coordinator of another organisation);
it can be run again and again. Codes are read from the letters that `make run` writes to var/mail (elsewhere:
LEARNBRIDGE_MAIL_DIR); where there are none, a coordinator tells them. Exits 0 when every expectation held; otherwise it
says which one did not.
"""

import sys
from datetime import UTC, datetime, timedelta

import applicants
import campaign
import certificate
import gate
import giving
import httpx
import interviews
import preparation
from callers import Person, Unexpected, check, new_id
from campaign import Recruiting
from preparation import Story, tell

DEMONSTRATION_PASSWORD = "learnbridge-demo"


def main(address: str) -> None:
    """Plays the story from beginning to end."""
    with httpx.Client(base_url=address, timeout=60) as server:
        administrator = Person(server, "administrator@empty.example", DEMONSTRATION_PASSWORD).sign_in()
        today = datetime.now(UTC).date()
        monday = today - timedelta(days=today.weekday() + 7)
        now = Recruiting(Story(server, new_id()[-8:], monday, preparation.nearest_change(monday), administrator))
        for chapter in CHAPTERS:
            chapter(now)


def meet_a_stranger(now: Recruiting) -> None:
    """A coordinator of another organisation finds nothing of all this, and the public no name."""
    stranger = Person(now.story.server, "coordinator@redcross.example", DEMONSTRATION_PASSWORD).sign_in()
    ours = {
        "outreach-partners": now.partner,
        "campaigns": now.campaigns["lecture"]["id"],
        "applications": now.applications["Ana"],
        "volunteers": now.volunteers["Ana"],
        "requirements": now.requirements["clearance"],
        "hours": now.hours[0]["id"],
        "credit-agreements": now.agreement,
        "certificates": now.certificate["id"],
    }
    for resource, id in ours.items():
        stranger.get(f"/v1/{resource}/{id}", expect=404)
        check(stranger.get(f"/v1/{resource}", id=id)["items"] == [], f"no list shows a stranger our {resource}")
    tell("A coordinator of another organisation found nothing of all this.")


CHAPTERS = (
    campaign.prepare,
    campaign.seek,
    campaign.offer,
    campaign.show,
    applicants.apply,
    applicants.apply_twice,
    applicants.refuse_machines,
    applicants.refuse_nonsense,
    interviews.screen,
    interviews.choose,
    interviews.leave,
    interviews.accept,
    gate.require,
    gate.sign_in,
    gate.refuse,
    gate.fulfil,
    gate.begin,
    giving.meet,
    giving.recount_sessions,
    giving.enter,
    certificate.agree,
    certificate.refuse,
    giving.settle,
    certificate.issue,
    certificate.verify,
    interviews.count,
    gate.suspend,
    meet_a_stranger,
    gate.clear_away,
)

if __name__ == "__main__":
    try:
        main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
    except Unexpected as reason:
        sys.exit(str(reason))
    except httpx.TransportError as reason:
        sys.exit(f"The server does not answer: {reason}")
    print("Everything was as expected.")
