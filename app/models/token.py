"""What the token endpoint takes and gives (RFC 6749), and what the server tells about itself."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from app.core.shapes import Body
from app.core.tiers import C2
from app.models.membership import Role

# RFC 6749, 4.5: a grant of our own has a name that is a URI.
CODE = "urn:learnbridge:grant:one-time-code"
GRANTS = ("password", "refresh_token", CODE)


class TokenRequest(BaseModel):
    """The form of the token endpoint; which members are needed depends on `grant_type`."""

    grant_type: str = Field(default="", json_schema_extra={"enum": [*GRANTS]})
    username: str = Field(default="", description="The e-mail address, or the sign-in name of a person without one")
    password: str = Field(default="", description="password", json_schema_extra={"format": "password"})
    code: str = Field(default="", description="one-time-code: the six digits that were told")
    refresh_token: str = Field(
        default="", description="refresh_token: the one that the answer before brought; good for one use"
    )
    membership: str = Field(
        default="",
        description="The id of the membership to sign in with (the oldest without it), or to switch to",
        json_schema_extra={"format": "uuid"},
    )
    device: str = Field(default="", description="Your own name for the device, shown among the sign-ins")


class SignInCodeRequest(Body):
    """Who asks for a code to be sent."""

    username: Annotated[str, StringConstraints(min_length=1, max_length=254)] = Field(
        description="The sign-in name that came with the invitation"
    )


class MembershipPlace(BaseModel):
    """A membership and where it is."""

    id: Annotated[UUID, C2]
    role: Annotated[Role, C2]
    organisation_id: Annotated[UUID, C2]
    organisation_name: Annotated[str, C2]


class TokenAnswer(BaseModel):
    """Tokens for one membership, and the other memberships that one may switch to."""

    access_token: str
    token_type: str = Field(description="Bearer")
    expires_in: int = Field(description="Seconds; after them use the refresh token")
    refresh_token: str = Field(description="Good for one use; the answer to it brings the next one")
    membership: MembershipPlace
    memberships: list[MembershipPlace]


class RevocationRequest(BaseModel):
    """The form of the revocation endpoint (RFC 7009)."""

    token: str = Field(default="", description="A refresh token or an access token")


class Jwk(BaseModel):
    """A public key (RFC 7517)."""

    kty: str
    crv: str
    x: str
    y: str
    kid: str
    use: str
    alg: str


class Jwks(BaseModel):
    """The keys that verify access tokens, newest first."""

    keys: list[Jwk]


class ServerMetadata(BaseModel):
    """What an OAuth client needs to know of this server (RFC 8414)."""

    issuer: str = Field(description="`iss` and `aud` of the access tokens")
    token_endpoint: str
    revocation_endpoint: str
    jwks_uri: str
    service_documentation: str
    grant_types_supported: list[str]
    response_types_supported: list[str]
    token_endpoint_auth_methods_supported: list[str]
    revocation_endpoint_auth_methods_supported: list[str]
