"""Figures for Prometheus, read from rows when they are asked for: right in every process, and after every restart."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.db.models import F, QuerySet
from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from escalation import database_clock
from escalation.engine import canary, climbing, health
from escalation.models import Canary, Clock, ClockKind, Delivery, Handoff

SPAN = timedelta(hours=1)  # percentiles are of what was recorded in the last hour
MOST_ROWS = 10_000
QUANTILES = (0.5, 0.9, 0.99)


def figures(now: datetime) -> bytes:
    """All figures in the text format of Prometheus."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Enforcement(now))
    return generate_latest(registry)


class Enforcement(Collector):
    """How well deadlines are being enforced; every length is in seconds."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def describe(self) -> list[Metric]:
        """Nothing is read before somebody asks."""
        return []

    def collect(self) -> Iterator[Metric]:
        found = health.check(self._now)
        yield _gauge("baton_deadlines_well", "1 while deadlines are being enforced.", float(found.is_well))
        yield _gauge("baton_deadlines_watched", "1 while a watcher holds the lease.", float(found.watched))
        yield _gauge("baton_handoffs_waiting", "Handoffs nobody has acknowledged.", Handoff.objects.waiting().count())
        yield _gauge("baton_handoffs_overdue", "Those past their deadline.", self._overdue().count())
        yield _gauge(
            "baton_breach_untold_age_seconds",
            "Age of the oldest missed deadline that nobody was told of.",
            self._age(health.oldest_untold()),
        )
        yield _gauge(
            "baton_step_due_age_seconds", "How late the oldest step of a policy is.", self._age(climbing.next_due())
        )
        unsent = self._age(health.oldest_unsent(self._now))
        yield _gauge("baton_notice_unsent_age_seconds", "How late the oldest notice to be sent is.", unsent)
        given_up = Delivery.objects.dead().count()
        yield _gauge("baton_notices_given_up", "Deliveries that nobody has sent again.", given_up)
        yield _gauge("baton_canary_age_seconds", "Since the canary was recorded.", self._age(found.canary_recorded_at))
        yield _gauge("baton_canary_lag_seconds", "From due to recorded, of the canary.", self._canary_lag())
        skew = database_clock.skew().total_seconds()
        yield _gauge("baton_clock_skew_seconds", "How far this machine's clock is behind the database's.", skew)
        recent = recently_recorded(self._now)
        late = recent.values_list(F("recorded_at") - F("due_at"), flat=True)[:MOST_ROWS]
        yield _quantiles("baton_due_to_recorded_seconds", "From due to recorded, in the last hour.", list(late))
        told = recent.filter(followed_at__isnull=False)
        waits = told.values_list(F("followed_at") - F("recorded_at"), flat=True)[:MOST_ROWS]
        yield _quantiles("baton_recorded_to_told_seconds", "From recorded to told, in the last hour.", list(waits))

    def _overdue(self) -> QuerySet[Clock]:
        running_out = Clock.objects.unfinished().filter(kind=ClockKind.ACKNOWLEDGE, due_at__lt=self._now)
        return running_out.filter(handoff__in=Handoff.objects.waiting())

    def _age(self, at: datetime | None) -> float:
        return max(0.0, (self._now - at).total_seconds()) if at else 0.0

    def _canary_lag(self) -> float:
        one = Canary.objects.filter(name=canary.RECORDING).first()
        return one.lag.total_seconds() if one else 0.0


def recently_recorded(now: datetime) -> QuerySet[Clock]:
    """The breaches that were recorded in the last hour, latest first."""
    return Clock.objects.breached().filter(recorded_at__gt=now - SPAN).order_by("-recorded_at")


def _gauge(name: str, help_text: str, value: float) -> Metric:
    return GaugeMetricFamily(name, help_text, value=value)


def _quantiles(name: str, help_text: str, spans: Sequence[timedelta]) -> Metric:
    """One value for each quantile, none where nothing was recorded."""
    family = GaugeMetricFamily(name, help_text, labels=["quantile"])
    ordered = sorted(span.total_seconds() for span in spans)
    for quantile in QUANTILES if ordered else ():
        family.add_metric([str(quantile)], ordered[min(len(ordered) - 1, int(quantile * len(ordered)))])
    return family
