"""Who could lead a group or help a child, and whom a volunteer could help."""

from collections import defaultdict
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.core import clock
from app.core.json_text import json_text
from app.core.problems import NotFound
from app.models import Child, GroupLeader, MentorGroup, Volunteer
from app.models.programme import ProgrammeKind
from app.models.suggestion import Suggestions
from app.services.volunteers import suggesting_leaders as suggesting
from app.services.volunteers.keeping_gate import LED, REQUIRED, SHOWN, gathered
from app.services.volunteers.matching import ranked
from app.services.volunteers.suggesting_leaders import Known
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.looking import look, require_alive, shown


class SuggestionQuery(BaseModel):
    """Whether what was tried before is shown."""

    model_config = ConfigDict(extra="forbid")

    earlier: Annotated[bool, Field(description="Also pairs that were declined or have ended")] = False


router = Api("/v1", tag="volunteers")


@router.get("/mentor-groups/{id}/suggestions", Access(GroupLeader, "create"))
async def list_suggestions_for_mentor_group(reader: Reader, id: UUID, query: SuggestionQuery) -> Answer[Suggestions]:
    """Suggest volunteers who could lead a mentor group.

    Ranked by a score whose parts say why: languages in common, grades covered, time in common with the sessions that
    are planned, load left, how long the group has waited for a leader. Only volunteers in your reach who are active,
    lack nothing that is required, and break no limit and no other session. A person decides and makes a proposal.
    A pair that was proposed is left out; `earlier=true` shows those that were declined or have ended.
    """
    await require_reached(reader, MentorGroup, id)
    return await answered(reader, await look(reader, suggesting.GROUP, wanted=id), [], query)


@router.get("/children/{id}/suggestions", Access(GroupLeader, "create"))
async def list_suggestions_for_child(reader: Reader, id: UUID, query: SuggestionQuery) -> Answer[Suggestions]:
    """Suggest volunteers who could help a child.

    As for a mentor group; of a child alone no times are known, so that time counts the same for all.
    """
    await require_reached(reader, Child, id)
    return await answered(reader, [], await look(reader, suggesting.CHILD, wanted=id), query)


@router.get("/volunteers/{id}/suggestions", Access(GroupLeader, "create"))
async def list_suggestions_for_volunteer(reader: Reader, id: UUID, query: SuggestionQuery) -> Answer[Suggestions]:
    """Suggest the groups without a leader and the waiting children whom a volunteer could help.

    Of those in your reach, by the same parts and within the same limits; nothing for a volunteer who is not active.
    """
    await require_reached(reader, Volunteer, id)
    groups = await look(reader, suggesting.WAITING_GROUPS)
    return await answered(reader, groups, await look(reader, suggesting.WAITING_CHILDREN), query, id)


async def require_reached(reader: Reader, model: Any, id: UUID) -> None:
    await require_alive(reader)
    if not await look(reader, suggesting.SUBJECTS[model], wanted=id):
        raise NotFound


async def answered(
    reader: Reader, groups: list[Any], children: list[Any], query: SuggestionQuery, only: UUID | None = None
) -> Answer[Suggestions]:
    """The pairs of what is wanted with the volunteers in reach, or with one of them alone."""
    known = await gather(reader, only)
    by_kind: dict[ProgrammeKind, list[Any]] = defaultdict(list)
    for row in groups:
        by_kind[row.kind].append(suggesting.group_wanted(row, known))
    for row in children:
        by_kind[row.kind].append(suggesting.child_wanted(row, known))
    pairs = (
        (wanted, one) for kind, all_of in by_kind.items() for one in suggesting.candidates(known, kind)
        for wanted in all_of
    )  # fmt: skip
    before = suggesting.proposed_before(await look(reader, suggesting.PAIRS))
    return shown(reader, json_text({"items": ranked(pairs, before, earlier=query.earlier)}))


async def gather(reader: Reader, only: UUID | None) -> Known:
    """What suggestions are made of."""
    at = clock.now()
    volunteers = [row for row in await look(reader, suggesting.VOLUNTEERS) if only in (None, row.id)]
    people = [row.user_id for row in volunteers]
    shows = await look(reader, SHOWN, users=people)
    facts = gathered(await look(reader, REQUIRED), shows, await look(reader, LED, users=people, at=at))
    loads = await look(reader, suggesting.LOADS)
    sessions = await look(reader, suggesting.SESSIONS, until=at + suggesting.AHEAD)
    (zone,) = await look(reader, suggesting.ZONE)
    return Known(volunteers, loads, sessions, facts, zone.time_zone, at)
