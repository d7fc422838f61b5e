"""Signing in and out, and what an OAuth client needs to know of the server."""

import re

from pydantic import ConfigDict

from app.core.json_text import json_text
from app.models.token import (
    GRANTS,
    Jwks,
    RevocationRequest,
    ServerMetadata,
    SignInCodeRequest,
    TokenAnswer,
    TokenRequest,
)
from app.services.sign_in import granting_tokens, sending_codes
from app.services.sign_in.issuing_tokens import Door
from app.web.answer import JSON, NEVER_STORED, Answer
from app.web.api import PUBLIC, Api
from app.web.call import Call
from app.web.parameters import Form, form_contract
from app.web.refusals import translated

router = Api("/v1/auth", tag="signing in")
well_known = Api("/.well-known", tag="signing in")

TOKENS = (JSON, NEVER_STORED, (b"pragma", b"no-cache"))
# Shorter than a new key waits before it signs, less the time in which processes hear of it.
KEYS_CACHED = (JSON, (b"cache-control", b"public, max-age=30"))
HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(:\d{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:\d{1,5})?")


class TokenForm(TokenRequest, Form):
    model_config = ConfigDict(extra="ignore")


class RevocationForm(RevocationRequest, Form):
    model_config = ConfigDict(extra="ignore")


@router.post("/token", PUBLIC, statuses=(401, 429), extra=form_contract(TokenRequest, "grant_type"))
async def create_token(call: Call, form: TokenForm) -> Answer[TokenAnswer]:
    """Sign in, stay signed in, or switch to another membership.

    `grant_type=password` with `username` and `password` signs in; `membership` names one of several, `device` is shown
    among the sign-ins. `grant_type=urn:learnbridge:grant:one-time-code` with `username` and `code` signs in a guardian
    by the code that a mediator has told (`POST /v1/guardians/{id}/sign-in-code`) or that came by e-mail (`POST
    /v1/auth/code`). `grant_type=refresh_token` gives new
    tokens; with the `membership` of the same account it ends the sign-in and begins one with that. A refresh token is
    good for one use, and for 30 seconds once more when the answer was lost; one that comes again later ends its
    sign-in. Refusals carry the `error` of RFC 6749; unknown parameters are ignored.
    """
    with translated():
        return Answer(json_text(await granting_tokens.grant(Door.of(call), form)), 200, TOKENS)


@router.post("/code", PUBLIC, 204, statuses=(429,))
async def request_sign_in_code(call: Call, asked: SignInCodeRequest) -> Answer[None]:
    """Ask for a one-time code by e-mail, as a guardian with a sign-in name.

    204 whether there is such a guardian or not. The code goes to the e-mail address among the guardian's contact
    points, at any hour, is good for ten minutes and takes the place of the one before; sign in with it at
    `/v1/auth/token`. A guardian without an address is told a code by a mediator.
    """
    with translated():
        await sending_codes.request(Door.of(call), asked.username)
    return Answer.nothing()


@router.post("/revoke", PUBLIC, extra=form_contract(RevocationRequest, "token"))
async def revoke_token(call: Call, form: RevocationForm) -> Answer[None]:
    """Sign out.

    Ends the sign-in of a refresh or an access token, from the next request on. 200 also for a token that is no longer
    good, or never was (RFC 7009).
    """
    with translated():
        await granting_tokens.revoke(Door.of(call), form)
    return Answer(b"", 200, TOKENS[1:])


@well_known.get("/jwks.json", PUBLIC)
async def read_jwks(call: Call) -> Answer[Jwks]:
    """Read the public keys of the access tokens."""
    return Answer(json_text(call.process.ring.jwks()), 200, KEYS_CACHED)


@well_known.get("/oauth-authorization-server", PUBLIC)
async def read_authorization_server(call: Call) -> Answer[ServerMetadata]:
    """Read what an OAuth client needs to know (RFC 8414)."""
    base = base_of(call)
    return Answer.json(
        {
            "issuer": call.process.settings.issuer,
            "token_endpoint": f"{base}/v1/auth/token",
            "revocation_endpoint": f"{base}/v1/auth/revoke",
            "jwks_uri": f"{base}/.well-known/jwks.json",
            "service_documentation": f"{base}/docs",
            "grant_types_supported": list(GRANTS),
            "response_types_supported": [],
            "token_endpoint_auth_methods_supported": ["none"],
            "revocation_endpoint_auth_methods_supported": ["none"],
        }
    )


def base_of(call: Call) -> str:
    """Where this server is: the issuer if that is an address, else as it was called."""
    issuer = call.process.settings.issuer
    if issuer.startswith(("https://", "http://")):
        return issuer.rstrip("/")
    given = call.headers.get(b"host", b"").decode("latin-1")
    host, port = call.scope.get("server") or ("localhost", None)
    return f"{call.scope['scheme']}://{given if HOST.fullmatch(given) else f'{host}:{port}'}"
