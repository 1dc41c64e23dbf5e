"""Whose access keys there are in the simulated cloud."""

from __future__ import annotations

import re
import secrets
import string
from typing import TYPE_CHECKING

from attrs import define, field

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST = 10_000  # that are given out in one state of the cloud, and that are remembered over several
# Of the one who sets the scene, who is no function and no attacker. No function can guess it.
OWNER_KEY = "ASIA" + "".join(secrets.choice(string.ascii_uppercase) for _ in range(16))
_ISSUERS = frozenset({"cognito-identity", "iam", "sts"})
_ISSUED = re.compile(rb"AccessKeyId\W{1,6}(\w{16,128})")
_KEY = re.compile(r"\w{16,128}", re.ASCII)


@define
class Keys:
    """`functions` maps a key to the function whose role it stands for. `others` are known, too, without a role that
    could be told: those that the application has in its code, its settings and its secrets, and those that the cloud
    gave out itself.
    """

    functions: Mapping[str, str]
    others: set[str] = field(factory=set)
    _issued: int = 0

    def function(self, key: str) -> str:
        """The function that a key is of, "" for any other."""
        return self.functions.get(key, "")

    def is_known(self, key: str) -> bool:
        return key in self.functions or key in self.others

    def take(self, service: str, answer: bytes) -> str:
        """Remember the key that an answer of the cloud gives out; "" where it gives out none."""
        found = _ISSUED.search(answer) if service in _ISSUERS else None
        if found is None or self._issued >= MOST:
            return ""
        self._issued += 1
        key = found[1].decode()
        self.others.add(key)
        return key


def looks_like_a_key(text: str) -> bool:
    """Whether a client could sign with it. Source: the pattern of `AccessKeyId` in IAM's reference."""
    return _KEY.fullmatch(text) is not None
