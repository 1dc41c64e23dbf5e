"""How handlers are called that are not Lambda's: HTTP functions of other clouds, and web applications that none serves.

What does it is the host's, in hosts/python/goatherd_conventions and hosts/node/conventions. All of them are sent the
event of a function URL.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from attrs import field, frozen

from goatherd.model.application import OTHER_CLOUDS
from goatherd.model.nouns import KINDS
from goatherd.model.trigger import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goatherd.model.application import Application
    from goatherd.model.function import Function
    from goatherd.model.trigger import Trigger

_NAMES = {Kind.WEB: "web", Kind.GOOGLE_HTTP: "google", Kind.CALLABLE: "google", Kind.AZURE_HTTP: "azure"}
MEMORY = 512  # megabytes, which other clouds give at least to what asks for none


# Sources: Cloud Functions documentation, "Environment variables"; Firebase, "Initialize the Admin SDK"; Azure
# Functions, "App settings reference".
_PROJECT = "goatherd"
_FIREBASE = {"projectId": _PROJECT, "storageBucket": f"{_PROJECT}.appspot.com"}
_STORAGE = "DefaultEndpointsProtocol=https;AccountName=goatherd;AccountKey=Z29hdA==;EndpointSuffix=core.windows.net"
_VARIABLES = {
    "web": {},
    "google": {
        "GCLOUD_PROJECT": _PROJECT,
        "GCP_PROJECT": _PROJECT,
        "GOOGLE_CLOUD_PROJECT": _PROJECT,
        "FIREBASE_CONFIG": json.dumps({**_FIREBASE, "databaseURL": f"https://{_PROJECT}.firebaseio.com"}),
    },
    "azure": {"AzureWebJobsStorage": _STORAGE, "WEBSITE_SITE_NAME": _PROJECT},
}


@frozen
class Convention:
    """`name` is that of the host's module; `options` are what it is told."""

    name: str
    options: Mapping[str, str | bool] = field(factory=dict)

    @property
    def variables(self) -> Mapping[str, str]:
        """What the platform puts into the environment."""
        return _VARIABLES[self.name]


class NoConvention(Exception):
    """Why a function of another cloud cannot be run here."""


def convention_of(function: Function, application: Application) -> Convention | None:
    """None for Lambda's own. Raises NoConvention."""
    for trigger in function.triggers:
        if trigger.kind in _NAMES:
            return _by_trigger(trigger)
    if application.framework not in OTHER_CLOUDS:
        return None
    fired = function.triggers[0].kind if function.triggers else Kind.UNKNOWN
    raise NoConvention(f"of other clouds only HTTP functions are run, and what fires this one is: {KINDS[fired]}")


def _by_trigger(trigger: Trigger) -> Convention:
    name, argument = _NAMES[trigger.kind], trigger.options.get("argument")
    if trigger.options.get("app_check"):
        raise NoConvention("Firebase lets only the genuine app call it (App Check), and no outsider is one")
    if name == "web":
        return Convention(name, {"manner": str(argument)})
    if name == "google":
        return Convention(name, {"callable": trigger.kind == Kind.CALLABLE})
    described = trigger.options.get("convention") == "azure"
    return Convention(name, {"argument": str(argument or ""), "described": described})
