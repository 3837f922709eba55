"""What only the history shows. Durham annual report 2020/21: cumulative harm; Working Together 2023."""

from mash_contracts.vocabulary import Answer, OpenCase
from mash_triage.domain.findings import Evidence, together
from mash_triage.domain.picture import Picture

CONTACTS_BEFORE_THIRD = 2
REPEATED_EPISODES = 2
PATTERN_OF_EPISODES = 3


def third_contact_in_twelve_months(picture: Picture) -> tuple[Evidence, ...]:
    """This is at least the third contact in twelve months, whatever came of the others.

    Ofsted 2018-25: repeats.
    """
    return _contacts(picture)


def repeated_early_help(picture: Picture) -> tuple[Evidence, ...]:
    """The family has had early help twice or more. Durham annual report 2020/21, case study."""
    return _episodes(picture, REPEATED_EPISODES)


def worry_returns(picture: Picture) -> tuple[Evidence, ...]:
    """The same worry was known before. Working Together 2023, chapter 3: history."""
    return _same_worry(picture)


def cumulative_harm(picture: Picture) -> tuple[Evidence, ...]:
    """Help has come and gone and the harm goes on. Durham annual report 2020/21.

    Early help twice on the same worry, or three times on any, or once and now a third contact in a year.
    """
    same_again = together(_episodes(picture, REPEATED_EPISODES), _same_worry(picture))
    three_times = _episodes(picture, PATTERN_OF_EPISODES)
    despite_help = together(_contacts(picture), _episodes(picture, 1))
    return same_again + three_times + despite_help


def worry_changes_its_name(picture: Picture) -> tuple[Evidence, ...]:
    """Contact after contact, and each time about something else: the harm behind them may be one.

    Partnership's judgement.
    """
    other = picture.history.same_worry_before is Answer.NO
    return together(_contacts(picture), picture.stated("same-worry-before:no", other))


def earlier_protection_plan(picture: Picture) -> tuple[Evidence, ...]:
    """The child had a child protection plan before, and there is a new worry. Working Together 2023."""
    had_plan = picture.history.earlier_protection_plan is Answer.YES
    return picture.recorded("earlier-protection-plan:yes", had_plan)


def open_to_early_help(picture: Picture) -> tuple[Evidence, ...]:
    """A worry about a child who already has early help: the key worker must know. Durham procedures."""
    return _open_case(picture, OpenCase.EARLY_HELP)


def open_to_child_in_need(picture: Picture) -> tuple[Evidence, ...]:
    """A worry about a child with a child in need plan: the social worker must know. Durham procedures."""
    return _open_case(picture, OpenCase.CHILD_IN_NEED)


def open_to_child_protection(picture: Picture) -> tuple[Evidence, ...]:
    """A worry about a child with a child protection plan: the social worker must know today.

    Durham procedures.
    """
    return _open_case(picture, OpenCase.CHILD_PROTECTION)


def looked_after_child(picture: Picture) -> tuple[Evidence, ...]:
    """A worry about a child in the authority's care: the social worker must know today. Durham procedures."""
    return _open_case(picture, OpenCase.LOOKED_AFTER)


def _contacts(picture: Picture) -> tuple[Evidence, ...]:
    count = picture.history.contacts_in_12_months
    return picture.at_least(count, CONTACTS_BEFORE_THIRD, "contacts-before-in-12-months")


def _episodes(picture: Picture, least: int) -> tuple[Evidence, ...]:
    return picture.at_least(picture.history.early_help_episodes, least, "early-help-episodes")


def _same_worry(picture: Picture) -> tuple[Evidence, ...]:
    known = picture.history.same_worry_before is Answer.YES
    return picture.stated("same-worry-before:yes", known)


def _open_case(picture: Picture, open_case: OpenCase) -> tuple[Evidence, ...]:
    return picture.recorded(f"open-case:{open_case}", picture.history.open_case is open_case)
