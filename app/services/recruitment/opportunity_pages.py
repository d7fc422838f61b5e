"""Pages of open opportunities for people: a list that others may frame, and one page each; no script, no cookie."""

import json
from base64 import b64encode
from collections.abc import Iterator, Sequence
from datetime import date
from hashlib import sha256
from typing import Any, Final

from app.core.languages import LANGUAGES
from app.core.letters import day_in
from app.core.markup import Child, Html, element, joined
from app.core.reading_languages import direction
from app.models.open_opportunity import OpenOpportunity
from app.services.recruitment.showing_opportunities import Board
from app.services.recruitment.wording_opportunities import grades_told, heading, labels, language_name, words

STYLE: Final = (
    "*{box-sizing:border-box}html{color-scheme:light;-webkit-text-size-adjust:100%}"
    "body{margin:0 auto;max-width:60rem;padding:1rem;background:#fff;color:#1d2a33;"
    "font:1rem/1.55 system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','Noto Sans Arabic',sans-serif;"
    "overflow-wrap:break-word}"
    "h1{font-size:1.4rem;line-height:1.3;margin:.2rem 0 1rem}h2{font-size:1.1rem;line-height:1.35;margin:0}"
    "a{color:#0b5c74;text-underline-offset:.15em}a:focus-visible{outline:3px solid #f2b134;outline-offset:2px}"
    "ul.list{list-style:none;margin:0;padding:0;display:grid;gap:1rem;"
    "grid-template-columns:repeat(auto-fill,minmax(min(100%,24rem),1fr))}"
    ".card{border:1px solid #cfd8dd;border-inline-start:5px solid #0b5c74;border-radius:.5rem;padding:.9rem 1rem;"
    "display:flex;flex-direction:column;gap:.55rem}p{margin:0}.more{margin-top:1rem}.role{color:#4a5a64;font-size:.9rem}"
    ".text{white-space:pre-line}.card .text{display:-webkit-box;-webkit-line-clamp:4;-webkit-box-orient:vertical;"
    "overflow:hidden}"
    ".chips{display:flex;flex-wrap:wrap;gap:.4rem;padding:0;margin:0;list-style:none}"
    ".chips li{background:#e4f0f3;color:#0b4557;border-radius:1rem;padding:.1rem .7rem;font-size:.875rem}"
    "dl{display:grid;grid-template-columns:fit-content(45%) 1fr;gap:.2rem .9rem;margin:0;font-size:.9375rem}"
    "dt{color:#4a5a64}dd{margin:0}main.one{max-width:40rem;display:grid;gap:1rem}main.one h1{margin:0}"
    "main.one h2{margin-bottom:.3rem}main.one ul.tasks{margin:0;padding-inline-start:1.3rem}"
)
HASH: Final = b64encode(sha256(STYLE.encode()).digest()).decode()
STRICT: Final = f"default-src 'none'; style-src 'sha256-{HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors "
NO_BREAK: Final = "\u00a0"
# One value, or several side by side.
Told = str | list[str]
FRAMED, UNFRAMED = f"{STRICT}*".encode(), f"{STRICT}'none'".encode()


def list_page(on: Board, offers: list[OpenOpportunity], further: str | None) -> bytes:
    """The list, to stand by itself or in the frame of somebody else's page; its links open beside it.

    further: the path of the next page, if there is one.
    """
    title = heading(on.tag, on.organisation.name)
    cards = element("ul", *(card(on, offer) for offer in offers), class_="list")
    shown = cards if offers or further else element("p", words(on.tag)["none"])
    more = element("p", element("a", words(on.tag)["more"], href=further, rel="next"), class_="more")
    main = element("main", element("h1", title), shown, more if further else None)
    feeds = joined(
        element("link", rel="alternate", type=kind, href=on.link(name), title=title)
        for name, kind in (("rss", "application/rss+xml"), ("feed", "application/feed+json"))
    )
    return page(on, title, main, feeds)


def card(on: Board, offer: OpenOpportunity) -> Html:
    link = element("a", offer.title, href=offer.link, target="_blank", rel="noopener")
    parts = (
        element("h2", link, **written_in(offer)),
        element("p", labels(on.tag, "opportunity_role", [offer.role]), class_="role"),
        element("p", offer.description, class_="text", **written_in(offer)) if offer.description else None,
        chips(on, offer),
        facts([*where(on, offer), *effort(on, offer)]),
    )
    return element("li", element("article", *parts, class_="card"))


def one_page(on: Board, offer: OpenOpportunity, posting: dict[str, Any]) -> bytes:
    """Everything about one, with what search engines read (a block of data, which no browser runs)."""
    say = words(on.tag)
    tasks = element("ul", *(element("li", task) for task in offer.tasks), class_="tasks", **written_in(offer))
    parts = (
        element("p", element("a", say["all"], href=on.link("page")), class_="role"),
        element("h1", offer.title, **written_in(offer)),
        element("p", f"{on.organisation.name} · {labels(on.tag, 'opportunity_role', [offer.role])}", class_="role"),
        chips(on, offer),
        element("p", offer.description, class_="text", **written_in(offer)) if offer.description else None,
        element("section", element("h2", say["tasks"]), tasks) if offer.tasks else None,
        facts([*where(on, offer), *effort(on, offer), *wanted(on, offer)]),
    )
    data = element("script", quoted(posting), type="application/ld+json")
    return page(on, offer.title, element("main", *parts, class_="one"), data)


def gone_page(on: Board) -> bytes:
    """In place of one that is not open, or never was."""
    say = words(on.tag)
    back = element("p", element("a", say["all"], href=on.link("page")))
    return page(on, say["gone"], element("main", element("h1", say["gone"]), back, class_="one"), Html(""))


def page(on: Board, title: str, main: Html, head: Html) -> bytes:
    metas = (
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", title),
        element("link", rel="icon", href="data:,"),
        element("style", Html(STYLE)),
        head,
    )
    whole = element(
        "html", element("head", *metas), element("body", main), lang=on.tag, dir=LANGUAGES[on.tag].direction
    )
    return f"<!doctype html>{whole}".encode()


def quoted(data: dict[str, Any]) -> Html:
    """JSON that cannot end the element it stands in, whatever its texts hold."""
    text = json.dumps(data, ensure_ascii=False)
    return Html(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))


def written_in(offer: OpenOpportunity) -> dict[str, str]:
    """For what is in the opportunity's language and not in that of the page."""
    return {"lang": offer.text_language, "dir": direction(offer.text_language)}


def chips(on: Board, offer: OpenOpportunity) -> Html | None:
    say = words(on.tag)
    named = [say[name] for name, holds in (("online", offer.online), ("credit", offer.credit)) if holds]
    return element("ul", *(element("li", name) for name in named), class_="chips") if named else None


def where(on: Board, offer: OpenOpportunity) -> list[tuple[str, Told]]:
    site = offer.site
    parts = [site.name, site.address, site.municipality] if site else []
    if offer.municipality not in parts:
        parts.append(offer.municipality)
    return [(words(on.tag)["place"], ", ".join(part for part in parts if part))]


def effort(on: Board, offer: OpenOpportunity) -> list[tuple[str, Told]]:
    say = words(on.tag)
    return [
        (say["weekly_hours"], str(offer.weekly_hours)),
        (say["places_left"], str(offer.places_left)),
        (say["languages"], [language_name(tag, on.tag) for tag in offer.languages]),
        (say["begins"], day(on, offer.starts_on)),
        (say["apply_until"], day(on, offer.apply_until)),
    ]


def day(on: Board, of: date | None) -> str:
    """A day that breaks after its weekday alone; nothing for none."""
    weekday, _, rest = (day_in(on.tag, of) if of else "").partition(" ")
    return f"{weekday} {rest.replace(' ', NO_BREAK)}".strip()


def wanted(on: Board, offer: OpenOpportunity) -> list[tuple[str, Told]]:
    say = words(on.tag)
    return [
        (say["ends"], day(on, offer.ends_on)),
        (say["grades"], grades_told(offer.grades)),
        (say["subjects"], labels(on.tag, "school_subject", offer.subjects)),
        (say["fields_of_study"], labels(on.tag, "field_of_study", offer.fields_of_study)),
        (say["requirements"], labels(on.tag, "requirement_code", offer.requirements)),
        (say["accessibility"], offer.site.accessibility if offer.site else ""),
    ]


def facts(pairs: list[tuple[str, Told]]) -> Html:
    """Names with their values, each value kept apart from the direction of what stands around it."""
    rows: list[Child] = []
    for name, value in pairs:
        if value:
            rows += [element("dt", name), element("dd", *apart([value] if isinstance(value, str) else value))]
    return element("dl", *rows)


def apart(values: Sequence[str]) -> Iterator[Child]:
    """Several values, each with a direction of its own."""
    for at, value in enumerate(values):
        yield ", " if at else None
        yield element("bdi", value)
