"""School channels."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.models import SchoolChannel
from app.models.school_channel import SchoolChannelCreate, SchoolChannelRead, SchoolChannelUpdate, SchoolPlatform
from app.services.schools import joining_channels
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1/school-channels", tag="school-channels")


class SchoolChannelQuery(ListQuery):
    school_class_id: Annotated[list[UUID] | None, Many, Where(SchoolChannel.school_class_id)] = None
    user_id: Annotated[list[UUID] | None, Many, Where(SchoolChannel.user_id)] = None
    platform: Annotated[list[SchoolPlatform] | None, Many, Where(SchoolChannel.platform)] = None
    removed: Annotated[bool | None, Where(SchoolChannel.removed_on, "set")] = None


CHANNELS = Reads(SchoolChannelRead, SchoolChannel, SchoolChannelQuery)


@router.get("", Access(SchoolChannel, "read"))
async def list_school_channels(reader: Reader, query: SchoolChannelQuery) -> Answer[Page[SchoolChannelRead]]:
    """List school channels and who was added to them."""
    return await reader.page(CHANNELS, query)


@router.post("", Access(SchoolChannel, "create"), 201)
def create_school_channel(db: Db, new: SchoolChannelCreate) -> Answer[SchoolChannelRead]:
    """Record that somebody was added to a channel of a class.

    Neither invitation links nor joining codes nor passwords are stored: a name or purpose that looks like one is
    refused with `key_not_stored`.
    """
    return db.created(CHANNELS, joining_channels.join(db, new))


@router.get("/{id}", Access(SchoolChannel, "read"))
async def read_school_channel(reader: Reader, id: UUID, query: RowQuery) -> Answer[SchoolChannelRead]:
    """Read a school channel."""
    return await reader.one(CHANNELS, id, query)


@router.patch("/{id}", Access(SchoolChannel, "update"))
def update_school_channel(db: Db, id: UUID, changes: SchoolChannelUpdate) -> Answer[SchoolChannelRead]:
    """Change a school channel, or say when the person left it."""
    return db.shown(CHANNELS, joining_channels.change(db, db.matching(CHANNELS, id), changes).id)
