"""The last place, of a group, at an interview and of an opportunity: raced for over HTTP, none over, none lost."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import httpx
import pytest
import sqlalchemy as sa

from app.core import clock
from app.models import Application, Child, GroupMember, InterviewSlot, MentorGroup, Opportunity, Volunteer
from app.models.application import ApplicationState
from app.models.child import ChildStatus
from app.models.interview_slot import InterviewSlotState
from app.models.opportunity import OpportunityState
from app.models.secret_link import LinkPurpose
from app.services.sign_in import linking
from tests.furnishings.outreach import opportunity
from tests.groups import children, group
from tests.world import World

PLACES, CHILDREN = 7, 50
APPLICANTS, THREE = 12, 3
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


class Post(NamedTuple):
    """What somebody sends."""

    path: str
    body: dict[str, str]


async def race(servers: list[str], token: str, posts: list[Post]) -> list[Any]:
    """Sends all at the same moment, in turn to each server, every one over a connection that is open already."""
    headers = {"authorization": f"Bearer {token}"} if token else {}
    limits = httpx.Limits(max_connections=len(posts))
    async with httpx.AsyncClient(headers=headers, limits=limits, timeout=PATIENCE, trust_env=False) as client:
        await asyncio.gather(*(client.get(f"{server}/health/live") for server in servers))
        sent = (
            client.post(servers[turn % len(servers)] + post.path, json=post.body) for turn, post in enumerate(posts)
        )
        return await asyncio.gather(*sent)


def won(answers: list[Any], status: int, refusal: dict[str, Any]) -> list[Any]:
    """The answers of those who won; every other one got this refusal, and nobody anything else."""
    winners = [answer.json() for answer in answers if answer.status_code == status]
    problems = [answer.json() for answer in answers if answer.status_code != status]
    assert Counter(tuple(problem.get(name) for name in refusal) for problem in problems) == {
        tuple(refusal.values()): len(answers) - len(winners)
    }
    return winners


def test_the_last_place_goes_to_one_whoever_races_for_it(world: World, servers: list[str]) -> None:
    """One story after the other on the same servers, whose start costs more than all of the races."""
    fifty_children_race_for_seven_places(world, servers)
    twelve_applicants_race_for_one_interview(world, servers)
    twelve_acceptances_race_for_three_places(world, servers)


def fifty_children_race_for_seven_places(world: World, servers: list[str]) -> None:
    place, made = world.indigo, children(world, world.indigo, CHILDREN)
    last = group(world, place, max_members=PLACES, max_per_leader=PLACES)
    path = f"/v1/mentor-groups/{last}/members"
    posts = [Post(path, {"child_id": str(child)}) for child in made]
    refusal = {"type": "/problems/capacity-exceeded", "rule": "places", "limit": PLACES, "present": PLACES}
    winners = won(asyncio.run(race(servers, place.coordinator.token, posts)), 201, refusal)
    with world.as_system(place) as db:
        members = list(db.execute(sa.select(GroupMember).where(GroupMember.group_id == last)).scalars())
        placed = {member.child_id for member in members if member.state == "active"}
        active = list(db.execute(sa.select(Child).where(Child.status == ChildStatus.ACTIVE)).scalars())
        assert len(members) == len(placed) == db.find(MentorGroup, last).active_members == PLACES
        assert {child.id for child in active if child.id in made} == placed
    assert placed == {UUID(winner["child_id"]) for winner in winners}


def invited(world: World, places: int) -> tuple[UUID, list[UUID]]:
    """An opportunity of so many places, and applicants who are invited to the interview for it."""
    place = world.indigo
    with world.as_system(place) as db:
        offered = db.put(opportunity(place, "Mentor", OpportunityState.OPEN, places_wanted=places)).id
        about = {"opportunity_id": offered, "programme_id": place.programme, "language": "fi", "processing_text": "1"}
        made = []
        for number in range(APPLICANTS):
            email = f"{number}.{offered.hex}@race.example"
            known = {"given_name": "Aino", "surname": str(number), "email": email, "contact": email}
            row = Application(**about, **known, state=ApplicationState.INTERVIEW, submitted_at=clock.now())
            made.append(db.put(row).id)
        db.commit()
    return offered, made


def twelve_applicants_race_for_one_interview(world: World, servers: list[str]) -> None:
    place, (offered, made) = world.indigo, invited(world, 9)
    begins = clock.now() + timedelta(days=2)
    with world.as_system(place) as db:
        when = {"starts_at": begins, "ends_at": begins + timedelta(minutes=30), "minutes": 30}
        of = {"opportunity_id": offered, "programme_id": place.programme, "interviewer_id": place.supervisor.user_id}
        slot = db.put(InterviewSlot(**of, **when)).id
        links = [linking.make(db, LinkPurpose.FOLLOW_APPLICATION, id, begins) for id in made]
        db.commit()
    posts = [Post(f"/v1/application-links/{link}/slot", {"slot_id": str(slot)}) for link in links]
    winners = won(asyncio.run(race(servers, "", posts)), 200, {"type": "/problems/slot-gone"})
    assert [winner["slot"]["id"] for winner in winners] == [str(slot)]
    with world.as_system(place) as db:
        taken = db.execute(sa.select(InterviewSlot).where(InterviewSlot.application_id.in_(made))).scalars().all()  # type: ignore[union-attr]
        assert [(row.id, row.state) for row in taken] == [(slot, InterviewSlotState.TAKEN)]


def twelve_acceptances_race_for_three_places(world: World, servers: list[str]) -> None:
    place, (offered, made) = world.indigo, invited(world, THREE)
    posts = [Post(f"/v1/applications/{id}/accept", {}) for id in made]
    refusal = {"type": "/problems/no-place-left", "limit": THREE, "present": THREE}
    winners = won(asyncio.run(race(servers, place.coordinator.token, posts)), 200, refusal)
    with world.as_system(place) as db:
        seeks = db.find(Opportunity, offered)
        assert (seeks.places_taken, seeks.state) == (THREE, OpportunityState.FILLED)
        rows = {id: db.find(Application, id) for id in made}
        accepted = {id for id, row in rows.items() if row.state is ApplicationState.ACCEPTED}
        assert accepted == {UUID(winner["id"]) for winner in winners} and len(accepted) == THREE
        became = {rows[id].user_id for id in accepted}
        volunteers = sa.select(Volunteer.user_id).where(Volunteer.user_id.in_(became))  # type: ignore[attr-defined]
        assert set(db.execute(volunteers).scalars()) == became and len(became) == THREE
        assert all(rows[id].user_id is None for id in rows.keys() - accepted)
