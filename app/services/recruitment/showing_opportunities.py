"""Showing opportunities to the public: those that are open today, in the reader's language, as far as they fit."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any, Final, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import col

from app.auth.lookups import Lookup, columns
from app.auth.principal import System
from app.core.columns import Day, Id
from app.core.folding import fold
from app.core.listing import decode_cursor, encode_cursor, fingerprint
from app.core.reading_languages import first_read, spoken
from app.models import Campaign, CampaignOpportunity, Opportunity, Organisation, Site
from app.models.open_opportunity import OpenOpportunity, OpenOpportunityQuery, OpenOrganisation, OpenSite
from app.models.opportunity import OpportunityState
from app.models.organisation import OrganisationStatus
from app.models.site import SiteKind

# So many are looked at for a page, whatever is asked for: a page may be short, and the next one still has some.
MOST: Final = 500
BASE: Final = "/v1/open-opportunities"
PLAIN: Final = (
    "id role languages grades subjects fields_of_study online municipality weekly_hours starts_on ends_on apply_until "
    "requirements credit created_at updated_at"
)

today: Any = sa.bindparam("today", type_=Day)
after_on: Any = sa.bindparam("after_on", type_=Day)
after_id: Any = sa.bindparam("after_id", type_=Id)
FIRST: Final = [date.min, UUID(int=0)]
# A home never shows, not even if a site becomes one later.
public_site = sa.and_(
    col(Site.organisation_id) == col(Opportunity.organisation_id),
    col(Site.id) == col(Opportunity.site_id),
    col(Site.kind) != SiteKind.HOME,
)
OFFERS = (
    sa.select(
        *columns(Opportunity, f"{PLAIN} texts places_wanted places_taken"),
        col(Site.name).label("site_name"),
        col(Site.municipality).label("site_municipality"),
        col(Site.address).label("site_address"),
        col(Site.accessibility).label("site_accessibility"),
    )
    .outerjoin(Site, public_site)
    .where(
        col(Opportunity.state) == OpportunityState.OPEN,
        sa.or_(col(Opportunity.apply_until).is_(None), col(Opportunity.apply_until) >= today),
        sa.or_(col(Opportunity.ends_on).is_(None), col(Opportunity.ends_on) >= today),
    )
    .order_by(col(Opportunity.starts_on), col(Opportunity.id))
)
# What a cursor holds.
KEY: Final[list[Any]] = [OFFERS.selected_columns[name] for name in ("starts_on", "id")]
LATER: Final = sa.or_(
    col(Opportunity.starts_on) > after_on,
    sa.and_(col(Opportunity.starts_on) == after_on, col(Opportunity.id) > after_id),
)
OPEN = Lookup(OFFERS.where(LATER).limit(MOST))
OPEN_ONE = Lookup(OFFERS.where(col(Opportunity.id) == sa.bindparam("opportunity", type_=Id)))
ORGANISATION = Lookup(
    sa.select(*columns(Organisation, "id name short_name country time_zone")).where(
        col(Organisation.status) == OrganisationStatus.ACTIVE
    )
)
CAMPAIGN = Lookup(
    sa.select(*columns(Campaign, "code"), *columns(CampaignOpportunity, "opportunity_id"))
    .outerjoin(CampaignOpportunity, col(CampaignOpportunity.campaign_id) == col(Campaign.id))
    .where(col(Campaign.code) == sa.bindparam("code", type_=sa.Text))
)


class OpenPage(NamedTuple):
    """A part of what is open, and where the next part begins; None: there is none."""

    items: list[OpenOpportunity]
    next_cursor: str | None


class Board(NamedTuple):
    """The public place of an organisation for one reader.

    wish: an Accept-Language. tag: of the words around. carried: what every link takes on, `ref` of the campaign whose
    link was followed and `lang` where the reader chose one.
    """

    organisation: OpenOrganisation
    zone: ZoneInfo
    today: date
    wish: str
    tag: str
    carried: str

    @property
    def path(self) -> str:
        """Where everything of this organisation begins."""
        return f"{BASE}/{self.organisation.short_name or self.organisation.id}"

    def link(self, what: str) -> str:
        """A path below, with what is carried on."""
        return f"{self.path}/{what}" + (f"?{self.carried}" if self.carried else "")


def system_of(organisation_id: UUID) -> System:
    """Who looks: nobody is signed in."""
    return System(organisation_id, "opportunities are shown to the public")


def board(found: Any, now: datetime, wish: str, tag: str, carried: str) -> Board:
    """The board of an organisation that was found, at an instant."""
    zone = ZoneInfo(found.time_zone)
    named = OpenOrganisation(id=found.id, name=found.name, short_name=found.short_name, country=found.country)
    return Board(named, zone, now.astimezone(zone).date(), wish, tag, carried)


def named_by(campaign: list[Any]) -> set[UUID]:
    """What a campaign seeks people for; empty: it leads to everything."""
    return {row.opportunity_id for row in campaign if row.opportunity_id is not None}


def shown(on: Board, row: Any) -> OpenOpportunity:
    """An opportunity in the best language there is for the reader."""
    tags = [text["language"] for text in row.texts]
    text = row.texts[first_read(on.wish, tags) or 0]
    site = None if row.site_name is None else OpenSite(
        name=row.site_name, municipality=row.site_municipality, address=row.site_address,
        accessibility=row.site_accessibility,
    )  # fmt: skip
    return OpenOpportunity(
        **{name: getattr(row, name) for name in PLAIN.split()},
        text_language=text["language"],
        text_languages=tags,
        title=text["title"],
        description=text["description"],
        tasks=text["tasks"],
        site=site,
        places_left=row.places_wanted - row.places_taken,
        link=on.link(f"{row.id}/page"),
    )


def mark_of(on: Board, asked: OpenOpportunityQuery) -> str:
    """What a cursor belongs to: whose list, and what is asked for, in whatever language."""
    return fingerprint(on.organisation.id, asked.model_dump(exclude={"cursor", "limit", "lang"}))


def after(on: Board, asked: OpenOpportunityQuery) -> dict[str, Any]:
    """The values with which OPEN is looked up. Raises InvalidCursor."""
    keys = decode_cursor(asked.cursor, mark_of(on, asked), KEY) if asked.cursor else FIRST
    return {"today": on.today, "after_on": keys[0], "after_id": keys[1]}


def page_of(on: Board, rows: Sequence[Any], asked: OpenOpportunityQuery, only: set[UUID]) -> OpenPage:
    """As many as are asked for of those that fit; `only` are those of a campaign that names any."""
    offers = (shown(on, row) for row in rows if not only or row.id in only)
    items = list(islice((offer for offer in offers if fits(offer, asked)), asked.limit + 1))
    if len(items) > asked.limit:
        items, last = items[: asked.limit], items[asked.limit - 1]
    elif len(rows) == MOST:
        last = rows[-1]
    else:
        return OpenPage(items, None)
    return OpenPage(items, encode_cursor(mark_of(on, asked), (last.starts_on, last.id)))


def fits(offer: OpenOpportunity, asked: OpenOpportunityQuery) -> bool:
    """Whether an opportunity is one of those asked for; where it asks for nothing special, anybody fits."""
    return (
        (asked.language is None or not offer.languages or spoken(asked.language) in map(spoken, offer.languages))
        and (asked.field_of_study is None or not offer.fields_of_study or asked.field_of_study in offer.fields_of_study)
        and (asked.online is None or offer.online is asked.online)
        and (asked.municipality is None or fold(asked.municipality) in municipalities(offer))
        and (asked.weekly_hours_to is None or offer.weekly_hours <= asked.weekly_hours_to)
        and (asked.credit is None or offer.credit is asked.credit)
    )


def municipalities(offer: OpenOpportunity) -> set[str]:
    named = {offer.municipality, offer.site.municipality if offer.site else ""}
    return {fold(name) for name in named if name}
