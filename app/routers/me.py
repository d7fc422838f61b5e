"""The caller's own affairs."""

from app.auth.declared import Reads
from app.auth.reader import Found
from app.auth.who import who
from app.core.json_text import json_text
from app.models.me import Me, PasswordChange
from app.models.user import User, UserRead
from app.services.sign_in import changing_password
from app.services.sign_in.changing_password import Secrets
from app.services.sign_in.issuing_tokens import Door
from app.web.answer import Answer
from app.web.api import SIGNED_IN, Api
from app.web.call import Call, Reader
from app.web.refusals import translated

router = Api("/v1/me", tag="signing in")

MYSELF = Reads(UserRead, User)
TIERS = [2, 3]


@router.get("", SIGNED_IN)
async def read_me(reader: Reader) -> Answer[Me]:
    """Read who you are and what you may do.

    The person, the membership of this token, the other memberships to switch to, and resource by resource the verbs
    that the role may use.
    """
    found = json_text(await who(reader.database, reader.me))
    return await reader.show(MYSELF, Found(found, (str(reader.me.user_id),), TIERS))


@router.post("/password", SIGNED_IN, 204, statuses=(429,))
async def change_password(call: Call, body: PasswordChange) -> Answer[None]:
    """Change your password.

    All your other sign-ins end, in every organisation.
    """
    given = Secrets(body.current.get_secret_value(), body.new.get_secret_value())
    with translated():
        await changing_password.change_password(Door.of(call), call.principal, given)
    return Answer.nothing()
