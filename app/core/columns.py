"""Column types that give the same JSON text on SQLite and on PostgreSQL, and the short words that declare columns."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import types
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Dialect
from sqlmodel import Field

from app.core.making import made_by
from app.core.sealing import Ciphertext

NOTHING: Any = ...


def instant_text(moment: datetime) -> str:
    """UTC, with trailing zeros of the fraction cut: the text PostgreSQL writes, and it sorts as text ('+' < '.')."""
    if moment.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    text = moment.astimezone(UTC).isoformat()
    return f"{text[:-6].rstrip('0')}{text[-6:]}" if moment.microsecond else text


class LastText:
    """`instant_text` that remembers its last answer: one transaction writes the same instant into every row."""

    __slots__ = ("last",)

    def __init__(self) -> None:
        self.last: tuple[datetime | None, str] = (None, "")

    def __call__(self, moment: datetime) -> str:
        known, text = self.last
        if known is not moment:
            text = instant_text(moment)
            self.last = (moment, text)
        return text


LAST_TEXT = LastText()


def aware(moment: datetime) -> datetime:
    """The instant itself; ValueError for one without a zone, which PostgreSQL would take for local time."""
    if moment.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return moment


class Id(types.TypeDecorator[UUID]):
    """A UUID: native on PostgreSQL, its 36 characters on SQLite, so that JSON made there needs no rewriting."""

    impl, cache_ok = types.Uuid, True

    def load_dialect_impl(self, dialect: Dialect) -> types.TypeEngine[Any]:
        return dialect.type_descriptor(types.Uuid() if dialect.name == "postgresql" else types.CHAR(36))

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> Any:
        return value if value is None or dialect.name == "postgresql" else str(value)

    def bind(self, engine: str) -> Callable[[UUID], Any] | None:
        """What a compiled statement does to a value: as above, without asking each time."""
        return None if engine == "postgresql" else str

    def process_result_value(self, value: Any, dialect: Dialect) -> UUID | None:
        return value if value is None or isinstance(value, UUID) else UUID(value)


class Instant(types.TypeDecorator[datetime]):
    """A UTC instant: timestamptz on PostgreSQL, `instant_text` on SQLite."""

    impl, cache_ok = types.DateTime, True

    def load_dialect_impl(self, dialect: Dialect) -> types.TypeEngine[Any]:
        native = dialect.name == "postgresql"
        return dialect.type_descriptor(types.DateTime(timezone=True) if native else types.CHAR(32))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        text = instant_text(value)
        return value if dialect.name == "postgresql" else text

    def bind(self, engine: str) -> Callable[[datetime], Any] | None:
        """As for `Id`."""
        return aware if engine == "postgresql" else LAST_TEXT

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return datetime.fromisoformat(value) if isinstance(value, str) else value


class Day(types.TypeDecorator[date]):
    """A calendar day: date on PostgreSQL, YYYY-MM-DD on SQLite."""

    impl, cache_ok = types.Date, True

    def load_dialect_impl(self, dialect: Dialect) -> types.TypeEngine[Any]:
        return dialect.type_descriptor(types.Date() if dialect.name == "postgresql" else types.CHAR(10))

    def process_bind_param(self, value: date | None, dialect: Dialect) -> Any:
        return value if value is None or dialect.name == "postgresql" else value.isoformat()

    def bind(self, engine: str) -> Callable[[date], Any] | None:
        """As for `Id`."""
        return None if engine == "postgresql" else date.isoformat

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        return date.fromisoformat(value) if isinstance(value, str) else value


class Document(types.TypeDecorator[Any]):
    """JSON that is never filtered: json on PostgreSQL (keeps the text as written), text on SQLite."""

    impl, cache_ok = types.Text, True

    def load_dialect_impl(self, dialect: Dialect) -> types.TypeEngine[Any]:
        return dialect.type_descriptor(postgresql.JSON() if dialect.name == "postgresql" else types.Text())

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        return lambda value: None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        return lambda value: json.loads(value) if isinstance(value, str | bytes) else value

    def coerce_compared_value(self, op: Any, value: Any) -> types.TypeEngine[Any]:
        return self


class Folded(types.TypeDecorator[str]):
    """A folded search key (app.core.folding), ordered by code point on both engines."""

    impl, cache_ok = types.Text, True

    def load_dialect_impl(self, dialect: Dialect) -> types.TypeEngine[Any]:
        return dialect.type_descriptor(types.Text(collation="C") if dialect.name == "postgresql" else types.Text())


class Sealed(types.TypeDecorator[Any]):
    """A text that is sealed at rest (app.core.sealing). The session seals and opens it; plain text is refused here."""

    impl, cache_ok = types.Text, True
    is_document = False

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return stored_text(value)

    def bind(self, engine: str) -> Callable[[Any], Any]:
        """As for `Id`."""
        return stored_text

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return Ciphertext(value) if value else value


class SealedDocument(Sealed):
    """JSON that is sealed at rest: written as one text, shown as JSON."""

    cache_ok = True
    is_document = True


# One object of each kind for all columns: SQLAlchemy makes a class for every object of these that it compares by.
ID: Any = Id()
INSTANT: Any = Instant()
DAY: Any = Day()
DOCUMENT: Any = Document()
FOLDED: Any = Folded()
SEALED: Any = Sealed()
SEALED_DOCUMENT: Any = SealedDocument()


def stored_text(value: Any) -> str | None:
    """What the database gets of a sealed column; TypeError for a text that nobody has sealed."""
    if isinstance(value, Ciphertext):
        return value.text
    if value:
        raise TypeError("a sealed column is written by an owned session, and compared with nothing")
    return None if value is None else ""


def text_enum(codes: type[StrEnum]) -> sa.Enum:
    """The code's value as text, with a check; never a PostgreSQL ENUM, which would need a migration per value."""
    return sa.Enum(
        codes,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )


def coded(codes: type[StrEnum], default: Any = NOTHING) -> Any:
    """A column holding one code of a closed vocabulary."""
    return Field(default=default, sa_type=text_enum(codes))


def instant(default: Any = NOTHING, **more: Any) -> Any:
    """A column holding a UTC instant."""
    return Field(default=default, sa_type=INSTANT, **more)


def day(default: Any = NOTHING, **more: Any) -> Any:
    """A column holding a calendar day."""
    return Field(default=default, sa_type=DAY, **more)


def document(default_factory: Callable[[], Any] | None = None) -> Any:
    """A JSON column: a list or an object that is shown whole and never filtered; optional when no default is given."""
    if default_factory is None:
        return Field(default=None, sa_type=DOCUMENT, nullable=True)
    return Field(default_factory=made_by(default_factory), sa_type=DOCUMENT, nullable=False)


def sealed(default: Any = "", **more: Any) -> Any:
    """A text of tier C4 or C5, sealed at rest: services see plain text; it is never filtered, sorted or searched."""
    return Field(default=default, sa_type=SEALED, **more)


def sealed_document(default_factory: Callable[[], Any] | None = None) -> Any:
    """As `document`, sealed at rest; a change is a new list or object, never one inside it."""
    if default_factory is None:
        return Field(default=None, sa_type=SEALED_DOCUMENT, nullable=True)
    return Field(default_factory=made_by(default_factory), sa_type=SEALED_DOCUMENT, nullable=False)


def folded() -> Any:
    """A search key, filled by the session from the columns that the model's `__folds__` names."""
    return Field(default="", sa_type=FOLDED)


def ref(table: str, *, nullable: bool = False) -> Any:
    """A reference to a row of the same organisation; `tenant_keys` makes it a composite foreign key."""
    return Field(
        default=None if nullable else ...,
        sa_type=ID,
        nullable=nullable,
        sa_column_kwargs={"info": {"ref": table}},
    )
