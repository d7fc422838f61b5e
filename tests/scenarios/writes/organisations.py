"""The organisation, its programmes, places and schools: one write that succeeds for each operation."""

from typing import Any

from app.core import clock
from app.models.school import school_year_of
from tests.scenarios.stage import Stage, ahead, case

# The organisation, its programmes and places


@case
def update_organisation(at: Stage) -> Any:
    return at.patch(f"organisations/{at.place.id}", name="Indigo")


def programme(at: Stage, starts_on: str = "2026-01-01") -> dict[str, str]:
    return {"name": "Bor", "kind": "online_learning_support", "starts_on": starts_on}


@case
def create_programme(at: Stage) -> Any:
    return at.post("programmes", **programme(at))


@case
def update_programme(at: Stage) -> Any:
    return at.patch(f"programmes/{at.place.programme}", name="Niš and Leskovac")


@case
def start_programme(at: Stage) -> Any:
    later = at.id_of("programmes", **programme(at, ahead(days=30)[:10]))
    return at.me.post(f"/v1/programmes/{later}/start")


@case
def close_programme(at: Stage) -> Any:
    return at.post(f"programmes/{at.id_of('programmes', **programme(at))}/close", reason="no more money")


@case
def create_site(at: Stage) -> Any:
    return at.post("sites", name="Library", kind="library")


@case
def update_site(at: Stage) -> Any:
    return at.patch(f"sites/{at.place.site}", accessibility="a ramp")


@case
def delete_site(at: Stage) -> Any:
    return at.delete(f"sites/{at.id_of('sites', name='Attic', kind='other')}")


@case
def create_school(at: Stage) -> Any:
    return at.post("schools", name="ОШ Чегар", kind="primary")


@case
def update_school(at: Stage) -> Any:
    return at.patch(f"schools/{at.place.school}", contact="the secretary")


@case
def create_school_class(at: Stage) -> Any:
    year = school_year_of(clock.today())
    return at.post("school-classes", school_id=str(at.place.school), school_year=year, grade=1, label="I-2")


@case
def update_school_class(at: Stage) -> Any:
    return at.patch(f"school-classes/{at.place.class_3}", label="III-2")


@case
def create_teacher(at: Stage) -> Any:
    return at.post("teachers", school_id=str(at.place.school), given_name="Mira")


@case
def update_teacher(at: Stage) -> Any:
    return at.patch(f"teachers/{at.place.vesna}", given_name="Vesna Maja")


def calendar(at: Stage) -> dict[str, str]:
    return {"name": "Serbia", "school_year": "2026/2027"}


@case
def create_school_calendar(at: Stage) -> Any:
    return at.post("school-calendars", **calendar(at))


@case
def update_school_calendar(at: Stage) -> Any:
    return at.patch(f"school-calendars/{at.id_of('school-calendars', **calendar(at))}", municipality="Niš")


def period(at: Stage) -> str:
    path = f"school-calendars/{at.id_of('school-calendars', **calendar(at))}/periods"
    return at.id_of(path, kind="holiday", name="Winter", first_on="2026-12-31", last_on="2027-01-15")


@case
def create_calendar_period(at: Stage) -> Any:
    path = f"school-calendars/{at.id_of('school-calendars', **calendar(at))}/periods"
    return at.post(path, kind="term", name="First", first_on="2026-09-01", last_on="2026-12-30")


@case
def update_calendar_period(at: Stage) -> Any:
    return at.patch(f"calendar-periods/{period(at)}", name="Winter holidays")


@case
def delete_calendar_period(at: Stage) -> Any:
    return at.delete(f"calendar-periods/{period(at)}")
