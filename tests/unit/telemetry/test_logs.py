"""What a log line shows: enough to find the fault, and nobody's name."""

import io
import json
import logging
from collections.abc import Callable, Iterator

import pytest

from mash_platform.errors import InvalidMessage, Unavailable
from mash_platform.telemetry.logs import set_up_logging

CANARY = "Canary Carmichael, born 3 March 2014"


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


def logged(act: Callable[[logging.Logger], None], *, as_json: bool) -> str:
    stream = io.StringIO()
    set_up_logging("triage", stream=stream, as_json=as_json)
    act(logging.getLogger("mash_triage.handlers"))
    return stream.getvalue()


def log_failure(log: logging.Logger) -> None:
    try:
        raise LookupError(CANARY)
    except LookupError as error:
        log.critical("the handler failed", exc_info=error)


@pytest.mark.parametrize("as_json", [True, False])
def test_an_exception_is_logged_by_type_and_place_and_not_by_its_text(as_json: bool) -> None:
    line = logged(log_failure, as_json=as_json)
    assert "the handler failed" in line
    assert "LookupError" in line
    assert "log_failure" in line
    assert CANARY not in line


def test_the_text_of_our_own_errors_is_shown_because_it_quotes_nothing() -> None:
    line = logged(
        lambda log: log.error("no", exc_info=Unavailable("the broker does not answer")), as_json=False
    )
    assert "Unavailable: the broker does not answer" in line
    refusal = InvalidMessage("unknown-version", "version 9 of contact.received is not known here")
    assert "unknown-version" in logged(lambda log: log.error("no", exc_info=refusal), as_json=True)


def test_a_line_for_machines_is_one_json_object() -> None:
    text = logged(lambda log: log.warning("%d messages wait", 3), as_json=True)
    line = json.loads(text)
    assert (line["level"], line["service"], line["logger"]) == ("warning", "triage", "mash_triage.handlers")
    assert line["message"] == "3 messages wait"


def test_a_line_for_people_says_when_where_and_what() -> None:
    text = logged(lambda log: log.warning("%d messages wait", 3), as_json=False)
    assert text.rstrip().endswith("WARNING triage mash_triage.handlers: 3 messages wait")


def test_json_is_chosen_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MASH_LOG", "json")
    stream = io.StringIO()
    set_up_logging("triage", stream=stream)
    logging.getLogger("mash").info("hello")
    assert json.loads(stream.getvalue())["message"] == "hello"


def test_libraries_speak_only_when_something_is_wrong() -> None:
    def act(_: logging.Logger) -> None:
        logging.getLogger("faust.app").info("chatter")
        logging.getLogger("aiokafka.consumer").warning("trouble")

    text = logged(act, as_json=False)
    assert "chatter" not in text
    assert "trouble" in text
