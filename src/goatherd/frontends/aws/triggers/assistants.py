"""Assistants and agents: Alexa skills, Lex bots, Connect contact flows, Bedrock agents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.aws.triggers.common import account, anonymous, authenticated, sam_events
from goatherd.model.trigger import Kind, Trigger

if TYPE_CHECKING:
    from goatherd.frontends.aws.exposure import Reach
    from goatherd.frontends.aws.stack import Declared
    from goatherd.frontends.aws.wiring import Wiring

_SPEAKERS = anonymous("anybody who talks to the skill")
_ALEXA = ("alexa-appkit.amazon.com", "alexa-connectedhome.amazon.com")
_CHATTERS = anonymous("anybody who talks to the bot")
_CALLERS = anonymous("anybody who calls or writes to the contact centre")
_PROMPTERS = account("whoever writes to the agent decides, through the model, what the parameters are")
_GATEWAYS = ("AWS::BedrockAgentCore::Gateway", "AWS::BedrockAgentCore::GatewayTarget")
_AGENT_CORE = (*_GATEWAYS, "AWS::BedrockAgentCore::Evaluator")


def read(wiring: Wiring) -> None:
    for event in sam_events(wiring, "AlexaSkill"):
        trigger = Trigger(Kind.ALEXA, _SPEAKERS.exposure, event.span, "Alexa skill", _SPEAKERS.why)
        wiring.add(event.function, trigger)
    for permission in wiring.of("AWS::Lambda::Permission"):
        function = wiring.function(permission.properties.get("FunctionName"))
        if function is not None and permission.properties.get("Principal").text() in _ALEXA:
            # nothing but the permission stands for a skill
            trigger = Trigger(Kind.ALEXA, _SPEAKERS.exposure, permission.span, "Alexa skill", _SPEAKERS.why)
            wiring.add(function, trigger)
    for bot in wiring.of("AWS::Lex::Bot", "AWS::Lex::BotAlias"):
        for function in wiring.functions_in(bot.properties):
            wiring.add(function, Trigger(Kind.LEX, _CHATTERS.exposure, bot.span, bot.id, _CHATTERS.why, bot.id))
    for declared in wiring.of("AWS::Connect::IntegrationAssociation", "AWS::Connect::ContactFlow"):
        for function in wiring.functions_in(declared.properties):
            trigger = Trigger(Kind.CONNECT, _CALLERS.exposure, declared.span, declared.id, _CALLERS.why, declared.id)
            wiring.add(function, trigger)
    for agent in wiring.of("AWS::Bedrock::Agent", "AWS::Bedrock::Flow", *_AGENT_CORE):
        reach = _gateway(wiring, agent) if agent.type in _GATEWAYS else _PROMPTERS
        for function in wiring.functions_in(agent.properties):
            trigger = Trigger(Kind.BEDROCK_AGENT, reach.exposure, agent.span, agent.id, reach.why, agent.id)
            wiring.add(function, trigger)


def _gateway(wiring: Wiring, declared: Declared) -> Reach:
    """Who may call tools through a gateway of AgentCore, or through the gateway that a target belongs to."""
    gateway = wiring.resource(declared.properties.get("GatewayIdentifier")) or declared
    authorizer = gateway.properties.get("AuthorizerType").text()
    if authorizer == "NONE":
        return anonymous("the gateway has AuthorizerType NONE: anybody on the internet calls its tools")
    if authorizer in ("CUSTOM_JWT", "AUTHENTICATE_ONLY"):
        return authenticated("whoever has a token for the gateway calls its tools")
    return _PROMPTERS
