"""The few RFC 5545 recurrence rules that are accepted: weekly and daily, by plain weekdays, none that explodes."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache

_YEARS = range(1900, 2200)
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WEEKDAY = f"(?:{'|'.join(_WEEKDAYS)})"
_PARTS = {
    "FREQ": (re.compile("WEEKLY|DAILY"), "FREQ must be WEEKLY or DAILY."),
    "INTERVAL": (re.compile("0?[1-9]|[1-4][0-9]|5[0-2]"), "INTERVAL must be a number from 1 to 52."),
    "BYDAY": (re.compile(f"{_WEEKDAY}(?:,{_WEEKDAY})*"), "BYDAY must list plain weekdays such as MO,WE,FR."),
    "COUNT": (re.compile("0{0,2}[1-9]|0?[1-9][0-9]|[1-3][0-9]{2}|400"), "COUNT must be a number from 1 to 400."),
    "UNTIL": (re.compile("[0-9]{8}(?:T[0-9]{6}Z)?"), "UNTIL must be a day, YYYYMMDD, or an instant, YYYYMMDDTHHMMSSZ."),
    "WKST": (re.compile(_WEEKDAY), "WKST must be one weekday."),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """The part of an RFC 5545 rule that is accepted; weekdays count from Monday = 0."""

    freq: str
    interval: int
    weekdays: tuple[int, ...]
    count: int | None
    until: date | datetime | None
    week_start: int

    def __str__(self) -> str:
        parts = [f"FREQ={self.freq}"]
        if self.interval > 1:
            parts.append(f"INTERVAL={self.interval}")
        if self.weekdays:
            parts.append(f"BYDAY={','.join(_WEEKDAYS[day] for day in self.weekdays)}")
        if self.count:
            parts.append(f"COUNT={self.count}")
        if self.until:
            instant = isinstance(self.until, datetime)
            parts.append(f"UNTIL={self.until:{'%Y%m%dT%H%M%SZ' if instant else '%Y%m%d'}}")
        if self.week_start:
            parts.append(f"WKST={_WEEKDAYS[self.week_start]}")
        return ";".join(parts)


def parse_rule(text: str) -> str:
    """The rule in one canonical spelling; ValueError, in a sentence that does not repeat the text, if not accepted."""
    return str(rule_of(text))


@lru_cache(maxsize=4096)
def rule_of(text: str) -> Rule:
    """The parsed rule; ValueError as for `parse_rule`. Refusals are not cached, so texts are at most 200 characters."""
    parts = _parts(text)
    listed = parts["BYDAY"].split(",") if "BYDAY" in parts else []
    return Rule(
        freq=parts["FREQ"],
        interval=int(parts.get("INTERVAL", 1)),
        weekdays=tuple(sorted({_WEEKDAYS.index(day) for day in listed})),
        count=int(parts["COUNT"]) if "COUNT" in parts else None,
        until=_until(parts["UNTIL"]) if "UNTIL" in parts else None,
        week_start=_WEEKDAYS.index(parts.get("WKST", "MO")),
    )


def _parts(text: str) -> dict[str, str]:
    if len(text) > 200:
        raise ValueError("The rule may have at most 200 characters.")
    if not text.isascii():
        raise ValueError("The rule must be plain ASCII.")
    parts: dict[str, str] = {}
    for part in text.upper().split(";"):
        name, _, value = part.partition("=")
        if name not in _PARTS or name in parts:
            raise ValueError("The rule may have FREQ, INTERVAL, BYDAY, COUNT, UNTIL and WKST, each at most once.")
        form, sentence = _PARTS[name]
        if not form.fullmatch(value):
            raise ValueError(sentence)
        parts[name] = value
    if "FREQ" not in parts:
        raise ValueError(_PARTS["FREQ"][1])
    if "COUNT" in parts and "UNTIL" in parts:
        raise ValueError("The rule may end by COUNT or by UNTIL, not by both.")
    return parts


def _until(text: str) -> date | datetime:
    try:
        moment = datetime.strptime(text, "%Y%m%dT%H%M%SZ" if "T" in text else "%Y%m%d")  # noqa: DTZ007 - aware below
    except ValueError:
        raise ValueError("UNTIL must be a day or an instant that exists.") from None
    check_year(moment)
    return moment.replace(tzinfo=UTC) if "T" in text else moment.date()


def check_year(day: date) -> None:
    if day.year not in _YEARS:
        raise ValueError(f"Days must lie in the years {_YEARS[0]} to {_YEARS[-1]}.")
