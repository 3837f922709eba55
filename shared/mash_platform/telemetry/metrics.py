"""Every metric of the platform and what it says. Labels are closed sets: no reference, no free text."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from prometheus_client import Counter, Gauge, Histogram

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)

MESSAGES = Counter(
    "mash_messages_total",
    "Messages that came to an end, by how: handled, duplicate, passed-over, quarantined.",
    ["service", "topic", "outcome"],
)
QUARANTINED = Counter(
    "mash_quarantined_total",
    "Messages set aside because they can never be handled. Each is a child: alert at one.",
    ["service", "topic", "reason"],
)
EVENT_DELAY = Histogram(
    "mash_event_delay_seconds",
    "From when an event happened until its effects were durable here.",
    ["service", "topic"],
    buckets=_SECONDS,
)
BATCH_SECONDS = Histogram(
    "mash_batch_seconds",
    "How long one transaction over the messages at hand took.",
    ["service"],
    buckets=_SECONDS,
)
PAUSED = Gauge(
    "mash_consumer_paused",
    "1 while messages wait because something outside, such as the database, is unavailable.",
    ["service", "subscription"],
)
RETRIES = Counter(
    "mash_consumer_retries_total",
    "Times that messages were tried again because something outside was unavailable.",
    ["service", "subscription"],
)
BRAKED = Gauge(
    "mash_consumer_braked",
    "1 once the brake stopped a subscription because messages were set aside too thick.",
    ["service", "subscription"],
)
LAG = Gauge(
    "mash_consumer_lag_messages",
    "Messages on the log that the service has not yet handled.",
    ["service", "topic"],
)
STALLED_SECONDS = Gauge(
    "mash_consumer_stalled_seconds",
    "How long messages of any partition have waited, none handled; the process stops itself at the limit.",
    ["service"],
)
LAST_EVENT = Gauge(
    "mash_last_event_timestamp_seconds",
    "When the service last brought a message to an end, in Unix time; its age is time() less this.",
    ["service"],
)
OUTBOX_UNPUBLISHED = Gauge(
    "mash_outbox_unpublished",
    "Events written with a service's state that are not yet on the log.",
    ["service"],
)
OUTBOX_OLDEST_SECONDS = Gauge(
    "mash_outbox_oldest_seconds",
    "Age of the oldest event that is not yet on the log.",
    ["service"],
)
OUTBOX_PUBLISHED = Counter(
    "mash_outbox_published_total",
    "Events the log has acknowledged.",
    ["service", "topic"],
)
RELAY_FAILURES = Counter(
    "mash_relay_failures_total",
    "Attempts to publish that failed and are made again, by what was at fault: broker, database, message.",
    ["service", "fault"],
)
WORKER = Gauge(
    "mash_worker_info",
    "1 for the code version that is at work.",
    ["service", "version"],
)


def record_batch(
    service: str,
    outcomes: Mapping[tuple[str, Any], int],
    reasons: Mapping[tuple[str, str], int],
    seconds: float,
) -> None:
    """One transaction over messages has committed."""
    BATCH_SECONDS.labels(service).observe(seconds)
    LAST_EVENT.labels(service).set_to_current_time()
    for (topic, outcome), count in outcomes.items():
        MESSAGES.labels(service, topic, outcome).inc(count)
    for (topic, reason), count in reasons.items():
        QUARANTINED.labels(service, topic, reason).inc(count)


WEB_REQUEST_SECONDS = Histogram(
    "mash_web_request_seconds",
    "How long pages and API calls took, by route pattern (never the address itself) and status.",
    ["method", "route", "status"],
    buckets=_SECONDS,
)


def record_delays(service: str, occurred: Iterable[tuple[str, datetime]], now: datetime) -> None:
    """The effects of these events are durable as of `now`."""
    for topic, moment in occurred:
        EVENT_DELAY.labels(service, topic).observe(max(0.0, (now - moment).total_seconds()))
