"""Weekly and daily recurrence on local wall time: the days a series falls on and the instants it starts at."""

from bisect import bisect_left
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from app.core.recurrence_rule import check_year, rule_of

HORIZON = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Series:
    """A rule on local wall time; `starts_on` is the earliest day, met only if the rule falls on it.

    `rule` is RFC 5545 text that `parse_rule` accepts, `zone` an IANA name. ValueError if one of them is not acceptable.
    """

    rule: str
    starts_on: date
    local_start: time
    zone: str

    def __post_init__(self) -> None:
        rule_of(self.rule)
        zone_named(self.zone)
        check_year(self.starts_on)
        if self.local_start.tzinfo is not None:
            raise ValueError("The local start is a wall time; the zone is given apart from it.")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One planned start; `local_day` with the series is its identity, `local_start` the wall time the rule asks for.

    `shifted`: clocks skip that wall time on this day, so `starts_at` is as much later as they skip.
    `ambiguous`: clocks show that wall time twice, and `starts_at` is the first.
    """

    local_day: date
    local_start: datetime
    starts_at: datetime
    shifted: bool
    ambiguous: bool


def occurrences(
    series: Series,
    from_day: date,
    until_day: date,
    closed_days: Collection[tuple[date, date]] = (),
    skipped: Collection[date] = frozenset(),
) -> list[Occurrence]:
    """What the series plans on local days from `from_day` to `until_day`, both included, in order.

    `closed_days` are ranges with both ends included. COUNT counts days that are closed or skipped too, as EXDATE does
    (RFC 5545). ValueError beyond 400 days from the first day that can matter, so no call is long.
    """
    first_day = max(from_day, series.starts_on)
    if until_day - first_day > HORIZON:
        raise ValueError("At most 400 days are planned at once.")
    check_year(first_day)
    pattern = _pattern(series)
    _, stop = _bounds(series, pattern)
    first, last = pattern.index(first_day.toordinal()), pattern.index(until_day.toordinal() + 1)
    left_out = {*skipped, *_days_within(closed_days, first_day, until_day)}
    zone = zone_named(series.zone)
    days = (pattern.day(index) for index in range(first, last if stop is None else min(last, stop)))
    return [_occurrence(day, series.local_start, zone) for day in days if day not in left_out]


def split_before(series: Series, day: date) -> tuple[Series | None, Series | None]:
    """The series up to the day before `day`, and the one that takes over: together the same days, each once.

    None where nothing remains. The second begins on its first own day, which keeps "every second week" in step, and
    has what is left of COUNT. An UNTIL instant becomes a local day, so that moving the start does not lose the last.
    """
    series = end_by_local_day(series)
    pattern = _pattern(series)
    first, stop = _bounds(series, pattern)
    index = pattern.index(day.toordinal())
    if stop is not None and index >= stop:
        return series, None
    if index <= first:
        return None, series
    rule = rule_of(series.rule)
    until = day - timedelta(days=1)
    ended = replace(series, rule=str(replace(rule, count=None, until=until)))
    left = replace(rule, count=rule.count and rule.count - (index - first))
    return ended, replace(series, rule=str(left), starts_on=pattern.day(index))


def end_by_local_day(series: Series) -> Series:
    """The same series with an UNTIL instant replaced by the local day of its last start."""
    rule = rule_of(series.rule)
    pattern = _pattern(series)
    _, stop = _bounds(series, pattern)
    if stop is None or not pattern.offsets or not isinstance(rule.until, datetime):
        return series
    return replace(series, rule=str(replace(rule, until=pattern.day(stop - 1))))


@cache
def zone_named(name: str) -> ZoneInfo:
    """The time zone of an IANA name; ValueError for any other text, file names of the machine among them."""
    if name not in _zone_names():
        raise ValueError("The time zone must be an IANA name such as Europe/Belgrade.")
    return ZoneInfo(name)


@cache
def _zone_names() -> frozenset[str]:
    return frozenset(available_timezones() - {"localtime", "Factory"})


@dataclass(frozen=True, slots=True)
class _Pattern:
    """All days of a rule without start and end: `offsets`, in days, repeated every `period` days from `anchor`."""

    anchor: int
    period: int
    offsets: tuple[int, ...]

    def day(self, index: int) -> date:
        turn, place = divmod(index, len(self.offsets))
        return date.fromordinal(self.anchor + turn * self.period + self.offsets[place])

    def index(self, ordinal: int) -> int:
        """The number of the first day of the pattern that is not before `ordinal`."""
        turn, rest = divmod(ordinal - self.anchor, self.period)
        return turn * len(self.offsets) + bisect_left(self.offsets, rest)


def _pattern(series: Series) -> _Pattern:
    rule, start, weekday = rule_of(series.rule), series.starts_on.toordinal(), series.starts_on.weekday()
    if rule.freq == "WEEKLY":
        days = rule.weekdays or (weekday,)
        offsets = sorted((day - rule.week_start) % 7 for day in days)
        return _Pattern(start - (weekday - rule.week_start) % 7, 7 * rule.interval, tuple(offsets))
    if not rule.weekdays:
        return _Pattern(start, rule.interval, (0,))
    period = 7 * rule.interval
    steps = range(0, period, rule.interval)
    return _Pattern(start, period, tuple(step for step in steps if (weekday + step) % 7 in rule.weekdays))


def _bounds(series: Series, pattern: _Pattern) -> tuple[int, int | None]:
    """The number of the first occurrence and of the first that is no longer one (None: the rule has no end)."""
    rule = rule_of(series.rule)
    first = pattern.index(series.starts_on.toordinal())
    if not pattern.offsets:
        return first, first
    if rule.count:
        return first, first + rule.count
    if rule.until is None:
        return first, None
    if not isinstance(rule.until, datetime):
        return first, max(first, pattern.index(rule.until.toordinal() + 1))
    # A local day begins at most a day before the UTC day of the same name: two days on, nothing is left to include.
    stop = max(first, pattern.index(rule.until.toordinal() + 2))
    zone = zone_named(series.zone)
    while stop > first and _occurrence(pattern.day(stop - 1), series.local_start, zone).starts_at > rule.until:
        stop -= 1
    return first, stop


def _days_within(ranges: Collection[tuple[date, date]], first_day: date, until_day: date) -> Iterable[date]:
    for first, last in ranges:
        earliest, latest = max(first, first_day), min(last, until_day)
        for ordinal in range(earliest.toordinal(), latest.toordinal() + 1):
            yield date.fromordinal(ordinal)


def _occurrence(day: date, local_start: time, zone: ZoneInfo) -> Occurrence:
    # The zone is attached last: arithmetic on zoned times would move the wall time across a clock change (PEP 495).
    local = datetime.combine(day, local_start)
    first = local.replace(tzinfo=zone, fold=0)
    starts_at, again = first.astimezone(UTC), first.replace(fold=1).astimezone(UTC)
    return Occurrence(day, local, starts_at, shifted=again < starts_at, ambiguous=again > starts_at)
