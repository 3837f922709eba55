"""What the worklists' pages and API need, and who may use them."""

from dataclasses import dataclass

from mash_contracts.details import RecordDetails
from mash_contracts.vocabulary import Pathway, Role
from mash_platform.clock import Clock
from mash_platform.delivery.transaction import Delivery
from mash_platform.errors import NotFound
from mash_platform.sign_in.access import NotAllowed, Person, require
from mash_platform.sign_in.accounts import Accounts
from mash_platform.web.intake_details import IntakeDetails
from mash_routing.handlers.answers import Answers, may_answer_for

ON_A_PAGE = require(Role.TEAM_MEMBER, Role.MANAGER)
AT_THE_HUB = require(Role.PRACTITIONER, Role.MANAGER)
BY_API = require(Role.TEAM_MEMBER, Role.MANAGER, Role.TEAM_SYSTEM)


@dataclass(frozen=True)
class WorklistDesk:
    delivery: Delivery
    answers: Answers
    intake: IntakeDetails
    accounts: Accounts
    clock: Clock

    def team_for(self, person: Person, code: str) -> Pathway:
        """The team of that code. Raises NotFound when there is none, NotAllowed when it is not theirs."""
        team = next((team for team in Pathway if team.value == code), None)
        if team is None:
            raise NotFound
        if not may_answer_for(person, team):
            raise NotAllowed
        return team

    def child_of(self, person: Person, reference: str) -> RecordDetails | None:
        """Who the child of a case is; None when intake cannot tell.

        Intake lets no team's system look anybody up. Routing, which knows that the team was asked, looks for
        it, and intake records the read under its name.
        """
        by = Person(person.account_id, person.name, frozenset({Role.SERVICE}))
        return self.intake.details(by, reference)

    def workers(self, team: Pathway) -> tuple[Person, ...]:
        """The team's members with an open account, by name. Blocks for the accounts database."""
        members = (account.person() for account in self.accounts.all() if account.active)
        return tuple(sorted((one for one in members if one.team is team), key=lambda one: one.name))

    def worker(self, account_id: str) -> Person | None:
        """Whoever has this account, if it is open."""
        accounts = (account for account in self.accounts.all() if account.active)
        return next((one.person() for one in accounts if one.account_id == account_id), None)
