"""The gate: what is required before anybody comes near a child, suggestions with their reasons, and the end of it."""

import secrets
from datetime import timedelta
from typing import Any

import applicants
from callers import Body, Person, check, slug
from campaign import KIND, Recruiting
from preparation import tell

ASKED = {"clearance": 365, "code_of_conduct": 730, "safeguarding_training": 365}
WEEKS = 2


def require(now: Recruiting) -> None:
    """Three things block, a fourth does not."""
    end_requirements(now)
    boss = now["coordinator"]
    of = {"roles": ["volunteer"], "programme_kinds": [KIND]}
    for code, days in ASKED.items():
        now.requirements[code] = boss.post("/v1/requirements", {**of, "code": code, "validity_days": days})["id"]
    now.requirements["reference"] = boss.post("/v1/requirements", {**of, "code": "reference", "blocking": False})["id"]
    tell("A clearance, the code of conduct and a training are required of everybody who leads here.")


def end_requirements(now: Recruiting) -> None:
    """Those of this run, or of an earlier one that broke off."""
    boss = now["coordinator"]
    for row in boss.all("/v1/requirements"):
        if row["status"] == "active" and row["programme_kinds"] == [KIND]:
            boss.post(f"/v1/requirements/{row['id']}/end", {"reason": "The example is over"}, expect=200)


def clear_away(now: Recruiting) -> None:
    """Ana's time is over, and nothing is required for the example any more."""
    ended = {"reason": "study_ended", "by": "volunteer"}
    now["coordinator"].post(f"/v1/volunteers/{now.volunteers['Ana']}/end", ended, expect=200)
    check(now["Ana"].all("/v1/children") == [], "whoever leaves as a volunteer leads no longer")
    end_requirements(now)
    tell("Her time is over, and with it her leading.")


def sign_in(now: Recruiting) -> None:
    """Ana chooses a password by an invitation; one that was made before is over."""
    boss, user_id = now.story.administrator, volunteer(now)["user_id"]
    old, invited = (boss.post("/v1/invitations", {"user_id": user_id}) for _ in range(2))
    chosen = {"password": secrets.token_urlsafe(16)}
    over = now.story.server.post(f"/v1/invitations/{old['link']}/accept", json={"code": old["code"], **chosen})
    check(over.status_code == 404, "the link of the first invitation has ended")
    ana = Person(now.story.server, applicants.address(now, "Ana"), chosen["password"])
    accepted = now.story.server.post(
        f"/v1/invitations/{invited['link']}/accept", json={"code": invited["code"], **chosen}
    )
    check(accepted.status_code == 200, "that of the second opens the door")
    now.story.people["Ana"] = ana.sign_in()
    watched = {"supervisor_id": now["supervisor"].user_id, "volunteer_id": user_id}
    boss.post("/v1/supervisor-assignments", watched)
    check(ana.all("/v1/children") == [], "she sees no child yet")
    tell("Ana signs in by an invitation; the link of an earlier one had ended.")


def volunteer(now: Recruiting) -> Any:
    return now["coordinator"].get(f"/v1/volunteers/{now.volunteers['Ana']}")


def refuse(now: Recruiting) -> None:
    """Neither proposed nor appointed, and the refusal names everything that is missing."""
    boss, ana = now["coordinator"], now["Ana"]
    check(boss.post(f"/v1/volunteers/{now.volunteers['Ana']}/activate", expect=200)["state"] == "active", "she begins")
    pair = {"volunteer_id": now.volunteers["Ana"], "group_id": now.group.id}
    refused = boss.post("/v1/leader-proposals", pair, expect=409)
    check(slug(refused) == "requirement-missing", "nobody is proposed before the gate")
    check(refused["missing"] == sorted(ASKED), "what blocks is named, what does not is not")
    leaders = f"/v1/mentor-groups/{now.group.id}/leaders"
    check(boss.post(leaders, {"user_id": ana.user_id}, expect=409)["missing"] == sorted(ASKED), "nor appointed")
    check(suggested(now) == [], "nor suggested")
    tell("The gate refused to let her lead: a clearance, the code of conduct and a training were missing.")


def suggested(now: Recruiting) -> list[Body]:
    """What is suggested for the group, of this run's volunteers."""
    found = now["coordinator"].get(f"/v1/mentor-groups/{now.group.id}/suggestions")["items"]
    return [row for row in found if row["volunteer_id"] == now.volunteers["Ana"]]


def fulfil(now: Recruiting) -> None:
    """Handed in by her, approved by another; exempted from one with a reason and an end."""
    ana, boss, second = now["Ana"], now["coordinator"], now["second"]
    long_ago = (now.today - timedelta(days=400)).isoformat()
    stale = hand_in(now, ana, "clearance", issued_on=long_ago)
    check(slug(decide(boss, stale, 409)) == "evidence-outdated", "a clearance of last year does not count")
    decide(ana, hand_in(now, ana, "clearance"), 403)
    entered = hand_in(now, boss, "clearance", user_id=ana.user_id)
    check(slug(decide(boss, entered, 409)) == "second-person-needed", "nobody approves what they handed in")
    check(decide(second, entered, 200)["clear"] is True, "another person does; the result alone is kept")
    check(decide(boss, hand_in(now, ana, "code_of_conduct"), 200)["state"] == "approved", "the code of conduct holds")
    for_now = {"user_id": ana.user_id, "reason": "The training is in three weeks"}
    until = (now.today + timedelta(days=30)).isoformat()
    path = "/v1/requirements/{}/exemptions".format
    never = boss.post(path(now.requirements["clearance"]), {**for_now, "until": until}, expect=409)
    check(slug(never) == "not-exemptible", "nobody is exempted from a clearance")
    exempted = boss.post(path(now.requirements["safeguarding_training"]), {**for_now, "until": until})
    check((exempted["state"], exempted["valid_until"]) == ("exempted", until), "an exemption has an end")
    tell("A clearance and the code of conduct were approved by another person; one exemption ends by itself.")


def hand_in(now: Recruiting, who: Person, code: str, **more: str) -> str:
    return str(who.post("/v1/requirement-fulfilments", {"requirement_id": now.requirements[code], **more})["id"])


def decide(who: Person, id: str, expect: int) -> Any:
    return who.post(f"/v1/requirement-fulfilments/{id}/approve", {}, expect=expect)


def begin(now: Recruiting) -> None:
    """She is suggested with the reasons, proposed, agreed upon, and leads."""
    boss, ana = now["coordinator"], now["Ana"]
    (pair,) = suggested(now)
    points = {part["part"]: part["points"] for part in pair["parts"]}
    check(pair["score"] == sum(points.values()), "the reasons add up to the score")
    check(points.keys() == {"language", "subject", "time", "load", "waiting"}, "five reasons")
    most = {"language": 30, "subject": 20, "time": 25, "load": 15}
    check({part: points[part] for part in most} == most, "her language, grades, time and load fit")
    new = {"volunteer_id": now.volunteers["Ana"], "group_id": now.group.id}
    proposal = f"/v1/leader-proposals/{boss.post('/v1/leader-proposals', new)['id']}"
    check(slug(boss.post("/v1/leader-proposals", new, expect=409)) == "already-proposed", "once is enough")
    check(suggested(now) == [], "what is proposed is not suggested")
    boss.post(f"{proposal}/accept", expect=200)
    check(ana.all("/v1/children") == [], "a proposal alone shows her nobody")
    since = {"valid_from": f"{now.today - timedelta(weeks=WEEKS, days=1)}T00:00:00Z"}
    check(boss.post(f"{proposal}/activate", since, expect=200)["state"] == "active", "now she leads")
    now.group.leader = ana
    seen = {child["id"] for child in ana.all("/v1/children")}
    check(seen == set(now.group.children), "and sees the children of her group, and no other")
    tell(f"She was suggested with {pair['score']} points for five reasons, proposed, and leads the group.")


def suspend(now: Recruiting) -> None:
    """When something that blocks ceases to hold her reach ends at once, until it holds again."""
    ana, boss = now["Ana"], now["coordinator"]
    standings = f"/v1/users/{ana.user_id}/requirement-standings"
    check(ana.get(standings)["cleared"] is True, "up to now all holds")
    (exempted,) = ana.all("/v1/requirement-fulfilments", state="exempted")
    over = {"reason": "She did not come to the training"}
    boss.post(f"/v1/requirement-fulfilments/{exempted['id']}/revoke", over, expect=200)
    check(ana.all("/v1/children") == [] and ana.all("/v1/sessions") == [], "from the next request on she sees nobody")
    told = {row["code"]: row["state"] for row in ana.get(standings)["items"]}
    check(
        told["safeguarding_training"] == "rejected" and told["clearance"] == "approved", "she is told what is missing"
    )
    decide(boss, hand_in(now, ana, "safeguarding_training"), 200)
    check(len(ana.all("/v1/children")) == len(now.group.children), "with the training her reach is back")
    tell("When an exemption ended she was suspended at once; with the training she was back.")
