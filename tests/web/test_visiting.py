"""Secret links: their holders act for one purpose on one row, and reach nothing else."""

from datetime import timedelta
from functools import partial
from typing import Annotated, Any

import orjson
import pytest
import sqlalchemy as sa
from pydantic import BaseModel
from starlette.testclient import TestClient

from app.auth.links import link_of
from app.auth.lookups import Lookup, columns, look
from app.auth.session import OwnedSession
from app.core import clock
from app.core.problems import Forbidden, IdempotencyKeyReused, NotFound
from app.core.shapes import Body
from app.core.tiers import C3
from app.models import Child, Family, SecretLink
from app.models.secret_link import LinkPurpose
from app.services.sign_in import linking
from app.web.call import Call
from app.web.visiting import Visit, Way, visit
from tests.acting import left
from tests.scenarios.test_every_operation import principal
from tests.signing import later
from tests.world import World

ANSWER, FOLLOW = LinkPurpose.ANSWER_ENGAGEMENT, LinkPurpose.FOLLOW_APPLICATION


class Told(BaseModel):
    name: Annotated[str, C3]


class Said(Body):
    yes: bool = True


def link(world: World, subject_id: Any, **life: float) -> str:
    """Made by the mediator, who has no right on links themselves."""
    with OwnedSession(world.database, principal(world.indigo.mediator)) as db:
        text = linking.make(db, ANSWER, subject_id, clock.now() + timedelta(**life or {"days": 7}))
        db.commit()
    return text


def come(world: World, text: str, work: Any, purpose: LinkPurpose = ANSWER, **more: Any) -> Any:
    """A request by the holder of a link, as an operation would hand it on."""
    headers = [(name.encode(), value.encode()) for name, value in more.get("headers", {}).items()]
    scope = {"method": more.get("method", "POST"), "path": f"/v1/x/{text}", "headers": headers}
    client: TestClient = world.client
    call, way = Call(world.app.state.process, scope), Way(link_of(text), purpose)
    return client.portal.call(partial(visit, call, way, work, more.get("body")))  # type: ignore[union-attr]


def reads(db: Visit) -> Any:
    with db.beyond_reach("test data") as wide:
        return db.tell(Told(name=wide.find(Child, db.visitor.subject_id).first_name))


def test_a_link_opens_one_row_for_one_purpose_as_long_as_it_is_good(world: World) -> None:
    place = world.indigo
    text = link(world, place.mila)
    answer = come(world, text, reads, method="GET")
    assert (answer.status, orjson.loads(answer.body)) == (200, {"name": "Mila"})
    assert (b"cache-control", b"no-store") in answer.headers
    told = left(world.database, place.id).audit[-1]
    assert (told["as"], told["who"], told["tiers"]) == ("link: answer_engagement", None, [3])
    elsewhere = text.replace(place.id.hex, world.red_cross.id.hex)
    for wrong, purpose in ((text, FOLLOW), (elsewhere, ANSWER), (text[:-1] + "!", ANSWER), ("x", ANSWER)):
        with pytest.raises(NotFound):
            come(world, wrong, reads, purpose)
    short = link(world, place.luka, minutes=1)
    with later(minutes=2):
        assert come(world, text, reads).status == 200
        with pytest.raises(NotFound):
            come(world, short, reads)
    with world.as_system(place) as db:
        assert text.split(".")[1] not in str([row.model_dump() for row in db.execute(sa.select(SecretLink)).scalars()])
        linking.end_all(db, ANSWER, place.mila)
        db.commit()
    with pytest.raises(NotFound):
        come(world, text, reads)


def test_a_visitor_reaches_no_row_by_any_road(world: World) -> None:
    place = world.indigo
    text = link(world, place.mila)
    names = Lookup(sa.select(*columns(Child, "id first_name")))
    with world.as_system(place) as db:
        assert len(look(db, names)) == 2  # what the system finds is not kept for visitors

    def refused(db: Visit) -> Any:
        for road in (
            lambda: db.find(Child, place.mila),
            lambda: db.refer(Child, place.mila, "child_id"),
            lambda: look(db, names),
            lambda: db.put(Family(programme_id=place.programme, display_name="Ilić")),
        ):
            with pytest.raises(Exception) as stopped:
                road()
            assert isinstance(stopped.value, Forbidden) or isinstance(stopped.value.__cause__, Forbidden)
        db.expunge_all()
        return reads(db)

    assert come(world, text, refused).status == 200


def test_a_retried_request_is_answered_once_and_a_used_link_ends(world: World) -> None:
    place, calls = world.indigo, []
    text = link(world, place.mila)

    def renames(db: Visit) -> Any:
        calls.append(1)
        with db.beyond_reach("test data") as wide:
            wide.find(Child, db.visitor.subject_id).first_name = f"Mila {len(calls)}"
            linking.use_up(wide, wide.find(SecretLink, db.visitor.link_id))
        return reads(db)

    key = {"headers": {"idempotency-key": "once"}}
    first, again = (come(world, text, renames, body=Said(), **key) for _ in range(2))
    assert (first.body, first.status, len(calls)) == (again.body, again.status, 1)
    with pytest.raises(IdempotencyKeyReused):
        come(world, text, renames, body=Said(yes=False), **key)
    changed = left(world.database, place.id).audit[-1]
    assert (changed["as"], ["update", "children", str(place.mila)] in changed["rows"]) == (
        "link: answer_engagement",
        True,
    )
    with later(minutes=3), pytest.raises(NotFound):
        come(world, text, renames)
