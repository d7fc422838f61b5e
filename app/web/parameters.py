"""The parameters of an operation: what each is, how its value is checked, and what of them callers see."""

import inspect
from collections.abc import Callable
from enum import StrEnum
from functools import cache, partial
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_origin, get_type_hints

from fastapi import Query
from pydantic import BaseModel, TypeAdapter

from app.core.shapes import Body
from app.web.answer import Answer
from app.web.call import Call, Reader
from app.web.db import Db
from app.web.streaming import Stream

Endpoint = Callable[..., Any]


class Form(Body):
    """A body that comes as application/x-www-form-urlencoded."""


def form_contract(shape: type[BaseModel], *required: str) -> dict[str, Any]:
    """A form's body in the contract, for an operation's `extra`."""
    schema = {**shape.model_json_schema(), "required": list(required)}
    for member in schema["properties"].values():
        member.pop("default", None)
    content = {"application/x-www-form-urlencoded": {"schema": schema}}
    return {"requestBody": {"required": True, "content": content}}


class Kind(StrEnum):
    READER = "reader"
    DB = "db"
    CALL = "call"
    QUERY = "query"
    BODY = "body"
    FORM = "form"
    PATH = "path"
    STREAM = "stream"


# Parameters that are known by their type and that callers do not see.
KNOWN = ((Kind.READER, Reader), (Kind.DB, Db), (Kind.CALL, Call), (Kind.STREAM, Stream))


class Parameter(NamedTuple):
    name: str
    kind: Kind
    check: Any


def parameters_of(endpoint: Endpoint, path: str) -> list[Parameter]:
    hints = get_type_hints(endpoint, include_extras=True)
    return [parameter_of(name, hints[name], path) for name in inspect.signature(endpoint).parameters]


def parameter_of(name: str, hint: Any, path: str) -> Parameter:
    if "{" + name + "}" in path:
        return Parameter(name, Kind.PATH, checked(hint))
    for kind, known in KNOWN:
        if hint is known:
            return Parameter(name, kind, None)
    if isinstance(hint, type) and issubclass(hint, Form):
        return Parameter(name, Kind.FORM, partial(hint.model_validate, strict=False))
    if isinstance(hint, type) and issubclass(hint, Body):
        return Parameter(name, Kind.BODY, hint.model_validate_json)
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return Parameter(name, Kind.QUERY, hint.model_validate)
    raise TypeError(f"{name}: {hint} is not a parameter that an operation understands")


@cache
def checked(hint: Any) -> Any:
    """The check of one type; many operations take the same ones."""
    return TypeAdapter(hint).validate_python


def documented(endpoint: Endpoint, path: str) -> Endpoint:
    """A stand-in with the part of the signature that callers see, for FastAPI to describe."""
    hints = get_type_hints(endpoint, include_extras=True)
    seen = []
    for parameter in parameters_of(endpoint, path):
        hint = hints[parameter.name]
        if parameter.kind in (Kind.READER, Kind.DB, Kind.CALL, Kind.STREAM, Kind.FORM):
            continue
        if parameter.kind in (Kind.QUERY, Kind.BODY):
            build(hint)
        if parameter.kind is Kind.QUERY:
            hint = Annotated[hint, Query()]
        seen.append(inspect.Parameter(parameter.name, inspect.Parameter.KEYWORD_ONLY, annotation=hint))

    def stand_in() -> None:
        raise RuntimeError("operations are served by app.web.front")

    # Without the docstring, which FastAPI would repeat as the description where there is only a summary.
    stand_in.__name__ = endpoint.__name__
    stand_in.__signature__ = inspect.Signature(seen)  # type: ignore[attr-defined]
    return stand_in


def build(shape: type[BaseModel]) -> None:
    """Builds what would wait for its first use: FastAPI hushes pydantic only while it looks at a shape itself."""
    shape.model_config["defer_build"] = False
    shape.model_rebuild()


def shape_of(endpoint: Endpoint) -> Any:
    """What the answer's bytes are: T of Answer[T]."""
    hint = get_type_hints(endpoint).get("return")
    if hint is Answer or get_origin(hint) is not Answer:
        raise TypeError(f"{endpoint.__name__} must say what it answers: Answer[Something]")
    (shape,) = get_args(hint)
    return None if shape in (None, type(None)) or shape is Literal[None] else shape
