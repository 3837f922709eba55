"""What each edition answers on a fixed set of pictures, written down once and never again.

`python -m tests.properties.golden_answers 2027-01-04` writes the files of an edition that comes into force. A
file that is there is never written over, because then it would prove nothing.
"""

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

from mash_contracts.national_codes import AssessmentFactor, Disability, ReferralSource, Sex
from mash_contracts.signs import Sign, Strength
from mash_contracts.vocabulary import Answer, Basis, ExploitationRisk, Frequency, OpenCase, Pathway, Severity
from mash_policy.load import load_edition
from mash_triage.domain.assessment import Recommendation, assess
from mash_triage.domain.chronology import EarlierContact
from mash_triage.domain.picture import Concern, FourQuestions, History, Picture, agency_of
from mash_triage.store.records import PICTURE

FOLDER = Path(__file__).parent / "golden"
_PICTURES = 200


def golden_file(edition: str) -> Path:
    return FOLDER / f"{edition}.ndjson"


def history_file(edition: str) -> Path:
    """The answers on children of whom the chronology knows something; editions before that have none."""
    return FOLDER / f"{edition}-history.ndjson"


def answer_of(recommendation: Recommendation) -> dict[str, Any]:
    """What was recommended and on what, with a digest over all of it."""
    answer = {
        "level": recommendation.level,
        "rag": recommendation.rag,
        "legal_basis": recommendation.legal_basis,
        "pathways": list(recommendation.pathways),
        "provisional": recommendation.provisional,
        "findings": [
            [finding.code, *sorted(f"{one.fact} {one.agency} {one.basis}" for one in finding.evidence)]
            for finding in recommendation.findings
        ],
        "gaps": [gap.code for gap in recommendation.gaps],
        "edition": recommendation.policy_digest,
    }
    digest = hashlib.sha256(json.dumps(answer, sort_keys=True).encode()).hexdigest()
    shown = {key: answer[key] for key in ("level", "rag", "legal_basis", "pathways", "provisional")}
    return {**shown, "digest": digest}


def write(edition: str) -> None:
    """Raises FileExistsError for an edition whose answers are written down already."""
    _write(golden_file(edition), edition, _pictures(Random(1)))


def write_history(edition: str) -> None:
    """Raises FileExistsError for an edition whose answers are written down already."""
    random = Random(2)
    pictures = (_with_history(picture, random) for picture in _pictures(random))
    _write(history_file(edition), edition, pictures)


def _write(into: Path, edition: str, pictures: Iterable[Picture]) -> None:
    policy = load_edition(edition)
    with into.open("x", encoding="utf-8") as file:
        for picture in pictures:
            line = {
                "picture": PICTURE.dump_python(picture, mode="json", exclude_defaults=True),
                "answer": answer_of(assess(picture, policy)),
            }
            file.write(json.dumps(line, sort_keys=True) + "\n")


def _pictures(random: Random) -> Iterator[Picture]:
    """Half of them calm, as most contacts are, so that every level and urgency is reached."""
    for number in range(_PICTURES):
        yield _calm(random) if number % 2 else _any(random)


def _with_history(picture: Picture, random: Random) -> Picture:
    """The same child, with up to four earlier contacts and now and then an open case."""
    earlier = sorted(
        (_earlier(random, picture) for _ in range(random.randrange(5))), key=lambda contact: contact.days_ago
    )
    open_with = (random.choice(list(Pathway)),) if random.random() < 0.2 else ()
    return replace(picture, earlier=tuple(earlier), open_with=open_with)


def _earlier(random: Random, picture: Picture) -> EarlierContact:
    same = [concern.factor for concern in picture.concerns] or [AssessmentFactor.NEGLECT]
    factor = random.choice(same) if random.random() < 0.5 else random.choice(list(AssessmentFactor))
    return EarlierContact(
        days_ago=random.choice([2, 6, 20, 80, 150, 300, 500, 1000]),
        about_this_child=random.random() < 0.7,
        source=random.choice(list(ReferralSource)),
        factors=(factor,),
        severity=random.choice(list(Severity)),
        teams=random.choice([(), (Pathway.ADVICE,), (Pathway.EARLY_HELP,), (Pathway.CHILD_IN_NEED,)]),
    )


def _calm(random: Random) -> Picture:
    source = random.choice(list(ReferralSource))
    return Picture(
        age_months=random.choice([40, 90, 130, 170]),
        last_seen_days=random.choice([None, 0]),
        voice_recorded=random.random() < 0.5,
        concerns=tuple(_concern(random, source, Severity.LOW) for _ in range(random.randrange(3))),
        immediate_danger=Answer.NO,
        strengths=tuple(random.sample(list(Strength), random.randrange(3))),
        history=History(random.choice([None, 0, 1, 2]), random.choice([None, 0, 1]), open_case=OpenCase.NONE),
        source=source,
    )


def _any(random: Random) -> Picture:
    source = random.choice(list(ReferralSource))
    return Picture(
        age_months=random.choice([None, 3, 9, 40, 90, 130, 150, 170, 190, 210]),
        unborn=random.random() < 0.05,
        sex=random.choice(list(Sex)),
        disabilities=(random.choice(list(Disability)),) if random.random() < 0.2 else (),
        last_seen_days=random.choice([None, 0, 3, 40]),
        voice_recorded=random.random() < 0.5,
        lived_experience_recorded=random.random() < 0.5,
        children_in_household=random.choice([None, 1, 3]),
        adults_in_household=random.choice([None, 1, 2]),
        concerns=tuple(
            _concern(random, source, random.choice(list(Severity)), signs=2)
            for _ in range(random.randrange(4))
        ),
        four_questions=FourQuestions(*(random.choice([None, *Answer]) for _ in range(4))),
        immediate_danger=random.choices(list(Answer), [1, 8, 4])[0],
        missing_episodes_90_days=random.choice([None, 0, 1, 4]),
        exploitation_risk=random.choice(list(ExploitationRisk)),
        dash_ticks=random.choice([None, 0, 6, 11, 15]),
        safety_scale=random.choice([None, 1, 5, 9]),
        strengths=tuple(random.sample(list(Strength), random.randrange(3))),
        history=History(
            random.choice([None, 0, 1, 2, 5]),
            random.choice([None, 0, 1, 2, 3]),
            random.choice([None, *Answer]),
            random.choice([None, *Answer]),
            random.choice(list(OpenCase)),
        ),
        source=source,
    )


def _concern(random: Random, source: ReferralSource, severity: Severity, *, signs: int = 0) -> Concern:
    return Concern(
        random.choice(list(AssessmentFactor)),
        signs=tuple(random.sample(list(Sign), random.randrange(signs + 1))),
        basis=random.choice(list(Basis)),
        frequency=random.choice(list(Frequency)),
        severity=severity,
        days_since=random.choice([None, 1, 20]),
        agency=agency_of(source),
    )


if __name__ == "__main__":
    write(sys.argv[1])
    write_history(sys.argv[1])
