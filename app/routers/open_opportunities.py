"""Open opportunities for everybody: as JSON, as feeds, as pages; nobody has to sign in."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from pydantic import ValidationError
from starlette.responses import Response

from app.auth.public_names import organisation_named
from app.core import clock
from app.core.json_text import json_text
from app.core.problems import DomainError, InvalidRequest, NotFound
from app.models.application_form import ApplicationFields
from app.models.open_opportunity import LanguageQuery, OpenOpportunities, OpenOpportunity, OpenOpportunityQuery
from app.services.recruitment import applying
from app.services.recruitment.application_pages import (
    Filling,
    Refusal,
    application_of,
    form_page,
    refusal_of,
)
from app.services.recruitment.opportunity_feeds import Place, job_posting, json_feed, rss
from app.services.recruitment.opportunity_pages import gone_page, list_page, one_page
from app.services.recruitment.page_frame import FRAMED, UNFRAMED, WITH_FORM
from app.services.recruitment.showing_opportunities import (
    CAMPAIGN,
    OPEN,
    OPEN_ONE,
    ORGANISATION,
    Board,
    OpenPage,
    after,
    board,
    named_by,
    page_of,
    shown,
    system_of,
)
from app.services.recruitment.wording_opportunities import language_for
from app.services.sign_in.issuing_tokens import Door
from app.web.answer import NEVER_STORED, Answer
from app.web.api import PUBLIC, Api
from app.web.call import Call
from app.web.looking import look_as
from app.web.open_answer import open_answer
from app.web.parameters import Form, form_contract
from app.web.plain_page import or_page, wants_page
from app.web.refusals import translated

router = Api("/v1/open-opportunities", tag="open opportunities")

HTML = b"text/html; charset=utf-8"


class PageForm(ApplicationFields, Form):
    """As a browser sends it."""


SENT = form_contract(ApplicationFields) | or_page(404, 409, 422, 429)


def written_as(kind: str) -> dict[str, Any]:
    """What the contract says of an answer that is no JSON of ours."""
    content = {"schema": {"type": "string"}}
    found = {"description": "As it is to be read by programs or people", "content": {kind: content}}
    return {"extra": {"responses": {"200": found}}, "statuses": (304,), "response_class": Response}


@router.get("/{organisation}", PUBLIC, statuses=(304,))
async def list_open_opportunities(
    call: Call, organisation: str, query: OpenOpportunityQuery
) -> Answer[OpenOpportunities]:
    """List what is open now in an organisation, by its id or its short name.

    Where an opportunity asks for no language or no field of study, everybody fits. With the `ref` of a campaign that
    seeks people for certain opportunities, only those; links carry a known `ref` on. Pages of any origin may read it.
    """
    on, found = await offered(call, organisation, query)
    body = OpenOpportunities(organisation=on.organisation, items=found.items, next_cursor=found.next_cursor)
    return open_answer(call, json_text(body), b"application/json", on.tag)


@router.get("/{organisation}/feed", PUBLIC, **written_as("application/feed+json"))
async def read_opportunity_feed(call: Call, organisation: str, query: OpenOpportunityQuery) -> Answer[None]:
    """The same as a JSON Feed 1.1; `next_url` leads to the next page."""
    on, found = await offered(call, organisation, query)
    feed = json_feed(on, found.items, Place(address_of(call), further(on, "feed", query, found)))
    return open_answer(call, json_text(feed), b"application/feed+json", on.tag)


@router.get("/{organisation}/rss", PUBLIC, **written_as("application/rss+xml"))
async def read_opportunity_rss(call: Call, organisation: str, query: OpenOpportunityQuery) -> Answer[None]:
    """The same as RSS 2.0; a link `next` (RFC 5005) leads to the next page."""
    on, found = await offered(call, organisation, query)
    feed = rss(on, found.items, Place(address_of(call), further(on, "rss", query, found)))
    return open_answer(call, feed, b"application/rss+xml; charset=utf-8", on.tag)


@router.get("/{organisation}/page", PUBLIC, **written_as("text/html"))
async def read_opportunity_list(call: Call, organisation: str, query: OpenOpportunityQuery) -> Answer[None]:
    """The same as a page that a municipality's or a university's page may show in a frame.

    `<iframe src=".../page?ref=...&lang=..." title="..." style="width:100%;height:40rem;border:0"></iframe>`: no script
    and no cookie, in the reader's language, readable on a phone.
    """
    on, found = await offered(call, organisation, query)
    page = list_page(on, found.items, further(on, "page", query, found))
    return open_answer(call, page, HTML, on.tag, FRAMED)


@router.get("/{organisation}/{opportunity}", PUBLIC, statuses=(304,))
async def read_open_opportunity(
    call: Call, organisation: str, opportunity: UUID, query: LanguageQuery
) -> Answer[OpenOpportunity]:
    """Read one that is open."""
    on, offer = await single(call, organisation, opportunity, query)
    if offer is None:
        raise NotFound
    return open_answer(call, json_text(offer), b"application/json", on.tag)


@router.get("/{organisation}/{opportunity}/job-posting", PUBLIC, **written_as("application/ld+json"))
async def read_job_posting(call: Call, organisation: str, opportunity: UUID, query: LanguageQuery) -> Answer[None]:
    """One that is open as schema.org JobPosting in JSON-LD."""
    on, offer = await single(call, organisation, opportunity, query)
    if offer is None:
        raise NotFound
    body = json_text(job_posting(on, offer, address_of(call)))
    return open_answer(call, body, b"application/ld+json", on.tag)


@router.get("/{organisation}/{opportunity}/page", PUBLIC, **written_as("text/html"))
async def read_opportunity_page(call: Call, organisation: str, opportunity: UUID, query: LanguageQuery) -> Answer[None]:
    """The page of one that is open; once it is not, 404 with a page that says so where a browser asks."""
    on, offer = await single(call, organisation, opportunity, query)
    if offer is None:
        return gone(call, on)
    return open_answer(call, one_page(on, offer, job_posting(on, offer, address_of(call))), HTML, on.tag, UNFRAMED)


@router.get("/{organisation}/{opportunity}/form", PUBLIC, **written_as("text/html"))
async def read_application_page(call: Call, organisation: str, opportunity: UUID, query: LanguageQuery) -> Answer[None]:
    """A page with the form to apply for one that is open: no script, no cookie, in the reader's language."""
    on, offer = await single(call, organisation, opportunity, query)
    return gone(call, on) if offer is None else form_answer(200, offer, Filling(on, {}, Refusal()))


@router.post("/{organisation}/{opportunity}/form", PUBLIC, 303, statuses=(409, 429), extra=SENT)
async def send_application_page(
    call: Call, organisation: str, opportunity: UUID, query: LanguageQuery, sent: PageForm
) -> Answer[None]:
    """Apply by the form of the page; leads on to the page of the application, where the code is typed in.

    What is wrong is said on the page, beside what was typed. Programs send `POST /v1/application-forms`.
    """
    on, offer = await single(call, organisation, opportunity, query)
    if offer is None:
        return gone(call, on)
    try:
        with translated():
            receipt = await applying.apply(Door.of(call), application_of(on, offer, query.ref, sent))
    except (ValidationError, DomainError) as refused:
        status = refused.status if isinstance(refused, DomainError) else InvalidRequest.status
        return form_answer(status, offer, Filling(on, sent.model_dump(), refusal_of(on.tag, refused)))
    return Answer(b"", 303, ((b"location", f"/v1/application-links/{receipt.link}".encode()),))


def form_answer(status: int, offer: OpenOpportunity, form: Filling) -> Answer[None]:
    """Never kept by anybody: it may hold what somebody has typed."""
    return Answer(form_page(offer, form), status, ((b"content-type", HTML), NEVER_STORED, WITH_FORM))


def gone(call: Call, on: Board) -> Answer[None]:
    """In place of one that is not open."""
    if not wants_page(call.headers.get(b"accept", b"")):
        raise NotFound
    return Answer(gone_page(on), 404, ((b"content-type", HTML), UNFRAMED))


async def offered(call: Call, organisation: str, query: OpenOpportunityQuery) -> tuple[Board, OpenPage]:
    """What is open and fits, from the cursor on."""
    on, only = await board_for(call, organisation, query)
    rows = await look_as(call.process.database, system_of(on.organisation.id), OPEN, **after(on, query))
    return on, page_of(on, rows, query, only)


def further(on: Board, what: str, query: OpenOpportunityQuery, found: OpenPage) -> str | None:
    """The path of the next page, with all that was asked for; None where there is none."""
    if found.next_cursor is None:
        return None
    asked = query.model_dump(mode="json", exclude_unset=True, exclude_none=True) | {"cursor": found.next_cursor}
    words = {name: str(value).lower() if isinstance(value, bool) else value for name, value in asked.items()}
    return f"{on.path}/{what}?{urlencode(words)}"


async def single(
    call: Call, organisation: str, opportunity: UUID, query: LanguageQuery
) -> tuple[Board, OpenOpportunity | None]:
    """One that is open, or None."""
    on, _ = await board_for(call, organisation, query)
    whose = system_of(on.organisation.id)
    rows = await look_as(call.process.database, whose, OPEN_ONE, today=on.today, opportunity=opportunity)
    return on, shown(on, rows[0]) if rows else None


async def board_for(call: Call, organisation: str, query: LanguageQuery) -> tuple[Board, set[UUID]]:
    """Whose opportunities, for which reader; and those that the reader's campaign names, if it names any."""
    database = call.process.database
    id = await organisation_named(database, organisation)
    found = await look_as(database, system_of(id), ORGANISATION) if id else []
    if id is None or not found:
        raise NotFound
    campaign = await look_as(database, system_of(id), CAMPAIGN, code=query.ref) if query.ref else []
    wish = query.lang or call.headers.get(b"accept-language", b"").decode("latin-1")
    carried = {"ref": campaign[0].code if campaign else None, "lang": query.lang}
    onwards = urlencode({name: value for name, value in carried.items() if value})
    return board(found[0], clock.now(), wish, language_for(wish), onwards), named_by(campaign)


def address_of(call: Call) -> str:
    """Where links lead from elsewhere; never what a request says, since answers are kept for others."""
    return call.process.settings.public_url.rstrip("/")
