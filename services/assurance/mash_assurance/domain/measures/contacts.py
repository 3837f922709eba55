"""What comes in: from where, with which consent, how much of the child is in it, and who sent it."""

from mash_assurance.domain.figures import Breakdown, Line, Measure, Share
from mash_assurance.domain.tallies import Tallies
from mash_contracts.national_codes import ReferralSource
from mash_contracts.vocabulary import ConsentState

CONTACTS_BY_SOURCE = Measure(
    "contacts-by-source",
    "Contacts by source",
    "Who turns to the hub with a worry about a child, by the national referral source.",
    "Whether the worry was well founded, or whether a source that is low here sees fewer children at risk.",
)


def contacts_by_source(tallies: Tallies) -> Breakdown:
    lines = (Line(source, source.label, (tallies.by_source.get(source, 0),)) for source in ReferralSource)
    return Breakdown(CONTACTS_BY_SOURCE, "Source", ("Children",), tuple(lines))


CONSENT = Measure(
    "consent",
    "Consent",
    "What the record says about the family knowing of the contact and agreeing to it.",
    "Whether not asking was right: a child who needs protection never waits for consent.",
)


def consent(tallies: Tallies) -> Breakdown:
    lines = (Line(state, state.label, (tallies.by_consent.get(state, 0),)) for state in ConsentState)
    return Breakdown(CONSENT, "Consent", ("Children",), tuple(lines))


ACKNOWLEDGED_IN_TIME = Measure(
    "acknowledged-in-time",
    "Acknowledged in time",
    "A named social worker told the referrer within one working day that the contact arrived (Working "
    "Together to Safeguard Children). A contact that nobody had acknowledged by then counts as not in time.",
    "Whether the referrer read it, and what they were told later. Who gave no name is not counted.",
)


def acknowledged_in_time(tallies: Tallies) -> Share:
    return Share(
        ACKNOWLEDGED_IN_TIME,
        tallies.acknowledged_in_time,
        tallies.acknowledgements_due,
        "children whose contact was acknowledged, or is past its time",
    )


VOICE_RECORDED = Measure(
    "voice-recorded",
    "The child's voice",
    "The contact holds something that the child said.",
    "What the child said, whether it was understood, or whether it changed anything. For babies and unborn "
    "children it is rightly missing.",
)


def voice_recorded(tallies: Tallies) -> Share:
    return Share(VOICE_RECORDED, tallies.voice_recorded, tallies.children, "children")


LIVED_EXPERIENCE_RECORDED = Measure(
    "lived-experience-recorded",
    "The child's lived experience",
    "The contact says how the child lives day to day.",
    "How well it describes the child's life.",
)


def lived_experience_recorded(tallies: Tallies) -> Share:
    return Share(LIVED_EXPERIENCE_RECORDED, tallies.lived_experience_recorded, tallies.children, "children")


CONSENT_SETTLED = Measure(
    "consent-settled",
    "Consent, or why it was not sought",
    "The contact says whether consent was given, refused or withdrawn, or why it was not sought.",
    "Whether the reason was a good one.",
)


def consent_settled(tallies: Tallies) -> Share:
    return Share(CONSENT_SETTLED, tallies.consent_settled, tallies.children, "children")


RECORDS_ERASED = Measure(
    "records-erased",
    "Records erased",
    "Nothing that tells of the child is kept any longer: the time for it is over, or somebody asked for it.",
    "Whether records that are due still wait to be erased. What is counted of one stays counted.",
)


def records_erased(tallies: Tallies) -> Share:
    return Share(RECORDS_ERASED, tallies.erased, tallies.children, "children")


REPEAT_CONTACTS = Measure(
    "repeat-contacts",
    "Repeat contacts",
    "Of the children whose earlier contacts are known, those with at least one in the twelve months before.",
    "How often children really come back: where nobody looked for earlier contacts, the child is left out.",
)


def repeat_contacts(tallies: Tallies) -> Share:
    return Share(
        REPEAT_CONTACTS,
        tallies.repeat_contacts,
        tallies.history_known,
        "children whose earlier contacts are known",
    )
