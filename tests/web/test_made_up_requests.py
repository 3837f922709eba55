"""Whatever a hostile or tired sender makes of the published API: it is answered as the document says.

Schemathesis makes up requests from the document, right ones and wrong ones, for every operation. None may end
in a server error, with an answer that the document does not name, or with a body of another form.
"""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from mash_command.web import web_application
from mash_contracts.vocabulary import Agency, Pathway, Role
from mash_platform.clock import MovableClock
from mash_platform.sign_in.person import Person
from mash_platform.sign_in.service import SignIn, open_sign_in
from tests.builders.contacts import a_submission
from tests.builders.serving import a_listener, serving
from tests.builders.triage_web import desk_and_intake
from tests.builders.web import TUESDAY_EVENING

EXAMPLES = int(os.environ.get("MASH_TEST_HOSTILE_EXAMPLES", "12"))
"""Requests for each operation, of each kind."""

EVERYBODY = Person("everybody", "Everybody", frozenset(Role), Pathway.EARLY_HELP, Agency.POLICE)
_CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@dataclass(frozen=True)
class Hub:
    app: FastAPI
    sign_in: SignIn
    known: str
    """The reference of a child that there is."""

    def headers(self) -> dict[str, str]:
        return {"authorization": f"Ticket {self.sign_in.tickets.ticket_for(EVERYBODY)}"}


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """The web of all services over real databases, with one child at the desk."""
    listener = a_listener()
    monkeypatch.setenv("MASH_ADDRESS", f"http://127.0.0.1:{listener.getsockname()[1]}")
    clock = MovableClock(TUESDAY_EVENING)
    with (
        desk_and_intake(tmp_path, clock) as both,
        open_sign_in(SimpleNamespace(data=tmp_path), clock) as sign_in,
    ):
        (record,) = both.takes_in(a_submission())
        app = web_application(tmp_path, sign_in, clock)
        with serving(app, listener):
            yield Hub(app, sign_in, record.reference)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("mode", GenerationMode)
def test_no_request_ends_in_an_error_of_ours_or_in_an_answer_that_the_document_does_not_name(
    hub: Hub, mode: GenerationMode
) -> None:
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", hub.app)
    asked: Counter[str] = Counter()
    faults: dict[str, str] = {}

    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(operation.as_strategy(generation_mode=mode), st.booleans())
        def ask(case: Case[Any], of_the_known_child: bool) -> None:
            if of_the_known_child and "reference" in case.path_parameters:
                case.path_parameters["reference"] = hub.known
            answer = case.call(headers=hub.headers())
            asked[case.operation.label] += 1
            try:
                case.validate_response(answer, headers=hub.headers(), checks=_CHECKS)
            except FailureGroup as failures:
                for failure in failures.exceptions:
                    faults[f"{case.operation.label}: {failure.title}"] = (
                        f"{failure.message}\n{case.as_curl_command()}"
                    )

        ask()

    assert len(asked) == sum(len(methods) for methods in hub.app.openapi()["paths"].values())
    assert not faults, "\n\n".join(f"{title}\n{text}" for title, text in sorted(faults.items()))
