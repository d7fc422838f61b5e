"""Data by seed: the same size and seed give the same rows on both engines, and a cast of those who will ask."""

from random import Random
from uuid import UUID

from app.auth import trail
from app.core.database import Database
from app.models import Audit, Change, Tally
from app.models.membership import Role
from benchmarks.cast import Asker, Cast
from benchmarks.households import settle
from benchmarks.meetings import gather, mark, meet
from benchmarks.people import found
from benchmarks.sizes import SEED, Size
from benchmarks.society import BEGUN, Circle, Ids, Society
from benchmarks.storing import open_store

ASKERS = 64
SESSIONS_OF_AN_ASKER = 8
CHILDREN_OF_A_COORDINATOR = 64


def generate(database: Database, size: Size, seed: int = SEED) -> Cast:
    """Fills an empty database and says who may ask for what."""
    store, ids, cast = open_store(database), Ids(Random(seed)), Cast()
    for number in range(size.organisations):
        society = Society(number, size, ids, store, cast.rows)
        populate(society)
        choose(society, cast)
    store.close()
    return cast


def populate(society: Society) -> None:
    """One whole organisation."""
    found(society)
    learners = settle(society)
    society.told += [("children", learner.id) for learner in learners]
    gather(society, learners)
    mark(society, meet(society))
    leave_trail(society)


def leave_trail(society: Society) -> None:
    """A feed entry for each child, session and mark, one audit row for all of them, and the tally of both."""
    society.put(
        society.pattern(Change, "seq type row_id", op="upsert", version=1, at=BEGUN),
        ((seq, kind, id) for seq, (kind, id) in enumerate(society.told, 1)),
    )
    what = trail.canonical({"who": None, "as": "system: generated", "verb": "write", "rows": [], "request": ""})
    digest = trail.link("", trail.Place(UUID(society.id), trail.WRITES, 1), BEGUN, what)
    society.put(society.pattern(Audit, "lane seq what hash", at=BEGUN), [(trail.WRITES, 1, what, digest)])
    society.put(society.pattern(Tally, "feed audit head"), [(len(society.told), 1, digest)])


def choose(society: Society, cast: Cast) -> None:
    """Volunteers and a coordinator of each organisation; the leader of the deep group asks for nothing else."""
    groups = society.groups
    if society.size.deep and society.number == 0:
        cast.deep = asker(groups[0])
        groups = groups[1:]
    share = -(-ASKERS // society.size.organisations)
    cast.volunteers += [asker(circle) for circle in groups[:share]]
    children = [
        child for circle in groups[:: max(1, len(groups) // CHILDREN_OF_A_COORDINATOR)] for child, _ in circle.children
    ]
    coordinator = society.people[Role.COORDINATOR][0]
    cast.coordinators.append(Asker(coordinator, groups[0].id, children[:CHILDREN_OF_A_COORDINATOR], []))


def asker(circle: Circle) -> Asker:
    return Asker(circle.leader, circle.id, [child for child, _ in circle.children], circle.held[-SESSIONS_OF_AN_ASKER:])
