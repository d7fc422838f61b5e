"""Fifty placings at once on seven places, over HTTP, against servers of their own: none over, none lost, no error."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
import sqlalchemy as sa

from app.models import Child, GroupMember, MentorGroup
from app.models.child import ChildStatus
from tests.groups import children, group
from tests.world import World

PLACES, CHILDREN = 7, 50
PATIENCE = 60  # seconds, for a server to start on a busy machine


@pytest.fixture
def servers(database_url: str, keys: Path) -> Iterator[list[str]]:
    """The addresses of one process on SQLite, which has one writer, and of two on PostgreSQL."""
    with ExitStack() as running:
        count = 1 if database_url.startswith("sqlite") else 2
        yield [running.enter_context(serving(database_url, keys)) for _ in range(count)]


@contextmanager
def serving(database_url: str, keys: Path) -> Iterator[str]:
    """A server process on a socket that listens already: who connects before it is ready waits, nobody polls."""
    settings = {"DATABASE_URL": database_url, "LEARNBRIDGE_KEYS_DIR": str(keys), "LEARNBRIDGE_LOG_LEVEL": "error"}
    with socket.create_server(("127.0.0.1", 0), backlog=CHILDREN) as listening:
        port, file = listening.getsockname()[1], listening.fileno()
        command = [sys.executable, "-m", "uvicorn", "--factory", "app.start:create_app", "--fd", str(file)]
        process = subprocess.Popen(
            [*command, "--log-level", "error"], env=os.environ | settings, pass_fds=[file], stderr=subprocess.DEVNULL
        )
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)


async def place_all(servers: list[str], token: str, group_id: UUID, made: list[UUID]) -> list[Any]:
    """Sends every placing at the same moment, in turn to each server."""
    path, headers = f"/v1/mentor-groups/{group_id}/members", {"authorization": f"Bearer {token}"}
    limits = httpx.Limits(max_connections=len(made))
    async with httpx.AsyncClient(headers=headers, limits=limits, timeout=PATIENCE, trust_env=False) as client:
        await asyncio.gather(*(client.get(f"{server}/v1/mentor-groups/{group_id}") for server in servers))
        posts = [
            client.post(servers[turn % len(servers)] + path, json={"child_id": str(child)})
            for turn, child in enumerate(made)
        ]
        return await asyncio.gather(*posts)


def test_fifty_children_race_for_seven_places(world: World, servers: list[str]) -> None:
    place, made = world.indigo, children(world, world.indigo, CHILDREN)
    last = group(world, place, max_members=PLACES, max_per_leader=PLACES)
    answers = asyncio.run(place_all(servers, place.coordinator.token, last, made))
    assert Counter(answer.status_code for answer in answers) == {201: PLACES, 409: CHILDREN - PLACES}
    refused = [answer.json() for answer in answers if answer.status_code == 409]
    assert {(problem["type"], problem["rule"], problem["limit"], problem["present"]) for problem in refused} == {
        ("/problems/capacity-exceeded", "places", PLACES, PLACES)
    }
    with world.as_system(place) as db:
        members = list(db.execute(sa.select(GroupMember).where(GroupMember.group_id == last)).scalars())
        placed = {member.child_id for member in members if member.state == "active"}
        active = list(db.execute(sa.select(Child).where(Child.status == ChildStatus.ACTIVE)).scalars())
        assert len(members) == len(placed) == db.find(MentorGroup, last).active_members == PLACES
        assert {child.id for child in active if child.id in made} == placed
    assert placed == {UUID(answer.json()["child_id"]) for answer in answers if answer.status_code == 201}
