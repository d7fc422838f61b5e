"""Pages of open opportunities for people: a list that others may frame, and one page each; no script, no cookie."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from app.core.letters import day_in
from app.core.markup import Child, Html, element, joined
from app.core.reading_languages import direction
from app.models.open_opportunity import OpenOpportunity
from app.services.recruitment.page_frame import page
from app.services.recruitment.showing_opportunities import Board
from app.services.recruitment.wording_opportunities import comma, grades_told, heading, labels, language_name, words

NO_BREAK: Final = "\u00a0"
# One value, or several side by side.
Told = str | list[str]


def list_page(on: Board, offers: list[OpenOpportunity], further: str | None) -> bytes:
    """The list, to stand by itself or in the frame of somebody else's page; its links open beside it.

    further: the path of the next page, if there is one.
    """
    title = heading(on.tag, on.organisation.name)
    cards = element("ul", *(card(on, offer) for offer in offers), class_="list")
    shown = cards if offers or further else element("p", words(on.tag)["none"])
    more = element("p", element("a", words(on.tag)["more"], href=further, rel="next"), class_="more")
    main = element("main", element("h1", *named(on)), shown, more if further else None)
    feeds = joined(
        element("link", rel="alternate", type=kind, href=on.link(name), title=title)
        for name, kind in (("rss", "application/rss+xml"), ("feed", "application/feed+json"))
    )
    return page(on.tag, title, main, feeds)


def named(on: Board) -> Iterator[Child]:
    """The heading, with the organisation's name kept apart from the direction of the words around."""
    before, name, after = words(on.tag)["heading"].partition("{organisation}")
    yield from (before, element("bdi", on.organisation.name) if name else None, after)


def card(on: Board, offer: OpenOpportunity) -> Html:
    link = element("a", offer.title, href=offer.link, target="_blank", rel="noopener")
    parts = (
        element("h2", link, **written_in(offer)),
        element("p", labels(on.tag, "opportunity_role", [offer.role]), class_="role"),
        element("p", offer.description, class_="text", **written_in(offer)) if offer.description else None,
        chips(on, offer),
        facts(on, [*where(on, offer), *effort(on, offer)]),
    )
    return element("li", element("article", *parts, class_="card"))


def one_page(on: Board, offer: OpenOpportunity, posting: dict[str, Any]) -> bytes:
    """Everything about one, with what search engines read (a block of data, which no browser runs)."""
    say = words(on.tag)
    tasks = element("ul", *(element("li", task) for task in offer.tasks), class_="tasks", **written_in(offer))
    parts = (
        element("p", element("a", say["all"], href=on.link("page")), class_="role"),
        element("h1", offer.title, **written_in(offer)),
        element(
            "p", *apart([on.organisation.name, labels(on.tag, "opportunity_role", [offer.role])], " · "), class_="role"
        ),
        chips(on, offer),
        element("p", offer.description, class_="text", **written_in(offer)) if offer.description else None,
        element("section", element("h2", say["tasks"]), tasks) if offer.tasks else None,
        facts(on, [*where(on, offer), *effort(on, offer), *wanted(on, offer)]),
        element("p", element("a", say["apply"], href=on.link(f"{offer.id}/form"), class_="do")),
    )
    data = element("script", quoted(posting), type="application/ld+json")
    return page(on.tag, offer.title, element("main", *parts, class_="one"), data)


def gone_page(on: Board) -> bytes:
    """In place of one that is not open, or never was."""
    say = words(on.tag)
    back = element("p", element("a", say["all"], href=on.link("page")))
    return page(on.tag, say["gone"], element("main", element("h1", say["gone"]), back, class_="one"), Html(""))


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


def facts(on: Board, pairs: list[tuple[str, Told]]) -> Html:
    """Names with their values, each value kept apart from the direction of what stands around it."""
    rows: list[Child] = []
    for name, value in pairs:
        if value:
            values = [value] if isinstance(value, str) else value
            rows += [element("dt", name), element("dd", *apart(values, comma(on.tag)))]
    return element("dl", *rows)


def apart(values: Sequence[str], between: str) -> Iterator[Child]:
    """Several values, each with a direction of its own."""
    for at, value in enumerate(values):
        yield between if at else None
        yield element("bdi", value)
