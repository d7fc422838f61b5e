"""Hours: one write that succeeds for each operation."""

from datetime import timedelta
from typing import Any

from app.core import clock
from app.models import HoursEntry
from app.models.hours_entry import HoursKind
from tests.scenarios.stage import Stage, case


def day() -> str:
    return (clock.today() - timedelta(days=10)).isoformat()


def entry(at: Stage, user_id: Any) -> str:
    when = clock.today() - timedelta(days=20)
    of = {"user_id": user_id, "programme_id": at.place.programme, "done_on": when, "month": when.replace(day=1)}
    return str(at.arrange(HoursEntry(**of, kind=HoursKind.PREPARATION, minutes=30)))


def mine(at: Stage) -> str:
    return f"hours/{entry(at, at.me.user_id)}"


def of_another(at: Stage) -> str:
    return f"hours/{entry(at, at.place.volunteer.user_id)}"


@case
def log_hours(at: Stage) -> Any:
    return at.post("hours", kind="preparation", minutes=45, done_on=day(), programme_id=str(at.place.programme))


@case
def verify_hours(at: Stage) -> Any:
    return at.me.post(f"/v1/{of_another(at)}/verify")


@case
def verify_many_hours(at: Stage) -> Any:
    return at.post("hours/verify", ids=[of_another(at).removeprefix("hours/") for _ in range(2)])


@case
def dispute_hours(at: Stage) -> Any:
    return at.post(f"{of_another(at)}/dispute", reason="the session ended earlier")


@case
def correct_hours(at: Stage) -> Any:
    return at.post(f"{mine(at)}/correct", minutes=20, done_on=day())


@case
def withdraw_hours(at: Stage) -> Any:
    return at.me.post(f"/v1/{mine(at)}/withdraw")
