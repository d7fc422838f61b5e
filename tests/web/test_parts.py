"""A file of operations is loaded when it is first asked for, once, and states its addresses where they can be read."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from app.routers import ORDER, every_operation, parts
from app.web.parts import Address, Part

# In a process of its own, since this one has loaded everything: what a start loads, and what requests add to it.
STARTED = """
import asyncio, json, sys
import httpx
from app.start import create_app
from sqlmodel import SQLModel

def loaded():
    return sorted(name for name in sys.modules if name.startswith("app.routers."))

async def main():
    app, told = create_app(), {}
    async with app.router.lifespan_context(app):
        told["started"], told["tables"] = loaded(), len(SQLModel.metadata.tables)
        told["seldom"] = sorted(sys.modules.keys() & {"alembic", "typer", "icalendar", "typst", "PIL", "psycopg"})
        client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")
        for name, calls in {
            "refused": [("GET", "/v1/nonsense"), ("PUT", "/v1/schools")],
            "together": [("GET", "/v1/schools"), ("POST", "/v1/schools"), ("GET", "/v1/vocabularies")] * 3,
        }.items():
            answers = await asyncio.gather(*(client.request(*call) for call in calls))
            told[name] = [answer.status_code for answer in answers]
            told[name + " loaded"] = loaded()
        await client.aclose()
    print(json.dumps(told))

asyncio.run(main())
"""


@pytest.mark.parametrize("template", ["sqlite"], indirect=True)
def test_a_start_loads_no_operation_and_a_request_its_own(database_url: str, keys: Path) -> None:
    settings = {"DATABASE_URL": database_url, "LEARNBRIDGE_KEYS_DIR": str(keys), "LEARNBRIDGE_JOBS": "off"}
    told = json.loads(
        subprocess.run(
            [sys.executable, "-W", "ignore", "-c", STARTED],
            env={**os.environ, **settings, "LEARNBRIDGE_LOG_LEVEL": "error"},
            capture_output=True,
            check=True,
        ).stdout
    )
    assert told["started"] == told["refused loaded"] == []
    assert told["seldom"] == []
    assert told["refused"] == [404, 405]
    # Nine first requests at once: each gets the answer of its operation.
    assert told["together"] == [401, 401, 200] * 3
    assert told["together loaded"] == ["app.routers.schools", "app.routers.vocabularies"]
    # Mappers need every table from the start: no file of operations brings one.
    every_operation()
    assert told["tables"] == len(SQLModel.metadata.tables) > 100


def test_every_file_is_a_part_and_loads() -> None:
    folder = Path(sys.modules["app.routers"].__path__[0])
    assert sorted(ORDER) == sorted(path.stem for path in folder.glob("*.py") if path.stem != "__init__")
    for part in parts():
        assert part.operations().keys() == part.addresses


def test_an_address_that_cannot_be_read_from_the_text_stops_the_part() -> None:
    text = 'router = Api("/v1/sites", tag="sites")\n\n@router.get("", Access(Site, "read"))\n'
    with pytest.raises(TypeError, match=r"app\.routers\.sites does not state .* as literals: .*/v1/sites/\{id\}"):
        Part("app.routers.sites", text).operations()
    text += '@router.operation(\n    "PATCH",\n    "/{id}", Access(Site, "update"))\n@cache\n@other.get("/x")\n'
    assert Part("", text).addresses == {Address("GET", "/v1/sites"), Address("PATCH", "/v1/sites/{id}")}
