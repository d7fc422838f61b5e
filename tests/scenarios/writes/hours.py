"""Hours, credit and certificates: one write that succeeds for each operation."""

from datetime import timedelta
from typing import Any

from app.core import clock
from app.models import Certificate, CreditAgreement, CreditCandidate, HoursEntry
from app.models.certificate import CertificateKind
from app.models.hours_entry import HoursKind, HoursState
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


def agreement(at: Stage) -> Any:
    terms = {"university": "Turun yliopisto", "language": "fi", "course": "Harjoittelu", "required_hours": 1}
    when = {"first_on": clock.today() - timedelta(days=99), "programme_id": at.place.programme}
    return at.arrange(CreditAgreement(**terms, **when, kinds=["preparation"]))


def candidate(at: Stage, user_id: Any) -> str:
    of = {"agreement_id": agreement(at), "programme_id": at.place.programme, "user_id": user_id}
    return f"credit-candidates/{at.arrange(CreditCandidate(**of))}"


@case
def create_credit_agreement(at: Stage) -> Any:
    terms = {"university": "Turun yliopisto", "language": "fi", "course": "Harjoittelu", "required_hours": 120}
    return at.post(
        "credit-agreements", **terms, kinds=["session"], first_on=day(), programme_id=str(at.place.programme)
    )


@case
def update_credit_agreement(at: Stage) -> Any:
    return at.patch(f"credit-agreements/{agreement(at)}", required_hours=100)


@case
def create_credit_candidate(at: Stage) -> Any:
    return at.post("credit-candidates", agreement_id=str(agreement(at)))


@case
def update_credit_candidate(at: Stage) -> Any:
    return at.patch(candidate(at, at.place.volunteer.user_id), statement="She is always prepared")


@case
def delete_credit_candidate(at: Stage) -> Any:
    return at.delete(candidate(at, at.place.volunteer.user_id))


@case
def issue_certificate(at: Stage) -> Any:
    when = clock.today() - timedelta(days=100)
    of = {"user_id": at.me.user_id, "programme_id": at.place.programme, "done_on": when, "month": when.replace(day=1)}
    at.arrange(HoursEntry(**of, kind=HoursKind.PREPARATION, minutes=90, state=HoursState.VERIFIED))
    period = {"first_on": when.isoformat(), "last_on": when.isoformat(), "programme_id": str(at.place.programme)}
    return at.post("certificates", kind="service_hours", **period)


@case
def revoke_certificate(at: Stage) -> Any:
    when = {"first_on": clock.today(), "last_on": clock.today(), "programme_id": at.place.programme}
    what = {"kind": CertificateKind.SERVICE_HOURS, "total_minutes": 60, "code": "of no paper"}
    row = Certificate(**when, **what, user_id=at.place.volunteer.user_id)
    return at.post(f"certificates/{at.arrange(row)}/revoke", reason="the hours were not given")
