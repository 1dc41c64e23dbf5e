"""User pools, at each of their moments.

Source: Cognito developer guide, "Customizing user pool workflows with Lambda triggers" and its page on each moment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define, frozen

from goatherd.attack.events import limits, shell
from goatherd.attack.events.identity import Identity
from goatherd.attack.events.noun import Delivery, DoesNotFit, Input
from goatherd.attack.events.places import Places
from goatherd.attack.events.shape import Shape, given

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goatherd.attack.events.document import Steps

_CHALLENGE = {"challengeName": "SRP_A", "challengeResult": True, "challengeMetadata": None}


@frozen
class Moment:
    """`request` and `response` are the fields beside attributes; `places` what the user sends then."""

    source: str
    request: Mapping[str, Any]
    response: Mapping[str, Any]
    places: tuple[str, ...] = ("attribute", "metadata", "username")
    version: str = "1"


_TOKENS: dict[str, Any] = {"groupsToOverride": [], "iamRolesToOverride": [], "preferredRole": None}
_SENDS = Moment("CustomEmailSender_SignUp", {"type": "customEmailSenderRequestV1", "code": "Z29hdGhlcmQ="}, {})
MOMENTS: dict[str, Moment] = {
    "PreSignUp": Moment(
        "PreSignUp_SignUp",
        {"validationData": None},
        {"autoConfirmUser": False, "autoVerifyEmail": False, "autoVerifyPhone": False},
        ("attribute", "metadata", "username", "validation"),
    ),
    "PostConfirmation": Moment("PostConfirmation_ConfirmSignUp", {}, {}),
    "PreAuthentication": Moment(
        "PreAuthentication_Authentication",
        {"validationData": None, "userNotFound": False},
        {},
        ("attribute", "metadata", "username", "validation"),
    ),
    "PostAuthentication": Moment("PostAuthentication_Authentication", {"newDeviceUsed": False}, {}),
    "PreTokenGeneration": Moment(
        "TokenGeneration_Authentication", {"groupConfiguration": _TOKENS}, {"claimsOverrideDetails": None}
    ),
    "CustomMessage": Moment(
        "CustomMessage_SignUp",
        {"codeParameter": "{####}", "linkParameter": "{##Click Here##}", "usernameParameter": None},
        {"smsMessage": None, "emailMessage": None, "emailSubject": None},
    ),
    "UserMigration": Moment(
        "UserMigration_Authentication",
        {"validationData": None},
        dict.fromkeys(
            [
                "userAttributes",
                "finalUserStatus",
                "messageAction",
                "desiredDeliveryMediums",
                "forceAliasCreation",
                "enableSMSMFA",
            ]
        ),
        ("metadata", "username", "password", "validation"),
    ),
    "DefineAuthChallenge": Moment(
        "DefineAuthChallenge_Authentication",
        {"session": [_CHALLENGE], "userNotFound": False},
        {"challengeName": None, "issueTokens": None, "failAuthentication": None},
    ),
    "CreateAuthChallenge": Moment(
        "CreateAuthChallenge_Authentication",
        {"challengeName": "CUSTOM_CHALLENGE", "session": [_CHALLENGE], "userNotFound": False},
        {"publicChallengeParameters": None, "privateChallengeParameters": None, "challengeMetadata": None},
    ),
    "VerifyAuthChallengeResponse": Moment(
        "VerifyAuthChallengeResponse_Authentication",
        {"privateChallengeParameters": {"answer": "goatherd"}, "userNotFound": False},
        {"answerCorrect": False},
        ("attribute", "metadata", "username", "answer"),
    ),
    "CustomEmailSender": _SENDS,
    "CustomSMSSender": Moment(
        "CustomSMSSender_SignUp", {"type": "customSMSSenderRequestV1", "code": "Z29hdGhlcmQ="}, {}
    ),
}
_NAMES = {"attribute": "userAttributes", "metadata": "clientMetadata", "validation": "validationData"}


@define(eq=False)
class UserPoolMoment(Shape):
    places: ClassVar[Places] = Places.of(
        ("userName", Input("username")),
        *((f"request.{field}.*", place) for place, field in _NAMES.items()),
        ("request.clientMetadata", Input("metadata", "goatherd")),
        ("request.validationData", Input("validation", "goatherd")),
        ("request.password", Input("password")),
        ("request.challengeAnswer", Input("answer")),
    )

    @property
    def moment(self) -> Moment:
        return MOMENTS.get(self.option("trigger"), MOMENTS["PostConfirmation"])

    def inputs(self) -> tuple[Input, ...]:
        known = {
            "attribute": (Input("attribute", "email"), Input("attribute", "name")),
            "metadata": (Input("metadata", "goatherd"),),
            "validation": (Input("validation", "goatherd"),),
        }
        return tuple(input for place in self.moment.places for input in known.get(place, (Input(place),)))

    def input_for(self, path: Steps) -> Input | None:
        found = self.places.find(path)
        if found is None or found.place not in self.moment.places:
            return None
        # Cognito itself gives and decides these
        decided = found.name in ("sub", "email_verified", "phone_number_verified") or found.name.startswith("cognito:")
        return None if found.place == "attribute" and decided else found

    def build(self, values: Mapping[Input, object], identity: Identity | None = None) -> Delivery:
        found = given(values, *self.moment.places)
        who = identity or Identity()
        request: dict[str, Any] = dict(self.moment.request)
        attributes = {"sub": who.subject, "email_verified": "true", "cognito:user_status": "CONFIRMED"}
        attributes |= {"email": who.email, **{n: _attribute(v) for n, v in found.texts("attribute").items()}}
        if "attribute" in self.moment.places:
            request["userAttributes"] = attributes
        for place in ("metadata", "validation"):
            if found.has(place):
                request[_NAMES[place]] = found.texts(place)
        if "password" in self.moment.places:
            request["password"] = limits.at_most(found.text("password", "Goatherd-1"), 256, "a password")
        if "answer" in self.moment.places:
            request["challengeAnswer"] = found.text("answer", "goatherd")
        return Delivery(self._event(_username(found.text("username", who.username)), request))

    def _event(self, user: str, request: dict[str, Any]) -> dict[str, Any]:
        return {
            "version": self.moment.version,
            "triggerSource": self.moment.source,
            "region": self.naming.region,
            "userPoolId": self.source(f"{self.naming.region}_goatherd"),
            "userName": user,
            "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "goatherdclient"},
            "request": request,
            "response": dict(self.moment.response),
        }

    def command(self, values: Mapping[Input, object]) -> str:
        found = given(values, *self.moment.places)
        user = _username(found.text("username", "goatherd"))
        metadata = found.texts("metadata") or None
        if self.moment.source.startswith(("PreSignUp", "PostConfirmation", "Custom")):
            chosen = {"email": "goatherd@example.com", **found.texts("attribute")}
            command = shell.aws(
                "cognito-idp",
                "sign-up",
                username=user,
                user_attributes=[{"Name": name, "Value": value} for name, value in chosen.items()],
                validation_data=[{"Name": n, "Value": v} for n, v in found.texts("validation").items()] or None,
                client_metadata=metadata,
            )
            return f'{command} --password "$PASSWORD" --client-id "$CLIENT_ID"'
        if self.moment.source.startswith("VerifyAuth"):
            answers = {"USERNAME": user, "ANSWER": found.text("answer", "goatherd")}
            command = shell.aws(
                "cognito-idp",
                "respond-to-auth-challenge",
                challenge_name="CUSTOM_CHALLENGE",
                challenge_responses=answers,
            )
            return f'{command} --client-id "$CLIENT_ID" --session "$SESSION"'
        flow = "CUSTOM_AUTH" if "AuthChallenge" in self.moment.source else "USER_PASSWORD_AUTH"
        parameters = {"USERNAME": user, "PASSWORD": found.text("password", "Goatherd-1")}
        command = shell.aws(
            "cognito-idp", "initiate-auth", auth_flow=flow, auth_parameters=parameters, client_metadata=metadata
        )
        return f'{command} --client-id "$CLIENT_ID"'


def _attribute(value: str) -> str:
    """Cognito API reference, AttributeType: up to 2,048 characters."""
    if len(value) > 2048:
        raise DoesNotFit("an attribute of a user has at most 2048 characters")
    return value


def _username(name: str) -> str:
    """Cognito API reference, SignUp: 1 to 128 letters, marks, symbols, numbers or punctuation, so no white space."""
    if not 1 <= len(name) <= 128 or any(character.isspace() or not character.isprintable() for character in name):
        raise DoesNotFit("a user's name has 1 to 128 characters without white space")
    return name
