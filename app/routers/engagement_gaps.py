"""Who is left out of engagement, and who can be invited."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.auth.age_bands import age_band
from app.auth.declared import Reads
from app.core.listing import ListQuery, Page, Where
from app.core.moments import Moment
from app.models import Child, Engagement, Guardian, Participation
from app.models.child import ChildRead
from app.models.guardian import GuardianRead
from app.services.engagement.counting_guardians import IS_COUNTED
from app.services.engagement.finding_gaps import FATHER_NEVER_INVITED, a_while_ago, can_be_invited, not_reached
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader

router = Api("/v1/engagements", tag="engagements")


class FatherlessQuery(ListQuery):
    programme_id: Annotated[UUID | None, Where(Child.programme_id, "is")] = None


class UnreachedQuery(ListQuery):
    programme_id: Annotated[UUID | None, Where(Guardian.programme_id, "is")] = None
    since: Annotated[Moment, Where(Participation.reached_at, "from", through=not_reached)] = Field(
        default_factory=a_while_ago, description="Sixty days ago when absent"
    )


class InvitableQuery(ListQuery):
    engagement_id: Annotated[UUID | None, Where(Engagement.id, "is", through=can_be_invited)] = Field(
        default=None, description="Those of its programme who are not invited to it yet"
    )


GUARDIAN = {"given_name": Guardian.search_key}
FATHERS_LEFT_OUT = Reads(
    ChildRead, Child, FatherlessQuery, computed={"age_band": age_band()}, where=FATHER_NEVER_INVITED
)
UNREACHED = Reads(GuardianRead, Guardian, UnreachedQuery, sorts=GUARDIAN, where=IS_COUNTED)
INVITABLE = Reads(GuardianRead, Guardian, InvitableQuery, sorts=GUARDIAN, where=IS_COUNTED)


@router.get("/uninvited-fathers", Access(Engagement, "find_gaps"))
async def list_children_with_uninvited_fathers(reader: Reader, query: FatherlessQuery) -> Answer[Page[ChildRead]]:
    """List children who have a father that can be invited and never was."""
    return await reader.page(FATHERS_LEFT_OUT, query)


@router.get("/unreached-guardians", Access(Engagement, "find_gaps"))
async def list_unreached_guardians(reader: Reader, query: UnreachedQuery) -> Answer[Page[GuardianRead]]:
    """List guardians whom nobody has reached since a moment: they neither answered nor declined nor took part."""
    return await reader.page(UNREACHED, query)


@router.get("/invitable-guardians", Access(Engagement, "find_gaps"))
async def list_invitable_guardians(reader: Reader, query: InvitableQuery) -> Answer[Page[GuardianRead]]:
    """List guardians who can be invited: in your reach, contactable, and not excluded for safety."""
    return await reader.page(INVITABLE, query)
