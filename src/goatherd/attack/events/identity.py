"""Who has signed in, and how each service tells a function about it."""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from goatherd.attack.events import moment
from goatherd.model.resource import Authorizer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goatherd.attack.events.noun import Input
    from goatherd.model.application import Application
    from goatherd.model.trigger import Trigger

IAM = "AWS_IAM"
_TOKEN_PLACES = frozenset({"header", "cookie", "query", "body", "form", "argument"})
_TOKEN = re.compile(
    r"^authori[sz]ation$|jwt|auth-?token|(id|access|session|user|bearer)[-_]?token|^token$", re.IGNORECASE
)
_EXPIRES = 4_102_444_800  # 2100-01-01
# Amazon Cognito developer guide, "Working with user attributes": those that users may set themselves
OWN_CLAIMS = frozenset(
    [
        "name",
        "given_name",
        "family_name",
        "middle_name",
        "nickname",
        "preferred_username",
        "email",
        "phone_number",
        "address",
        "picture",
        "website",
        "profile",
        "locale",
        "zoneinfo",
        "birthdate",
        "gender",
    ]
)


@frozen
class Identity:
    """A user. `claims` go on top of those that every token has; `token` is the Authorization header's value."""

    subject: str = moment.identifier("user")
    username: str = "goatherd"
    email: str = "goatherd@example.com"
    claims: Mapping[str, Any] = field(factory=dict, eq=False)
    token: str = ""

    def all_claims(self) -> dict[str, Any]:
        return {
            "sub": self.subject,
            "cognito:username": self.username,
            "username": self.username,
            "email": self.email,
            "email_verified": "true",
            "token_use": "id",
            "aud": "goatherdclient",
            "iss": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_goatherd",
            "auth_time": str(moment.SECONDS),
            "iat": str(moment.SECONDS),
            "exp": str(_EXPIRES),
            **self.claims,
        }

    def bearer(self) -> str:
        """A token that reads as one; its signature is nobody's."""
        if self.token:
            return self.token
        claims = {**self.all_claims(), "iat": moment.SECONDS, "exp": _EXPIRES}
        parts = ({"alg": "RS256", "kid": "goatherd", "typ": "JWT"}, claims)
        return "Bearer " + ".".join([*(_segment(json.dumps(part).encode()) for part in parts), _segment(b"unsigned")])


def _segment(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def carries_token(given: Input) -> bool:
    """Whether an input is where clients put who they are: a header, cookie or field that is called like it."""
    if given.place == "token":
        return True
    name = given.steps[0] if given.steps else ""
    return given.place in _TOKEN_PLACES and len(given.steps) == 1 and _TOKEN.search(name) is not None


def token_in(given: Input, token: str) -> str:
    """A token as it is sent there; `token` is one as in `Identity.bearer`."""
    in_header = given.place == "token" or (given.place == "header" and given.name.lower() == "authorization")
    return token if in_header else token.removeprefix("Bearer ")


def own_claim(name: str) -> bool:
    """Whether users choose the claim's value."""
    return name in OWN_CLAIMS or name.startswith("custom:")


def gate_of(trigger: Trigger, application: Application) -> str:
    """The kind of the trigger's authorizer as in model.resource.Authorizer, "iam", or "" for none."""
    if trigger.authorizer is None:
        return ""
    if trigger.authorizer == IAM:
        return "iam"
    noun = application.resources.get(trigger.authorizer)
    return noun.kind if isinstance(noun, Authorizer) and noun.kind else "cognito"
