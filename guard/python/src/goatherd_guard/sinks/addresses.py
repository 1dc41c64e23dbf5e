"""Whether an address belongs to nobody on the internet: this machine, a private network, the cloud's own services."""

import ipaddress
import socket

# IANA's registries of special-purpose addresses, and multicast.
_INTERNAL = tuple(
    ipaddress.ip_network(each)
    for each in (
        "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.168.0.0/16 "
        "198.18.0.0/15 224.0.0.0/3 ::/127 fc00::/7 fe80::/10 fec0::/10 ff00::/8"
    ).split()
)
# Addresses of IPv6 that stand for one of IPv4, and where it stands in them (bits from the right).
_EMBEDDED = (
    (ipaddress.ip_network("::ffff:0:0/96"), 0),
    (ipaddress.ip_network("64:ff9b::/96"), 0),
    (ipaddress.ip_network("2002::/16"), 80),
)
_NAMES = ("localhost", "internal", "local", "lan", "home.arpa")


def is_internal(host):
    """Of a name or an address as an URL has it. A name without a dot is one of a private network; of others only what
    their end says is known before they are looked up.
    """
    host = host.strip("[]").rstrip(".").lower()
    address = _address(host)
    if address is None:
        return "." not in host or host.endswith(tuple(f".{name}" for name in _NAMES))
    for network, shift in _EMBEDDED:
        if address.version == 6 and address in network:
            address = ipaddress.ip_address((int(address) >> shift) & 0xFFFFFFFF)
    return any(address.version == network.version and address in network for network in _INTERNAL)


def _address(host):
    """None for a name. `127.1`, `0x7f.1` and `2130706433` are addresses too, for most who connect."""
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        pass
    try:
        return ipaddress.ip_address(socket.inet_aton(host))
    except (OSError, ValueError):
        return None
