"""What a certificate says, in each of its languages: the words stand in app/documents/words, the facts in its row."""

import io
import json
import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import segno

from app.core.languages import DEFAULT, LANGUAGES, negotiate
from app.core.vocabularies import vocabulary
from app.models.certificate import CertificateKind

DOCUMENTS: Final = Path(__file__).parents[2] / "documents"
TEMPLATE: Final = DOCUMENTS / "certificate.typ"
WORDS: Final = DOCUMENTS / "words"
PLACE: Final = re.compile(r"\{(\w+)\}")
# The ink of the page (certificate.typ); the paper round it is border enough.
INK: Final = "#1d2a33"
ON_THE_PAPER: Final = (
    "awarded_to", "kind", "hours", "total", "outcomes", "statement", "check", "check_at", "code", "check_note", "qr",
)  # fmt: skip


class Printed(NamedTuple):
    """A certificate as it is printed: its row's facts, and where it can be checked."""

    kind: CertificateKind
    facts: dict[str, Any]
    languages: Sequence[str]
    code: str
    place: str

    @property
    def address(self) -> str:
        """Of the check of this certificate."""
        return self.place + self.code


@cache
def offered() -> frozenset[str]:
    """The languages in which certificates are written."""
    return frozenset(path.stem for path in WORDS.glob("*.json"))


@cache
def words(tag: str) -> dict[str, Any]:
    """The words of a certificate in a language."""
    found: dict[str, Any] = json.loads((WORDS / f"{tag}.json").read_text(encoding="utf-8"))
    return found


def best(wanted: Sequence[str]) -> str:
    """The first wanted language that certificates are written in, or English."""
    return next((tag for tag in negotiate(",".join(wanted)) if tag in offered()), DEFAULT)


def chosen(asked: Sequence[str], spoken: Sequence[str], university: str | None) -> list[str]:
    """Those that were asked for; otherwise the person's own, and the university's."""
    if asked:
        return list(asked)
    return list(dict.fromkeys([best(spoken), *([best([university])] if university else [])]))


def given(printed: Printed) -> dict[str, Any]:
    """What the template is given."""
    facts, first = printed.facts, words(printed.languages[0])
    issued = date.fromisoformat(facts["issued_on"])
    return {
        "title": f"{first[printed.kind.value]}: {facts['holder']}",
        "author": facts["organisation"],
        "description": first["check_note"],
        "made": {"year": issued.year, "month": issued.month, "day": issued.day},
        "qr": qr(printed.address),
        "pages": [page(printed, tag) for tag in printed.languages],
    }


def qr(address: str) -> str:
    """The address as an SVG picture."""
    made = io.BytesIO()
    segno.make(address, error="m").save(made, kind="svg", border=0, dark=INK, xmldecl=False)
    return made.getvalue().decode()


def page(printed: Printed, tag: str) -> dict[str, Any]:
    """One page, all of it ready to be shown."""
    said, facts, minutes = words(tag), printed.facts, sum(printed.facts["totals"].values())
    issued = {"organisation": apart(facts["organisation"]), "date": day(tag, facts["issued_on"])}
    statement, title = facts["terms"].get("statement"), facts["terms"].get("title", "")
    return {
        **reading(tag),
        "organisation": apart(facts["organisation"]),
        "heading": said[printed.kind.value],
        "holder": apart(facts["holder"]),
        "deed": filled(said[f"deed_{printed.kind.value}"], hours=duration(tag, minutes), title=apart(title)),
        "facts": [[name, apart(value)] for name, value in rows(tag, facts)],
        "hours": [] if title else [[label(tag, kind), duration(tag, one)] for kind, one in facts["totals"].items()],
        "total": duration(tag, minutes),
        "outcomes": [apart(outcome) for outcome in facts["terms"].get("outcomes", [])],
        "statement": apart(f"{statement['text']} — {statement['by']}") if statement else None,
        "closing": filled(said["closing_training" if title else "closing"], **issued),
        "code": printed.code,
        "place": printed.place,
        "words": {name: said[name] for name in ON_THE_PAPER},
    }


def apart(text: str) -> str:
    """What somebody has written, in its own direction whatever stands around it (UAX 9: first strong isolate)."""
    return f"\u2068{text}\u2069"


def reading(tag: str) -> dict[str, Any]:
    """How a page in a language is read."""
    language, _, script = tag.partition("-")
    return {"lang": language, "script": script.lower() or None, "rtl": LANGUAGES[tag].direction == "rtl"}


def rows(tag: str, facts: dict[str, Any]) -> list[list[str]]:
    """The facts that stand beside their names."""
    said, terms = words(tag), facts["terms"]
    if "title" in terms:
        return training_rows(tag, facts)
    span = filled(said["span"], first=day(tag, facts["first_on"]), last=day(tag, facts["last_on"]))
    shown = [[said["programme"], facts["programme"]], [said["period"], span]]
    if terms:
        course = f"{terms['course']} ({terms['course_code']})" if terms["course_code"] else terms["course"]
        shown += [[said["university"], terms["university"]], [said["course"], course]]
        shown += [[said["required"], duration(tag, terms["required_minutes"])]]
    return shown


def training_rows(tag: str, facts: dict[str, Any]) -> list[list[str]]:
    said, terms = words(tag), facts["terms"]
    shown = [[said["completed_on"], day(tag, facts["last_on"])]]
    shown += [[said["duration_of"], duration(tag, sum(facts["totals"].values()))]]
    shown += [[said["provider"], terms["provider"]]] if terms["provider"] else []
    return shown + ([[said["valid_until"], day(tag, terms["valid_until"])]] if terms["valid_until"] else [])


def label(tag: str, kind: str) -> str:
    return next(found["label"] for found in vocabulary("hours_kind", (tag,)) if found["code"] == kind)


def duration(tag: str, minutes: int) -> str:
    """117 h 30 min, as the language writes it."""
    said = words(tag)
    whole, rest = divmod(minutes, 60)
    return filled(said["hours_and_minutes" if rest else "whole_hours"], hours=whole, minutes=rest)


def day(tag: str, iso: str) -> str:
    """22 November 2026, as the language writes it."""
    found, said = date.fromisoformat(iso), words(tag)
    return filled(said["date"], day=found.day, month=said["months"][found.month - 1], year=found.year)


def filled(template: str, **values: object) -> str:
    """The template with its places filled; a value is never looked into."""
    return PLACE.sub(lambda place: str(values[place[1]]) if place[1] in values else place[0], template)
