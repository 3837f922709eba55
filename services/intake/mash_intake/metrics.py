"""Metrics of intake alone. Labels are closed sets: no reference, no address."""

from prometheus_client import Counter, Gauge

EMAILS = Counter(
    "mash_intake_emails_total",
    "E-mails to referrers, by kind (received, acknowledged, news) and outcome: sent, refused, put-off.",
    ["kind", "outcome"],
)
OLDEST_EMAIL_SECONDS = Gauge(
    "mash_intake_emails_oldest_seconds",
    "How long the oldest e-mail to a referrer has waited; 0 where none waits.",
)
OLDEST_DOCUMENT_SECONDS = Gauge(
    "mash_intake_documents_oldest_seconds",
    "How long the oldest imported document has waited for a person to complete it; 0 where none waits.",
)
