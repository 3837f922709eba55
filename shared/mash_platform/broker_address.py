"""Where the broker is, and whether anybody answers there."""

import socket
import ssl

_ANSWERS_WITHIN_SECONDS = 2.0


def addresses(broker: str) -> list[str]:
    """The addresses in a setting such as `kafka-1:9092,kafka-2:9092`."""
    return [address.strip() for address in broker.split(",")]


class NotTrusted(ConnectionError):
    """Somebody answers, but not as the broker that the settings describe; the text says what is wrong."""


def answering(broker: str, protected_by: ssl.SSLContext | None = None) -> list[str]:
    """The addresses, once one of them takes a connection, with TLS if a context for it is given.

    Raises `ConnectionError` when none does, `NotTrusted` when one shows a certificate without a guarantor.

    The Kafka client tries for seconds and leaves sockets behind each time it fails, which in an outage would
    use up all that a process may open. So it is only asked when somebody is there.
    """
    known = addresses(broker)
    for address in known:
        host, _, port = address.rpartition(":")
        try:
            with socket.create_connection((host, int(port)), timeout=_ANSWERS_WITHIN_SECONDS) as found:
                if protected_by is not None:
                    protected_by.wrap_socket(found, server_hostname=host).close()
                return known
        except ssl.SSLCertVerificationError as error:
            raise NotTrusted(
                f"the certificate of the broker at {address} is not trusted: {error.verify_message}"
            ) from error
        except ssl.SSLError as error:
            raise NotTrusted(f"the broker at {address} does not agree on TLS: {error.reason}") from error
        except OSError:
            continue
    raise ConnectionError(f"nobody answers at {broker}")
