"""The token endpoint's work (RFC 6749): which grant is asked for, and whether its parameters are there."""

from typing import Any
from uuid import UUID

from app.core.strict_json import clean_text
from app.models.token import CODE, RevocationRequest, TokenRequest
from app.services.sign_in import signing_in, signing_in_by_code, signing_out, staying_signed_in
from app.services.sign_in.issuing_tokens import Door, InvalidTokenRequest
from app.services.sign_in.signing_in import PasswordGrant
from app.services.sign_in.signing_in_by_code import CodeGrant
from app.services.sign_in.staying_signed_in import RefreshGrant

LONGEST_LABEL = 300


async def grant(door: Door, asked: TokenRequest) -> dict[str, Any]:
    """The answer with tokens; InvalidTokenRequest where parameters are missing or wrong."""
    match asked.grant_type:
        case "password":
            return await signing_in.sign_in(door, password_grant(asked))
        case "refresh_token":
            return await staying_signed_in.stay(door, refresh_grant(asked))
        case grant_type if grant_type == CODE:
            return await signing_in_by_code.sign_in(door, code_grant(asked))
        case "":
            raise InvalidTokenRequest(error="invalid_request")
        case _:
            raise InvalidTokenRequest(error="unsupported_grant_type")


async def revoke(door: Door, asked: RevocationRequest) -> None:
    """Ends what the token belongs to; InvalidTokenRequest only where there is none."""
    await door.database.write(lambda: signing_out.revoke(door, needed(asked.token)))


def password_grant(asked: TokenRequest) -> PasswordGrant:
    return PasswordGrant(needed(asked.username), needed(asked.password), membership_of(asked), device_of(asked))


def code_grant(asked: TokenRequest) -> CodeGrant:
    return CodeGrant(needed(asked.username), needed(asked.code), device_of(asked))


def refresh_grant(asked: TokenRequest) -> RefreshGrant:
    return RefreshGrant(needed(asked.refresh_token), membership_of(asked))


def needed(value: str) -> str:
    if not value:
        raise InvalidTokenRequest(error="invalid_request")
    return value


def membership_of(asked: TokenRequest) -> UUID | None:
    try:
        return UUID(asked.membership) if asked.membership else None
    except ValueError:
        raise InvalidTokenRequest(error="invalid_request") from None


def device_of(asked: TokenRequest) -> str:
    try:
        return clean_text(asked.device)[:LONGEST_LABEL]
    except ValueError:
        raise InvalidTokenRequest(error="invalid_request") from None
