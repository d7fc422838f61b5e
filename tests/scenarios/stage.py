"""The stage of the writes that are tried with every role: who writes, where, and the register of cases."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from app.core import clock
from app.core.columns import instant_text
from app.web.contract import camel
from tests.world import Person, Place, World


@dataclass
class Stage:
    """Who writes and where; what is missing is arranged by the system or by the coordinator."""

    world: World
    me: Person

    @property
    def place(self) -> Place:
        return self.world.indigo

    def post(self, path: str, **body: Any) -> Any:
        return self.me.post(f"/v1/{path}", body)

    def patch(self, path: str, **body: Any) -> Any:
        return self.me.patch(f"/v1/{path}", body)

    def delete(self, path: str) -> Any:
        return self.me.delete(f"/v1/{path}")

    def id_of(self, path: str, by: Person | None = None, **body: Any) -> str:
        """The id of a row that somebody has made over HTTP."""
        answer = (by or self.me).post(f"/v1/{path}", body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def arrange(self, row: Any) -> UUID:
        with self.world.as_system(self.place) as db:
            id: UUID = db.put(row).id
            db.commit()
        return id


Case = Callable[[Stage], Any]
CASES: dict[str, Case] = {}


def case(write: Case) -> Case:
    """The operation has the function's name."""
    CASES[camel(write.__name__)] = write
    return write


def ahead(**more: Any) -> str:
    return instant_text(clock.now() + timedelta(**more))
