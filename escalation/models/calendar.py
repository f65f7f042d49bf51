from datetime import date

from django.db import models
from django.db.models import Q

from escalation.hours.business_time import Hours, Window, window_between
from tickets.constraints import set_together


class Weekday(models.IntegerChoices):
    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


class BusinessCalendarQuerySet(models.QuerySet["BusinessCalendar"]):
    def with_hours(self) -> "BusinessCalendarQuerySet":
        """With what `hours` reads."""
        return self.prefetch_related("windows", "special_days")


class BusinessCalendar(models.Model):
    """Opening hours under a name, for teams whose deadlines count in them and agents who work them."""

    name = models.CharField(max_length=80, unique=True)
    time_zone = models.CharField(max_length=64, default="UTC", help_text="Where the clock hangs that the hours mean.")

    objects = BusinessCalendarQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def hours(self) -> Hours:
        """The hours as deadlines count them; needs `with_hours()`. Raises NeverOpen."""
        week: list[list[Window]] = [[] for _ in Weekday]
        for each in self.windows.all():
            week[each.weekday].append(each.window)
        special: dict[date, list[Window]] = {}
        for day in self.special_days.all():
            special.setdefault(day.local_date, []).extend([day.window] if day.window else [])
        return Hours(
            self.time_zone,
            tuple(tuple(sorted(windows)) for windows in week),
            tuple((day, tuple(sorted(windows))) for day, windows in sorted(special.items())),
        )


class OpeningWindow(models.Model):
    """Open from one time of day to another on one day of the week; a day may have several."""

    calendar = models.ForeignKey("escalation.BusinessCalendar", on_delete=models.CASCADE, related_name="windows")
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    opens = models.TimeField()
    closes = models.TimeField(
        help_text="00:00 is the end of the day. A time before the opening is on the next day; the same time, 24 hours."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["calendar", "weekday", "opens"],
                name="opening_window_once",
                violation_error_message="That day opens at this time already.",
            ),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="opening_window_on_a_weekday"),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M} to {self.closes:%H:%M}"

    @property
    def window(self) -> Window:
        return window_between(self.opens, self.closes)


class SpecialDay(models.Model):
    """A date that differs from its day of the week: closed, or open for a window of its own; it may have several."""

    calendar = models.ForeignKey("escalation.BusinessCalendar", on_delete=models.CASCADE, related_name="special_days")
    local_date = models.DateField("date")
    name = models.CharField(max_length=120, blank=True, help_text="What day it is, such as Christmas Day.")
    opens = models.TimeField(null=True, blank=True, help_text="Both times empty: closed all day.")
    closes = models.TimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=set_together("opens", "closes"),
                name="special_day_closed_or_open",
                violation_error_message="Give both times, or neither for a day that is closed.",
            ),
            models.UniqueConstraint(
                fields=["calendar", "local_date", "opens"],
                name="special_day_opens_once",
                violation_error_message="That date opens at this time already.",
            ),
            models.UniqueConstraint(
                fields=["calendar", "local_date"],
                condition=Q(opens__isnull=True),
                name="special_day_closed_once",
                violation_error_message="That date is closed already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.local_date:%Y-%m-%d} {self.name}".strip()

    @property
    def window(self) -> Window | None:
        """When it is open; None where it is closed."""
        if self.opens is None or self.closes is None:
            return None
        return window_between(self.opens, self.closes)


class TeamHours(models.Model):
    """Which calendar a team keeps. Without one it is always open."""

    team = models.OneToOneField("tickets.Team", on_delete=models.CASCADE, related_name="kept_hours")
    calendar = models.ForeignKey("escalation.BusinessCalendar", on_delete=models.PROTECT, related_name="teams")

    class Meta:
        verbose_name_plural = "team hours"

    def __str__(self) -> str:
        return f"{self.team} keeps {self.calendar}"


class AgentHours(models.Model):
    """Which calendar an agent works. Without one she is on shift whenever she is not on leave."""

    agent = models.OneToOneField("tickets.Agent", on_delete=models.CASCADE, related_name="kept_hours")
    calendar = models.ForeignKey("escalation.BusinessCalendar", on_delete=models.PROTECT, related_name="agents")

    class Meta:
        verbose_name_plural = "agent hours"

    def __str__(self) -> str:
        return f"{self.agent} works {self.calendar}"
