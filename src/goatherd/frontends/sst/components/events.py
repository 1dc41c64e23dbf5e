"""Schedules, and what devices publish."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.node import Node
from goatherd.frontends.programs.values import Value, text_of
from goatherd.frontends.sst.components.functions import called
from goatherd.frontends.sst.policies import allow
from goatherd.frontends.sst.things import Call, Component, given, is_value, prop, rec

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.frontends.sst.program import SstProgram


def _scheduled(made: Component) -> Node | None:
    """The ARN of the function that is called; None where a container runs."""
    for key in ("function", "job"):
        if given(prop(made.args, key)):
            return called(made.program, prop(made.args, key), f"{made.name}Handler", made.span)
    if given(prop(made.args, "task")):
        made.program.tell(made.span, f"{made.kind} {made.name} runs a container: its code is not read")
    else:
        made.program.tell(made.span, f"what {made.kind} {made.name} runs is not known")
    return None


def _cron(made: Component) -> None:
    target = _scheduled(made)
    args, span, program = made.args, made.span, made.program
    enabled = not is_value(prop(args, "enabled"), False)
    settings = {
        "scheduleExpression": prop(args, "schedule"),
        "state": None if enabled else "DISABLED",
    }
    made.main = rule = program.add(
        "aws_cloudwatch_event_rule", made.name, rec(settings, span, args), span, prop(args, "transform", "rule")
    )
    made.nodes["rule"] = rule
    if target is not None:
        aimed = rec({"rule": rule.reference(span), "arn": target}, span)
        program.add("aws_cloudwatch_event_target", f"{made.name}Target", aimed, span, prop(args, "transform", "target"))


def _schedule(made: Component) -> None:
    target = _scheduled(made)
    args, span = made.args, made.span
    dead = prop(args, "dlq")
    retries = prop(args, "retries")
    aimed = {
        "arn": target,
        "deadLetterConfig": {"arn": dead} if given(dead) else None,
        "retryPolicy": {"maximumRetryAttempts": retries} if given(retries) else None,
    }
    settings = rec({"scheduleExpression": prop(args, "schedule"), "target": aimed}, span, args)
    transform = prop(args, "transform", "schedule")
    made.main = made.program.add("aws_scheduler_schedule", made.name, settings, span, transform)


def _realtime(made: Component) -> None:
    span, program = made.span, made.program
    everything: list[Value] = [allow(["iot:*"], ["*"], span)]
    target = called(program, prop(made.args, "authorizer"), f"{made.name}AuthorizerHandler", span, everything)
    settings = rec({"signingDisabled": True, "authorizerFunctionArn": target}, span)
    transform = prop(made.args, "transform", "authorizer")
    made.main = program.add("aws_iot_authorizer", made.name, settings, span, transform)
    made.methods["subscribe"] = _subscribe


def _subscribe(realtime: Component, call: Call) -> Value:
    args, program = call.record(1), realtime.program
    id = f"{realtime.name}/Subscriber"
    target = called(program, call.get(0), id, call.span)
    sql = f"SELECT * FROM '{text_of(prop(args, 'filter'))}'"
    settings = rec({"sql": sql, "enabled": True, "lambdas": [{"functionArn": target}]}, call.span)
    program.add("aws_iot_topic_rule", f"{id}Rule", settings, call.span, prop(args, "transform", "topicRule"))
    return Node.opaque("it is a subscriber", call.span)


COMPONENTS: dict[str, Callable[[Component], None]] = {"Cron": _cron, "CronV2": _schedule, "Realtime": _realtime}
STATICS: dict[str, Callable[[SstProgram, str, Call], Value]] = {}
