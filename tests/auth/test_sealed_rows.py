"""Sealed columns: ciphertext in the database, plain text everywhere else, keys that rotate while everybody works."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel import col

from app.auth import resealing
from app.auth.declared import Include, Reads
from app.auth.lookups import Lookup, columns, look
from app.auth.opening import opened
from app.auth.reader import plan_for, row_question
from app.auth.sealed_rows import SEALED
from app.auth.sheets import Sheet, insert_rows, update_rows
from app.core.ids import uuid7
from app.core.problems import Forbidden
from app.core.sealing import Ciphertext, SealBroken
from app.core.statements import execute
from app.models import DataKey, Family, Guardian
from app.models.family import FamilyRead
from app.models.guardian import GuardianRead, GuardianRelation
from app.models.membership import Role
from tests.acting import acting, as_system
from tests.world import World

SECRET = "Отац је опасан: не звати 🗝"
guardians: sa.Table = Guardian.__table__  # type: ignore[attr-defined]
keys: sa.Table = DataKey.__table__  # type: ignore[attr-defined]


def stored(world: World, name: str = "jelena") -> str:
    """The text as the database has it."""
    assert world.database is not None
    with world.database.owner() as connection:
        text = sa.type_coerce(guardians.c.safety_note, sa.Text)
        return str(connection.scalar(sa.select(text).where(guardians.c.id == world.indigo.ids[name])))


def numbers(world: World) -> list[int]:
    assert world.database is not None
    with world.database.owner() as connection:
        return list(connection.scalars(sa.select(keys.c.number).order_by(keys.c.number)))


def write(world: World, text: str = SECRET) -> None:
    with acting(world.database, world.indigo.coordinator) as db:
        db.find(Guardian, world.indigo.jelena).safety_note = text
        db.commit()


def read(world: World, database: Any = None) -> str:
    with as_system(database or world.database, world.indigo) as db:
        return db.find(Guardian, world.indigo.jelena).safety_note


@pytest.fixture
def bare(below: World) -> World:
    """The world without a sealed text and without a key."""
    assert below.database is not None
    with below.database.owner() as connection:
        for model, found in SEALED.items():
            connection.execute(sa.update(model).values(dict.fromkeys(found, "")))
        connection.execute(sa.delete(keys))
    return below


def test_a_text_is_sealed_by_the_flush_and_opened_by_the_load(bare: World) -> None:
    assert numbers(bare) == []
    with acting(bare.database, bare.indigo.coordinator) as db:
        row = db.find(Guardian, bare.indigo.jelena)
        assert row.safety_note == ""
        row.safety_note = SECRET
        db.flush()
        assert row.safety_note == SECRET
        with db.beyond_reach("what a consent puts into effect is kept with it") as wide:
            assert wide.find(Guardian, bare.indigo.jelena).safety_note == SECRET
        db.commit()
        assert row.safety_note == SECRET
    first = stored(bare)
    assert first.startswith("s1.1.")
    assert read(bare) == SECRET
    with acting(bare.database, bare.indigo.coordinator) as db:
        row = db.find(Guardian, bare.indigo.jelena, lock=True)
        row.safety_note = "".join(SECRET)
        assert not db.is_modified(row)
        row.surname = "Ilić"
        db.commit()
    assert stored(bare) == first, "what did not change is not sealed anew"
    write(bare, "")
    assert (stored(bare), read(bare)) == ("", "")
    assert numbers(bare) == [1]


def test_a_key_that_was_rolled_back_is_forgotten_with_what_it_sealed(bare: World) -> None:
    with acting(bare.database, bare.indigo.coordinator) as db:
        row = db.find(Guardian, bare.indigo.jelena)
        row.safety_note = SECRET
        db.flush()
        db.rollback()
    assert bare.database is not None
    assert bare.database.data_keys == {}
    write(bare)
    assert (read(bare), numbers(bare)) == (SECRET, [1])


def test_a_refused_flush_leaves_plain_text_in_the_row(bare: World) -> None:
    with acting(bare.database, bare.indigo.educator) as db:
        row = db.find(Guardian, bare.indigo.jelena)
        row.safety_note = SECRET
        with pytest.raises(Forbidden):
            db.flush()
        assert row.safety_note == SECRET
    with as_system(bare.database, bare.indigo) as db:
        own = {"family_id": uuid7(), "programme_id": bare.indigo.programme, "relation": GuardianRelation.MOTHER}
        new = Guardian(given_name="Ana", safety_note=SECRET, **own)
        with pytest.raises(IntegrityError):
            db.put(new)
        assert new.safety_note == SECRET


def test_a_text_carried_to_another_row_does_not_open(bare: World) -> None:
    write(bare)
    with as_system(bare.database, bare.indigo) as db:
        first = db.find(Guardian, bare.indigo.jelena)
        own = {"family_id": first.family_id, "programme_id": first.programme_id, "relation": first.relation}
        copy = db.put(Guardian(given_name="Ana", safety_note=first.safety_note, **own))
        db.commit()
    bare.indigo.ids["ana"] = copy.id
    assert stored(bare, "ana") != stored(bare)
    moved, text = sa.update(guardians).where(guardians.c.id == copy.id), stored(bare)
    assert bare.database is not None
    with bare.database.owner() as connection:
        connection.execute(moved.values(safety_note=Ciphertext(text)))
    with as_system(bare.database, bare.indigo) as db, pytest.raises(SealBroken):
        db.find(Guardian, copy.id)
    with bare.database.owner() as connection, pytest.raises(StatementError, match="owned session"):
        connection.execute(moved.values(safety_note="plain"))
    with pytest.raises(IntegrityError), bare.database.owner() as connection:
        connection.execute(moved.values(safety_note=Ciphertext("plain")))


def test_lookups_open_what_has_its_row_beside_it(bare: World) -> None:
    write(bare)
    with acting(bare.database, bare.indigo.coordinator) as db:
        found = look(db, Lookup(sa.select(*columns(Guardian, "id safety_note given_name"))))
        assert [(row.safety_note, row.given_name) for row in found] == [(SECRET, "Jelena")]
        alone = db.execute(sa.select(col(Guardian.safety_note))).scalar_one()
        with pytest.raises(TypeError):
            orjson.dumps(alone)
        assert SECRET not in repr(alone)
    for hidden in (col(Guardian.safety_note), sa.func.coalesce(col(Guardian.safety_note), "")):
        with pytest.raises(TypeError, match="sealed"):
            Lookup(sa.select(hidden))


def test_declared_reads_open_what_is_included(bare: World) -> None:
    write(bare)
    includes = {"guardians": Include(GuardianRead, Guardian, Guardian.family_id)}
    reads = Reads(FamilyRead, Family, includes=includes)
    assert bare.database is not None
    asked = row_question(reads, Role.COORDINATOR)._replace(include=("guardians",))
    plan = plan_for(reads, asked, bare.database.kind)
    with acting(bare.database, bare.indigo.coordinator) as db:
        rows = execute(db.connection(), plan, {**db.binds, "id": bare.indigo.petrovic}).fetchall()
        assert "s1.1." in rows[0][0]
        (body, *_), *_ = opened(db, plan.opening, rows)
    assert [one["safety_note"] for one in orjson.loads(body)["guardians"]] == [SECRET]
    others = row_question(Reads(GuardianRead, Guardian), Role.VOLUNTEER)
    assert plan_for(Reads(GuardianRead, Guardian), others, "sqlite").opening is None
    assert plan_for(reads, row_question(reads, Role.COORDINATOR), "sqlite").opening is None


@pytest.mark.parametrize("part", ["sorts", "search", "computed"])
def test_a_sealed_column_is_not_offered_for_sorting_searching_or_reckoning(part: str) -> None:
    with pytest.raises(TypeError, match="sealed"):
        Reads(GuardianRead, Guardian, **{part: {"safety_note": Guardian.safety_note}})  # type: ignore[arg-type]


def test_sheets_seal_what_they_write(bare: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Guardian, "__folds__", {})
    sheet, id = Sheet(Guardian, "safety_note"), uuid7()
    own = {"family_id": bare.indigo.petrovic, "programme_id": bare.indigo.programme}
    with as_system(bare.database, bare.indigo) as db:
        made = {"given_name": "Ana", "relation": "mother", "contact_points": [], "languages": [], "safety_note": SECRET}
        insert_rows(db, sheet, [{**own, **made, "id": id}])
        update_rows(db, sheet, [{"id": bare.indigo.jelena, "version": 1, "safety_note": SECRET + "!"}])
        db.commit()
    bare.indigo.ids["ana"] = id
    assert stored(bare).startswith("s1.1.")
    assert stored(bare, "ana").startswith("s1.1.")
    with as_system(bare.database, bare.indigo) as db:
        found = {db.find(Guardian, one).safety_note for one in (id, bare.indigo.jelena)}
    assert found == {SECRET, SECRET + "!"}


def test_data_keys_rotate_while_others_read_and_write(bare: World, monkeypatch: pytest.MonkeyPatch) -> None:
    write(bare)
    assert bare.database is not None
    with as_system(bare.database, bare.indigo) as db:
        first = db.find(Guardian, bare.indigo.jelena)
        own = {"family_id": first.family_id, "programme_id": first.programme_id, "relation": first.relation}
        for number in range(5):
            db.put(Guardian(given_name=f"Ana {number}", safety_note=f"note {number}", **own))
        db.commit()
    before, version = stored(bare), first.version
    assert resealing.rotate(bare.database, bare.indigo.id) == 2
    assert read(bare) == SECRET, "what the old key sealed is read meanwhile"
    write(bare, "written meanwhile")
    assert stored(bare).startswith("s1.2.")
    write(bare)
    monkeypatch.setattr(resealing, "BATCH", 2)
    assert resealing.reseal(bare.database, bare.indigo.id) == 5
    assert resealing.reseal(bare.database, bare.indigo.id) == 0
    with as_system(bare.database, bare.indigo) as db:
        notes = [row.safety_note for row in db.execute(sa.select(Guardian).order_by(col(Guardian.id))).scalars()]
        versions = {row.version for row in db.execute(sa.select(Guardian)).scalars() if row.given_name != "Jelena"}
    assert sorted(notes) == sorted([SECRET, *(f"note {number}" for number in range(5))])
    assert versions == {1}, "nobody is told of a change: there was none"
    assert before != stored(bare)
    assert version == 2


def test_data_keys_are_wrapped_anew_by_a_new_master_key(bare: World, tmp_path: Path) -> None:
    database = bare.database
    assert database is not None
    write(bare)
    old = resealing.masters_needed(database, [bare.indigo.id, bare.red_cross.id])
    masters = database.masters
    newer = type(masters)(tmp_path)
    newer.open(set())
    secret = next(tmp_path.glob("*.master")).read_text().strip()
    database.masters = type(masters)(tmp_path, f"{secret} {masters.text}")
    assert resealing.rewrap(database, bare.indigo.id) == 1
    needed = resealing.masters_needed(database, [bare.indigo.id, bare.red_cross.id])
    assert needed.isdisjoint(old)
    database.data_keys.clear()
    database.masters = newer
    assert read(bare) == SECRET, "the old master key is needed no more"


def test_neither_file_nor_dump_holds_the_plain_text(bare: World) -> None:
    write(bare)
    write(bare, SECRET + " (twice)")
    assert bare.database is not None
    found = b"".join(everything(bare.database))
    assert "Petrović".encode() in found, "what is not sealed is found: the search works"
    assert SECRET.encode() not in found
    assert SECRET[:8].encode() not in found


def everything(database: Any) -> Iterator[bytes]:
    """All that the database keeps on the disk (SQLite, with its journal) or gives to a dump (PostgreSQL)."""
    if database.kind == "sqlite":
        yield from (path.read_bytes() for path in Path(database.url.database).parent.glob("*.db*"))
        return
    with database.owner() as connection:
        for name in sa.inspect(connection).get_table_names():
            with connection.connection.cursor().copy(f'COPY "{name}" TO STDOUT') as rows:
                yield from (bytes(part) for part in rows)


def test_every_sealed_table_has_ids_to_bind_its_texts_to() -> None:
    assert Guardian in SEALED
    for model in SEALED:
        assert {"organisation_id", "id"} <= set(model.__table__.columns.keys())  # type: ignore[attr-defined]
