"""Open opportunities for everybody: what is shown to whom in which words, as JSON, feeds and pages."""

import json
import re
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import pytest

from app.core import clock, markup
from app.core.markup import Html, element
from app.models import Site
from app.models.opportunity import OpportunityState
from app.models.site import SiteKind
from tests.furnishings.outreach import opportunity
from tests.world import World

NASTY = '</script><script>alert(1)</script> & "quoted" <b>'
TEXTS = [
    {"language": "sr-Cyrl", "title": "Ментор", "description": "Учимо.", "tasks": ["Читање"]},
    {"language": "ar", "title": "مرشد", "description": "نتعلم معًا.", "tasks": []},
]
WEEK = timedelta(days=7)


def furnished(world: World, **more: Any) -> str:
    with world.as_system(world.indigo) as db:
        id = db.put(opportunity(world.indigo, "x", OpportunityState.OPEN, **more)).id
        db.commit()
    return str(id)


def shown(world: World, query: str = "", **headers: str) -> list[str]:
    answer = world.client.get(f"/v1/open-opportunities/{world.indigo.id}?{query}", headers=headers)
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["items"]]


def test_everybody_sees_what_is_open_and_nothing_else(world: World) -> None:
    place, today = world.indigo, clock.now().date()
    open_one = str(place.opportunity)
    for state in set(OpportunityState) - {OpportunityState.OPEN}:
        with world.as_system(place) as db:
            db.put(opportunity(place, "Hidden", state))
            db.commit()
    furnished(world, apply_until=today - WEEK)
    furnished(world, ends_on=today - WEEK)
    path = f"/v1/open-opportunities/{place.id}"
    found = world.client.get(path)
    (row,) = found.json()["items"]
    assert (row["id"], row["places_left"], row["link"]) == (open_one, 3, f"{path}/{open_one}/page")
    assert row.keys().isdisjoint({"organisation_id", "programme_id", "places_taken", "created_by", "version", "state"})
    assert found.headers["cache-control"] == "public, max-age=300"
    assert "Accept-Language" in found.headers["vary"]
    assert "set-cookie" not in found.headers
    again = world.client.get(path, headers={"if-none-match": found.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert world.client.get(f"{path}/{open_one}").json() == row
    assert world.client.get(f"{path}/{place.drafted_opportunity}").status_code == 404
    assert world.client.get(f"{path}/{world.red_cross.opportunity}").status_code == 404
    assert place.administrator.patch(f"/v1/organisations/{place.id}", {"short_name": "indigo"}).status_code == 200
    named = world.client.get("/v1/open-opportunities/indigo").json()
    assert (named["organisation"]["name"], named["items"][0]["id"]) == ("INDIGO", open_one)
    twice = world.red_cross.administrator.patch(f"/v1/organisations/{world.red_cross.id}", {"short_name": "indigo"})
    assert twice.status_code == 409
    for unknown in ("nobody", "0" * 400, "%D1%8F", "00000000-0000-0000-0000-000000000000", "{" + str(place.id) + "}x"):
        assert world.client.get(f"/v1/open-opportunities/{unknown}").status_code == 404


def test_filters_and_the_campaign_that_a_reader_came_by(world: World) -> None:
    first = str(world.indigo.opportunity)
    with world.as_system(world.indigo) as db:
        site = db.put(Site(name="Biblioteka", kind=SiteKind.LIBRARY, municipality="Vranje", address="Trg 1"))
        home = db.put(Site(name="At home", kind=SiteKind.HOME, address="Secret 5"))
        db.commit()
    hers = furnished(world, texts=TEXTS, languages=["ar-SY", "fi"], fields_of_study=[], credit=True, site_id=site.id,
                     online=True, weekly_hours=2, municipality="")  # fmt: skip
    expected = {
        "language=ar": [hers],
        "language=sr-Cyrl": [first],
        "field_of_study=health": [hers],
        "field_of_study=education": [first, hers],
        "online=true": [hers],
        "municipality=%D0%92%D1%80%D0%B0%D1%9A%D0%B5": [hers],  # Врање
        "municipality=nis": [first],
        "weekly_hours_to=3": [hers],
        "credit=false": [first],
        "ref=nis2026abc": [first],
        "ref=unknown": [first, hers],
    }
    for query, ids in expected.items():
        assert shown(world, query) == ids, query
    for wrong in ("weekly_hours_to=0", "field_of_study=magic", "lang=-", "limit=0", "online=perhaps"):
        assert world.client.get(f"/v1/open-opportunities/{world.indigo.id}?{wrong}").status_code == 422
    path = f"/v1/open-opportunities/{world.indigo.id}"
    titles = {"sr-Latn": "Ментор", "ar-EG": "مرشد", "fi": "Ментор"}
    for wish, title in titles.items():
        for way in ({"params": {"lang": wish}}, {"headers": {"accept-language": wish}}):
            assert world.client.get(f"{path}/{hers}", **way).json()["title"] == title
    (linked,) = world.client.get(f"{path}?ref=nis2026abc").json()["items"]
    assert linked["link"] == f"{path}/{first}/page?ref=nis2026abc"
    both = world.client.get(f"{path}/{first}?ref=nis2026abc&lang=sr-latn").json()
    assert both["link"] == f"{path}/{first}/page?ref=nis2026abc&lang=sr-Latn"
    assert "ref" not in world.client.get(f"{path}/{hers}?ref=%22%3E%3Cx").json()["link"]
    assert "ref" not in world.client.get(f"{path}/{hers}?ref=hki2026abc").json()["link"]
    at_home = furnished(world, site_id=home.id, municipality="")
    assert "Secret" not in world.client.get(f"{path}/{at_home}/page").text
    assert world.client.get(f"{path}/{at_home}").json()["site"] is None


def test_a_long_list_comes_in_pages_that_any_origin_may_read(world: World) -> None:
    ids = {str(world.indigo.opportunity), *(furnished(world) for _ in range(4))}
    path = f"/v1/open-opportunities/{world.indigo.id}"
    found: list[str] = []
    cursors: list[str | None] = [""]
    while (cursor := cursors[-1]) is not None:
        page = world.client.get(f"{path}?limit=2&municipality=nis" + (f"&cursor={cursor}" if cursor else "")).json()
        found += [one["id"] for one in page["items"]]
        cursors.append(page["next_cursor"])
    assert len(found) == len(ids) and set(found) == ids
    assert world.client.get(f"{path}?municipality=vranje&cursor={cursors[1]}").status_code == 400
    feed = world.client.get(f"{path}/feed?limit=3&online=false", headers={"origin": "https://city.example"})
    rest = world.client.get(feed.json()["next_url"].partition("8000")[2]).json()
    assert (len(feed.json()["items"]), len(rest["items"]), "next_url" in rest) == (3, 2, False)
    assert feed.headers.get_list("access-control-allow-origin") == ["*"]
    assert "access-control-allow-credentials" not in feed.headers
    for kind, link in (("rss", 'rel="next"'), ("page", "More opportunities")):
        for limit, there in ((4, True), (5, False)):
            assert (link in world.client.get(f"{path}/{kind}?limit={limit}").text) is there


def test_feeds_and_job_postings_are_what_their_formats_say(world: World) -> None:
    until = clock.now().date() + WEEK
    text = {"language": "en", "title": NASTY, "description": NASTY + "\uffff", "tasks": [NASTY]}
    id = furnished(world, texts=[text], online=True, apply_until=until, municipality="Niš")
    path = f"/v1/open-opportunities/{world.indigo.id}"
    feed = world.client.get(f"{path}/feed?ref=nis2026abc")
    assert feed.headers["content-type"] == "application/feed+json"
    assert feed.json()["version"] == "https://jsonfeed.org/version/1.1"
    assert feed.json()["feed_url"].endswith(f"{path}/feed?ref=nis2026abc")
    items = world.client.get(f"{path}/feed").json()["items"]
    assert [(one["id"], one["title"]) for one in items][1] == (f"urn:uuid:{id}", NASTY)
    assert all(one["url"].startswith("http") and one["content_text"] for one in items)
    channel = ElementTree.fromstring(world.client.get(f"{path}/rss").content).find("channel")
    assert channel is not None
    assert [one.findtext("title") for one in channel.findall("item")] == ["Mentor za učenike", NASTY]
    assert all(one.findtext("pubDate", "").endswith(" GMT") for one in channel.findall("item"))
    posting = world.client.get(f"{path}/{id}/job-posting").json()
    assert (posting["@type"], posting["employmentType"], posting["title"]) == ("JobPosting", "VOLUNTEER", NASTY)
    assert posting["validThrough"].startswith(f"{until}T23:59:59+0")
    assert posting["jobLocationType"] == "TELECOMMUTE"
    assert posting["jobLocation"]["address"] == {
        "@type": "PostalAddress", "addressCountry": "RS", "addressLocality": "Niš",
    }  # fmt: skip
    page = world.client.get(f"{path}/{id}/page")
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.text)
    assert json.loads(block) == posting
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    gone_path = f"{path}/{world.indigo.drafted_opportunity}/page?lang=bg"
    assert world.client.get(gone_path).json()["type"] == "/problems/not-found"
    gone = world.client.get(gone_path, headers={"accept": "text/html"})
    assert (gone.status_code, "вече не е отворена" in gone.text) == (404, True)


class Elements(HTMLParser):
    """The elements of a page with their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


READERS = [
    ("sr-Latn", "sr-Latn", "ltr", "Slobodna mesta"),
    ("ar-SY", "ar", "rtl", "الأماكن المتبقية"),
    ("rom", "en", "ltr", "Places left"),
]


@pytest.mark.parametrize(("wish", "tag", "direction", "words"), READERS)
def test_the_list_can_be_framed_and_runs_nothing(world: World, wish: str, tag: str, direction: str, words: str) -> None:
    furnished(world, texts=[{"language": "en", "title": NASTY, "description": NASTY, "tasks": []}], credit=True)
    answer = world.client.get(
        f"/v1/open-opportunities/{world.indigo.id}/page", headers={"accept-language": wish, "x-forwarded-host": "evil"}
    )
    page = Elements(answer.text)
    names = [name for name, _ in page.found]
    assert page.found[0] == ("html", {"lang": tag, "dir": direction})
    assert words.lower() in page.text.lower()
    assert NASTY in page.text
    assert {"script", "b", "img", "form", "iframe"}.isdisjoint(names)
    assert not any(key.startswith("on") or key == "style" for _, found in page.found for key in found)
    policy = answer.headers["content-security-policy"]
    assert policy.endswith("frame-ancestors *")
    assert "script-src" not in policy
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "set-cookie" not in answer.headers
    assert answer.headers["content-language"] == tag
    links = [found for name, found in page.found if name == "a"]
    assert all(str(found["href"]).startswith("/v1/open-") and found["rel"] == "noopener" for found in links)
    assert "evil" not in answer.text


def test_without_escaping_the_page_would_run_what_people_write(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    furnished(world, texts=[{"language": "en", "title": NASTY, "description": "", "tasks": []}])
    monkeypatch.setattr(markup, "escape", str)
    page = Elements(world.client.get(f"/v1/open-opportunities/{world.indigo.id}/page").text)
    assert "script" in [name for name, _ in page.found]


def test_markup_escapes_what_is_not_markup() -> None:
    made = element("p", NASTY, Html("<br>"), None, title='"', lang=None)
    assert made.startswith('<p title="&quot;">&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;')
    assert made.endswith("&lt;b&gt;<br></p>")
