"""An alert on a metric that does not exist never fires, and nobody notices: names and labels must be real."""

import re
from pathlib import Path

from mash_assurance.domain.measures import figures
from mash_assurance.domain.tallies import Tallies
from mash_assurance.web.metrics import metric_catalogue
from mash_contracts.vocabulary import Rag
from mash_platform.telemetry.catalogue import platform_metrics
from tests.builders.assurance import later

RULES = (Path(__file__).parents[2] / "infra" / "prometheus" / "rules.yaml").read_text()
METRICS = {metric.name: metric for metric in (*platform_metrics(), *metric_catalogue())}
NAMED = re.findall(r"\b(mash_[a-z_]+)(?:\{([a-z_]+)!?=\"([^\"]*)\"\})?", RULES)


def test_every_metric_in_the_alerts_exists_with_the_labels_they_ask_for() -> None:
    for name, label, _ in NAMED:
        assert name in METRICS
        assert not label or label in METRICS[name].labels


def test_every_label_value_in_the_alerts_is_one_that_occurs() -> None:
    measures = {measure.name for measure in figures(Tallies(as_of=later(0))).measures}
    values = {"rag": set(Rag), "measure": measures}

    for _, label, value in NAMED:
        assert not label or value in values[label]


def test_labels_in_sentences_belong_to_a_metric_of_the_same_alert() -> None:
    for alert in RULES.split("- alert:")[1:]:
        known = {"instance"} if "up{" in alert else set()
        for name, _, _ in re.findall(r"\b(mash_[a-z_]+)(\{)?(\")?", alert.partition("labels:")[0]):
            known |= set(METRICS[name].labels)
        assert set(re.findall(r"\$labels\.([a-z_]+)", alert)) <= known


def test_what_must_never_go_unnoticed_has_an_alert() -> None:
    watched = {name for name, _, _ in NAMED}

    assert watched >= {
        "mash_quarantined_total",
        "mash_outbox_oldest_seconds",
        "mash_consumer_stalled_seconds",
        "mash_consumer_braked",
        "mash_assurance_waiting_overdue",
        "mash_assurance_records_without_contact",
    }
