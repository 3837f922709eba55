"""What triage does so that school knows before the child arrives: note it, record it, watch the clock.

Every method works inside the transaction it is given, and leaves committing to who opened it.
"""

from dataclasses import dataclass

from mash_contracts.events import (
    ContactReceived,
    SchoolNoticeDelivered,
    SchoolNoticeOverdue,
    SchoolNoticeRequested,
)
from mash_platform.clock import LONDON, Clock
from mash_platform.delivery.transaction import Transaction
from mash_platform.errors import Conflict, NotFound
from mash_policy.practice_tool_load import PRACTICE_TOOLS
from mash_triage.domain.decision import Professional
from mash_triage.domain.picture import Picture
from mash_triage.domain.school_notices import (
    NoticeDelivered,
    NoticeGiven,
    SchoolNotice,
    calls_for_notice,
    next_school_day_begins,
    notice_shortcomings,
)
from mash_triage.handlers.rejected import rejected
from mash_triage.store import records, school_notices


@dataclass(frozen=True)
class SchoolNoticeHandlers:
    clock: Clock

    def begin(self, transaction: Transaction, contact: ContactReceived, picture: Picture) -> None:
        """Notes what is owed to the school of a child at whose home police came to domestic abuse."""
        tools = PRACTICE_TOOLS.on(contact.received_at.astimezone(LONDON).date())
        if tools is None or not calls_for_notice(picture, tools.operation_encompass):
            return
        notice = SchoolNotice(
            reference=contact.reference,
            wanted_at=contact.received_at,
            tell_by=next_school_day_begins(contact.received_at, tools.operation_encompass),
            age_known=picture.age_months is not None,
            edition=tools.id,
        )
        transaction.later(school_notices.add_notices, notice)
        transaction.publish(
            SchoolNoticeRequested(
                reference=notice.reference,
                requested_at=notice.wanted_at,
                tell_by=notice.tell_by,
                tools_edition=notice.edition,
            )
        )

    def deliver(
        self, transaction: Transaction, reference: str, given: NoticeGiven, person: Professional
    ) -> None:
        """Records that school was told, by whom and when.

        Raises NotFound when nothing is owed to this child's school, Conflict when that was recorded already,
        and Rejected when it is not complete.
        """
        record = records.find(transaction.session, reference, to_change=True)
        notice = school_notices.notice_of(transaction.session, reference)
        if notice is None:
            raise NotFound
        if notice.delivered is not None:
            raise Conflict("That school was told is recorded already.")
        now = self.clock.now()
        found = notice_shortcomings(given, notice, now)
        if given.whom is None or given.told_at is None or found:
            raise rejected(found)
        delivered = NoticeDelivered(given.whom, given.told_at, given.words.strip(), person, now)
        school_notices.deliver(transaction.session, reference, delivered)
        transaction.caused_by(record.cause).publish(
            SchoolNoticeDelivered(
                reference=reference,
                told_at=delivered.told_at,
                late=delivered.told_at > notice.tell_by,
                told_by=person.account_id,
            )
        )

    def look_at_the_clock(self, transaction: Transaction, *, most: int = 200) -> int:
        """Says once of each notice that it is overdue; how many there were, up to `most`."""
        overdue = school_notices.take_overdue(transaction.session, self.clock.now(), most=most)
        for one in overdue:
            transaction.caused_by(one.cause).publish(
                SchoolNoticeOverdue(reference=one.reference, tell_by=one.tell_by)
            )
        return len(overdue)
