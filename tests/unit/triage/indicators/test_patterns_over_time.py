"""What the hub's own chronology shows, as stories."""

from typing import Any

import pytest

from mash_contracts.national_codes import AssessmentFactor, ReferralSource
from mash_contracts.vocabulary import Pathway, Severity
from mash_triage.domain.chronology import EarlierContact
from mash_triage.domain.picture import Concern, Picture
from tests.builders.pictures import a_picture
from tests.unit.triage.indicators.stories import Story, found, not_found

NEGLECT, ABUSE, MISSING = (
    AssessmentFactor.NEGLECT,
    AssessmentFactor.DOMESTIC_ABUSE_PARENT,
    AssessmentFactor.MISSING,
)


def earlier(days_ago: int, *factors: AssessmentFactor, **given: Any) -> EarlierContact:
    """A contact from school about neglect that nobody has decided on, unless it is given otherwise."""
    return EarlierContact(
        **{
            "days_ago": days_ago,
            "about_this_child": True,
            "source": ReferralSource.SCHOOL,
            "factors": factors or (NEGLECT,),
            "severity": Severity.UNKNOWN,
            "teams": (),
            **given,
        }
    )


def after(*contacts: EarlierContact, severity: Severity = Severity.MODERATE, **given: Any) -> Picture:
    """A worry of school about neglect, after these."""
    concern = Concern(NEGLECT, severity=severity)
    return a_picture(
        **{"concerns": (concern,), "source": ReferralSource.SCHOOL, "earlier": contacts, **given}
    )


def helped(days_ago: int, *factors: AssessmentFactor) -> EarlierContact:
    return earlier(days_ago, *factors, teams=(Pathway.EARLY_HELP,))


STORIES = (
    found("third-contact-about-the-family", "two in the year before", after(earlier(30), earlier(364))),
    not_found("third-contact-about-the-family", "one of two is older", after(earlier(30), earlier(366))),
    found(
        "two-sources-in-seven-days",
        "police on Monday, school on Friday",
        after(earlier(4, source=ReferralSource.POLICE)),
    ),
    not_found("two-sources-in-seven-days", "school twice in a week", after(earlier(4))),
    not_found(
        "two-sources-in-seven-days", "police last month", after(earlier(31, source=ReferralSource.POLICE))
    ),
    not_found(
        "two-sources-in-seven-days",
        "the other stays anonymous",
        after(earlier(4, source=ReferralSource.ANONYMOUS)),
    ),
    found(
        "early-help-twice-for-the-same-worry",
        "early help for neglect two years running",
        after(helped(700), helped(350)),
    ),
    not_found(
        "early-help-twice-for-the-same-worry",
        "the second was about abuse",
        after(helped(700), helped(350, ABUSE)),
    ),
    found(
        "harm-goes-on-despite-help", "a third contact, and there was help", after(helped(300), earlier(90))
    ),
    not_found("harm-goes-on-despite-help", "a third contact, never helped", after(earlier(300), earlier(90))),
    not_found(
        "harm-goes-on-despite-help",
        "advice is not help",
        after(earlier(300, teams=(Pathway.ADVICE,)), earlier(90)),
    ),
    found("worries-grow-more-serious", "slight in spring", after(earlier(200, severity=Severity.LOW))),
    not_found(
        "worries-grow-more-serious", "as serious in spring", after(earlier(200, severity=Severity.MODERATE))
    ),
    not_found("worries-grow-more-serious", "nobody said how serious it was", after(earlier(200))),
    found(
        "contacts-come-closer-together", "ten months ago, then last month", after(earlier(30), earlier(300))
    ),
    not_found("contacts-come-closer-together", "at an even pace", after(earlier(80), earlier(150))),
    found(
        "each-contact-names-another-worry",
        "missing, then abuse, now neglect",
        after(earlier(40, ABUSE), earlier(200, MISSING)),
    ),
    not_found(
        "each-contact-names-another-worry",
        "abuse twice, now neglect",
        after(earlier(40, ABUSE), earlier(200, ABUSE)),
    ),
    *(
        story
        for team in (Pathway.EARLY_HELP, Pathway.CHILD_IN_NEED, Pathway.CHILD_PROTECTION)
        for story in (
            found(f"open-case-with-{team}", "the team has not closed it", after(open_with=(team,))),
            not_found(f"open-case-with-{team}", "no team has the child", after()),
        )
    ),
)


@pytest.mark.parametrize("story", STORIES, ids=str)
def test_a_pattern_is_found_where_a_practitioner_would_see_it(story: Story) -> None:
    story.check()
