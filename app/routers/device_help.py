"""Device help."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.core.moments import Moment
from app.models import DeviceHelp
from app.models.device_help import DeviceHelpCreate, DeviceHelpRead, DeviceHelpUpdate, DeviceIssue
from app.services.families import helping_with_devices
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1/device-help", tag="device-help")


class DeviceHelpQuery(ListQuery):
    child_id: Annotated[list[UUID] | None, Many, Where(DeviceHelp.child_id)] = None
    family_id: Annotated[list[UUID] | None, Many, Where(DeviceHelp.family_id)] = None
    helper_id: Annotated[list[UUID] | None, Many, Where(DeviceHelp.helper_id)] = None
    issue: Annotated[list[DeviceIssue] | None, Many, Where(DeviceHelp.issue)] = None
    solved: Annotated[bool | None, Where(DeviceHelp.solved, "is")] = None
    helped_at_from: Annotated[Moment | None, Where(DeviceHelp.helped_at, "from")] = None
    helped_at_to: Annotated[Moment | None, Where(DeviceHelp.helped_at, "until")] = None


HELP = Reads(DeviceHelpRead, DeviceHelp, DeviceHelpQuery, sorts={"helped_at": DeviceHelp.helped_at})


@router.get("", Access(DeviceHelp, "read"))
async def list_device_help(reader: Reader, query: DeviceHelpQuery) -> Answer[Page[DeviceHelpRead]]:
    """List help with devices: your own as an assistant."""
    return await reader.page(HELP, query)


@router.post("", Access(DeviceHelp, "create"), 201)
def create_device_help(db: Db, new: DeviceHelpCreate) -> Answer[DeviceHelpRead]:
    """Record help that you gave with a device, to a child or a family."""
    return db.created(HELP, helping_with_devices.help_out(db, new))


@router.get("/{id}", Access(DeviceHelp, "read"))
async def read_device_help(reader: Reader, id: UUID, query: RowQuery) -> Answer[DeviceHelpRead]:
    """Read an entry of help with a device."""
    return await reader.one(HELP, id, query)


@router.patch("/{id}", Access(DeviceHelp, "update"))
def update_device_help(db: Db, id: UUID, changes: DeviceHelpUpdate) -> Answer[DeviceHelpRead]:
    """Correct an entry of your own."""
    return db.shown(HELP, helping_with_devices.change(db, db.matching(HELP, id), changes).id)
