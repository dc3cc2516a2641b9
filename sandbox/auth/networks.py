"""End users' addresses, as coarse as each use allows."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

_V4_PREFIX = 24
_V6_PREFIX = 64


def network(ip: str) -> str:
    """Return the /24 or /64 an address belongs to, e.g. ``192.0.2.0/24``; "" when it is no address."""
    try:
        address = ip_address(ip)
    except ValueError:
        return ""
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address
    prefix = _V6_PREFIX if isinstance(address, IPv6Address) else _V4_PREFIX
    return str(ip_network(f"{address.compressed.partition('%')[0]}/{prefix}", strict=False))


def truncated(ip: str) -> str:
    """Return the address without its host part, as session lists show it: ``192.0.2.0``."""
    return network(ip).partition("/")[0]
