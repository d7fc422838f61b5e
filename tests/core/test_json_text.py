"""JSON that we write ourselves reads as JSON that a database wrote."""

from datetime import UTC, date, datetime
from uuid import UUID

import orjson
import pytest
from pydantic import BaseModel

from app.core.json_text import json_text

ID = UUID("01980000-0000-7000-8000-000000000002")


class Seen(BaseModel):
    id: UUID
    at: datetime
    on: date | None


def test_an_instant_reads_as_in_lists_wherever_it_stands() -> None:
    at = datetime(2026, 1, 2, 3, 4, 5, 678_900, UTC)
    text = "2026-01-02T03:04:05.6789+00:00"
    told = orjson.loads(json_text({"at": at, "rows": [{"at": at}], "seen": Seen(id=ID, at=at, on=at.date())}))
    assert told == {"at": text, "rows": [{"at": text}], "seen": {"id": str(ID), "at": text, "on": "2026-01-02"}}


@pytest.mark.parametrize("value", [object(), {1}, b"bytes", datetime(2026, 1, 2)])
def test_what_has_no_text_is_an_error_and_never_half_an_answer(value: object) -> None:
    with pytest.raises(TypeError):
        json_text({"value": value})
