"""What the server tells about itself: its public keys, and what an OAuth client needs."""

from typing import Any

from jose import jws
from starlette.testclient import TestClient

from app.core.settings import Settings
from app.main import create_app
from tests.world import World


def test_the_published_keys_verify_our_tokens(world: World) -> None:
    answer = world.client.get("/.well-known/jwks.json")
    assert answer.headers["cache-control"] == "public, max-age=30"
    (key,) = answer.json()["keys"]
    assert (key["kty"], key["crv"], key["alg"], key["use"]) == ("EC", "P-256", "ES256", "sig")
    assert b'"membership"' in jws.verify(world.indigo.coordinator.token, key, algorithms=["ES256"])


def test_nothing_private_is_published(world: World) -> None:
    for key in world.client.get("/.well-known/jwks.json").json()["keys"]:
        assert key.keys() == {"kty", "crv", "x", "y", "kid", "use", "alg"}


def test_the_metadata_names_what_exists(world: World) -> None:
    told = world.client.get("/.well-known/oauth-authorization-server").json()
    assert told["issuer"] == "learnbridge"
    assert told["grant_types_supported"] == ["password", "refresh_token", "urn:learnbridge:grant:one-time-code"]
    assert told["response_types_supported"] == []
    assert world.client.get(told["jwks_uri"]).status_code == 200
    for endpoint in ("token_endpoint", "revocation_endpoint"):
        assert world.client.post(told[endpoint], data={"x": "y"}).json()["error"] == "invalid_request"


def test_an_issuer_that_is_an_address_is_where_the_server_is(database_url: str, keys: Any) -> None:
    settings = Settings(
        DATABASE_URL=database_url, keys_dir=keys, pool_size=2, jobs="off", issuer="https://api.example/"
    )
    with TestClient(create_app(settings)) as client:
        told = client.get("/.well-known/oauth-authorization-server", headers={"host": "evil.example"}).json()
        assert told["token_endpoint"] == "https://api.example/v1/auth/token"


def test_a_host_that_is_none_is_not_repeated(world: World) -> None:
    told = world.client.get("/.well-known/oauth-authorization-server", headers={"host": 'x"><script>'}).json()
    assert told["token_endpoint"] == "http://testserver:80/v1/auth/token"
