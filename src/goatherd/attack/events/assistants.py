"""Assistants and agents: Alexa skills, Lex bots, Connect contact flows, Bedrock agents.

Source: Alexa Skills Kit, "Request Types Reference"; Lex V2 developer guide, "Lambda input event format"; Connect
administrator guide, "Grant Connect access to your Lambda functions"; Bedrock user guide, "Configure Lambda functions
to send information that an agent elicits from the user".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define

from goatherd.attack.events import limits, moment, shell
from goatherd.attack.events.noun import Delivery, Input
from goatherd.attack.events.places import Places
from goatherd.attack.events.shape import Shape, given

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goatherd.attack.events.identity import Identity

SLOT, TEXT = Input("slot", "goatherd"), Input("message")


@define(eq=False)
class Alexa(Shape):
    places: ClassVar[Places] = Places.of(
        ("request.intent.slots.*.value", "slot"),
        ("request.intent.slots.*", "slot"),
        ("request.intent.name", Input("intent")),
    )

    def inputs(self) -> tuple[Input, ...]:
        return (SLOT,)

    def build(self, values: Mapping[Input, object], identity: Identity | None = None) -> Delivery:
        found = given(values, "slot", "intent")
        slots = {"goatherd": "goatherd", **found.texts("slot")}
        application = {"applicationId": "amzn1.ask.skill.goatherd"}
        user = {"userId": "amzn1.ask.account.goatherd"}
        request = {
            "type": "IntentRequest",
            "requestId": "amzn1.echo-api.request.goatherd",
            "timestamp": moment.DATE,
            "locale": "en-US",
            "intent": {
                "name": found.text("intent", "GoatherdIntent"),
                "confirmationStatus": "NONE",
                "slots": {n: {"name": n, "value": v, "confirmationStatus": "NONE"} for n, v in slots.items()},
            },
        }
        session = {
            "new": True,
            "sessionId": "amzn1.echo-api.session.goatherd",
            "application": application,
            "attributes": {},
            "user": user,
        }
        context = {"System": {"application": application, "user": user, "apiEndpoint": "https://api.amazonalexa.com"}}
        return Delivery({"version": "1.0", "session": session, "context": context, "request": request})


@define(eq=False)
class Lex(Shape):
    places: ClassVar[Places] = Places.of(
        ("inputTranscript", TEXT),
        ("transcriptions.#.transcription", TEXT),
        ("sessionState.intent.slots.*.value.originalValue", "slot"),
        ("sessionState.intent.slots.*.value.interpretedValue", "slot"),
        ("sessionState.intent.slots.*.value.resolvedValues.#", "slot"),
        ("sessionState.intent.slots.*", "slot"),
        ("interpretations.#.intent.slots.*.value.interpretedValue", "slot"),
        ("interpretations.#.intent.slots.*.value.originalValue", "slot"),
        ("sessionState.sessionAttributes.*", "attribute"),
        ("requestAttributes.*", "attribute"),
    )

    def inputs(self) -> tuple[Input, ...]:
        return (TEXT, SLOT)

    def build(self, values: Mapping[Input, object], identity: Identity | None = None) -> Delivery:
        found = given(values, "slot", "message", "attribute")
        text = found.text("message", "goatherd")
        if len(text) > 1024:
            limits.at_most(text, 1024, "what is said to a bot")
        slots = {name: _slot(value) for name, value in {"goatherd": "goatherd", **found.texts("slot")}.items()}
        intent = {
            "name": "GoatherdIntent",
            "slots": slots,
            "state": "ReadyForFulfillment",
            "confirmationState": "None",
        }
        attributes = found.texts("attribute")
        event = {
            "messageVersion": "1.0",
            "invocationSource": "FulfillmentCodeHook",
            "inputMode": "Text",
            "responseContentType": "text/plain; charset=utf-8",
            "sessionId": "goatherd",
            "inputTranscript": text,
            "bot": {"id": "GOATHERD", "name": self.source("goatherd"), "aliasId": "GOATHERD", "localeId": "en_US"},
            "interpretations": [{"intent": intent, "interpretationSource": "Lex"}],
            "requestAttributes": attributes,
            "sessionState": {
                "sessionAttributes": attributes,
                "activeContexts": [],
                "intent": intent,
                "originatingRequestId": moment.REQUEST_ID,
            },
            "transcriptions": [{"transcription": text, "transcriptionConfidence": 1.0, "resolvedSlots": {}}],
        }
        return Delivery(event)

    def command(self, values: Mapping[Input, object]) -> str:
        text = given(values, "slot", "message", "attribute").text("message", "goatherd")
        said = shell.aws("lexv2-runtime", "recognize-text", locale_id="en_US", session_id="goatherd", text=text)
        return f'{said} --bot-id "$BOT_ID" --bot-alias-id "$BOT_ALIAS_ID"'


def _slot(value: str) -> dict[str, Any]:
    return {
        "shape": "Scalar",
        "value": {"originalValue": value, "interpretedValue": value, "resolvedValues": [value]},
    }


@define(eq=False)
class Connect(Shape):
    places: ClassVar[Places] = Places.of(
        ("Details.Parameters.*", "argument"),
        ("Details.ContactData.Attributes.*", "attribute"),
        ("Details.ContactData.CustomerEndpoint.Address", Input("sender")),
    )

    def inputs(self) -> tuple[Input, ...]:
        return (Input("sender"),)

    def build(self, values: Mapping[Input, object], identity: Identity | None = None) -> Delivery:
        found = given(values, "argument", "attribute", "sender")
        address = found.text("sender", "+15555550100")
        data = {
            "Attributes": found.texts("attribute"),
            "Channel": "VOICE",
            "ContactId": moment.identifier("contact"),
            "CustomerEndpoint": {"Address": address, "Type": "TELEPHONE_NUMBER"},
            "InitialContactId": moment.identifier("contact"),
            "InitiationMethod": "INBOUND",
            "InstanceARN": self.arn("connect", "instance/goatherd"),
            "PreviousContactId": moment.identifier("contact"),
            "Queue": None,
            "SystemEndpoint": {"Address": "+15555550101", "Type": "TELEPHONE_NUMBER"},
        }
        event = {"Details": {"ContactData": data, "Parameters": found.texts("argument")}, "Name": "ContactFlowEvent"}
        return Delivery(event)


@define(eq=False)
class BedrockAgent(Shape):
    """An operation of an API; with a value for the place "function" a function: the template rarely says which.

    The parameter "input" is the first of the list, whatever others there are.
    """

    places: ClassVar[Places] = Places.of(
        ("inputText", TEXT),
        ("parameters.0.value", Input("argument", "input")),
        ("requestBody.content.*.properties.0.value", Input("body", "input")),
        ("sessionAttributes.*", "attribute"),
        ("function", Input("function")),
    )

    def inputs(self) -> tuple[Input, ...]:
        return (TEXT, Input("argument", "input"), Input("body", "input"))

    def build(self, values: Mapping[Input, object], identity: Identity | None = None) -> Delivery:
        found = given(values, "message", "argument", "body", "attribute", "function")
        parameters = _listed({"input": "goatherd", **found.texts("argument")})
        event: dict[str, Any] = {
            "messageVersion": "1.0",
            "agent": {"name": "goatherd", "id": "GOATHERD", "alias": "TSTALIASID", "version": "DRAFT"},
            "inputText": limits.at_most(found.text("message", "goatherd"), 25_000_000, "a prompt"),
            "sessionId": "goatherd",
            "actionGroup": "goatherd",
            "parameters": parameters,
            "sessionAttributes": found.texts("attribute"),
            "promptSessionAttributes": {},
        }
        if found.has("function"):
            return Delivery(event | {"function": found.text("function")})
        body = {"properties": _listed({"input": "goatherd", **found.texts("body")})}
        operation = {"apiPath": "/goatherd", "httpMethod": "POST", "requestBody": {"content": {_JSON: body}}}
        return Delivery(event | operation)

    def command(self, values: Mapping[Input, object]) -> str:
        text = given(values, "message", "argument", "body", "attribute", "function").text("message", "goatherd")
        said = shell.aws("bedrock-agent-runtime", "invoke-agent", session_id="goatherd", input_text=text)
        return f'{said} --agent-id "$AGENT_ID" --agent-alias-id "$AGENT_ALIAS_ID" /dev/stdout'


_JSON = "application/json"


def _listed(parameters: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "type": "string", "value": value} for name, value in parameters.items()]
