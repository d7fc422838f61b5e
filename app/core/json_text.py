"""JSON as every answer has it, whether a database wrote it or we do: an instant reads the same wherever it stands."""

from datetime import date, datetime
from typing import Any

import orjson
from pydantic import BaseModel

from app.core.columns import instant_text


def json_text(content: Any) -> bytes:
    """The bytes of plain values, ids, codes, days, instants and models. Raises TypeError for anything else."""
    return orjson.dumps(content, default=told, option=orjson.OPT_PASSTHROUGH_DATETIME)


def told(value: Any) -> Any:
    """What orjson leaves to us."""
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, BaseModel):
        return value.model_dump()
    raise TypeError(f"{type(value).__name__} has no JSON")
