"""From where a request comes, for counting how often somebody tries."""

from ipaddress import IPv6Address, ip_address, ip_network

from starlette.requests import Request

_ONE_LINE = 64
"""Who has one address of IPv6 has all that begin with the same 64 bits."""


def origin_of(request: Request) -> str:
    """The client's address; of IPv6 its network. It is never kept or logged in clear.

    Behind a proxy it is the proxy's, unless the server was told whose word to take (FORWARDED_ALLOW_IPS).
    """
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(ip_network((address, _ONE_LINE), strict=False))
    return host
