"""Checking a certificate by the code on it: whether it stands, and what it says without naming anybody."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app.auth.code_places import CodePlace
from app.auth.lookups import Lookup, columns
from app.auth.principal import System
from app.core.columns import Id
from app.core.problems import DomainError
from app.models import Certificate
from app.models.certificate import CertificateKind, CertificateStanding, CertificateState
from app.services.hours.wording_certificates import Printed, duration, label, reading, rows, words

CHECKED = Lookup(
    sa.select(
        *columns(Certificate, "id kind state facts languages code first_on last_on total_minutes totals updated_at")
    ).where(col(Certificate.id) == sa.bindparam("certificate", type_=Id))
)
STANDINGS = {
    CertificateState.ISSUED: CertificateStanding.VALID,
    CertificateState.REVOKED: CertificateStanding.REVOKED,
    CertificateState.REPLACED: CertificateStanding.REPLACED,
}


class CodeMistyped(DomainError):
    slug, title, status = "code-mistyped", "The code has a slip", 404
    detail = "Compare it with the paper, group by group: a code of this kind cannot have been printed."


class CertificateEnded(DomainError):
    """`state`: revoked or replaced."""

    slug, title, status = "certificate-ended", "The certificate does not stand", 410
    detail = "Only a certificate that stands is printed; this one was revoked or replaced."


def system_of(place: CodePlace) -> System:
    """Who looks: nobody is signed in."""
    return System(place.organisation_id, "a certificate is checked by its code")


def check(row: Any) -> dict[str, Any]:
    """What anybody with the code is told."""
    ended = None if row.state is CertificateState.ISSUED else row.updated_at.date()
    return {
        "standing": STANDINGS[row.state],
        "kind": row.kind,
        "initials": initials(row.facts["holder"]),
        "programme": row.facts["programme"],
        "issuer": row.facts["organisation"],
        "first_on": row.first_on,
        "last_on": row.last_on,
        "total_minutes": row.total_minutes,
        "totals": row.totals,
        "issued_on": row.facts["issued_on"],
        "ended_on": ended,
    }


def initials(name: str) -> str:
    """A. P. for Ana Petrović, in the script of the name."""
    return " ".join(f"{part[0].upper()}." for part in name.split())


def told(row: Any, tag: str) -> dict[str, Any]:
    """The same in words, for a page: heading, whether it stands, names and values."""
    said, found = words(tag), check(row)
    # Of a credit, what a university has agreed is for the paper alone.
    terms = row.facts["terms"] if row.kind is CertificateKind.TRAINING else {}
    hours = [(label(tag, kind), duration(tag, minutes)) for kind, minutes in found["totals"].items()]
    return {
        **reading(tag),
        "tag": tag,
        "title": said[row.kind.value],
        "stands": found["standing"] is CertificateStanding.VALID,
        "sentence": said[found["standing"].value],
        "rows": [
            (said["initials"], found["initials"]),
            (said["issuer"], found["issuer"]),
            *rows(tag, {**row.facts, "terms": terms}),
            *hours,
            (said["total"], duration(tag, found["total_minutes"])),
        ],
    }


def printed(row: Any, public_url: str) -> Printed:
    """The certificate as it is printed. Raises CertificateEnded for one that does not stand."""
    if row.state is not CertificateState.ISSUED:
        raise CertificateEnded(state=row.state)
    place = f"{public_url.rstrip('/')}/v1/certificates/verify/"
    return Printed(CertificateKind(row.kind), row.facts, row.languages, row.code, place)
