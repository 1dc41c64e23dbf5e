"""Whether a text is an address of a network, without types or functions that only one engine has.

A network of IPv4 is a regular expression over the four numbers of an address. Addresses of IPv6 are written in many
ways: they are brought into the one with all digits first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from goatherd.hunt.sql.values import concatenated, function, number, string

if TYPE_CHECKING:
    from ipaddress import IPv4Network, IPv6Network

_OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_GROUP = "[0-9a-f]{1,4}"
_SHORTENED = [f"({_GROUP}:){{{groups}}}(:{_GROUP}){{1,{7 - groups}}}" for groups in range(1, 7)]
_SIX = "|".join([f"({_GROUP}:){{7}}{_GROUP}", *_SHORTENED, f"({_GROUP}:){{1,7}}:", f":(:{_GROUP}){{1,7}}", "::"])


def within(text: exp.Expr, network: IPv4Network | IPv6Network) -> exp.Expr:
    if network.version == 4:
        return exp.RegexpLike(this=text, expression=string(_of_four(network)))
    small = exp.Lower(this=text)
    is_one = exp.RegexpLike(this=small, expression=string(rf"^({_SIX})\z"))
    begins = exp.RegexpLike(this=_digits(small.copy()), expression=string(_of_six(network)))
    return exp.Case().when(is_one, begins).else_(exp.false())


def _of_four(network: IPv4Network | IPv6Network) -> str:
    parts = []
    for place, octet in enumerate(network.network_address.packed):
        free = 1 << (8 - min(max(network.prefixlen - 8 * place, 0), 8))
        parts.append(str(octet) if free == 1 else _OCTET if free == 256 else _one_of(octet, free, "d"))
    return "^" + r"\.".join(parts) + r"\z"  # `$` stands before the end of a line too in Java


def _of_six(network: IPv4Network | IPv6Network) -> str:
    whole, bits = divmod(network.prefixlen, 4)
    digits = network.network_address.packed.hex()
    last = _one_of(int(digits[whole], 16), 1 << (4 - bits), "x") if bits else ""
    return "^" + digits[:whole] + last


def _one_of(first: int, count: int, form: str) -> str:
    return f"({'|'.join(format(value, form) for value in range(first, first + count))})"


def _digits(address: exp.Expr) -> exp.Expr:
    """All 32 of an address of IPv6: what :: stands for is filled in, and each group is of four digits."""
    missing = exp.Sub(this=number(8), expression=exp.ArraySize(this=_groups(address)))
    length = exp.Mul(this=number(2), expression=exp.paren(missing))
    filled = concatenated(string(":"), exp.Substring(this=string("0:" * 8), start=number(1), length=length))
    whole = exp.Replace(this=address.copy(), expression=string("::"), replacement=filled)
    padded = exp.Pad(this=exp.column("g"), expression=number(4), fill_pattern=string("0"), is_left=True)
    groups = exp.Transform(this=_groups(whole), expression=function(padded, "g"))
    return exp.ArrayToString(this=groups, expression=string(""))


def _groups(address: exp.Expr) -> exp.Expr:
    some = exp.NEQ(this=exp.column("g"), expression=string(""))
    return exp.ArrayFilter(this=exp.Split(this=address, expression=string(":")), expression=function(some, "g"))
