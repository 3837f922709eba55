"""Contacts as they are handed in, for tests; every part may be given by keyword.

Names, numbers and places are invented; NHS numbers are of the test range.
"""

from datetime import date
from typing import Any

from mash_contracts.national_codes import AssessmentFactor, ReferralSource, Sex
from mash_contracts.submission import Address, Adult, Child, Concern, ContactSubmission, Referrer
from mash_contracts.vocabulary import Answer, Basis, Channel, Frequency, Severity

A_TEST_NHS_NUMBER = "9990000018"
ANOTHER_TEST_NHS_NUMBER = "9990000026"
A_UPN = "K840200005001"


def a_child(**given: Any) -> Child:
    """Rowan Testcase, seven or so, who said something and whose street is known."""
    return Child(
        **{
            "first_names": "Rowan",
            "family_name": "Testcase",
            "date_of_birth": date(2018, 9, 14),
            "sex": Sex.FEMALE,
            "address": Address(street="4 Sample Terrace", town="Durham", postcode="DH1 5UE"),
            "school": "Sample Primary School",
            "what_the_child_said": "I get my own tea.",
            "lived_experience": "She is often alone until late.",
            **given,
        }
    )


def a_concern(**given: Any) -> Concern:
    """Neglect, seen by the referrer, every week."""
    return Concern(
        **{
            "factor": AssessmentFactor.NEGLECT,
            "what_happened": "Alone after school three times this month.",
            "basis": Basis.FACT,
            "frequency": Frequency.OFTEN,
            "severity": Severity.MODERATE,
            **given,
        }
    )


def an_adult(**given: Any) -> Adult:
    return Adult(
        **{"name": "Sam Testcase", "relationship": "Mother", "lives_with_child": Answer.YES, **given}
    )


def a_referrer(**given: Any) -> Referrer:
    """A teacher who wants to hear what comes of it."""
    return Referrer(
        **{
            "source": ReferralSource.SCHOOL,
            "name": "Alex Example",
            "role": "Designated safeguarding lead",
            "organisation": "Sample Primary School",
            "email": "alex@example.org",
            "feedback_wanted": True,
            **given,
        }
    )


def a_submission(**given: Any) -> ContactSubmission:
    """A school worried about neglect of one child."""
    return ContactSubmission(
        **{
            "channel": Channel.API,
            "referrer": a_referrer(),
            "children": (a_child(),),
            "adults": (an_adult(),),
            "concerns": (a_concern(),),
            "immediate_danger": Answer.NO,
            **given,
        }
    )


def a_submission_json(**given: Any) -> dict[str, Any]:
    """The same as it travels in a request."""
    body: dict[str, Any] = a_submission(**given).model_dump(mode="json", exclude_defaults=True)
    return body
