"""An alert on a metric that does not exist never fires, and nobody notices: names and labels must be real."""

import json
import re
from collections.abc import Collection
from pathlib import Path

from mash_assurance.domain.measures import figures
from mash_assurance.domain.tallies import Tallies
from mash_contracts.vocabulary import Rag
from tests.builders.assurance import later

ROOT = Path(__file__).parents[2]
RULES = (ROOT / "infra" / "prometheus" / "rules.yaml").read_text()
BOARD = json.loads((ROOT / "infra" / "grafana" / "boards" / "hub.json").read_text())
METRICS = {
    name: set(labels.split(", ")) - {""}
    for name, labels in re.findall(
        r"^\| `(\w+)` \| \w+ \| ([^|]*) \|", (ROOT / "docs/reference/metrics.md").read_text(), re.MULTILINE
    )
}
NAMED = re.findall(r"\b(mash_[a-z_]+)(?:\{([a-z_]+)!?=\"([^\"]*)\"\})?", RULES)


def test_every_metric_in_the_alerts_exists_with_the_labels_they_ask_for() -> None:
    for name, label, _ in NAMED:
        assert name in METRICS
        assert not label or label in METRICS[name]


def test_every_label_value_in_the_alerts_is_one_that_occurs() -> None:
    measures = {measure.name for measure in figures(Tallies(as_of=later(0))).measures}
    values: dict[str, Collection[str]] = {
        "rag": set(Rag),
        "measure": measures,
        "fault": {"broker", "database", "message"},
    }

    for _, label, value in NAMED:
        assert not label or value in values[label]


def test_labels_in_sentences_belong_to_a_metric_of_the_same_alert() -> None:
    for alert in RULES.split("- alert:")[1:]:
        known = {"instance"} if "up{" in alert else set()
        for name, _, _ in re.findall(r"\b(mash_[a-z_]+)(\{)?(\")?", alert.partition("labels:")[0]):
            known |= METRICS[name]
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
        "mash_relay_failures_total",
        "mash_broker_failed_transactions_total",
        "mash_intake_emails_oldest_seconds",
        "mash_reconcile_lost",
        "mash_reconcile_doubled",
        "mash_reconcile_stray",
        "mash_reconcile_last_success_timestamp_seconds",
    }


def test_every_alert_says_what_to_do_first_and_names_a_runbook_that_is_there_and_lists_it() -> None:
    for alert in RULES.split("- alert:")[1:]:
        name = alert.split()[0]
        assert "action:" in alert, name
        (runbook,) = re.findall(r"runbook: (\S+)", alert)
        assert f"`{name}`" in (ROOT / runbook).read_text(), f"{runbook} speaks of {name}"


def test_every_metric_on_the_board_exists_with_the_labels_it_is_asked_by() -> None:
    asked = [target for panel in BOARD["panels"] for target in panel.get("targets", ())]
    assert len(asked) > 20
    for target in asked:
        names = re.findall(r"\bmash_[a-z_]+", target["expr"])
        families = [re.sub(r"_bucket$", "", name) for name in names]
        assert names, target
        known = set.intersection(*(METRICS[family] for family in families))
        for labels in re.findall(r"by \(([a-z_, ]+)\)", target["expr"]):
            assert set(labels.split(", ")) - {"le"} <= known, target
        assert set(re.findall(r"{{(\w+)}}", target["legendFormat"])) <= known, target


def test_the_board_shows_children_pipeline_and_faults_in_a_grid_without_overlaps() -> None:
    rows = [panel["title"] for panel in BOARD["panels"] if panel["type"] == "row"]
    assert rows == ["Children", "Pipeline", "Faults"]
    cells = [
        (x, y)
        for place in (panel["gridPos"] for panel in BOARD["panels"])
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]
    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) < 24
