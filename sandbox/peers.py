"""Who is at the other end of the connection: some pages are for the person at this machine only."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from django.http import HttpRequest

Network = IPv4Network | IPv6Network
LOOPBACK: tuple[Network, ...] = (ip_network("127.0.0.0/8"), ip_network("::1/128"))


def is_local(request: HttpRequest, networks: Sequence[Network] = LOOPBACK) -> bool:
    """Whether the request comes straight from one of the networks.

    A proxy on this machine would make every visitor look local: whatever came through one is refused.
    """
    forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    try:
        address = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return not forwarded and any(address in network for network in networks)
