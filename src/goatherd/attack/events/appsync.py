"""AppSync: direct Lambda resolvers, and data sources whose mapping template passes something else on.

Source: AppSync developer guide, "Direct Lambda resolvers".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define

from goatherd.attack.events import limits, moment, shell
from goatherd.attack.events.document import json_text
from goatherd.attack.events.identity import Identity, own_claim
from goatherd.attack.events.noun import Delivery, DoesNotFit, Input
from goatherd.attack.events.places import Places
from goatherd.attack.events.shape import Shape, given

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goatherd.attack.events.document import Steps

_OWN = ("arguments", "identity", "source", "request", "prev", "info", "stash")


@define(eq=False)
class AppSync(Shape):
    """Place "payload" is what a mapping template passes on under names of its own."""

    places: ClassVar[Places] = Places.of(
        ("arguments.**", "argument"),
        ("request.headers.*", "header"),
        ("identity.claims.*", "claim"),
        *((name, None) for name in _OWN),
        *((f"{name}.**", None) for name in _OWN),
        ("**", "payload"),
    )

    def inputs(self) -> tuple[Input, ...]:
        return (Input("argument"), Input("argument", "id"), Input("header", "user-agent"))

    def input_for(self, path: Steps) -> Input | None:
        found = self.places.find(path)
        if found is None or found == Input("payload"):
            return None
        if found.place == "claim" and (not self._signed_in or not own_claim(found.name)):
            return None
        return found

    @property
    def _signed_in(self) -> bool:
        return self.trigger.authorizer is not None

    def build(self, values: Mapping[Input, object], identity: Identity | None = None) -> Delivery:
        found = given(values, "argument", "header", "claim", "payload")
        arguments = found.document("argument", {"id": "1"})
        headers = {limits.header_name(n).lower(): limits.header_value(v) for n, v in found.texts("header").items()}
        event = {
            "arguments": arguments,
            "identity": self._identity(identity or Identity(), found.texts("claim")),
            "source": None,
            "request": {"headers": {"user-agent": moment.USER_AGENT, **headers}, "domainName": None},
            "prev": None,
            "info": {
                "selectionSetList": ["id"],
                "selectionSetGraphQL": "{\n  id\n}",
                "parentTypeName": self.trigger.method or "Query",
                "fieldName": self.trigger.path or "goatherd",
                "variables": {},
            },
            "stash": {},
        }
        payload = found.document("payload", {})
        if not isinstance(payload, dict):
            raise DoesNotFit("the event is an object")
        limits.at_most(json_text([arguments, payload]), 1_048_576, "a request")
        return Delivery({**payload, **event})

    def _identity(self, who: Identity, chosen: dict[str, str]) -> dict[str, Any] | None:
        if not all(map(own_claim, chosen)) or (chosen and not self._signed_in):
            raise DoesNotFit("users do not choose this claim")
        if not self._signed_in:
            return None
        claims = {**who.all_claims(), **chosen}
        return {
            "sub": who.subject,
            "issuer": claims["iss"],
            "username": who.username,
            "claims": claims,
            "sourceIp": [moment.SOURCE_IP],
            "defaultAuthStrategy": "ALLOW",
            "groups": claims.get("cognito:groups"),
        }

    def command(self, values: Mapping[Input, object]) -> str:
        found = given(values, "argument", "header", "claim", "payload")
        arguments = found.document("argument", {"id": "1"})
        written = ", ".join(f"{name}: {json_text(value)}" for name, value in _object(arguments).items())
        operation = "mutation" if self.trigger.method == "Mutation" else "query"
        field = self.trigger.path or "goatherd"
        query = f"{operation} {{ {field}{f'({written})' if written else ''} }}"
        gate = '"x-api-key: $API_KEY"' if self.trigger.api_key else '"Authorization: $TOKEN"'
        headers = ["Content-Type: application/json", gate]
        headers += [f"{name}: {value}" for name, value in found.texts("header").items()]
        return shell.curl("POST", "$GRAPHQL_URL", "", headers, json_text({"query": query}).encode())


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {"input": value}
