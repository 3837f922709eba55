"""How well a child is found again among a hundred thousand: a simulated county is told of twice, with errors.

Every child of the county is told of once, brothers and sisters together, as in the first contact about a
family. Some are kept back. Then single children are told of again, by somebody else with errors of their own:
children whom the hub knows, brothers and sisters of children it knows, and children of families it does not.
"""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from math import ceil
from random import Random
from typing import TypeVar

from mash_contracts.submission import Child, Concern, ContactSubmission
from mash_intake.domain.likeness import Agreement, Described, agreements
from mash_intake.handlers.accept import Accepted, Handover, accept_contacts
from mash_intake.handlers.checks import normal_form
from mash_intake.handlers.describing import day_in_england, described
from mash_intake.handlers.likeness import Asked, Candidate, candidates
from mash_intake.handlers.recognising import Known, certain_keys
from mash_intake.store import people
from mash_platform.delivery.transaction import Delivery
from mash_simulation.county import County, Household
from mash_simulation.figures import assumptions, published_year, years_published
from mash_simulation.untidiness import Hearsay

_Item = TypeVar("_Item")

THRESHOLDS = (0.2, 0.5, 0.9, 0.99)
_TOGETHER = 200
_KEPT_BACK = 40
"""Of every so many households with brothers and sisters the youngest child of one is kept back."""


@dataclass
class Told:
    """What became of children who were told of again."""

    asked: int = 0
    certain: int = 0
    certain_wrong: int = 0
    """Taken for another child, by the rule that needs no person."""
    proposed: Counter[float] = field(default_factory=Counter)
    """By threshold: children proposed, right or wrong."""
    right: Counter[float] = field(default_factory=Counter)
    """By threshold: the child asked about was among those proposed."""
    first: int = 0
    """The child asked about stood first."""
    in_vain: Counter[float] = field(default_factory=Counter)
    """By threshold: somebody was proposed, and none of them was the child."""


@dataclass(frozen=True, slots=True)
class Look:
    """Milliseconds of one look: by the clock, and of our own work, whatever else the machine does."""

    clock: float
    work: float


@dataclass(frozen=True)
class Measured:
    """`known` are children the hub knows, `siblings` those of whom it knows brothers or sisters only."""

    children: int
    known: Told
    siblings: Told
    strangers: Told
    looks: tuple[Look, ...]
    levels: dict[str, dict[str, float]]
    """How often each likeness was found in two tellings of one child, and of two children."""

    def clock(self, share: float) -> float:
        """So many milliseconds at most took this share of the looks."""
        return _percentile(share, [look.clock for look in self.looks])

    def work(self, share: float) -> float:
        return _percentile(share, [look.work for look in self.looks])


class Measuring:
    """One county in one database. Everything it does blocks; the same seed tells the same."""

    def __init__(self, delivery: Delivery, *, children: int, seed: int) -> None:
        self._delivery = delivery
        self._seed = seed
        self._today = day_in_england(delivery.clock.now())
        self._rates = assumptions().untidiness
        self._numbers = assumptions().nhs_number
        figures = published_year(years_published()[-1])
        self._county = County(figures, assumptions(), seed=seed, day=self._today)
        self._most = children
        self._people: dict[int, str] = {}
        """Who each child of the county is to the hub."""
        self._kept_back: list[tuple[Household, int]] = []
        self._elsewhere = County(figures, assumptions(), seed=seed + 1, day=self._today)
        """Other families, with names from the same lists."""

    def tell_of_all(self) -> Iterator[int]:
        """Tells the hub of every child once; how many it knows by now, from time to time."""
        for households in _batched(range(self._county.households), _TOGETHER):
            if len(self._people) >= self._most:
                return
            told = [self._first_telling(self._county.household(number)) for number in households]
            handovers = [
                Handover(submission, "bench", f"bench-{self._seed}-{places[0]}")
                for submission, places in told
            ]
            answers = accept_contacts(self._delivery, handovers, test_nhs_numbers=True)
            for answer, (_, places) in zip(answers, told, strict=True):
                if isinstance(answer, Accepted):
                    self._people |= dict(zip(places, answer.records, strict=True))
            yield len(self._people)

    def ask(self, each: int) -> Measured:
        """Tells again of so many children of each of the three kinds."""
        self._people = self._persons()
        random = Random(f"{self._seed} again")
        known = [self._by_place(place) for place in random.sample(sorted(self._people), each)]
        times: list[Look] = []
        alike: list[tuple[Agreement, ...]] = []
        siblings = random.sample(self._kept_back, min(each, len(self._kept_back)))
        strangers = [
            (self._elsewhere.household(number), 0)
            for number in random.sample(range(self._elsewhere.households), each)
        ]
        told = [
            self._told(chosen, random, times, alike, strange=chosen is strangers)
            for chosen in (known, siblings, strangers)
        ]
        others = [self._agreements_of_others(random) for _ in range(each)]
        levels = {"same child": _shares(alike), "others": _shares(others)}
        return Measured(len(self._people), told[0], told[1], told[2], tuple(times), levels)

    def _first_telling(self, household: Household) -> tuple[ContactSubmission, tuple[int, ...]]:
        hearsay = Hearsay(self._rates, Random(f"{self._seed} first {household.number}"))
        children = list(household.children)
        if household.number % _KEPT_BACK == 0 and len(children) > 1:
            self._kept_back.append((household, len(children) - 1))
            children.pop()
        told = tuple(
            hearsay.child(child, household, on=self._today, knows_number=self._numbers["council"])
            for child in children
        )
        submission = ContactSubmission(
            children=told,
            adults=hearsay.adults(household),
            concerns=(Concern(what_happened="Told."),),
        )
        return submission, tuple(child.place for child in children)

    def _persons(self) -> dict[int, str]:
        """References of records become those of people, as the hub knows them."""
        found: dict[str, str] = {}
        with self._delivery.reading() as session:
            for some in _batched(self._people.values(), 500):
                found |= {record.reference: record.person for record in people.told_in(session, some)}
        return {place: found[reference] for place, reference in self._people.items()}

    def _by_place(self, place: int) -> tuple[Household, int]:
        low, high = 0, self._county.households
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._county.places(middle).start <= place else (low, middle)
        return self._county.household(low), place - self._county.places(low).start

    def _told(
        self,
        chosen: Sequence[tuple[Household, int]],
        random: Random,
        times: list[Look],
        alike: list[tuple[Agreement, ...]],
        *,
        strange: bool,
    ) -> Told:
        told = Told()
        for household, number in chosen:
            child = self._again(household, number, random)
            if strange:
                # Numbers go by the place in a county, so another county's children would share them.
                child = child.model_copy(update={"nhs_number": None})
            right = None if strange else self._people.get(household.children[number].place)
            told.asked += 1
            taken_for = self._certain(child)
            if taken_for is not None:
                told.certain += 1
                told.certain_wrong += taken_for != right
                continue
            asked = self._described(child, household, random)
            began, worked = time.perf_counter(), time.thread_time()
            with self._delivery.reading() as session:
                (found,) = candidates(session, [Asked(asked)])
            times.append(Look((time.perf_counter() - began) * 1000, (time.thread_time() - worked) * 1000))
            _count(told, found, right)
            alike += [one.found for one in found if one.person == right]
        return told

    def _again(self, household: Household, number: int, random: Random) -> Child:
        hearsay = Hearsay(self._rates, random)
        child = hearsay.child(
            household.children[number], household, on=self._today, knows_number=self._numbers["school"]
        )
        return normal_form(ContactSubmission(children=(child,))).children[0]

    def _described(self, child: Child, household: Household, random: Random) -> Described:
        adults = Hearsay(self._rates, random).adults(household)
        return described(child, told_on=self._today, adults=adults)

    def _certain(self, child: Child) -> str | None:
        """The person for whom the hub would take this child by itself."""
        keys = [certain_keys(child)]
        with self._delivery.reading() as session:
            known = Known.of(session, keys, self._delivery.clock.now())
        return known.certain_person(keys[0])

    def _agreements_of_others(self, random: Random) -> tuple[Agreement, ...]:
        one, other = (self._county.household(random.randrange(self._county.households)) for _ in range(2))
        told = [self._described(self._again(home, 0, random), home, random) for home in (one, other)]
        return agreements(*told)


def _percentile(share: float, values: Sequence[float]) -> float:
    return sorted(values)[min(ceil(share * len(values)), len(values)) - 1]


def _count(told: Told, found: Sequence[Candidate], right: str | None) -> None:
    told.first += bool(found) and found[0].person == right
    for threshold in THRESHOLDS:
        people = [one.person for one in found if one.chance >= threshold]
        told.proposed[threshold] += len(people)
        told.right[threshold] += right in people
        told.in_vain[threshold] += bool(people) and right not in people


def _batched(all_of_them: Iterable[_Item], many: int) -> Iterator[tuple[_Item, ...]]:
    left = iter(all_of_them)
    while some := tuple(islice(left, many)):
        yield some


def _shares(pairs: Sequence[tuple[Agreement, ...]]) -> dict[str, float]:
    """Of the pairs in which both tell of it, how many are like this."""
    of_clue = Counter(agreement.clue for pair in pairs for agreement in pair)
    of_level = Counter(agreement for pair in pairs for agreement in pair)
    return {
        f"{one.clue}.{one.level}": round(many / of_clue[one.clue], 4)
        for one, many in sorted(of_level.items(), key=lambda item: (item[0].clue, -item[1]))
    }
