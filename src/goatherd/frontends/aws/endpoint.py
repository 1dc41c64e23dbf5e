"""A method of a web API before the API is finished: what stands behind it, and who may call it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.frontends.node import Node
    from goatherd.model.function import Function

IAM = "AWS_IAM"


@frozen
class Integration:
    """What stands behind a method. `kind` as in `model.resource.Route`; `node` holds it as written."""

    kind: str = ""
    function: Function | None = None
    payload: str = ""
    node: Node | None = None


@frozen
class Endpoint:
    """One method of one path, as far as the template says. `authorizer` is the id of one, `AWS_IAM`, or None.

    `opened`: it is said here that nobody is asked, where all others of the API ask.
    """

    method: str
    path: str
    span: Span
    integration: Integration
    authorizer: str | None = None
    scopes: tuple[str, ...] = ()
    api_key: bool = False
    validated: bool = False
    guard: str = ""  # why a policy of this endpoint alone keeps the public out
    opened: bool = False

    @property
    def key(self) -> tuple[str, str]:
        return (self.method.upper(), self.path)
