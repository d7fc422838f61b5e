"""Statements about consents for tests, made over HTTP by the one who would."""

from typing import Any

from tests.households import listed
from tests.world import World


def state(world: World, role: str = "mediator", child: str = "mila", **more: Any) -> Any:
    """The answer to a statement about a child."""
    body = {"child_id": str(world.indigo.ids[child]), "purpose": "referral", **more}
    return world.indigo.people[role].post("/v1/consents", body)


def answer(world: World, asked: Any, move: str, role: str = "mediator", **more: Any) -> Any:
    """The answer to answering a statement."""
    return world.indigo.people[role].post(f"/v1/consents/{asked}/{move}", more)


def effect(world: World, purpose: str = "referral", role: str = "mediator") -> Any:
    """What holds for Mila: the states of her effects for a purpose."""
    path = f"/v1/consent-effects?child_id={world.indigo.mila}&purpose={purpose}"
    return listed(world.indigo.people[role].get(path), "state")


def sharing(world: World) -> str:
    path = f"/v1/consents?child_id={world.indigo.mila}&purpose=share_with_school"
    return str(listed(world.indigo.dpo.get(path))[-1])
