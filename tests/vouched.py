"""A guardian without a login who answers for Mila, as tests of invitations need one."""

from typing import Any

from tests.households import guardian


def vouched(place: Any, child: str = "mila") -> str:
    """The id of a new guardian in Mila's family, verified by the coordinator for the child."""
    boss, family = place.coordinator, place.petrovic if child == "mila" else place.jovic
    id: str = guardian(boss, family, languages=["rom"]).json()["id"]
    for link in boss.get(f"/v1/guardianships?guardian_id={id}").json()["items"]:
        assert boss.post(f"/v1/guardianships/{link['id']}/verify").status_code == 200
    return id
