"""Open opportunities for other people's programs: JSON Feed 1.1, RSS 2.0, and schema.org JobPosting as JSON-LD."""

from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element, SubElement, tostring

from app.models.open_opportunity import OpenOpportunity
from app.services.recruitment.showing_opportunities import Board
from app.services.recruitment.wording_opportunities import heading

# No text of XML 1.0 may hold them.
NO_CHARACTERS = dict.fromkeys((0xFFFE, 0xFFFF))
ATOM = "http://www.w3.org/2005/Atom"


class Place(NamedTuple):
    """Where a feed stands: the address that links begin with, and the path of its next page, if there is one."""

    address: str
    next: str | None


def json_feed(on: Board, offers: list[OpenOpportunity], at: Place) -> dict[str, Any]:
    """JSON Feed 1.1 (https://jsonfeed.org/version/1.1); the whole row stands in the extension `_opportunity`."""
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": heading(on.tag, on.organisation.name),
        "home_page_url": at.address + on.link("page"),
        "feed_url": at.address + on.link("feed"),
        **({"next_url": at.address + at.next} if at.next else {}),
        "language": on.tag,
        "authors": [{"name": on.organisation.name}],
        "items": [item(offer, at.address) for offer in offers],
    }


def item(offer: OpenOpportunity, address: str) -> dict[str, Any]:
    return {
        "id": f"urn:uuid:{offer.id}",
        "url": address + offer.link,
        "title": offer.title,
        "content_text": whole_text(offer),
        "language": offer.text_language,
        "date_published": offer.created_at,
        "date_modified": offer.updated_at,
        "_opportunity": offer,
    }


def whole_text(offer: OpenOpportunity) -> str:
    """The description and the tasks; a feed's item is never without a text."""
    return "\n\n".join(part for part in (offer.description, "\n".join(offer.tasks)) if part) or offer.title


def rss(on: Board, offers: list[OpenOpportunity], at: Place) -> bytes:
    """RSS 2.0 (https://www.rssboard.org/rss-specification)."""
    root = Element("rss", {"version": "2.0", "xmlns:atom": ATOM})
    channel = SubElement(root, "channel")
    title = heading(on.tag, on.organisation.name)
    for name, text in (("title", title), ("link", at.address + on.link("page")), ("description", title)):
        SubElement(channel, name).text = text.translate(NO_CHARACTERS)
    SubElement(channel, "language").text = on.tag
    for relation, path in (("self", on.link("rss")), ("next", at.next)):
        if path:
            leads = {"href": at.address + path, "rel": relation, "type": "application/rss+xml"}
            SubElement(channel, "atom:link", leads)
    for offer in offers:
        entry = SubElement(channel, "item")
        told = (("title", offer.title), ("link", at.address + offer.link), ("description", whole_text(offer)))
        for name, text in told:
            SubElement(entry, name).text = text.translate(NO_CHARACTERS)
        SubElement(entry, "guid", {"isPermaLink": "false"}).text = f"urn:uuid:{offer.id}"
        SubElement(entry, "pubDate").text = format_datetime(offer.created_at.astimezone(UTC), usegmt=True)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def job_posting(on: Board, offer: OpenOpportunity, address: str) -> dict[str, Any]:
    """schema.org JobPosting (https://schema.org/JobPosting); what is not known is left out."""
    last = offer.apply_until or offer.ends_on
    found = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "identifier": {"@type": "PropertyValue", "name": on.organisation.name, "value": str(offer.id)},
        "url": address + offer.link,
        "title": offer.title,
        "description": whole_text(offer),
        "responsibilities": offer.tasks,
        "employmentType": "VOLUNTEER",
        "hiringOrganization": {"@type": "Organization", "name": on.organisation.name},
        "datePosted": offer.created_at.astimezone(on.zone).date().isoformat(),
        "validThrough": end_of(on, last) if last else None,
        "jobStartDate": offer.starts_on.isoformat(),
        "totalJobOpenings": offer.places_left,
        "workHours": f"{offer.weekly_hours} h/week",
        "jobLocation": location(on, offer),
        **(remote(on) if offer.online else {}),
    }
    return {name: value for name, value in found.items() if value}


def end_of(on: Board, day: date) -> str:
    """The last second of a day where the organisation is."""
    return datetime.combine(day, time(23, 59, 59), on.zone).isoformat()


def location(on: Board, offer: OpenOpportunity) -> dict[str, Any] | None:
    site = offer.site
    where = {
        "addressLocality": (site.municipality if site else "") or offer.municipality,
        "streetAddress": site.address if site else "",
    }
    if not any(where.values()) and site is None:
        return None
    address = {"@type": "PostalAddress", "addressCountry": on.organisation.country, **where}
    named = {"name": site.name} if site else {}
    return {"@type": "Place", **named, "address": {name: value for name, value in address.items() if value}}


def remote(on: Board) -> dict[str, Any]:
    """Search engines want a country where the work is done from anywhere."""
    country = {"@type": "Country", "name": on.organisation.country}
    return {"jobLocationType": "TELECOMMUTE", "applicantLocationRequirements": country}
