"""Where the pages of intake are put together: the composition root of its web process."""

from importlib.resources import files

from mash_contracts.vocabulary import Role
from mash_intake.handlers.drafts import delete_expired
from mash_intake.service import open_delivery
from mash_intake.settings import Settings
from mash_intake.store.attachment_folder import AttachmentFolder
from mash_intake.web.acknowledgement_pages import acknowledgement_pages
from mash_intake.web.api import api
from mash_intake.web.attachments import UPLOADS as attachment_uploads
from mash_intake.web.attachments import attachment_api, attachment_pages
from mash_intake.web.batch_api import batch_api
from mash_intake.web.contacts import contact_pages
from mash_intake.web.erasure_pages import ERASERS, erasure_pages
from mash_intake.web.export.pages import export_pages
from mash_intake.web.hub import Hub
from mash_intake.web.importing.pages import UPLOADS as import_uploads
from mash_intake.web.importing.pages import import_api, import_pages
from mash_intake.web.importing.template_pages import template_pages
from mash_intake.web.other_child import other_child_pages
from mash_intake.web.people import people_api, people_pages
from mash_intake.web.report.calls import call_pages
from mash_intake.web.report.copies import copy_pages
from mash_intake.web.report.files import UPLOADS as file_uploads
from mash_intake.web.report.files import file_pages
from mash_intake.web.report.limited import LimitedForm
from mash_intake.web.report.resuming import resuming_pages
from mash_intake.web.report.views import report_pages
from mash_intake.web.status_pages import status_pages
from mash_intake.web.who_is_who import who_is_who_pages
from mash_platform.clock import Clock
from mash_platform.identifiers import RandomIdentifiers
from mash_platform.mail.settings import mail_from_environment
from mash_platform.sign_in.service import SignIn
from mash_platform.web.client import ServiceClient
from mash_platform.web.parts import NavigationItem, WebPart


def web_part(settings: Settings, sign_in: SignIn, clock: Clock) -> WebPart:
    """The form, the API, and the staff's pages of contacts and children.

    Asks the other services only for what they hold of a child, when a copy of everything is taken.
    """
    delivery = open_delivery(settings, clock, RandomIdentifiers())
    services = ServiceClient(settings.address, sign_in.tickets)
    folder = AttachmentFolder(settings.attachment_folder, delivery.how_it_seals)
    delete_expired(delivery)
    hub = Hub(
        name=settings.hub_name,
        phone=settings.hub_phone,
        draft_life=settings.draft_life,
        test_nhs_numbers=settings.test_nhs_numbers,
        emails=mail_from_environment() is not None,
    )
    form = LimitedForm(delivery, hub, folder, sign_in.throttle, settings.reports_a_quarter_hour)

    def close() -> None:
        services.close()
        delivery.engine.dispose()

    return WebPart(
        routers=(
            # Before the API of one contact, which it shares an address with.
            batch_api(delivery, hub),
            api(delivery, hub),
            attachment_api(delivery, folder),
            import_api(delivery, hub, folder),
            people_api(delivery),
            # Before the pages of the form, one of which could stand in the same place.
            status_pages(delivery, hub, sign_in.throttle),
            copy_pages(delivery, hub),
            file_pages(delivery, hub, folder),
            template_pages(),
            resuming_pages(delivery, hub, folder, sign_in.throttle),
            report_pages(form),
            call_pages(delivery, hub, sign_in.accounts),
            contact_pages(delivery),
            import_pages(delivery, hub, folder),
            attachment_pages(delivery, folder),
            acknowledgement_pages(delivery, hub),
            erasure_pages(delivery, services),
            export_pages(delivery, services),
            # Before the pages of one child, whose address could be anything.
            who_is_who_pages(delivery),
            other_child_pages(delivery),
            people_pages(delivery),
        ),
        navigation=(
            NavigationItem(
                text="Take a call",
                href="/calls",
                roles=(Role.PRACTITIONER, Role.MANAGER),
                description="One page, while the caller speaks. Everything is saved as you type.",
            ),
            NavigationItem(
                text="Contacts",
                href="/contacts",
                roles=(Role.PRACTITIONER, Role.MANAGER),
                description="Every worry that reached the hub, newest first.",
            ),
            NavigationItem(
                text="Acknowledgements",
                href="/acknowledgements",
                roles=(Role.PRACTITIONER, Role.MANAGER),
                description="Referrers to be told that their worry arrived, the one due first at the top.",
            ),
            NavigationItem(
                text="Children",
                href="/people",
                roles=(Role.PRACTITIONER, Role.MANAGER),
                description="Find a child by name, date, address or number, and say who a child is.",
            ),
            NavigationItem(
                text="Referral documents",
                href="/import",
                roles=(Role.PRACTITIONER, Role.MANAGER),
                description="Take over what came by e-mail, and complete what could not be sorted.",
                seldom=True,
            ),
            NavigationItem(
                text="Erasure",
                href="/erasures",
                roles=ERASERS,
                description="Records kept as long as the policy says, and what was erased.",
                seldom=True,
            ),
            NavigationItem(
                text="Report a worry",
                href="/report",
                roles=(Role.REFERRER, Role.PRACTITIONER, Role.MANAGER),
                home_for=(Role.REFERRER,),
                description="Tell the hub about a child.",
                seldom=True,
            ),
        ),
        uploads=(*file_uploads, *attachment_uploads, *import_uploads),
        styles=(files("mash_intake") / "web" / "static" / "intake.css",),
        close=close,
    )
