"""Which names stand in code and templates as they are, and which are put together at deployment."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import field, frozen

from goatherd.fixes.unfixable import Unfixable
from goatherd.iam.tables import row

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goatherd.iam.arn import Names

_BETWEEN = re.compile(r"\$\{[^}]*\}|-\*|[*?:/]+")
_WITH_PARAMETERS = frozenset({"sam", "cloudformation"})
_GIVEN = frozenset({"default", "aws"})  # names that AWS has given


@frozen
class Constants:
    """`texts` are the files of an application and of its code, `defaults` maps the values of its parameters to them."""

    texts: tuple[str, ...] = ()
    defaults: Mapping[str, str] = field(factory=dict)

    def named(self, resource: str, names: Names) -> str:
        """A canonical resource with parameters of a template in the place of their values.

        Raises Unfixable where it is called by what another deployment may call otherwise.
        """
        owner = names.owner(resource)
        rest = owner[1] if owner else resource
        for word in _BETWEEN.split(rest.removeprefix("arn:")):
            if len(word) < 2 or word in _GIVEN or self._is_one(word, resource):
                continue
            parameter = self.defaults.get(word)
            if not parameter or owner or names.framework not in _WITH_PARAMETERS:
                raise Unfixable(f"{word}, the name of a resource, may be another one in another deployment")
            resource = re.sub(rf"(?<=[:/]){re.escape(word)}(?=[:/]|$)", f"${{{parameter}}}", resource)
        return resource

    def _is_one(self, word: str, resource: str) -> bool:
        service = resource.split(":", 3)[2] if resource.startswith("arn:") else ""
        if word == service or any(word in _BETWEEN.split(format) for format in _formats(service)):
            return True
        return word not in self.defaults and any(word in text for text in self.texts)


def _formats(service: str) -> tuple[str, ...]:
    """The ARNs of a service's resources, with their variables."""
    described = row("actions", service) if service else None
    return tuple(described["resources"].values()) if described else ()
