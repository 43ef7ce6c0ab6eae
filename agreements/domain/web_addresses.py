"""Which web addresses lead into a local network, as far as the address itself says.

What its name stands for is looked up, and tested again, by the task that asks whether it answers.
"""

import ipaddress
import re
import unicodedata
from urllib.parse import urlsplit

PORTS = {"http": 80, "https": 443}
# Names that belong to local networks (RFC 6761, 6762, 8375, ICANN's .internal) or are used as if they did.
_LOCAL_ENDINGS = frozenset(
    {"localhost", "local", "localdomain", "internal", "intranet", "lan", "home", "corp", "private", "arpa"}
)
_NUMBER = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)", re.IGNORECASE)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def is_public(address: Address) -> bool:
    """Say whether `address` lies on the internet: not private, loopback, link-local, shared, reserved or multicast.

    An IPv6 address that carries an IPv4 one is judged by what it carries; tunnels (6to4, Teredo) are not public.
    """
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return is_public(address.ipv4_mapped)
        if address in _NAT64:
            return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        if address.sixtofour or address.teredo or address.is_site_local:
            return False
    return address.is_global and not address.is_multicast and not address.is_unspecified


def host_of(url: str) -> str:
    """Return the host in `url`, as a browser reads it: lower case, no brackets, no last dot; empty if there is none."""
    try:
        host = urlsplit(url.strip()).hostname or ""
    except ValueError:
        return ""
    return unicodedata.normalize("NFKC", host).lower().rstrip(".")


def leads_inside(url: str) -> bool:
    """Say whether `url` leads into a local network by what is written in it.

    So it is with an address in numbers that is not public (also written in another base, or with parts left out), a
    single word, and the endings of local names.
    """
    host = host_of(url)
    if not host:
        return False
    try:
        return not is_public(ipaddress.ip_address(host.split("%", 1)[0]))
    except ValueError:
        pass
    labels = host.split(".")
    return len(labels) == 1 or labels[-1] in _LOCAL_ENDINGS or bool(_NUMBER.fullmatch(labels[-1]))
