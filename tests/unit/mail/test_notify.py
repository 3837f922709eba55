"""E-mail leaves by GOV.UK Notify, spoken to as its documentation says."""

from pathlib import Path

import pytest

from mash_platform.clock import MovableClock
from mash_platform.mail.message import Mail, MailRefused, Unavailable
from mash_platform.mail.settings import mail_from_environment
from tests.builders.mail import NOTIFY_TEMPLATE, Notify, notify_server, use_notify
from tests.builders.web import TUESDAY_EVENING

MAIL = Mail("4k7q-9xwd.news.1", "alex@example.org", "Reference 4K7Q-9XWD", "There is news.", TUESDAY_EVENING)


@pytest.fixture
def notify() -> Notify:
    return Notify(now=TUESDAY_EVENING.timestamp())


def sends(notify: Notify, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    with notify_server(notify) as address:
        use_notify(monkeypatch, folder, address)
        outgoing = mail_from_environment(MovableClock(TUESDAY_EVENING))
        assert outgoing is not None
        outgoing.mailer.send(MAIL)


def test_notify_is_given_address_template_words_and_reference(
    notify: Notify, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sends(notify, monkeypatch, tmp_path)
    assert notify.taken == [
        {
            "email_address": "alex@example.org",
            "template_id": NOTIFY_TEMPLATE,
            "personalisation": {"subject": "Reference 4K7Q-9XWD", "body": "There is news."},
            "reference": "4k7q-9xwd.news.1",
        }
    ]


def test_an_address_that_notify_refuses_is_refused_for_good(
    notify: Notify, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    notify.answers.append((400, "ValidationError", "email_address Not a valid email address"))
    with pytest.raises(MailRefused, match="address-refused"):
        sends(notify, monkeypatch, tmp_path)


@pytest.mark.parametrize(
    "answer",
    [
        (400, "BadRequestError", "Can't send to this recipient using a team-only API key"),
        (403, "AuthError", "Invalid token: API key not found"),
        (429, "RateLimitError", "Exceeded rate limit for key type LIVE of 3000 requests per 60 seconds"),
        (500, "Exception", "Internal server error"),
    ],
)
def test_whatever_else_notify_says_nothing_is_given_up(
    notify: Notify, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, answer: tuple[int, str, str]
) -> None:
    notify.answers.append(answer)
    with pytest.raises(Unavailable, match=str(answer[0])):
        sends(notify, monkeypatch, tmp_path)
    sends(notify, monkeypatch, tmp_path)
    assert len(notify.taken) == 1


def test_a_clock_that_is_wrong_is_no_reason_to_give_up(
    notify: Notify, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    notify.now += 31
    with pytest.raises(Unavailable, match="403"):
        sends(notify, monkeypatch, tmp_path)


def test_notify_that_cannot_be_reached_may_be_later(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with notify_server(Notify(now=0.0)) as address:
        pass
    use_notify(monkeypatch, tmp_path, address)
    outgoing = mail_from_environment()
    assert outgoing is not None
    with pytest.raises(Unavailable, match="ConnectError"):
        outgoing.mailer.send(MAIL)
