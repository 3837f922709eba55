"""Who makes contact, how, and whether the parents know."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from mash_contracts.national_codes import ReferralSource
from mash_contracts.submission import Consent, Referrer
from mash_contracts.vocabulary import Channel, ConsentReason, ConsentState
from mash_simulation.figures import Shares
from mash_simulation.names import names

PUBLIC = frozenset({"individual", "anonymous"})

_CHANNELS = {
    "police": Shares({Channel.API: 70, Channel.PHONE: 20, Channel.EMAIL: 10}),
    "individual": Shares({Channel.PHONE: 70, Channel.FORM: 25, Channel.IN_PERSON: 5}),
    "anonymous": Shares({Channel.PHONE: 85, Channel.FORM: 15}),
}
_CHANNEL_OF_PROFESSIONALS = Shares({Channel.FORM: 55, Channel.EMAIL: 20, Channel.PHONE: 20, Channel.API: 5})

_CONSENT_TO_POLICE = Shares({ConsentState.NOT_SOUGHT: 60, ConsentState.UNKNOWN: 25, ConsentState.GIVEN: 15})
_CONSENT_TO_THE_PUBLIC = Shares({ConsentState.UNKNOWN: 80, ConsentState.NOT_SOUGHT: 20})
_CONSENT_TO_PROFESSIONALS = Shares(
    {ConsentState.GIVEN: 55, ConsentState.NOT_SOUGHT: 20, ConsentState.UNKNOWN: 17, ConsentState.REFUSED: 8}
)


@dataclass(frozen=True, slots=True)
class _Workplace:
    role: str
    organisation: str


_WORKPLACES: Mapping[ReferralSource, _Workplace] = {
    ReferralSource.SCHOOL: _Workplace("Designated safeguarding lead", "Nursery school"),
    ReferralSource.EDUCATION_SERVICE: _Workplace("Attendance officer", "Education service"),
    ReferralSource.GP: _Workplace("General practitioner", "Surgery"),
    ReferralSource.HEALTH_VISITOR: _Workplace("Health visitor", "Growing healthy team"),
    ReferralSource.SCHOOL_NURSE: _Workplace("School nurse", "Growing healthy team"),
    ReferralSource.PRIMARY_HEALTH: _Workplace("Midwife", "Community midwives"),
    ReferralSource.EMERGENCY_DEPARTMENT: _Workplace("Staff nurse", "Emergency department"),
    ReferralSource.OTHER_HEALTH: _Workplace("Therapist", "Community health service"),
    ReferralSource.HOUSING: _Workplace("Tenancy officer", "Housing association"),
    ReferralSource.ADULT_SOCIAL_CARE: _Workplace("Social worker", "Adult social care"),
    ReferralSource.OTHER_COUNCIL_SERVICE: _Workplace("Youth justice officer", "Youth justice service"),
    ReferralSource.OTHER_AUTHORITY: _Workplace("Social worker", "Another council"),
    ReferralSource.EARLY_HELP: _Workplace("Family worker", "Early help"),
    ReferralSource.POLICE: _Workplace("Police officer", "Police"),
    ReferralSource.OTHER_LEGAL: _Workplace("Probation officer", "Probation"),
    ReferralSource.OTHER: _Workplace("Project worker", "Voluntary organisation"),
}


def referrer(source: ReferralSource, school: str | None, random: Random) -> Referrer:
    """Someone of this source; of the children's own school, where they go to one and it is a school."""
    if source is ReferralSource.ANONYMOUS:
        return Referrer(source=source, anonymous=True)
    name = names().of_adult(random, random.choice(names().families))
    # A number that Ofcom keeps for drama.
    phone = f"01632 960{random.randrange(1000):03}" if random.random() < 0.9 else None
    workplace = _WORKPLACES.get(source)
    if workplace is None:
        return Referrer(source=source, name=name, phone=phone, feedback_wanted=random.random() < 0.3)
    organisation = school if source is ReferralSource.SCHOOL and school else workplace.organisation
    return Referrer(
        source=source,
        name=name,
        role=workplace.role,
        organisation=organisation,
        phone=phone,
        email="duty@example.org" if random.random() < 0.8 else None,
        feedback_wanted=random.random() < 0.75,
    )


def channel(group: str, random: Random) -> Channel:
    """By which way contacts of this published group of sources come in."""
    return _CHANNELS.get(group, _CHANNEL_OF_PROFESSIONALS).draw(random)


def consent(group: str, random: Random) -> Consent:
    if group == "police":
        state = _CONSENT_TO_POLICE.draw(random)
    else:
        state = (_CONSENT_TO_THE_PUBLIC if group in PUBLIC else _CONSENT_TO_PROFESSIONALS).draw(random)
    reason = random.choice(tuple(ConsentReason)) if state is ConsentState.NOT_SOUGHT else None
    return Consent(state=state, reason=reason)
