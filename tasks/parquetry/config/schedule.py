"""Schedules of a config: when `parquetry serve` runs, or what `parquetry schedule crontab` prints."""

from __future__ import annotations

import difflib
from datetime import UTC, datetime
from typing import Self
from zoneinfo import available_timezones

from cronsim import CronSim, CronSimError
from pydantic import Field, field_validator, model_validator

from parquetry.config import recurrence
from parquetry.config.section import NAME, Section

CRON_FIELDS = ("minute", "hour", "day", "month", "weekday")
DAY = 86_400.0
LONGEST_INTERVAL = 366 * DAY


class Schedule(Section):
    """When to run: exactly one of cron, interval, rrule and watch."""

    name: str = Field(pattern=NAME, description="Name of the schedule.")
    cron: str | None = Field(None, description="Five fields of a crontab.")
    interval: float | None = Field(
        None, ge=1, le=LONGEST_INTERVAL, description="Seconds from one run to the next, a year at most."
    )
    rrule: str | None = Field(None, description="Recurrence rule of iCalendar, RFC 5545.")
    watch: float | None = Field(
        None, ge=0.5, le=DAY, description="Run when files of the input change; seconds between looks, a day at most."
    )
    timezone: str = Field("UTC", description="Time zone of cron and rrule, by its IANA name.")
    paused: bool = Field(False, description="Stays in the config, but does not start runs.")

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        kinds = [kind for kind in ("cron", "interval", "rrule", "watch") if getattr(self, kind) is not None]
        if len(kinds) != 1:
            message = f"give exactly one of cron, interval, rrule and watch; there are {len(kinds)}"
            raise ValueError(message)
        if self.rrule is not None:
            recurrence.refuse_other_zone(self.rrule, self.timezone)
        return self

    @field_validator("cron")
    @classmethod
    def _cron(cls, value: str | None) -> str | None:
        """Refuse what is no crontab expression, and the one kind that cron and Prefect read differently."""
        if value is None:
            return None
        fields = value.split()
        if len(fields) != len(CRON_FIELDS):
            message = f"no cron expression: a crontab has five fields, this {len(fields)}: {', '.join(CRON_FIELDS)}"
            raise ValueError(message)
        _refuse_ambiguous(day=fields[2], weekday=fields[4])
        # CronSim knows more than a crontab has, so what it takes is looked at again below.
        try:
            parsed = CronSim(value, datetime(2000, 1, 1, tzinfo=UTC))
        except CronSimError as error:
            message = f"no cron expression: {error}"
            raise ValueError(message) from None
        if not all(isinstance(number, int) and number >= 0 for number in (*parsed.days, *parsed.weekdays)):
            message = "L, W and # are no crontab's; the last day of a month is rrule = 'FREQ=MONTHLY;BYMONTHDAY=-1'"
            raise ValueError(message)
        return " ".join(fields)

    @field_validator("rrule")
    @classmethod
    def _rrule(cls, value: str | None) -> str | None:
        if value is not None:
            recurrence.parsed(value)
        return value

    @field_validator("timezone")
    @classmethod
    def _timezone(cls, value: str) -> str:
        # Both are files of a machine's own: "localtime" is another zone on another machine, "Factory" is none at all.
        known = available_timezones() - {"localtime", "Factory"}
        if value not in known:
            close = difflib.get_close_matches(value, known, n=1)
            message = f"no time zone{f'; did you mean {close[0]!r}?' if close else ''}"
            raise ValueError(message)
        return value


def _refuse_ambiguous(*, day: str, weekday: str) -> None:
    # "0 6 */2 * 1": every second day that is a Monday for cron, every second day and every Monday for Prefect.
    if "*" not in {day, weekday} and "*" in {day[0], weekday[0]}:
        message = f"day {day} with weekday {weekday}: cron demands both, Prefect either; list the days instead of */n"
        raise ValueError(message)
