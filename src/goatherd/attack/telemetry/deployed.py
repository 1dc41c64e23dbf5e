"""The names that things have after a deployment by CloudFormation, where the sandbox uses shorter ones."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from goatherd.core.value import Known
from goatherd.sandbox.naming import ACCOUNT, REGION, STACK, Naming

if TYPE_CHECKING:
    from goatherd.model.application import Application
    from goatherd.model.function import Function

_BY_CLOUDFORMATION = frozenset({"sam", "cloudformation", "cdk"})
_ID_LETTERS = 40  # of an id that are kept: a function's name has at most 64
_END = r"[^A-Za-z0-9-]|$|-[A-Za-z0-9]{6}(?:[^A-Za-z0-9-]|$)"  # ARNs of secrets end with six letters
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


class Deployed:
    """`naming` is the sandbox's."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self.naming = Naming(application)
        made = {id: self._made(id) for id in (*application.resources, *(f.id for f in application.functions))}
        self._names = {short: name for short, name in made.values() if name}
        known = sorted(map(re.escape, self._names), key=len, reverse=True)
        self._pattern = re.compile(rf"(?<![A-Za-z0-9-])(?:{'|'.join(known)})(?={_END})") if known else None

    def text(self, text: str) -> str:
        """A text that may name things, with the names that they have after the deployment."""
        return self._pattern.sub(lambda found: self._names[found[0]], text) if self._pattern else text

    def value(self, value: Any) -> Any:
        return self.text(value) if isinstance(value, str) else value

    def function(self, id: str) -> str:
        return self.text(self.naming.name(id))

    def function_arn(self, id: str) -> str:
        return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{self.function(id)}"

    def role(self, function: Function) -> str:
        role = function.role
        if role is None:
            return f"{self.function(function.id)}-role"
        written = self.naming.text(role.name).rpartition("/")[2] if role.name else ""
        return written or _with_random(role.id)

    def _made(self, id: str) -> tuple[str, str]:
        """The sandbox's name of a thing that CloudFormation names, and CloudFormation's; "" for any other."""
        thing = self._application.function(id) or self._application.resources[id]
        short, written = self.naming.name(id), thing.physical_name
        if self._application.framework not in _BY_CLOUDFORMATION or not isinstance(written, Known) or written.value:
            return short, ""
        name = _with_random(id)
        return short, name.lower() if short.islower() else name


def _with_random(id: str) -> str:
    logical = re.sub(r"[^A-Za-z0-9]", "", id.rpartition("/")[2])[:_ID_LETTERS]
    return f"{STACK}-{logical}-{letters(id, 12)}"


def letters(of: str, count: int) -> str:
    """Letters and digits that belong to a text, as AWS puts them into names and ids."""
    number = int.from_bytes(hashlib.sha256(of.encode("utf-8", "replace")).digest())
    found = ""
    for _ in range(count):
        number, digit = divmod(number, len(_ALPHABET))
        found += _ALPHABET[digit]
    return found
