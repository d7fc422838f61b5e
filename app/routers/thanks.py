"""Thanks to volunteers."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.models import Thanks
from app.models.thanks import ThanksCreate, ThanksRead
from app.services.volunteers import thanking
from app.services.volunteers.thanking import AUTHOR_NAME
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1/thanks", tag="volunteers")


class ThanksQuery(ListQuery):
    volunteer_id: Annotated[list[UUID] | None, Many, Where(Thanks.volunteer_id)] = None
    user_id: Annotated[list[UUID] | None, Many, Where(Thanks.user_id)] = None
    created_by: Annotated[UUID | None, Where(Thanks.created_by, "is")] = None


THANKS = Reads(ThanksRead, Thanks, ThanksQuery, computed={"author_name": AUTHOR_NAME})


@router.get("", Access(Thanks, "read"))
async def list_thanks(reader: Reader, query: ThanksQuery) -> Answer[Page[ThanksRead]]:
    """List thanks: what was said to you, what you have said, as a supervisor what was said to your volunteers."""
    return await reader.page(THANKS, query)


@router.post("", Access(Thanks, "create"), 201)
def create_thanks(db: Db, new: ThanksCreate) -> Answer[ThanksRead]:
    """Thank a volunteer in a few words.

    A letter tells the volunteer that somebody thanks them, without the words. Name no child: the words stay with the
    volunteer. Nobody thanks themselves: 409 `second-person-needed`.
    """
    return db.created(THANKS, thanking.thank(db, new))


@router.get("/{id}", Access(Thanks, "read"))
async def read_thanks(reader: Reader, id: UUID, query: RowQuery) -> Answer[ThanksRead]:
    """Read thanks."""
    return await reader.one(THANKS, id, query)


@router.delete("/{id}", Access(Thanks, "delete"))
def delete_thanks(db: Db, id: UUID) -> Answer[None]:
    """Take back your own thanks; they are gone."""
    thanking.take_back(db, id)
    return Answer.nothing()
