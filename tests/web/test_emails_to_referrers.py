"""Referrers are e-mailed that there is something to read: who, what, and what becomes of it."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import select

from mash_contracts.national_codes import ReferralSource
from mash_contracts.vocabulary import Pathway, Role
from mash_intake.domain.emails import GIVEN_UP_AFTER, EmailKind
from mash_intake.handlers.accept import Accepted
from mash_intake.handlers.feedback import status_code_of
from mash_intake.handlers.postman import TAKEN_FOR, Postman, wording
from mash_intake.service import progress_of_records
from mash_intake.store.email_tables import emails
from mash_platform.mail.settings import mail_from_environment
from tests.builders.assurance import a_threshold_decided
from tests.builders.contacts import a_child, a_referrer, a_submission
from tests.builders.intake import IntakeOnTheWeb, intake_on_the_web
from tests.builders.mail import Postbox, free_port, smtp_server, use_smtp
from tests.builders.report import ANONYMOUS, PROFESSIONAL, Fields, Form
from tests.builders.streams import enveloped
from tests.builders.web import Visitor, someone

NEIGHBOUR = ReferralSource.ACQUAINTANCE
CANARIES = ("Rowan", "Ash", "Testcase", "Sample Terrace", "DH1", "2018", "Alone after school", "own tea")


@pytest.fixture
def box() -> Postbox:
    return Postbox()


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def intake(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, box: Postbox, port: int
) -> Iterator[IntakeOnTheWeb]:
    """A hub whose mail server works."""
    use_smtp(monkeypatch, port)
    with smtp_server(box, port=port), intake_on_the_web(tmp_path) as intake:
        yield intake


def postman(intake: IntakeOnTheWeb) -> Postman:
    return Postman(intake.room.delivery, mail_from_environment(), "County Durham", "03000 267 979")


def post_goes(intake: IntakeOnTheWeb) -> None:
    """The worker sends until there is nothing more to do."""
    while postman(intake).send_next():
        pass


def a_contact(intake: IntakeOnTheWeb, **referrer: Any) -> Accepted:
    children = (a_child(), a_child(first_names="Ash"))
    return intake.room.takes(a_submission(referrer=a_referrer(**referrer), children=children))


def decided(intake: IntakeOnTheWeb, *references: str, pathway: Pathway = Pathway.EARLY_HELP) -> None:
    for reference in references:
        event = a_threshold_decided(reference, pathways=(pathway,), decided_at=intake.clock.now())
        with intake.room.delivery.transaction() as transaction:
            progress_of_records().handlers[type(event)](transaction, enveloped(event))


def at_the_desk(intake: IntakeOnTheWeb) -> Visitor:
    return someone(intake.app, Role.PRACTITIONER, display_name="Priya Nair")


def addresses(intake: IntakeOnTheWeb) -> list[str | None]:
    with intake.room.delivery.reading() as session:
        return list(session.scalars(select(emails.c.address)))


def counted(kind: EmailKind, outcome: str) -> float:
    labels = {"kind": kind.value, "outcome": outcome}
    return REGISTRY.get_sample_value("mash_intake_emails_total", labels) or 0.0


def test_a_teacher_is_emailed_that_it_arrived_then_by_whom_it_was_read_then_that_there_is_news(
    intake: IntakeOnTheWeb, box: Postbox
) -> None:
    contact = a_contact(intake)
    post_goes(intake)
    at_the_desk(intake).send("/acknowledgements", contact=contact.reference)
    post_goes(intake)
    decided(intake, *contact.records)
    post_goes(intake)

    received, acknowledged, news = box.taken
    for mail in box.taken:
        assert mail["To"] == "alex@example.org"
        assert contact.reference in mail["Subject"]
        assert "https://hub.example.gov.uk/report/status" in mail.get_content()
    assert "we received your report" in received["Subject"]
    assert "Priya Nair, a social worker, has acknowledged" in acknowledged.get_content()
    assert "there is news" in news["Subject"]


def test_no_email_holds_the_code_the_outcome_or_anything_about_a_child_and_neither_does_a_log(
    intake: IntakeOnTheWeb, box: Postbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    contact = a_contact(intake)
    box.refused["alex@example.org"] = "450 alex@example.org is full"
    post_goes(intake)
    box.refused.clear()
    intake.clock.move(timedelta(minutes=1))
    at_the_desk(intake).send("/acknowledgements", contact=contact.reference)
    decided(intake, *contact.records)
    post_goes(intake)

    code = status_code_of(intake.room.delivery, contact.reference)
    assert len(box.taken) == 3
    for mail in box.taken:
        text = mail.as_string() + mail.get_content()
        assert [word for word in (*CANARIES, code or "", "arly help", "ttps://x") if word in text] == []
    # The server's own log is not ours.
    ours = "\n".join(one.getMessage() for one in caplog.records if one.name.startswith("mash"))
    assert "is e-mailed later" in ours
    assert [word for word in (*CANARIES, code or "", "alex", "example.org") if word in ours] == []


def test_the_address_is_gone_once_the_email_is_sent(intake: IntakeOnTheWeb) -> None:
    a_contact(intake)
    (kept,) = addresses(intake)
    assert kept is not None
    assert "alex" not in kept, "it is sealed until then"
    post_goes(intake)
    assert addresses(intake) == [None]


def test_a_neighbour_is_emailed_only_who_said_that_it_is_safe(intake: IntakeOnTheWeb, box: Postbox) -> None:
    a_contact(intake, source=NEIGHBOUR)
    a_contact(intake, source=ReferralSource.SELF)
    a_contact(intake, source=ReferralSource.UNKNOWN)
    a_contact(intake, source=NEIGHBOUR, email_is_safe=True, anonymous=True)
    safe = a_contact(intake, source=NEIGHBOUR, email_is_safe=True)
    post_goes(intake)
    assert [mail["Subject"].split(":")[0] for mail in box.taken] == [f"Reference {safe.reference}"]


def test_who_gave_no_address_is_not_emailed(intake: IntakeOnTheWeb, box: Postbox) -> None:
    contact = a_contact(intake, email=None)
    at_the_desk(intake).send("/acknowledgements", contact=contact.reference)
    decided(intake, *contact.records)
    post_goes(intake)
    assert box.taken == []


def test_news_is_sent_once_for_all_children_and_again_when_the_outcome_is_another(
    intake: IntakeOnTheWeb, box: Postbox
) -> None:
    contact = a_contact(intake)
    decided(intake, *contact.records)
    decided(intake, *contact.records)
    post_goes(intake)
    assert sum("news" in subject for subject in box.told()) == 1

    intake.clock.move(timedelta(hours=1))
    decided(intake, contact.records[0])
    post_goes(intake)
    assert sum("news" in subject for subject in box.told()) == 1
    decided(intake, contact.records[0], pathway=Pathway.CHILD_PROTECTION)
    post_goes(intake)
    assert sum("news" in subject for subject in box.told()) == 2


def test_a_neighbour_hears_once_that_it_was_decided_and_no_change_of_what(
    intake: IntakeOnTheWeb, box: Postbox
) -> None:
    contact = a_contact(intake, source=NEIGHBOUR, email_is_safe=True)
    decided(intake, contact.records[0])
    post_goes(intake)
    intake.clock.move(timedelta(hours=1))
    decided(intake, contact.records[0], pathway=Pathway.CHILD_PROTECTION)
    post_goes(intake)
    assert sum("news" in subject for subject in box.told()) == 1


def test_who_did_not_ask_to_hear_what_happens_gets_no_news(intake: IntakeOnTheWeb, box: Postbox) -> None:
    decided(intake, *a_contact(intake, feedback_wanted=False).records)
    post_goes(intake)
    assert len(box.taken) == 1


def test_while_the_mail_server_is_away_nothing_is_lost_and_it_is_asked_less_and_less(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, box: Postbox, port: int
) -> None:
    use_smtp(monkeypatch, port)
    with intake_on_the_web(tmp_path) as intake:
        a_contact(intake)
        tries = 0
        for _ in range(60):
            before = counted(EmailKind.RECEIVED, "put-off")
            post_goes(intake)
            tries += counted(EmailKind.RECEIVED, "put-off") > before
            intake.clock.move(timedelta(minutes=1))
        assert 5 < tries < 12
        assert REGISTRY.get_sample_value("mash_intake_emails_oldest_seconds") == 59 * 60
        with smtp_server(box, port=port):
            intake.clock.move(timedelta(minutes=15))
            post_goes(intake)
        assert len(box.taken) == 1
        post_goes(intake)
        assert REGISTRY.get_sample_value("mash_intake_emails_oldest_seconds") == 0.0


def test_a_server_that_dies_after_the_message_gets_it_again_under_the_same_id(
    intake: IntakeOnTheWeb, box: Postbox
) -> None:
    box.dies_after_data = 1
    a_contact(intake)
    post_goes(intake)
    intake.clock.move(timedelta(minutes=1))
    post_goes(intake)
    assert len({mail["Message-ID"] for mail in box.taken}) == 1
    assert len(box.taken) == 2


def test_killed_between_sending_and_marking_it_is_sent_again_and_never_not_at_all(
    intake: IntakeOnTheWeb, box: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(Exception):
        pass

    def dies(*_: object) -> None:
        raise Killed

    a_contact(intake)
    with monkeypatch.context() as patch:
        patch.setattr(Postman, "_end", dies)
        with pytest.raises(Killed):
            post_goes(intake)
    post_goes(intake)
    assert len(box.taken) == 1
    intake.clock.move(TAKEN_FOR)
    post_goes(intake)
    assert len(box.taken) == 2
    assert box.taken[0]["Message-ID"] == box.taken[1]["Message-ID"]


def test_an_address_that_is_refused_stands_on_the_contact_and_on_the_list_until_told_otherwise(
    intake: IntakeOnTheWeb, box: Postbox
) -> None:
    box.refused["alex@example.org"] = "550 No such user"
    contact = a_contact(intake)
    before = counted(EmailKind.RECEIVED, "refused")
    post_goes(intake)
    assert counted(EmailKind.RECEIVED, "refused") == before + 1
    assert addresses(intake) == [None]

    desk = at_the_desk(intake)
    assert "Could not be e-mailed" in desk.open(f"/contacts/{contact.reference}").text
    assert "the address was refused" in desk.open("/acknowledgements").text
    desk.send("/acknowledgements/told-otherwise", contact=contact.reference)
    assert "Could not be e-mailed" not in desk.open("/acknowledgements").text
    assert "Told in another way" in desk.open(f"/contacts/{contact.reference}").text


def test_what_is_no_address_is_said_at_once_and_keeps_no_contact_out(intake: IntakeOnTheWeb) -> None:
    contact = a_contact(intake, email="alex at example")
    assert [doubt.field for doubt in contact.doubts] == ["referrer.email"]
    post_goes(intake)
    assert "what was given is no e-mail address" in at_the_desk(intake).open("/acknowledgements").text


def test_after_three_days_it_is_given_up_and_people_are_told(intake: IntakeOnTheWeb, box: Postbox) -> None:
    box.refused["alex@example.org"] = "450 full"
    a_contact(intake)
    intake.clock.move(GIVEN_UP_AFTER)
    post_goes(intake)
    assert "it was tried for three days" in at_the_desk(intake).open("/acknowledgements").text


def test_where_email_is_switched_off_pages_say_so_and_no_address_stays(tmp_path: Path) -> None:
    with intake_on_the_web(tmp_path) as intake:
        form = Form.begun(intake.app).answer_all(PROFESSIONAL).send()
        assert "We do not send e-mails about reports" in form.page.text
        post_goes(intake)
        assert addresses(intake) == [None]
        assert "E-mail is switched off" in at_the_desk(intake).open("/acknowledgements").text
        assert (
            "Not sent: e-mail is switched off" in at_the_desk(intake).open(f"/contacts/{form.reference}").text
        )


def a_neighbour(**reached: str) -> tuple[Fields, ...]:
    about_them: tuple[Fields, ...] = (
        {"immediate-danger": "no"},
        {"who": "knows"},
        {"acquaintance": "1B"},
        {"gives-name": "yes"},
        {"referrer-name": "Jo Example"},
        {"referrer-email": "jo@example.org", **reached},
    )
    return (*about_them, *ANONYMOUS[2:])


def test_the_form_asks_a_neighbour_whether_email_is_safe_and_a_teacher_not(
    intake: IntakeOnTheWeb, box: Postbox
) -> None:
    asked = Form.begun(intake.app).answer_all(a_neighbour()[:5])
    assert "It is safe for me" in asked.page.text
    assert "It is safe for me" not in Form.begun(intake.app).answer_all(PROFESSIONAL[:4]).page.text

    unsafe = Form.begun(intake.app).answer_all(a_neighbour()).send()
    assert "We e-mail you" not in unsafe.page.text
    safe = Form.begun(intake.app).answer_all(a_neighbour(**{"referrer-email-is-safe": "yes"})).send()
    assert "We e-mail you the reference" in safe.page.text
    post_goes(intake)
    assert [mail["To"] for mail in box.taken] == ["jo@example.org"]


def test_every_kind_of_email_has_its_words() -> None:
    assert set(wording()) == {kind.value for kind in EmailKind}
