"""Notices: whether they have gone, or why not; what they said is not shown."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.core.moments import Moment
from app.models import Notice
from app.models.notice import NoticeHindrance, NoticeKind, NoticeRead, NoticeState
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader

router = Api("/v1/notices", tag="notices")


class NoticeQuery(ListQuery):
    kind: Annotated[list[NoticeKind] | None, Many, Where(Notice.kind)] = None
    state: Annotated[list[NoticeState] | None, Many, Where(Notice.state)] = None
    hindrance: Annotated[list[NoticeHindrance] | None, Many, Where(Notice.hindrance)] = None
    user_id: Annotated[list[UUID] | None, Many, Where(Notice.user_id)] = None
    guardian_id: Annotated[list[UUID] | None, Many, Where(Notice.guardian_id)] = None
    programme_id: Annotated[UUID | None, Where(Notice.programme_id, "is")] = None
    due_at_from: Annotated[Moment | None, Where(Notice.due_at, "from")] = None
    due_at_to: Annotated[Moment | None, Where(Notice.due_at, "until")] = None


NOTICES = Reads(NoticeRead, Notice, NoticeQuery)


@router.get("", Access(Notice, "read"))
async def list_notices(reader: Reader, query: NoticeQuery) -> Answer[Page[NoticeRead]]:
    """List notices.

    A coordinator sees those of their programmes, everyone else their own. Rows are kept for 90 days after their end.
    """
    return await reader.page(NOTICES, query)


@router.get("/{id}", Access(Notice, "read"))
async def read_notice(reader: Reader, id: UUID, query: RowQuery) -> Answer[NoticeRead]:
    """Read a notice."""
    return await reader.one(NOTICES, id, query)
