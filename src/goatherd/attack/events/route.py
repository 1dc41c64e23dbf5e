"""Routes of web APIs: which parts of a path the caller chooses, and the path with values in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from attrs import frozen

from goatherd.attack.events.noun import DoesNotFit

if TYPE_CHECKING:
    from collections.abc import Mapping

_PARAMETER = re.compile(r"\{([^{}+]+)(\+?)\}")
_PATH_SAFE = "!$&'()*,:;=@~"  # RFC 3986, 3.3


@frozen
class Route:
    """`template` as API Gateway writes it ("/orders/{id}", "/{proxy+}"); "" where the caller chooses all of it."""

    template: str

    @classmethod
    def of(cls, written: str) -> Route:
        if written in ("", "*", "/*", "$default"):
            return cls("")
        path = written.split(",")[0]
        return cls(path if path.startswith("/") else f"/{path}")

    @property
    def parameters(self) -> tuple[str, ...]:
        return tuple(match[1] for match in _PARAMETER.finditer(self.template))

    @property
    def last(self) -> str | None:
        """The parameter that reaches furthest: what stands for the path as a whole."""
        return self.parameters[-1] if self.parameters else None

    def match(self, path: str) -> dict[str, str] | None:
        """The parameters of a path, decoded; None for a path of another route."""
        pattern, position = "", 0
        for found in _PARAMETER.finditer(self.template):
            pattern += re.escape(self.template[position : found.start()]) + ("(.+)" if found[2] else "([^/]+)")
            position = found.end()
        match = re.fullmatch(pattern + re.escape(self.template[position:]), path)
        return dict(zip(self.parameters, map(unquote, match.groups()), strict=True)) if match else None

    def filled(self, values: Mapping[str, str]) -> tuple[str, dict[str, str]]:
        """The path, percent-encoded, and the parameters, decoded; a value that is not given is "1"."""
        if not self.template:
            return encoded_path(values.get("", "/")), {}
        unknown = set(values) - set(self.parameters)
        if unknown:
            raise DoesNotFit("the route has no such path parameter")
        parameters = {name: values.get(name, "1") for name in self.parameters}
        if not all(parameters.values()):
            raise DoesNotFit("an empty path parameter is another route")
        return _PARAMETER.sub(lambda match: _encoded(parameters[match[1]], match[2]), self.template), parameters


def _encoded(value: str, greedy: str) -> str:
    return quote(value, safe=_PATH_SAFE + ("/" if greedy else ""))


def encoded_path(path: str) -> str:
    return quote(path if path.startswith("/") else f"/{path}", safe=_PATH_SAFE + "/")
