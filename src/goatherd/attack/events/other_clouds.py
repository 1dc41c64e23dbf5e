"""HTTP functions of Azure and Google, callables of Firebase, and web applications wherever they run.

What runs them in the sandbox takes the event of a function URL. Sources: Azure Functions, "HTTP trigger" (routes,
keys); Cloud Functions, "Write HTTP functions"; Firebase, "Protocol specification for https.onCall".
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, ClassVar

from attrs import define, evolve

from goatherd.attack.events.given import Given
from goatherd.attack.events.http_api import FunctionUrl
from goatherd.attack.events.noun import Input
from goatherd.attack.events.places import Places
from goatherd.attack.events.route import Route

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goatherd.attack.events.identity import Identity
    from goatherd.attack.events.request import Request

_PARAMETER = re.compile(r"\{(?P<all>\*?)(?P<name>\w+)(?:[:=?][^{}]*)?\}")


@define(eq=False)
class WebApplication(FunctionUrl):
    """A server, behind whatever stands in front of it."""

    variable: ClassVar[str] = "$APP_URL"

    @property
    def gate(self) -> str:
        return ""

    @property
    def host(self) -> str:
        return "app.example.com"

    def credentials(self, identity: Identity | None) -> dict[str, str]:
        return {}


@define(eq=False)
class GoogleHttp(WebApplication):
    """The function is given what follows its own name in the path: the caller chooses all of that."""

    variable: ClassVar[str] = "$FUNCTION_URL"

    @property
    def route(self) -> Route:
        return Route("")

    @property
    def host(self) -> str:
        return "us-central1-goatherd.cloudfunctions.net"


@define(eq=False)
class AzureHttp(WebApplication):
    variable: ClassVar[str] = "$FUNCTION_URL"
    secrets: ClassVar[Mapping[str, str]] = {"X-Functions-Key": "$FUNCTIONS_KEY"}

    @property
    def route(self) -> Route:
        """Their parameters may have a constraint or a default, or be optional: `{id:int?}`, `{*rest}`."""
        written = self.naming.text(self.trigger.path)
        return Route.of(_PARAMETER.sub(lambda found: f"{{{found['name']}{'+' * len(found['all'])}}}", written))

    @property
    def host(self) -> str:
        return "goatherd.azurewebsites.net"

    def credentials(self, identity: Identity | None) -> dict[str, str]:
        return {"X-Functions-Key": "goatherd-functions-key"} if self.trigger.api_key else {}


@define(eq=False)
class Callable(GoogleHttp):
    """A client of Firebase calls it with data, which is the "body" here."""

    places: ClassVar[Places] = Places.of(("body.@json.data.**", "body"), ("headers.*", "header"))

    @property
    def methods(self) -> tuple[str, ...]:
        return ("POST",)

    def inputs(self) -> tuple[Input, ...]:
        return (Input("body"),)

    def request(self, values: Mapping[Input, object], identity: Identity | None) -> Request:
        Given(values).only("body", "header")
        request = super().request(values, identity)
        return evolve(request, body=json.dumps({"data": json.loads(request.body or b"null")}).encode())
