"""How validation errors become words and pointers of ours, without the submitted values."""

import json
import re
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from ipaddress import IPv4Address
from typing import Annotated, Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from pydantic import AfterValidator, AnyHttpUrl, BaseModel, ConfigDict, EmailStr, Field, ValidationError

from app.core.documents import MOST_ERRORS, from_validation
from app.core.problems import InvalidRequest
from app.core.strict_json import clean_text


class Colour(StrEnum):
    red = "red"
    blue = "blue"


class Place(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    name: Annotated[str, AfterValidator(clean_text), Field(max_length=20)]


class Cat(BaseModel):
    kind: Literal["cat"]


class Dog(BaseModel):
    kind: Literal["dog"]


def _grumbles(value: str) -> str:
    if value:
        raise ValueError(f"cannot take {value}")
    return value


class Everything(BaseModel):
    """One field for each kind of error that pydantic knows how to word."""

    model_config = ConfigDict(extra="forbid")
    needed: int
    short: str = Field("", max_length=3)
    long: str = Field("", min_length=100)
    pattern: str = Field("", pattern="^[0-9]+$")
    number: int = 0
    real: float = 0
    amount: Decimal = Decimal(0)
    limited: int = Field(1, ge=0, le=5)
    truth: bool = True
    identity: UUID = UUID(int=0)
    day: date = date(2026, 1, 1)
    instant: datetime = datetime(2026, 1, 1)
    colour: Colour = Colour.red
    word: Literal["a", "b"] = "a"
    link: AnyHttpUrl | None = None
    mail: EmailStr | None = None
    zone: ZoneInfo | None = None
    address: IPv4Address | None = None
    grumpy: Annotated[str, AfterValidator(_grumbles)] = ""
    animal: Annotated[Cat | Dog, Field(discriminator="kind")] | None = None
    place: Place | None = None
    places: list[Place] = []
    counts: dict[str, int] = {}
    clean: Annotated[str, AfterValidator(clean_text)] = ""


def errors_of(sent: dict[str, Any], model: type[BaseModel] = Everything) -> list[dict[str, str]]:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(sent)
    raw = caught.value.errors(include_url=False, include_context=False, include_input=False)
    errors: list[dict[str, str]] = from_validation(raw, "body").members["errors"]
    return errors


@pytest.mark.parametrize(
    ("sent", "pointer", "code"),
    [
        ({}, "/needed", "missing"),
        ({"needed": 1, "extra": 1}, "/extra", "unknown"),
        ({"needed": 1, "short": "abcd"}, "/short", "too_long"),
        ({"needed": 1, "long": "abcd"}, "/long", "too_short"),
        ({"needed": 1, "pattern": "x"}, "/pattern", "wrong_format"),
        ({"needed": "x"}, "/needed", "wrong_format"),
        ({"needed": []}, "/needed", "wrong_type"),
        ({"needed": None}, "/needed", "wrong_type"),
        ({"needed": 1.5}, "/needed", "wrong_type"),
        ({"needed": 1, "limited": 6}, "/limited", "out_of_range"),
        ({"needed": 1, "colour": "green"}, "/colour", "not_allowed"),
        ({"needed": 1, "word": "c"}, "/word", "not_allowed"),
        ({"needed": 1, "day": "yesterday"}, "/day", "wrong_format"),
        ({"needed": 1, "identity": "x"}, "/identity", "wrong_format"),
        ({"needed": 1, "animal": {"kind": "cow"}}, "/animal", "not_allowed"),
        ({"needed": 1, "animal": {}}, "/animal", "missing"),
        ({"needed": 1, "places": [{"name": "a"}, {"name": 1}]}, "/places/1/name", "wrong_type"),
        ({"needed": 1, "places": [{"name": "a", "x": 1}]}, "/places/0/x", "unknown"),
        ({"needed": 1, "places": "a"}, "/places", "wrong_type"),
        ({"needed": 1, "place": {"name": "x" * 21}}, "/place/name", "too_long"),
        ({"needed": 1, "grumpy": "x"}, "/grumpy", "wrong_format"),
        ({"needed": 1, "clean": "\u202e"}, "/clean", "bad_character"),
    ],
)
def test_each_error_has_a_pointer_and_a_code_of_ours(sent: dict[str, Any], pointer: str, code: str) -> None:
    assert [(error["pointer"], error["code"]) for error in errors_of(sent)] == [(pointer, code)]


def test_bounds_and_accepted_values_are_told() -> None:
    (too_great,) = errors_of({"needed": 1, "limited": 6})
    (unknown_colour,) = errors_of({"needed": 1, "colour": "green"})

    assert too_great["detail"] == "Input should be less than or equal to 5"
    assert unknown_colour["detail"] == "Input should be 'red' or 'blue'"


@pytest.mark.parametrize(
    "canary", ["QZJXKV", "12345678901", "QZJXKV@@x", "2026-13-45QZJXKV", "https://QZJXKV:x@[::1", "Europe/QZJXKV"]
)
def test_no_submitted_value_comes_back(canary: str) -> None:
    sent: dict[str, Any] = dict.fromkeys(Everything.model_fields, canary)
    sent |= {"place": {"name": [canary]}, "counts": {canary + "!": canary}, "animal": {"kind": canary}}
    sent |= {"places": [canary, {"name": canary * 9}], canary + " ": 1}

    told = errors_of(sent)

    assert len({error["pointer"] for error in told}) >= 15
    # The quoting messages of pydantic hold it: withholding them is what makes the difference.
    with pytest.raises(ValidationError, match=re.escape(canary)):
        Everything.model_validate(sent)
    assert canary not in json.dumps(told)


@pytest.mark.parametrize("key", ["a b", "x" * 65, "é", "<script>", "", "a/b", "~", "\ud800", "\0"])
def test_a_strange_key_is_not_repeated_in_a_pointer(key: str) -> None:
    (error,) = errors_of({"needed": 1, "place": {"name": "a", key: 1}})

    assert error["pointer"] == "/place"


@pytest.mark.parametrize(
    ("location", "source", "pointer"),
    [
        (("body", "name", 0, "x"), None, "/name/0/x"),
        (("body",), None, ""),
        ((), None, ""),
        (("query", "limit"), None, "query/limit"),
        (("path", "id"), None, "path/id"),
        (("header", "if-match"), None, "header/if-match"),
        (("query", "ids", 3), None, "query/ids/3"),
        (("name",), None, "/name"),
        (("body",), "body", "/body"),
        (("query", "limit"), "body", "/query/limit"),
        (("limit",), "query", "query/limit"),
    ],
)
def test_a_pointer_leads_into_the_body_or_names_the_parameter(
    location: tuple[str | int, ...], source: Any, pointer: str
) -> None:
    error = {"type": "missing", "loc": location, "msg": "Field required"}

    assert from_validation([error], source).members["errors"][0]["pointer"] == pointer


def test_at_most_fifty_errors_are_told() -> None:
    many = [{"type": "missing", "loc": ("body", n), "msg": ""} for n in range(500)]

    refused = from_validation(many)

    assert isinstance(refused, InvalidRequest)
    assert len(refused.members["errors"]) == MOST_ERRORS == 50
