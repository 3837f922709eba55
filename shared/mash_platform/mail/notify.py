"""E-mail by GOV.UK Notify, over its HTTP API.

Source: https://docs.notifications.service.gov.uk/rest-api.html. Its own Python client needs a package that
has no wheel, so the one call that is made here is made directly.

The template at Notify has the subject `((subject))` and the message `((body))`.
"""

from dataclasses import dataclass, field

import httpx
from joserfc import jwt
from joserfc.jwk import OctKey

from mash_platform.clock import Clock
from mash_platform.mail.message import Mail, MailRefused, Unavailable

_SECONDS = 15.0
_UUID = 36
_WRONG_ADDRESS = "email_address"


@dataclass(frozen=True, slots=True)
class NotifyAccount:
    """A service at GOV.UK Notify."""

    address: str
    api_key: str = field(repr=False)
    """As Notify shows it: a name, the service's id and the secret, joined by hyphens."""
    template: str

    @property
    def service_id(self) -> str:
        return self.api_key[-2 * _UUID - 1 : -_UUID - 1]

    @property
    def secret(self) -> str:
        return self.api_key[-_UUID:]


class NotifyMailer:
    """Hands each mail to Notify, with its identity as Notify's `reference`."""

    def __init__(self, account: NotifyAccount, clock: Clock) -> None:
        self._account = account
        self._clock = clock

    def send(self, mail: Mail) -> None:
        try:
            answer = httpx.post(
                f"{self._account.address}/v2/notifications/email",
                headers={"Authorization": f"Bearer {self._token()}"},
                json={
                    "email_address": mail.to,
                    "template_id": self._account.template,
                    "personalisation": {"subject": mail.subject, "body": mail.body},
                    "reference": mail.identity,
                },
                timeout=_SECONDS,
            )
        except httpx.HTTPError as error:
            raise Unavailable(f"GOV.UK Notify cannot be reached: {type(error).__name__}") from None
        if answer.status_code == httpx.codes.BAD_REQUEST and _WRONG_ADDRESS in answer.text:
            raise MailRefused("address-refused")
        if answer.status_code != httpx.codes.CREATED:
            # Also a key or template that is wrong: nothing is lost until somebody has mended it.
            raise Unavailable(f"GOV.UK Notify answered {answer.status_code}")

    def _token(self) -> str:
        """Good for 30 seconds, as Notify demands."""
        claims = {"iss": self._account.service_id, "iat": int(self._clock.now().timestamp())}
        return jwt.encode({"alg": "HS256", "typ": "JWT"}, claims, OctKey.import_key(self._account.secret))
