"""Ages as bands, for those who may not see a birth date."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app.auth.principal import me
from app.core.columns import Day
from app.models import Child
from app.models.child import AgeBand

# Each band ends before the age beside it.
BEFORE = (
    (6, AgeBand.UNDER_6),
    (8, AgeBand.FROM_6_TO_7),
    (10, AgeBand.FROM_8_TO_9),
    (12, AgeBand.FROM_10_TO_11),
    (15, AgeBand.FROM_12_TO_14),
    (18, AgeBand.FROM_15_TO_17),
)


def age_band() -> Any:
    """The band of the age that a child reaches in the present calendar year, as an expression over its row."""
    age = sa.extract("year", sa.cast(me.today, Day)) - col(Child.birth_year)
    bands = [(age < sa.literal_column(str(years)), written(band)) for years, band in BEFORE]
    return sa.case((col(Child.birth_year).is_(None), written(AgeBand.UNKNOWN)), *bands, else_=written(AgeBand.ADULT))


def written(band: AgeBand) -> Any:
    """Written out: as binds, so many constants would cost each read more than the rest of its values."""
    return sa.literal_column(f"'{band.value}'", sa.Text)
