"""A person's hours on one page, in one call."""

import asyncio
from typing import Annotated, Any
from uuid import UUID

import orjson

from app.auth.declared import Reads
from app.core.json_text import json_text
from app.core.listing import ListQuery, Many, Where
from app.models import Certificate, HoursEntry
from app.models.certificate import CertificateRead, CertificateState
from app.models.hours_entry import STANDING, HoursRead, HoursState
from app.models.hours_page import HoursPage, HoursPageQuery
from app.services.hours import crediting
from app.services.hours.summing_hours import TOTALS, by, whole
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.looking import look, require_alive, shown

router = Api("/v1/hours-page", tag="hours")


class PageHoursQuery(ListQuery):
    user_id: Annotated[UUID | None, Where(HoursEntry.user_id, "is")] = None
    state: Annotated[list[HoursState] | None, Many, Where(HoursEntry.state)] = None


class PageCertificateQuery(ListQuery):
    user_id: Annotated[UUID | None, Where(Certificate.user_id, "is")] = None
    state: Annotated[list[CertificateState] | None, Many, Where(Certificate.state)] = None


ENTRIES = Reads(HoursRead, HoursEntry, PageHoursQuery, sorts={"done_on": HoursEntry.done_on})
CERTIFICATES = Reads(CertificateRead, Certificate, PageCertificateQuery)


@router.get("", Access(HoursEntry, "read"))
async def read_hours_page(reader: Reader, query: HoursPageQuery) -> Answer[HoursPage]:
    """Read the page of your hours, or of somebody whom you supervise or whose programme you coordinate.

    Sums by kind, month and programme, with verified, waiting and disputed minutes apart; what is disputed; the latest
    entries; how far each credit is; certificates, for their person and for coordinators.
    """
    held = reader.call.headers.pop(b"if-none-match", b"")  # of the whole page, not of the parts it is made of
    await require_alive(reader)
    user_id = query.user_id or reader.me.user_id
    sums, credits, lists = await asyncio.gather(
        look(reader, TOTALS, person=user_id, programme=None, first=None, end=None),
        credits_of(reader, user_id),
        lists_of(reader, user_id),
    )
    reader.call.headers[b"if-none-match"] = held
    total = whole(sums)
    items = total.pop("items")
    months = by(items, "month")[::-1]
    sorts = {"by_kind": by(items, "kind"), "by_month": months, "by_programme": by(items, "programme_id")}
    return shown(reader, json_text({"user_id": user_id, **total, **sorts, **lists, "credits": credits}))


async def credits_of(reader: Reader, user_id: UUID) -> list[dict[str, Any]]:
    asked = {"person": user_id, "agreement": None}
    candidates = await look(reader, crediting.CANDIDATES, **asked)
    return crediting.progresses(candidates, await look(reader, crediting.HOURS, **asked))


async def lists_of(reader: Reader, user_id: UUID) -> dict[str, Any]:
    """The parts that are rows; personal fields are audited with them."""
    asked: dict[str, tuple[Reads[Any], ListQuery]] = {
        "disputed": (ENTRIES, PageHoursQuery(user_id=user_id, state=[HoursState.DISPUTED], sort="-done_on")),
        "latest": (ENTRIES, PageHoursQuery(user_id=user_id, state=list(STANDING), sort="-done_on", limit=20)),
        "certificates": (CERTIFICATES, PageCertificateQuery(user_id=user_id, state=[CertificateState.ISSUED])),
    }
    answers = await asyncio.gather(*(reader.page(reads, query) for reads, query in asked.values()))
    return {name: orjson.loads(answer.body)["items"] for name, answer in zip(asked, answers, strict=True)}
