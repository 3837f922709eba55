"""E-mail leaves by a real SMTP server, and each way in which that fails is one of two."""

import ssl
from pathlib import Path

import pytest

from mash_platform.clock import MovableClock
from mash_platform.mail.message import Mail, Mailer, MailRefused, Unavailable
from mash_platform.mail.settings import mail_from_environment
from tests.builders.mail import Postbox, free_port, smtp_server, use_smtp
from tests.builders.web import TUESDAY_EVENING
from tests.certificates import Certificate, vouching_for_itself


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return vouching_for_itself(tmp_path_factory.mktemp("mail"), "mail")


@pytest.fixture
def password_file(tmp_path: Path) -> Path:
    file = tmp_path / "password"
    file.write_text("let-me-in\n")
    return file


def a_mail(to: str = "alex@example.org") -> Mail:
    return Mail(
        "4k7q-9xwd.received.1", to, "Reference 4K7Q-9XWD", "We received it – thank you.\n", TUESDAY_EVENING
    )


def mailer() -> Mailer:
    outgoing = mail_from_environment(MovableClock(TUESDAY_EVENING))
    assert outgoing is not None
    return outgoing.mailer


def test_a_mail_arrives_as_it_was_written(monkeypatch: pytest.MonkeyPatch) -> None:
    box = Postbox()
    with smtp_server(box) as port:
        use_smtp(monkeypatch, port)
        mailer().send(a_mail())

    (taken,) = box.taken
    assert taken["To"] == "alex@example.org"
    assert taken["From"] == "hub@example.gov.uk"
    assert taken["Subject"] == "Reference 4K7Q-9XWD"
    assert taken["Message-ID"] == "<4k7q-9xwd.received.1@example.gov.uk>"
    assert taken["Auto-Submitted"] == "auto-generated"
    assert taken["Date"].datetime == TUESDAY_EVENING
    assert taken.get_content().splitlines() == ["We received it – thank you."]


def test_over_starttls_with_a_password(
    monkeypatch: pytest.MonkeyPatch, certificate: Certificate, password_file: Path
) -> None:
    box = Postbox()
    with smtp_server(box, certificate=certificate) as port:
        use_smtp(
            monkeypatch,
            port,
            security="starttls",
            ca=str(certificate.certificate),
            user="hub",
            password_file=str(password_file),
        )
        mailer().send(a_mail())
    assert (box.secured, box.users) == ([True], [b"hub"])


def test_over_tls_from_the_first_byte(monkeypatch: pytest.MonkeyPatch, certificate: Certificate) -> None:
    box = Postbox()
    with smtp_server(box, certificate=certificate, tls_at_once=True) as port:
        use_smtp(monkeypatch, port, security="tls", ca=str(certificate.certificate))
        mailer().send(a_mail())
    assert len(box.taken) == 1


def test_a_server_that_nobody_vouches_for_gets_no_password_and_no_mail(
    monkeypatch: pytest.MonkeyPatch, certificate: Certificate, password_file: Path
) -> None:
    box = Postbox()
    with smtp_server(box, certificate=certificate) as port:
        use_smtp(monkeypatch, port, security="starttls", user="hub", password_file=str(password_file))
        with pytest.raises(Unavailable, match=ssl.SSLCertVerificationError.__name__):
            mailer().send(a_mail())
    assert not box.taken
    assert not box.users


def test_a_wrong_password_and_a_server_without_tls_wait_for_who_mends_it(
    monkeypatch: pytest.MonkeyPatch, certificate: Certificate, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("guess")
    secured = {"security": "starttls", "ca": str(certificate.certificate)}
    with smtp_server(Postbox(), certificate=certificate) as port:
        use_smtp(monkeypatch, port, **secured, user="hub", password_file=str(wrong))
        with pytest.raises(Unavailable, match="535"):
            mailer().send(a_mail())
    with smtp_server(Postbox()) as port:
        use_smtp(monkeypatch, port, **secured)
        with pytest.raises(Unavailable):
            mailer().send(a_mail())


def test_an_address_that_is_refused_is_refused_for_good(monkeypatch: pytest.MonkeyPatch) -> None:
    box = Postbox(refused={"nobody@example.org": "550 No such user nobody@example.org"})
    with smtp_server(box) as port:
        use_smtp(monkeypatch, port)
        with pytest.raises(MailRefused) as refused:
            mailer().send(a_mail("nobody@example.org"))
    assert str(refused.value) == refused.value.reason == "address-refused"


def test_an_address_that_is_not_taken_now_may_be_later(monkeypatch: pytest.MonkeyPatch) -> None:
    box = Postbox(refused={"alex@example.org": "450 Mailbox of alex@example.org is full"})
    with smtp_server(box) as port:
        use_smtp(monkeypatch, port)
        with pytest.raises(Unavailable) as unavailable:
            mailer().send(a_mail())
    assert "450" in str(unavailable.value)
    assert "alex" not in str(unavailable.value)


def test_a_server_that_is_not_there_may_be_later(monkeypatch: pytest.MonkeyPatch) -> None:
    use_smtp(monkeypatch, free_port())
    with pytest.raises(Unavailable, match="ConnectionRefusedError"):
        mailer().send(a_mail())


def test_a_server_that_dies_after_the_message_leaves_open_whether_it_has_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    box = Postbox(dies_after_data=1)
    with smtp_server(box) as port:
        use_smtp(monkeypatch, port)
        with pytest.raises(Unavailable, match="broke off"):
            mailer().send(a_mail())
        mailer().send(a_mail())
    first, second = box.taken
    assert first["Message-ID"] == second["Message-ID"]


@pytest.mark.parametrize("address", ["not an address", "a@b.org, c@d.org", "a@b.org\r\nBcc: c@d.org"])
def test_what_is_no_address_goes_nowhere(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    box = Postbox()
    with smtp_server(box) as port:
        use_smtp(monkeypatch, port)
        with pytest.raises(MailRefused, match="not-an-address"):
            mailer().send(a_mail(address))
    assert box.taken == []
