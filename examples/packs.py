"""An information pack: worded, checked by somebody else, published, delivered in each language, acknowledged, found."""

from callers import Body, check, new_id, slug
from preparation import tell
from three_families import EXCLUDED, Week, let_in, now

WORDS = {
    "sr-Latn": ("Prvi dani u školi", "Dobro došli. Časovi počinju u osam, a vrata se otvaraju u pola osam."),
    "ar": ("الأيام الأولى في المدرسة", "أهلًا وسهلًا. تبدأ الدروس في الثامنة وتفتح الأبواب في السابعة والنصف."),
    "uk": ("Перші дні в школі", "Ласкаво просимо. Уроки починаються о восьмій, двері відчиняють о пів на восьму."),
}
# The same title: as it is, in the other script, without diacritics, mistyped.
SEARCHES = ("prvi dani u školi", "први дани у школи", "prvi dani u skoli", "prvi dnai u školi", "الأيام الأولى")


def write(week: Week) -> None:
    """The mediator words it in three languages; nobody checks their own words."""
    mediator, boss = week["mediator"], week["coordinator"]
    about = {"key": f"first-days-{week.story.run}", "kind": "information_pack", "source_language": "sr-Latn"}
    for_whom = {"audiences": ["guardians"], "topics": ["school_system"], "year": week.story.monday.year}
    week.pack = mediator.post("/v1/materials", {"id": new_id(), **about, **for_whom})["id"]
    for language, (title, text) in WORDS.items():
        new = {"material_id": week.pack, "language": language, "title": title, "sections": [{"text": text}]}
        week.versions[language] = mediator.post("/v1/material-translations", {"id": new_id(), **new})["id"]
    own = mediator.post(f"{version(week, 'sr-Latn')}/check", expect=409)
    check(slug(own) == "second-person-needed", "who words a text does not check it")
    for language in ("sr-Latn", "ar"):
        for move in ("check", "publish"):
            boss.post(f"{version(week, language)}/{move}", expect=200)
    tell("A pack about the first days at school is published in Serbian and Arabic; the Ukrainian text is a draft.")


def version(week: Week, language: str) -> str:
    return f"/v1/material-translations/{week.versions[language]}"


def refuse_unfinished(week: Week) -> None:
    """What nobody has checked, and what is not published, does not go to a family."""
    mediator, boss = week["mediator"], week["coordinator"]
    to = {"guardian_id": week.guardians["Olena"], "channel": "viber", "delivered_at": now()}
    draft = {"translation_id": week.versions["uk"], **to}
    refused = mediator.post("/v1/deliveries", draft, expect=409)
    check(slug(refused) == "language-not-checked" and refused["language"] == "uk", "nobody has checked it yet")
    boss.post(f"{version(week, 'uk')}/check", expect=200)
    refused = mediator.post("/v1/deliveries", draft, expect=409)
    check(slug(refused) == "version-not-published" and refused["state"] == "checked", "nor is it published")
    boss.post(f"{version(week, 'uk')}/publish", expect=200)
    tell("A delivery of the Ukrainian text was refused until somebody had checked and published it.")


def deliver(week: Week) -> None:
    """To each in their own language; to the excluded father nothing."""
    mediator = week["mediator"]
    languages = {"Nadira": "sr-Latn", "Amal": "ar", "Olena": "uk"}
    guests = [week.guardians[name] for name in languages]
    sent = {"material_id": week.pack, "channel": "viber", "delivered_at": now()}
    everybody = [*guests, week.guardians[EXCLUDED]]
    refused = mediator.post("/v1/deliveries/round", {**sent, "guardian_ids": everybody}, expect=422)
    check(refused["errors"][0]["pointer"] == "/guardian_ids/3", "all or none, and it says whom it cannot go to")
    check(deliveries(week) == [], "nobody got anything")
    made = mediator.post("/v1/deliveries/round", {**sent, "guardian_ids": guests})["items"]
    found = {row["guardian_id"]: (row["language"], row["fallback"]) for row in made}
    expected = {week.guardians[name]: (language, False) for name, language in languages.items()}
    check(found == expected, "each got the pack in the own language")
    tell("The pack went out in three languages in one round.")


def deliveries(week: Week, **more: str) -> list[Body]:
    return week["mediator"].all("/v1/deliveries", material_id=week.pack, **more)


def acknowledge(week: Week) -> None:
    """A mother signs in by the invitation and its code, finds her pack and says that it has arrived."""
    let_in(week, "Amal")
    mother = week["Amal"]
    own = mother.get("/v1/me/children")
    check([child["first_name"] for child in own["children"]] == ["Karim"], "she sees her own child")
    (mine,) = mother.all("/v1/deliveries")
    check(mine["title"] == WORDS["ar"][0] and mine["number"] == 1, "and her own delivery: which version, which words")
    text = mother.get(f"/v1/material-translations/{mine['translation_id']}")
    check(text["sections"][0]["text"] == WORDS["ar"][1], "she can read it again")
    done = mother.post(f"/v1/deliveries/{mine['id']}/acknowledge", {}, expect=200)
    check((done["state"], done["acknowledged_how"]) == ("acknowledged", "by_recipient"), "she said so herself")
    (nadiras,) = deliveries(week, guardian_id=week.guardians["Nadira"])
    told = week["mediator"].post(f"/v1/deliveries/{nadiras['id']}/acknowledge", {}, expect=200)
    check(told["acknowledged_how"] == "told", "another mother told the mediator")
    waiting = week["mediator"].all("/v1/deliveries/unacknowledged", material_id=week.pack)
    check([row["guardian_id"] for row in waiting] == [week.guardians["Olena"]], "of one nobody knows yet")
    tell("A mother signed in by link and code and acknowledged her pack; of one delivery nobody knows yet.")


def search(week: Week) -> None:
    """The same pack by Latin and Cyrillic letters, without diacritics and mistyped, shown in the reader's language."""
    for typed in SEARCHES:
        found = week["teacher"].all("/v1/library", q=typed, kind="information_pack", limit=100)
        check(week.pack in {row["id"] for row in found}, f"“{typed}” finds the pack")
    found = week["teacher"].all("/v1/library", q="kvantna mehanika", limit=100)
    check(week.pack not in {row["id"] for row in found}, "what it is not about does not find it")
    shown = week["Amal"].call("GET", f"/v1/materials/{week.pack}", 200, params={"include": "translations"})
    check({row["language"] for row in shown["translations"]} == WORDS.keys(), "there in three languages")
    asked = {"params": {"q": WORDS["sr-Latn"][0], "limit": 100}, "headers": {"accept-language": "ar"}}
    page = week["Amal"].call("GET", "/v1/library", 200, **asked)["items"]
    mine = [row for row in page if row["id"] == week.pack]
    check([row["title"] for row in mine] == [WORDS["ar"][0]], "a search in Serbian shows the mother the Arabic text")
    tell("One search field: Latin, Cyrillic, without diacritics, mistyped and Arabic all find the pack.")
