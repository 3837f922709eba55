"""Where the pages of triage are put together: the composition root of its web process."""

from importlib.resources import files

from mash_contracts.vocabulary import Role
from mash_platform.clock import Clock
from mash_platform.identifiers import RandomIdentifiers
from mash_platform.sign_in.service import SignIn
from mash_platform.web.client import ServiceClient
from mash_platform.web.drafting import draft_router
from mash_platform.web.intake_details import IntakeDetails
from mash_platform.web.pages import Pages
from mash_platform.web.parts import NavigationItem, WebPart
from mash_triage.domain.decision import QUALIFIED
from mash_triage.service import drafts, handlers, open_delivery
from mash_triage.settings import Settings
from mash_triage.web.answer_pages import answer_router
from mash_triage.web.api import api_router
from mash_triage.web.audit_api import audit_api_router
from mash_triage.web.board_pages import board_router
from mash_triage.web.check_api import check_api_router
from mash_triage.web.chronology_pages import chronology_router
from mash_triage.web.clock_pages import clock_router
from mash_triage.web.decision_pages import decision_router
from mash_triage.web.desk import TriageDesk
from mash_triage.web.difference_api import difference_api_router
from mash_triage.web.difference_pages import difference_router, differences_router
from mash_triage.web.discussion_api import discussion_api_router
from mash_triage.web.discussion_pages import discussion_form_router, discussion_router
from mash_triage.web.feedback_pages import feedback_router
from mash_triage.web.held_api import held_api_router
from mash_triage.web.known_elsewhere_pages import known_elsewhere_router, take_back_router
from mash_triage.web.lists import lists_router
from mash_triage.web.oversight_pages import audit_router, oversight_router
from mash_triage.web.places import way_back
from mash_triage.web.policy_pages import READERS, policy_router
from mash_triage.web.record_pages import record_router
from mash_triage.web.record_sections import section_links
from mash_triage.web.school_notice_pages import school_notice_router
from mash_triage.web.second_person_pages import second_person_router
from mash_triage.web.sharing_pages import sharing_router
from mash_triage.web.together_pages import together_router
from mash_triage.web.tool_api import tool_api_router
from mash_triage.web.tool_pages import tool_form_router, tool_router
from mash_triage.web.tracker_pages import tracker_router


def web_part(settings: Settings, sign_in: SignIn, clock: Clock) -> WebPart:
    """The desk's pages and API, over a database connection of their own."""
    delivery = open_delivery(settings, clock, RandomIdentifiers())
    client = ServiceClient(settings.address, sign_in.tickets)
    desk = TriageDesk(delivery, handlers(clock), IntakeDetails(client), drafts(delivery))
    pages = Pages("mash_triage", section_links=section_links, way_back=way_back)

    def close() -> None:
        client.close()
        delivery.engine.dispose()

    return WebPart(
        routers=(
            # Before the pages of a child, whose reference would stand in the same place.
            draft_router(desk.drafts, "/triage/drafts", *QUALIFIED, Role.AGENCY_MEMBER),
            lists_router(desk, pages),
            board_router(desk, pages),
            answer_router(desk, pages),
            sharing_router(desk, pages),
            record_router(desk, pages),
            clock_router(desk, pages),
            decision_router(desk, pages),
            together_router(desk, pages),
            second_person_router(desk, pages),
            chronology_router(desk, pages),
            known_elsewhere_router(desk, pages),
            take_back_router(desk, pages),
            discussion_form_router(desk, pages),
            discussion_router(desk, pages),
            differences_router(desk, pages),
            difference_router(desk, pages),
            oversight_router(desk, pages),
            audit_router(desk, pages),
            feedback_router(desk, pages),
            tool_router(desk, pages),
            tool_form_router(desk, pages),
            tracker_router(desk, pages),
            school_notice_router(desk, pages),
            policy_router(desk, pages),
            api_router(desk),
            check_api_router(desk),
            tool_api_router(desk),
            discussion_api_router(desk),
            difference_api_router(desk),
            audit_api_router(desk),
            held_api_router(desk),
        ),
        navigation=(
            NavigationItem(
                "Triage desk",
                "/triage/",
                QUALIFIED,
                home_for=QUALIFIED,
                description="Children who wait for a decision, the most urgent first.",
            ),
            NavigationItem(
                "Agency checks",
                "/agency-checks/",
                QUALIFIED | {Role.AGENCY_MEMBER},
                home_for={Role.AGENCY_MEMBER},
                description="What agencies are asked about children, the one due first at the top.",
            ),
            NavigationItem(
                "Differences",
                "/professional-differences/",
                QUALIFIED | {Role.AGENCY_MEMBER},
                description="What agencies challenge, stage by stage, the one due first at the top.",
                seldom=True,
            ),
            NavigationItem(
                "Oversight",
                "/oversight/",
                {Role.MANAGER},
                description="What needs a second person, what is overdue, and decisions to grade.",
            ),
            NavigationItem(
                "Feedback",
                "/feedback/",
                QUALIFIED,
                description="How your own decisions were graded, and what to learn.",
                seldom=True,
            ),
            NavigationItem(
                "Vulnerability tracker",
                "/vulnerability-tracker/",
                QUALIFIED,
                description="Children graded for exploitation, the most serious first.",
                seldom=True,
            ),
            NavigationItem(
                "School notices",
                "/school-notices/",
                QUALIFIED,
                description="Schools to be told of domestic abuse before the child arrives.",
                seldom=True,
            ),
            NavigationItem(
                "Policy",
                "/policy/",
                READERS,
                description="What the policy says of each worry, today and on any earlier day.",
                seldom=True,
            ),
        ),
        styles=(files("mash_triage.web") / "static" / "triage.css",),
        close=close,
    )
