"""The page of figures, its plots and files, its API and its metrics, as their readers meet them."""

import csv
import io
import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families

from mash_assurance.counts import tallies
from mash_assurance.domain import measures
from mash_assurance.domain.measures import Figures, figures
from mash_assurance.domain.tallies import EVER
from mash_assurance.service import open_delivery
from mash_assurance.settings import Settings
from mash_assurance.site import web_part
from mash_assurance.web.metrics import metric_catalogue
from mash_assurance.web.plots import PLOTS
from mash_assurance.web.tables import tables
from mash_contracts.national_codes import ReferralSource
from mash_contracts.vocabulary import Pathway, Relation, Role
from mash_platform.clock import MovableClock
from mash_platform.delivery.transaction import Delivery
from mash_platform.identifiers import RandomIdentifiers
from mash_platform.sign_in.service import open_sign_in
from mash_platform.web.drawing import Shape
from mash_platform.web.shell import create_web_app
from tests.builders.assurance import a_threshold_decided, hear, hear_of_some_children, later
from tests.builders.triage import a_contact_received
from tests.builders.web import Visitor, nobody, partner, someone

NOW = later(30)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(NOW)


@pytest.fixture
def app(tmp_path: Path, clock: MovableClock) -> Iterator[FastAPI]:
    settings = Settings(data=tmp_path)
    with open_sign_in(settings, clock) as sign_in:
        part = web_part(settings, sign_in, clock)
        yield create_web_app([part], sign_in=sign_in, clock=clock)
        assert part.close is not None
        part.close()


@pytest.fixture
def assurance(app: FastAPI, tmp_path: Path, clock: MovableClock) -> Iterator[Delivery]:
    delivery = open_delivery(Settings(data=tmp_path), clock, RandomIdentifiers())
    yield delivery
    delivery.engine.dispose()


@pytest.fixture
def reader(app: FastAPI) -> Visitor:
    return someone(app, Role.ASSURANCE)


def figures_of(assurance: Delivery) -> Figures:
    with assurance.reading() as session:
        return figures(tallies(session, EVER, NOW))


def numbers_on(page: str, table: str) -> dict[str, list[int]]:
    """What the page's own table says: the numbers of each row by the row's words."""
    body = page.split(f'aria-label="{table}"', 1)[1].split("</table>", 1)[0]
    rows = re.findall(r"<tr.*?</tr>", body, re.DOTALL)
    found = {}
    for row in rows[1:]:
        words = re.search(r'<th scope="row"[^>]*>(.*?)</th>', row, re.DOTALL)
        assert words
        found[words[1].replace("&#39;", "'").replace("&amp;", "&")] = [
            int(number.replace(",", "")) for number in re.findall(r"--numeric\">([\d,]+)<", row)
        ]
    return found


def metrics_of(text: str) -> dict[str, dict[tuple[str, ...], float]]:
    """The metrics by name, then by the values of their labels in the order of the labels' names."""
    found: dict[str, dict[tuple[str, ...], float]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, {})[
                tuple(sample.labels[label] for label in sorted(sample.labels))
            ] = sample.value
    return found


def test_before_the_first_contact_the_page_says_so_and_shows_no_share(reader: Visitor) -> None:
    page = reader.open("/assurance/?period=all")

    assert page.status_code == 200
    assert "No contacts yet" in page.text
    assert "%" not in page.text.split("<main", 1)[1]
    assert "<img" not in page.text


def test_a_period_without_contacts_is_not_the_same_as_no_contacts(
    reader: Visitor, assurance: Delivery
) -> None:
    hear_of_some_children(assurance)

    page = reader.open("/assurance/?from-day=1&from-month=1&from-year=2020&to-day=2&to-month=1&to-year=2020")

    assert "No contacts in this period" in page.text
    assert "From 1 January 2020 to 2 January 2020" in page.text


def test_the_page_shows_every_table_with_the_figures_numbers(reader: Visitor, assurance: Delivery) -> None:
    hear_of_some_children(assurance)

    page = reader.open("/assurance/?period=all").text

    for table in tables(figures_of(assurance)).values():
        expected = {
            str(row[0]): [number for number in row[1:] if isinstance(number, int)] for row in table.rows
        }
        assert numbers_on(page, table.title) == expected


def test_the_page_and_the_metrics_say_the_same_numbers(reader: Visitor, assurance: Delivery) -> None:
    hear_of_some_children(assurance)

    page = reader.open("/assurance/?period=all").text
    metrics = metrics_of(reader.open("/assurance/metrics").text)

    by_label = {source.label: source.value for source in ReferralSource}
    assert {
        (by_label[words],): count for words, (count,) in numbers_on(page, "Contacts by source").items()
    } == metrics["mash_assurance_children"]
    waiting = numbers_on(page, "Waiting for a decision")
    for column, name in enumerate(("mash_assurance_waiting_in_time", "mash_assurance_waiting_overdue")):
        assert [counts[column] for counts in waiting.values()] == [
            metrics[name][rag,] for rag in ("red", "amber", "green", "not-assessed")
        ]
    assert [count for (count,) in numbers_on(page, "Decisions by pathway").values()] == [
        metrics["mash_assurance_decisions_by_pathway"][pathway,] for pathway in Pathway
    ]
    assert [count for (count,) in numbers_on(page, "Decisions and recommendations").values()] == [
        metrics["mash_assurance_decisions_by_relation"][relation,] for relation in Relation
    ]
    assert numbers_on(page, "What the teams answered")["Child in need"] == [
        metrics["mash_assurance_cases"][answer, "child-in-need"]
        for answer in ("accepted", "declined", "unanswered", "late", "withdrawn")
    ]
    spans = [count for (count,) in numbers_on(page, "Time to decision").values()]
    buckets = list(metrics["mash_assurance_time_to_decision_seconds_bucket"].values())
    assert [sum(spans[: place + 1]) for place in range(len(spans))] == buckets
    titles = {share.measure.title: share.measure.name for share in figures_of(assurance).shares}
    for table in ("What is on the record", "Looking closer at decisions"):
        for words, (numerator, denominator) in numbers_on(page, table).items():
            assert metrics["mash_assurance_share_numerator"][titles[words],] == numerator
            assert metrics["mash_assurance_share_denominator"][titles[words],] == denominator


def test_every_metric_of_the_catalogue_is_exposed_and_no_other(reader: Visitor) -> None:
    text = reader.open("/assurance/metrics").text

    exposed = {
        (family.name, family.type, family.documentation) for family in text_string_to_metric_families(text)
    }

    assert exposed == {(entry.name, entry.kind, entry.sentence) for entry in metric_catalogue()}
    labels = {label for entry in metric_catalogue() for label in entry.labels}
    assert labels == {
        "agency",
        "source",
        "consent",
        "rag",
        "pathway",
        "relation",
        "stage",
        "reason",
        "grade",
        "answer",
        "measure",
    }


def test_the_api_gives_the_same_figures_with_what_they_mean(app: FastAPI, assurance: Delivery) -> None:
    hear_of_some_children(assurance)

    answer = partner(app, "prometheus", Role.MONITORING_SYSTEM).get("/api/v1/assurance/measures?period=all")

    assert answer.status_code == 200
    shown, expected = answer.json(), figures_of(assurance)
    assert (shown["children"], shown["waiting"], shown["overdue"]) == (12, 4, 4)
    assert {
        each["measure"]["name"]: (each["numerator"], each["denominator"]) for each in shown["shares"]
    } == {share.measure.name: (share.numerator, share.denominator) for share in expected.shares}
    decision = next(each for each in shown["spreads"] if each["measure"]["name"] == "time-to-decision")
    assert decision["median_minutes"] == expected.spread(measures.TIME_TO_DECISION).within(0.5)
    assert all(each["measure"]["does_not_tell"] for each in shown["breakdowns"])


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("period=fortnight", "period"),
        ("priod=all", "priod"),
        ("from=2026-02-30", "from"),
        ("from=2026-03-02&to=2026-03-01", "to"),
        ("period=all&from=2026-03-01", "period"),
        ("to=9999-12-31", "to"),
    ],
)
def test_the_api_names_the_field_that_is_wrong(app: FastAPI, query: str, field: str) -> None:
    answer = partner(app, "prometheus", Role.MONITORING_SYSTEM).get(f"/api/v1/assurance/measures?{query}")

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_a_plot_is_an_svg_without_script_or_anything_from_elsewhere(
    reader: Visitor, assurance: Delivery
) -> None:
    hear_of_some_children(assurance)

    for name, shape in itertools.product(PLOTS, Shape):
        answer = reader.open(f"/assurance/plots/{name}.svg?period=all&shape={shape}")
        assert answer.headers["content-type"] == "image/svg+xml"
        assert "script" not in answer.headers["content-security-policy"]
        elements = list(ElementTree.fromstring(answer.text).iter())
        assert not [each for each in elements if str(each.tag).endswith(("script", "image", "use"))]
        assert not [key for each in elements for key in each.attrib if "href" in key]
        assert "@import" not in answer.text
        assert "url(" not in answer.text


def test_a_plot_of_no_contacts_is_still_a_plot(reader: Visitor) -> None:
    for name in PLOTS:
        answer = reader.open(f"/assurance/plots/{name}.svg?period=all")
        assert ElementTree.fromstring(answer.text).tag.endswith("svg")


def test_a_plot_shows_the_page_it_stands_on_even_when_a_contact_arrives_meanwhile(
    reader: Visitor, assurance: Delivery
) -> None:
    hear_of_some_children(assurance)
    page = reader.open("/assurance/?period=all").text
    address = re.search(r'src="(/assurance/plots/contacts-by-source.svg[^"]*)"', page)
    assert address

    hear(assurance, a_contact_received(referral_source=ReferralSource.POLICE))

    assert "Police: 6" in reader.open(address[1].replace("&amp;", "&")).text
    assert "Police: 7" in reader.open("/assurance/plots/contacts-by-source.svg?period=all").text


def test_each_table_can_be_taken_away_as_csv(reader: Visitor, assurance: Delivery) -> None:
    hear_of_some_children(assurance)

    for name, table in tables(figures_of(assurance)).items():
        answer = reader.open(f"/assurance/tables/{name}.csv?period=all")
        rows = list(csv.reader(io.StringIO(answer.text)))
        assert answer.headers["content-disposition"] == f'attachment; filename="{name}.csv"'
        assert rows[0] == ["Code", *table.headings]
        assert [tuple(row[1:]) for row in rows[1:]] == [
            tuple(str(cell) for cell in row) for row in table.rows
        ]


def test_an_unknown_plot_or_table_is_not_found(reader: Visitor) -> None:
    assert reader.open("/assurance/plots/children-by-name.svg").status_code == 404
    assert reader.open("/assurance/tables/children-by-name.csv").status_code == 404


def test_a_wrong_date_is_named_and_what_was_typed_stays(reader: Visitor) -> None:
    page = reader.open("/assurance/?from-day=31&from-month=2&from-year=2026")

    assert page.status_code == 422
    assert "The first day must be a real date" in page.text
    assert 'value="31"' in page.text


def test_records_whose_contact_has_not_arrived_are_pointed_out(reader: Visitor, assurance: Delivery) -> None:
    hear(assurance, a_threshold_decided("4K7Q-9XWD-1"))

    assert "the contact has not arrived yet" in reader.open("/assurance/?period=all").text


def test_every_figure_is_explained(reader: Visitor, assurance: Delivery) -> None:
    page = reader.open("/assurance/meaning").text

    for measure in figures_of(assurance).measures:
        assert f'id="{measure.name}"' in page


def test_a_partner_system_reads_metrics_and_the_api_but_not_the_page(app: FastAPI) -> None:
    system = partner(app, "prometheus", Role.MONITORING_SYSTEM)

    assert system.get("/assurance/metrics").status_code == 200
    assert system.get("/api/v1/assurance/measures").status_code == 200
    assert system.get("/assurance/").status_code == 403
    assert nobody(app).open("/assurance/metrics").status_code == 303
    assert nobody(app).open("/api/v1/assurance/measures").status_code == 401
