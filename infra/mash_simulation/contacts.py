"""A year of contacts with the hub, one after the other, each as its referrer would hand it in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from mash_contracts.national_codes import ReferralSource
from mash_contracts.submission import Child, ContactSubmission
from mash_simulation.county import County
from mash_simulation.families import Families, Party
from mash_simulation.figures import Assumptions, PublishedYear, assumptions
from mash_simulation.narrative import Narrative
from mash_simulation.referrers import channel, consent, referrer
from mash_simulation.timetable import LONDON, Appointment, timetable
from mash_simulation.untidiness import Hearsay
from mash_simulation.worries import Gravity, gravities


@dataclass(frozen=True, slots=True, repr=False)
class SimulatedContact:
    """A contact, and what is true behind it."""

    at: datetime
    """When it reaches the hub. UTC."""
    submission: ContactSubmission
    children: tuple[int | None, ...]
    """Each child's number in the county, in the order of the submission. None: not born yet."""
    referred_before: bool
    """Whether the children were already referred within 12 months."""
    gravity: Gravity


def simulate(
    year: PublishedYear, *, seed: int, referrals: int | None = None, handed_in_on: date | None = None
) -> Iterator[SimulatedContact]:
    """Contacts about `referrals` children, as many as published unless said otherwise, in the order of time.

    Ages and dates are right for a hub that receives each on its own day of the year or, when `handed_in_on`
    is given, all of them on that day. The same arguments always give the same contacts. Made one at a time:
    what is kept is who was already referred.
    """
    assumed = assumptions()
    county = County(year, assumed, seed=seed, day=handed_in_on or year.begins)
    families = Families(county, again=year.again_this_year, random=Random(f"{seed} families"))
    teller = _Teller(year, assumed)
    appointments = timetable(
        year, assumed, referrals=referrals or year.referrals, random=Random(f"{seed} timetable")
    )
    for number, appointment in enumerate(appointments):
        party = families.party(appointment)
        on = handed_in_on or appointment.at.astimezone(LONDON).date()
        yield teller.tell(appointment, party, on, Random(f"{seed} contact {number}"))


class _Teller:
    """Turns who and what into the contact that the referrer hands in."""

    def __init__(self, year: PublishedYear, assumed: Assumptions) -> None:
        self._assumed = assumed
        self._gravities = gravities(year)
        # Of those not seen earlier in this year.
        self._known_from_last_year = year.known_from_last_year / (1 - year.again_this_year)

    def tell(self, appointment: Appointment, party: Party, on: date, random: Random) -> SimulatedContact:
        gravity = self._gravities.draw(random)
        source = self._assumed.codes[appointment.group].draw(random)
        hearsay = Hearsay(self._assumed.untidiness, random)
        narrative = Narrative(appointment, gravity, on, self._assumed, random)
        unborn = self._about_an_unborn_baby(appointment, party, random)
        from_last_year = not (party.again or unborn) and random.random() < self._known_from_last_year
        children = (
            (narrative.unborn_baby(hearsay.address(party.household)),)
            if unborn
            else self._children(appointment.group, source, party, hearsay, on)
        )
        submission = ContactSubmission(
            channel=channel(appointment.group, random),
            referrer=referrer(source, party.children[0].school, random),
            consent=consent(appointment.group, random),
            children=children,
            adults=() if source is ReferralSource.ANONYMOUS else hearsay.adults(party.household),
            concerns=narrative.concerns(),
            four_questions=narrative.four_questions(),
            immediate_danger=narrative.immediate_danger(),
            exploitation=narrative.exploitation(),
            dash_ticks=narrative.dash_ticks(),
            strengths=narrative.strengths(),
            history=narrative.history(referred_last_year=from_last_year),
        )
        return SimulatedContact(
            at=appointment.at,
            submission=submission,
            children=(None,) if unborn else party.places,
            referred_before=party.again or from_last_year,
            gravity=gravity,
        )

    def _about_an_unborn_baby(self, appointment: Appointment, party: Party, random: Random) -> bool:
        possible = appointment.children == 1 and not appointment.about_older_children and not party.again
        return possible and random.random() < self._assumed.contact["unborn"]

    def _children(
        self, group: str, source: ReferralSource, party: Party, hearsay: Hearsay, on: date
    ) -> tuple[Child, ...]:
        if source is ReferralSource.ANONYMOUS:
            return tuple(hearsay.child_seen(resident) for resident in party.children)
        knows = self._assumed.nhs_number.get(group, self._assumed.nhs_number["other"])
        return tuple(
            hearsay.child(resident, party.household, on=on, knows_number=knows) for resident in party.children
        )
