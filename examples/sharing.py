"""A practice that others take up, with evidence that only grows; and a story that nobody tells without its narrator."""

from callers import check, new_id, slug
from preparation import tell
from three_families import Week


def take_up(week: Week) -> None:
    """It counts as replicated only once it has worked for others."""
    boss, mediator = week["coordinator"], week["mediator"]
    about = {"key": f"evening-{week.story.run}", "kind": "practice", "source_language": "en", "audiences": ["public"]}
    material = mediator.post("/v1/materials", {"id": new_id(), **about, "year": week.story.monday.year})["id"]
    of = {"organisation": "INDIGO", "country": "RS"}
    wrong = boss.post("/v1/practices", {"material_id": week.pack, **of}, expect=422)
    check(wrong["errors"][0]["pointer"] == "/material_id", "a pack for families is no practice")
    points = {"principles": ["Invite both parents"], "challenges": ["Shifts"], "solutions": ["Two evenings"]}
    new = {"id": new_id(), "material_id": material, **of, **points}
    path = f"/v1/practices/{boss.post('/v1/practices', new)['id']}"
    early = boss.post(f"{path}/replicate", {"reason": "It is a good idea"}, expect=409)
    check(slug(early) == "illegal-transition", "what was not evaluated is not replicated")
    boss.post(f"{path}/evaluate", {"reason": "Counted over a year: fathers 1 of 2"}, expect=200)
    by = {"practice_id": new["id"], "organisation": "Example Red Cross", "country": "FI", "from_on": week.story.begun}
    adoption = boss.post("/v1/practice-adoptions", {"id": new_id(), **by})
    refused = boss.post(f"{path}/replicate", {"reason": "Others try it"}, expect=409)
    check(slug(refused) == "not-replicated", "that others try it shows nothing yet")
    boss.patch(f"/v1/practice-adoptions/{adoption['id']}", {"result": "worked", "findings": "Fathers came"})
    grown = boss.post(f"{path}/replicate", {"reason": "It worked in Helsinki"}, expect=200)
    check(grown["evidence"] == "replicated", "now it is")
    tell("A practice was evaluated and taken up elsewhere; only when it had worked there it counted as replicated.")


def tell_a_story(week: Week) -> None:
    """Not without consent, not before the narrator has said yes, and not any longer than the narrator wants."""
    mediator, mother = week["mediator"], week["Amal"]
    words = {"alias": "Layla", "language": "ar", "title": "المساء الأول", "text": "جلست في الصف ولم أكن وحدي."}
    of_child = {"narrator": "child", "child_id": week.children["Karim"], "guardian_id": week.guardians["Amal"]}
    refused = mediator.post("/v1/stories", {"id": new_id(), **words, **of_child}, expect=409)
    check(slug(refused) == "consent-required" and refused["purposes"] == ["story"], "a child's needs a consent")
    own = {"narrator": "guardian", "guardian_id": week.guardians["Amal"]}
    path = f"/v1/stories/{mediator.post('/v1/stories', {'id': new_id(), **words, **own})['id']}"
    early = mediator.post(f"{path}/publish", expect=409)
    check(slug(early) == "illegal-transition", "nothing is published that its narrator has not seen")
    mediator.post(f"{path}/ask-narrator", expect=200)
    mother.post(f"{path}/approve", {"consent": True}, expect=200)
    check(mediator.post(f"{path}/publish", expect=200)["state"] == "published", "now it is told")
    seen = week["teacher"].get(path)
    check(seen["alias"] == "Layla" and "guardian_id" not in seen, "under an alias, and nobody is told whose it is")
    mother.post(f"{path}/withdraw", {}, expect=200)
    week["teacher"].get(path, expect=404)
    gone = mediator.get(path)
    check((gone["text"], gone["title"]) == ("", ""), "taken back, its words are gone")
    tell("A mother's story was published and erased with her word; a child's was refused without consent.")
