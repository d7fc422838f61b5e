"""Every write x every role that the permissions grant it to: one request that succeeds and is answered as agreed.

The cases stand in writes/, one file an area.
"""

import importlib
from pathlib import Path
from typing import Any

import pytest

from app.auth.permissions import may
from app.models.membership import Role
from tests.scenarios.conforming import conforms
from tests.scenarios.stage import CASES, Stage
from tests.scenarios.test_every_operation import GUARDED, method_of
from tests.world import World, short

WRITES = [op for op in GUARDED if op.access.model is not None and method_of(op) != "GET"]
for area in sorted((Path(__file__).parent / "writes").glob("[a-z]*.py")):
    importlib.import_module(f"tests.scenarios.writes.{area.stem}")


@pytest.mark.parametrize("role", list(Role))
def test_what_a_role_may_write_it_really_can(world: World, role: Role):
    stage, wrong = Stage(world, world.indigo.people[short(role)]), []
    for operation in WRITES:
        if may(role, operation.access.verb, operation.access.model):
            answer = CASES[operation.operation_id](stage)
            if answer.status_code != operation.about["status_code"]:
                wrong.append((operation.operation_id, answer.status_code, answer.text))
            wrong += conforms(operation.operation_id, answer)
    assert wrong == []


def test_every_write_is_tried():
    written = {operation.operation_id for operation in WRITES}
    assert written ^ CASES.keys() == set()
    nobody = [op.operation_id for op in WRITES if not any(may(role, *granted(op)) for role in Role)]
    assert nobody == []


def granted(operation: Any) -> tuple[str, type]:
    return operation.access.verb, operation.access.model
