"""The index that the library is searched by: its words, the ways to misspell them, and where each word stands.

Kept by the session that changes a material or publishes a story, in the same transaction; two engines, one way. Keys
are compared by equality and ranges alone, which row-level security lets an index serve on PostgreSQL.
"""

from uuid import UUID

from sqlmodel import Field, SQLModel

from app.core.columns import FOLDED, ID
from app.models.base import index


class LibraryWord(SQLModel, table=True):
    """A folded word that stands in some text of the organisation."""

    __tablename__ = "library_word"

    organisation_id: UUID = Field(default=None, sa_type=ID, primary_key=True)
    word: str = Field(sa_type=FOLDED, primary_key=True)


class LibrarySpelling(SQLModel, table=True):
    """What a word shares with others that differ from it by one letter (app.core.spelling)."""

    __tablename__ = "library_spelling"

    organisation_id: UUID = Field(default=None, sa_type=ID, primary_key=True)
    spelling: str = Field(sa_type=FOLDED, primary_key=True)
    word: str = Field(sa_type=FOLDED, primary_key=True)


class LibraryPosting(SQLModel, table=True):
    """A word of an item in a language, how much it weighs there, and how open that text is.

    An item is a material or a published story, by its id.

    What a page is narrowed by stands here too, as a word that no text can have: `kind=guidance`, of weight 0.
    """

    __tablename__ = "library_posting"
    __table_args__ = (index("item_id", "word"),)

    organisation_id: UUID = Field(default=None, sa_type=ID, primary_key=True)
    word: str = Field(sa_type=FOLDED, primary_key=True)
    item_id: UUID = Field(sa_type=ID, primary_key=True)
    language: str = Field(primary_key=True)
    weight: int
    openness: int
