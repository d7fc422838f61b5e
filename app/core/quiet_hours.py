"""Quiet hours: the part of a day in which nobody is disturbed, by the clock on the wall."""

from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo


class QuietHours(NamedTuple):
    """From `begin` until `end`, mostly over midnight, in a time zone; equal: there are none."""

    begin: time
    end: time
    zone: ZoneInfo

    @classmethod
    def of(cls, begin: str, end: str, zone: str) -> "QuietHours":
        """From texts, HH:MM and an IANA name."""
        return cls(time.fromisoformat(begin), time.fromisoformat(end), ZoneInfo(zone))

    def covers(self, moment: datetime) -> bool:
        """Whether it is quiet then."""
        clock = moment.astimezone(self.zone).time().replace(fold=0)
        if self.begin <= self.end:
            return self.begin <= clock < self.end
        return clock >= self.begin or clock < self.end

    def after(self, moment: datetime) -> datetime:
        """The instant itself, or where it is quiet the end of the quiet."""
        if not self.covers(moment):
            return moment
        local = moment.astimezone(self.zone)
        end = datetime.combine(local.date(), self.end, self.zone)
        if local.time() >= self.end:
            end = datetime.combine(local.date() + timedelta(days=1), self.end, self.zone)
        if end.astimezone(UTC) <= moment.astimezone(UTC):  # the hour that comes twice: its second turn
            end = end.replace(fold=1)
        return end.astimezone(UTC)
