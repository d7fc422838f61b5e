"""Sign-ins: the devices on which the caller is signed in."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Reads
from app.auth.principal import me
from app.core.listing import ListQuery, Page, Where
from app.models.sign_in import SignIn, SignInRead
from app.services.sign_in import signing_out
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1/sign-ins", tag="signing in")


class SignInQuery(ListQuery):
    ended: Annotated[bool | None, Where(SignIn.ended_at, "set")] = None


SIGN_INS = Reads(SignInRead, SignIn, SignInQuery, computed={"current": SignIn.id == me.sign_in})


@router.get("", Access(SignIn, "read"))
async def list_sign_ins(reader: Reader, query: SignInQuery) -> Answer[Page[SignInRead]]:
    """List your own sign-ins in this organisation."""
    return await reader.page(SIGN_INS, query)


@router.post("/{id}/end", Access(SignIn, "end"), 204)
def end_sign_in(db: Db, id: UUID) -> Answer[None]:
    """Sign out a device, from its next request on."""
    signing_out.end_own(db, id)
    return Answer.nothing()
