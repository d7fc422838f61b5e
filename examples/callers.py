"""People who call the API the way a front end does, and say plainly what was not as expected."""

import secrets
import time
from typing import Any
from uuid import UUID

import httpx

Body = dict[str, Any]


class Unexpected(Exception):
    """Something did not go as the story says."""


def check(holds: bool, sentence: str) -> None:
    """Stops the story unless the sentence holds."""
    if not holds:
        raise Unexpected(f"This does not hold: {sentence}")


def new_id() -> str:
    """An id as a phone makes it without a network: UUIDv7, 48 bits of milliseconds and then random ones."""
    number = (time.time_ns() // 1_000_000 << 80) | secrets.randbits(80)
    return str(UUID(int=number & ~(0xF << 76) & ~(0x3 << 62) | 0x7 << 76 | 0x2 << 62))


class Person:
    """Someone who signs in and calls. Every call says which status it expects."""

    def __init__(self, server: httpx.Client, address: str, password: str) -> None:
        self.server, self.address, self.password = server, address, password
        self.user_id = self.access_token = self.refresh_token = ""

    def sign_in(self, role: str = "") -> "Person":
        """Signs in with the first membership, or with the one in this role."""
        form = {"grant_type": "password", "username": self.address, "password": self.password}
        tokens = self.take(self.server.post("/v1/auth/token", data=form))
        if role and tokens["membership"]["role"] != role:
            wanted = next(found["id"] for found in tokens["memberships"] if found["role"] == role)
            form = {"grant_type": "refresh_token", "refresh_token": self.refresh_token, "membership": wanted}
            self.take(self.server.post("/v1/auth/token", data=form))
        self.user_id = self.get("/v1/me")["user_id"]
        return self

    def come_in(self, invited: Body) -> "Person":
        """Signs in by an invitation: its link, and the code that was told apart from it."""
        accepted = self.server.post(f"/v1/invitations/{invited['link']}/accept", json={"code": invited["code"]})
        self.take(accepted)
        self.user_id = self.get("/v1/me")["user_id"]
        return self

    def take(self, answer: httpx.Response) -> Any:
        """Keeps the tokens of an answer."""
        tokens = self.expected(answer, 200)
        self.access_token, self.refresh_token = tokens["access_token"], tokens["refresh_token"]
        return tokens

    def get(self, path: str, expect: int = 200, **query: Any) -> Any:
        """Reads a row or a page; with another status expected, gives the problem document."""
        return self.call("GET", path, expect, params=query)

    def all(self, path: str, **query: Any) -> list[Any]:
        """Every row of a list, page after page."""
        rows: list[Any] = []
        while True:
            page = self.get(path, **query)
            rows += page["items"]
            if page["next_cursor"] is None:
                return rows
            query["cursor"] = page["next_cursor"]

    def post(self, path: str, body: Body | None = None, expect: int = 201, key: str = "") -> Any:
        """Creates or moves something; `key` is the Idempotency-Key that makes a retry safe."""
        return self.call("POST", path, expect, json=body, headers={"idempotency-key": key} if key else {})

    def patch(self, path: str, changes: Body) -> Any:
        """Changes a row, if nobody has changed it since it was read."""
        seen = self.server.get(path, headers=self.bearer())
        return self.call("PATCH", path, 200, json=changes, headers={"if-match": seen.headers["etag"]})

    def call(self, method: str, path: str, expect: int, **more: Any) -> Any:
        headers = {**self.bearer(), **more.pop("headers", {})}
        return self.expected(self.server.request(method, path, headers=headers, **more), expect)

    def bearer(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.access_token}"}

    def expected(self, answer: httpx.Response, status: int) -> Any:
        if answer.status_code != status:
            what = f"{answer.request.method} {answer.request.url.path} as {self.address}"
            raise Unexpected(f"{what}: {status} expected, got {answer.status_code} {answer.text[:500]}")
        return answer.json() if answer.content else None


def slug(problem: Body) -> str:
    """Which problem it is: the last part of its type."""
    return str(problem["type"]).rsplit("/", 1)[-1]
