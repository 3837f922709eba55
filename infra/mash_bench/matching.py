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
from mash_intake.handlers.likeness import Candidate, candidates
from mash_intake.handlers.recognising import Known, certain_keys
from mash_intake.store import people
from mash_platform.delivery.transaction import Delivery
from mash_simulation.county import County, Household
from mash_simulation.figures import assumptions, published_year, years_published
from mash_simulation.untidiness import Hearsay

_Item = TypeVar("_Item")

THRESHOLDS = (0.05, 0.5, 0.9, 0.99)
_TOGETHER = 200
_KEPT_BACK = 10
"""Of every so many households one is kept back as a whole, and another without its youngest child."""


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


@dataclass(frozen=True)
class Measured:
    """`known` are children the hub knows, `siblings` those of whom it knows brothers or sisters only."""

    children: int
    known: Told
    siblings: Told
    strangers: Told
    milliseconds: tuple[float, ...]
    """Of every look, the shortest first."""
    levels: dict[str, dict[str, float]]
    """How often each likeness was found in two tellings of one child, and of two children."""

    def percentile(self, share: float) -> float:
        return self.milliseconds[min(ceil(share * len(self.milliseconds)), len(self.milliseconds)) - 1]


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
        self._kept_back: dict[str, list[tuple[Household, int]]] = {"siblings": [], "strangers": []}

    def tell_of_all(self) -> Iterator[int]:
        """Tells the hub of every child once; how many it knows by now, from time to time."""
        for households in _batched(range(self._county.households), _TOGETHER):
            if len(self._people) >= self._most:
                return
            told = [self._first_telling(self._county.household(number)) for number in households]
            wanted = [each for each in told if each[1]]
            handovers = [
                Handover(submission, "bench", f"bench-{self._seed}-{places[0]}")
                for submission, places in wanted
            ]
            answers = accept_contacts(self._delivery, handovers, test_nhs_numbers=True)
            for answer, (_, places) in zip(answers, wanted, strict=True):
                if isinstance(answer, Accepted):
                    self._people |= dict(zip(places, answer.records, strict=True))
            yield len(self._people)

    def ask(self, each: int) -> Measured:
        """Tells again of so many children of each of the three kinds."""
        self._people = self._persons()
        random = Random(f"{self._seed} again")
        known = [self._by_place(place) for place in random.sample(sorted(self._people), each)]
        times: list[float] = []
        alike: list[tuple[Agreement, ...]] = []
        siblings, strangers = (
            _some(self._kept_back[kind], each, random) for kind in ("siblings", "strangers")
        )
        told = [self._told(chosen, random, times, alike) for chosen in (known, siblings, strangers)]
        others = [self._agreements_of_others(random) for _ in range(each)]
        levels = {"same child": _shares(alike), "others": _shares(others)}
        return Measured(len(self._people), told[0], told[1], told[2], tuple(sorted(times)), levels)

    def _first_telling(self, household: Household) -> tuple[ContactSubmission, tuple[int, ...]]:
        """Empty places where the household is kept back."""
        hearsay = Hearsay(self._rates, Random(f"{self._seed} first {household.number}"))
        children = list(household.children)
        if household.number % _KEPT_BACK == 0:
            self._kept_back["strangers"] += [(household, place) for place in range(len(children))]
            children = []
        elif household.number % _KEPT_BACK == 1 and len(children) > 1:
            self._kept_back["siblings"].append((household, len(children) - 1))
            children.pop()
        told = tuple(
            hearsay.child(child, household, on=self._today, knows_number=self._numbers["council"])
            for child in children
        )
        submission = ContactSubmission(
            children=told or (Child(first_names="nobody"),),
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
        times: list[float],
        alike: list[tuple[Agreement, ...]],
    ) -> Told:
        told = Told()
        for household, number in chosen:
            child = self._again(household, number, random)
            right = self._people.get(household.children[number].place)
            told.asked += 1
            taken_for = self._certain(child)
            if taken_for is not None:
                told.certain += 1
                told.certain_wrong += taken_for != right
                continue
            asked = self._described(child, household, random)
            began = time.perf_counter()
            with self._delivery.reading() as session:
                found = candidates(session, asked)
            times.append((time.perf_counter() - began) * 1000)
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


def _some(
    from_these: Sequence[tuple[Household, int]], many: int, random: Random
) -> list[tuple[Household, int]]:
    return random.sample(list(from_these), min(many, len(from_these)))


def _shares(pairs: Sequence[tuple[Agreement, ...]]) -> dict[str, float]:
    """Of the pairs in which both tell of it, how many are like this."""
    of_clue = Counter(agreement.clue for pair in pairs for agreement in pair)
    of_level = Counter(agreement for pair in pairs for agreement in pair)
    return {
        f"{one.clue}.{one.level}": round(many / of_clue[one.clue], 4)
        for one, many in sorted(of_level.items(), key=lambda item: (item[0].clue, -item[1]))
    }
