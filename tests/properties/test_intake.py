"""Whatever is accepted, the log learns nothing personal, and what it does learn keeps to the contract."""

import tempfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mash_contracts.events import ContactReceived
from mash_contracts.submission import ContactSubmission
from mash_intake.handlers.checks import check, normal_form
from mash_intake.handlers.thin import contact_received
from mash_platform.clock import LONDON
from mash_platform.errors import Rejected
from tests.builders.intake import Intake
from tests.builders.web import TUESDAY_EVENING

TODAY = TUESDAY_EVENING.astimezone(LONDON).date()

# Unlike anything in a code set, so that finding one anywhere proves a leak.
CANARIES = st.sampled_from(["Zyxwvut", "Quokkafield", "14 Ptarmigan Wynd", "zq@example.org", "07700 900123"])
WORDS = st.none() | CANARIES
DAYS = st.dates(min_value=TODAY - timedelta(days=18 * 365), max_value=TODAY)
PERSONAL_NUMBERS = {"nhs_number": "9990000018", "upn": "K840200005001", "postcode": "DH1 5UE"}


def codes(field: str) -> st.SearchStrategy[object]:
    """Any code that the submission's field of this dotted name takes."""
    return st.sampled_from(_CODES[field])


def _code_sets() -> dict[str, list[str]]:
    definitions = ContactSubmission.model_json_schema()["$defs"]
    return {name: definition["enum"] for name, definition in definitions.items() if "enum" in definition}


_CODES = _code_sets()

CHILDREN = st.fixed_dictionaries(
    {"first_names": CANARIES},
    optional={
        "family_name": WORDS,
        "description": WORDS,
        "age_years": st.none() | st.integers(0, 18),
        "sex": codes("Sex"),
        "ethnicity": codes("Ethnicity"),
        "disabilities": st.lists(codes("Disability"), max_size=3),
        "nhs_number": st.just(PERSONAL_NUMBERS["nhs_number"]),
        "upn": st.just(PERSONAL_NUMBERS["upn"]),
        "address": st.fixed_dictionaries(
            {"street": WORDS, "postcode": st.just(PERSONAL_NUMBERS["postcode"])}
        ),
        "school": WORDS,
        "language": WORDS,
        "what_the_child_said": WORDS,
        "lived_experience": WORDS,
    },
)
BORN_OR_EXPECTED = st.one_of(
    st.just({}),
    st.builds(lambda born: {"date_of_birth": born.isoformat()}, DAYS),
    st.builds(
        lambda weeks: {"expected_date": (TODAY + timedelta(weeks=weeks)).isoformat()}, st.integers(-4, 40)
    ),
)
CONCERNS = st.fixed_dictionaries(
    {"factor": codes("AssessmentFactor")},
    optional={
        "signs": st.lists(codes("Sign"), max_size=4),
        "what_happened": WORDS,
        "basis": codes("Basis"),
        "most_recent": st.none() | DAYS.map(date.isoformat),
        "frequency": codes("Frequency"),
        "severity": codes("Severity"),
    },
)
SUBMISSIONS = st.fixed_dictionaries(
    {
        "children": st.lists(
            st.builds(lambda child, birth: {**child, **birth}, CHILDREN, BORN_OR_EXPECTED),
            min_size=1,
            max_size=3,
        )
    },
    optional={
        "referrer": st.fixed_dictionaries(
            {"source": codes("ReferralSource"), "name": WORDS, "email": WORDS, "phone": WORDS},
            optional={"anonymous": st.booleans(), "feedback_wanted": st.booleans()},
        ),
        "consent": st.fixed_dictionaries({"state": codes("ConsentState"), "note": WORDS}),
        "adults": st.lists(
            st.fixed_dictionaries({"name": WORDS, "lives_with_child": codes("Answer")}), max_size=3
        ),
        "concerns": st.lists(CONCERNS, max_size=4),
        "immediate_danger": codes("Answer"),
        "exploitation": st.fixed_dictionaries({"risk": codes("ExploitationRisk"), "note": WORDS}),
        "dash_ticks": st.none() | st.integers(0, 24),
        "signs_of_safety": st.fixed_dictionaries({"worried_about": WORDS, "scale": st.integers(0, 10)}),
        "strengths": st.lists(codes("Strength"), max_size=2),
    },
)


@settings(max_examples=200, deadline=None)
@given(SUBMISSIONS)
def test_no_accepted_contact_puts_anything_personal_on_the_log(body: dict[str, object]) -> None:
    submission = ContactSubmission.model_validate(body)
    if check(submission, TODAY, test_nhs_numbers=True).refusals:
        return
    contact = normal_form(submission)
    references = [f"4K7Q-9XWD-{number + 1}" for number in range(len(contact.children))]
    for number, child in enumerate(contact.children, start=1):
        event = contact_received(
            contact,
            number=number,
            contact_reference="4K7Q-9XWD",
            references=references,
            received_at=TUESDAY_EVENING,
            today=TODAY,
            earlier_contacts=None,
        )
        told = event.model_dump_json()
        assert ContactReceived.model_validate_json(told) == event
        assert personal_in(told) == []
        assert child.date_of_birth is None or child.date_of_birth.isoformat() not in told
        assert event.concerns or submission.concerns


@settings(max_examples=25, deadline=None)
@given(SUBMISSIONS)
def test_a_contact_is_taken_whole_or_not_at_all(body: dict[str, object]) -> None:
    """As many records and events as children, or a refusal with reasons and nothing kept."""
    with tempfile.TemporaryDirectory() as folder:
        intake = Intake.at(Path(folder))
        submission = ContactSubmission.model_validate(body)
        if check(submission, TODAY, test_nhs_numbers=True).refusals:
            with pytest.raises(Rejected) as caught:
                intake.takes(submission)
            sentences = " ".join(error.sentence for error in caught.value.errors)
            assert personal_in(f"{caught.value} {sentences}") == []
            assert (intake.contacts(), intake.said()) == ([], [])
        else:
            accepted = intake.takes(submission)
            assert len(accepted.records) == len(submission.children)
            assert tuple(event.reference for event in intake.said()) == accepted.records
            assert personal_in(intake.headers_said()) == []
        intake.delivery.engine.dispose()


@given(st.text(max_size=30))
def test_no_text_whatever_breaks_the_checks_of_numbers_and_postcodes(text: str) -> None:
    body = {
        "children": [
            {"first_names": "Robin", "nhs_number": text, "upn": text, "address": {"postcode": text}}
        ],
        "concerns": [{"factor": "16A"}],
    }
    checked = check(ContactSubmission.model_validate(body), TODAY, test_nhs_numbers=True)
    named = {error.field for error in (*checked.refusals, *checked.doubts)}
    assert named <= {f"children[0].{field}" for field in ("nhs_number", "upn", "address.postcode")}


def personal_in(text: str) -> list[str]:
    canaries = ["Zyxwvut", "Quokkafield", "Ptarmigan", "zq@example.org", "900123", *PERSONAL_NUMBERS.values()]
    return [canary for canary in canaries if canary in text]
