"""Hours in the world, in several states; an agreement of a university, who works towards it, and certificates."""

from datetime import timedelta
from typing import Any

from app.core import clock
from app.core.check_codes import digest_of, new_code
from app.models import Certificate, CertificateCode, CreditAgreement, CreditCandidate, HoursEntry
from app.models.certificate import CertificateKind
from app.models.hours_entry import HoursKind, HoursState


def indigo(db: Any, place: Any) -> None:
    """The volunteer has prepared and been trained; the second volunteer is out of the supervisor's reach."""
    place.ids["prepared"] = entry(db, place, "volunteer", state=HoursState.VERIFIED)
    place.ids["trained"] = entry(db, place, "volunteer", kind=HoursKind.TRAINING, minutes=90)
    place.ids["prepared2"] = entry(db, place, "volunteer2")
    for name in ("coordinator", "supervisor", "educator", "mediator", "assistant"):
        place.ids[f"hours_of_{name}"] = entry(db, place, name, kind=HoursKind.ADMIN, minutes=30)
    credit(db, place, "volunteer", "volunteer2", "supervisor")
    for name in ("volunteer", "volunteer2", "coordinator"):
        place.ids[f"certificate_of_{name}"] = certificate(db, place, name)


def red_cross(db: Any, place: Any) -> None:
    """Hours of the other organisation."""
    place.ids["prepared"] = entry(db, place, "volunteer")
    credit(db, place, "volunteer")
    place.ids["certificate_of_volunteer"] = certificate(db, place, "volunteer")


def entry(db: Any, place: Any, name: str, **more: Any) -> Any:
    day = clock.today() - timedelta(days=40)
    when = {"done_on": day, "month": day.replace(day=1)}
    about = {"kind": HoursKind.PREPARATION, "minutes": 60, "programme_id": place.ids["programme"], **when, **more}
    return db.put(HoursEntry(user_id=place.people[name].user_id, note="Read aloud", **about)).id


def credit(db: Any, place: Any, *names: str) -> None:
    """An agreement that began two months ago, and those who work towards it."""
    terms = {"university": "Univerzitet u Nišu", "language": "sr-Cyrl", "course": "Stručna praksa", "required_hours": 2}
    counts = {"kinds": ["session", "preparation"], "outcomes": ["Leads a small group"]}
    begins = {"first_on": clock.today() - timedelta(days=60), "programme_id": place.ids["programme"]}
    place.ids["agreement"] = db.put(CreditAgreement(**terms, **counts, **begins)).id
    for name in names:
        of = {"agreement_id": place.ids["agreement"], "programme_id": place.ids["programme"]}
        said = {"statement": f"{name} prepares every meeting", "stated_by_id": place.people["supervisor"].user_id}
        row = CreditCandidate(**of, **said, user_id=place.people[name].user_id)
        place.ids[f"credit_of_{name}"] = db.put(row).id


def certificate(db: Any, place: Any, name: str) -> Any:
    day, code = clock.today() - timedelta(days=40), new_code()
    totals = {"preparation": 60}
    facts = {
        "holder": f"{name.capitalize()} Test", "organisation": "INDIGO", "programme": "Niš", "terms": {},
        "totals": totals, "first_on": day.isoformat(), "last_on": day.isoformat(), "issued_on": day.isoformat(),
    }  # fmt: skip
    row = Certificate(
        kind=CertificateKind.SERVICE_HOURS, user_id=place.people[name].user_id, programme_id=place.ids["programme"],
        first_on=day, last_on=day, total_minutes=60, totals=totals, languages=["sr-Latn"], facts=facts, code=code,
    )  # fmt: skip
    db.put(row)
    db.put(CertificateCode(digest=digest_of(code), organisation_id=db.organisation_id, certificate_id=row.id))
    return row.id
