"""The policy of any day can be read, and every reason on a child's record leads to its sentence."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from httpx2 import Response

from mash_contracts.national_codes import AssessmentFactor
from mash_contracts.signs import Sign
from mash_contracts.submission import ContactSubmission
from mash_contracts.vocabulary import Role
from mash_platform.clock import MovableClock
from mash_policy.files import editions
from mash_policy.load import load_edition
from mash_policy.rule_families import FAMILIES
from mash_triage.store.records import Record
from tests.builders.contacts import a_child, a_concern, a_referrer
from tests.builders.triage_web import TriageHub, a_triage_hub
from tests.builders.web import Visitor, someone

IN_MARCH = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(IN_MARCH)


@pytest.fixture
def hub(tmp_path: Path, clock: MovableClock) -> Iterator[TriageHub]:
    with a_triage_hub(tmp_path, clock) as hub:
        yield hub


def text_of(page: Response) -> str:
    assert page.status_code in (200, 422), page.status_code
    main = page.text[page.text.index("<main") : page.text.index("</main>")]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def a_hungry_child(hub: TriageHub) -> Record:
    (record,) = hub.both.takes_in(
        ContactSubmission(
            referrer=a_referrer(),
            children=(a_child(),),
            concerns=(a_concern(factor=AssessmentFactor.NEGLECT, signs=(Sign.HUNGRY,)),),
        )
    )
    return record


def links_to_policy(page: Response) -> set[str]:
    return set(re.findall(r'href="(/policy/\d[^"]+)"', page.text))


def anchors_of(visitor: Visitor, address: str) -> set[str]:
    page = visitor.open(address)
    assert page.status_code == 200, address
    return set(re.findall(r' id="([^"]+)"', page.text))


def test_every_reason_and_every_question_on_a_record_leads_to_its_sentence_in_the_edition(
    hub: TriageHub,
) -> None:
    record, priya = a_hungry_child(hub), hub.practitioner()

    links = links_to_policy(priya.open(f"/triage/{record.reference}"))

    assert "/policy/2026-01-01#hungry" in links
    assert any("#question-" in link for link in links)
    anchors = anchors_of(priya, "/policy/2026-01-01")
    assert {link.partition("#")[2] for link in links} <= anchors


def test_a_child_of_march_is_read_under_the_policy_of_march_also_in_november(
    hub: TriageHub, clock: MovableClock
) -> None:
    record = a_hungry_child(hub)
    clock.move(datetime(2026, 11, 24, 10, 0, tzinfo=UTC) - clock.now())
    priya = hub.practitioner()

    page = priya.open(f"/triage/{record.reference}")

    assert 'href="/policy/?on=2026-03-04"' in page.text
    that_day = text_of(priya.open("/policy/?on=2026-03-04"))
    assert "What applied on 4 March 2026" in that_day
    assert "Tools of practice: there were none yet" in that_day
    assert "What applies today, 24 November 2026 Thresholds: edition 2026-11-01" in text_of(
        priya.open("/policy/")
    )


@pytest.mark.parametrize("edition", editions())
def test_an_edition_is_there_whole(hub: TriageHub, edition: str) -> None:
    policy = load_edition(edition)

    page = hub.practitioner().open(f"/policy/{edition}")

    assert policy.indicators.keys() <= set(re.findall(r' id="([^"]+)"', page.text))
    text = text_of(page)
    for indicator in policy.indicators.values():
        assert " ".join(indicator.why.split()) in text


@pytest.mark.parametrize("kind", FAMILIES)
def test_the_rules_beside_it_are_there_line_by_line(hub: TriageHub, kind: str) -> None:
    for edition in FAMILIES[kind].ids():
        assert hub.practitioner().open(f"/policy/{kind}/{edition}").status_code == 200


def test_a_day_before_any_policy_and_one_that_is_no_day_are_said_in_a_sentence(hub: TriageHub) -> None:
    priya = hub.practitioner()

    assert "Thresholds: there was no edition yet" in text_of(priya.open("/policy/?on=2020-01-01"))
    wrong = priya.open("/policy/?on-day=31&on-month=2&on-year=2026")
    assert wrong.status_code == 422
    assert "The day must be a real date" in text_of(wrong)


@pytest.mark.parametrize(
    "address", ["/policy/2020-01-01", "/policy/oversight/2020-01-01", "/policy/nothing/2026-01-01"]
)
def test_what_there_is_not_is_not_found(hub: TriageHub, address: str) -> None:
    assert hub.practitioner().open(address).status_code == 404


def test_an_agency_reads_by_what_rules_it_is_asked(hub: TriageHub) -> None:
    page = someone(hub.app, Role.AGENCY_MEMBER).open("/policy/agency-checks/2026-11-01")

    assert "Asked about a worry" in text_of(page)
