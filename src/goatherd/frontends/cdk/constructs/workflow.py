"""State machines: states, tasks and the chains that programs make of them."""

from __future__ import annotations

from posixpath import dirname, relpath

from goatherd.frontends.cdk.constructs import permissions, statements
from goatherd.frontends.cdk.constructs.vocabulary import (
    Array,
    Call,
    Construct,
    Kind,
    Kit,
    Node,
    Record,
    Span,
    Thing,
    Value,
    construct_of,
    given,
    is_true,
    items,
    known_text,
    member_name,
    node_of,
    prop,
    record,
    scalar,
    text_of,
    thing_of,
    tree_path,
)

_MAX_STATES = 500
_PLAIN = ("Pass", "Wait", "Choice", "Parallel", "Map", "Succeed", "Fail", "DistributedMap", "CustomState")
# task: (what the service's integration is called, property with the target, parameter, what the role may do)
_TASKS = {
    "SqsSendMessage": ("sqs:sendMessage", "queue", "QueueUrl", "sqs:SendMessage"),
    "SnsPublish": ("sns:publish", "topic", "TopicArn", "sns:Publish"),
    "DynamoPutItem": ("dynamodb:putItem", "table", "TableName", "dynamodb:PutItem"),
    "DynamoGetItem": ("dynamodb:getItem", "table", "TableName", "dynamodb:GetItem"),
    "DynamoUpdateItem": ("dynamodb:updateItem", "table", "TableName", "dynamodb:UpdateItem"),
    "DynamoDeleteItem": ("dynamodb:deleteItem", "table", "TableName", "dynamodb:DeleteItem"),
    "StepFunctionsStartExecution": (
        "states:startExecution",
        "stateMachine",
        "StateMachineArn",
        "states:StartExecution",
    ),
}


# what a state does with its data, by property
_DATA = {
    "inputPath": "InputPath",
    "outputPath": "OutputPath",
    "resultPath": "ResultPath",
    "resultSelector": "ResultSelector",
    "itemsPath": "ItemsPath",
    "itemSelector": "ItemSelector",
    "parameters": "Parameters",
    "result": "Result",
}


# --- states ---


def _state(construct: Construct) -> None:
    """Nothing of its own is deployed: the machine's definition holds it."""


def _states(construct: Construct) -> Array:
    held = construct.memory.setdefault("*next", Array([], construct.span))
    assert isinstance(held, Array)
    return held


def _next(state: Construct, call: Call) -> Value:
    target = call.get(0, "next")
    _states(state).items.append(target)
    return _chain(state.program, state, _last(target, state), call)


def _chain(program: Kit, start: Construct, end: Construct, call: Call) -> Value:
    return Thing(program, "stepfunctions.Chain", call.arguments, call.props, call.span, {"*start": start, "*end": end})


def _start(value: Value) -> Construct | None:
    """The first state of a state, chain or fragment."""
    thing = thing_of(value)
    if thing is not None:
        return construct_of(thing.memory.get("*start", Node.absent(thing.span)))
    construct = construct_of(value)
    if construct is not None and "startState" in construct.memory:
        return construct_of(construct.memory["startState"])
    return construct


def _last(value: Value, default: Construct) -> Construct:
    thing = thing_of(value)
    found = thing.memory.get("*end") if thing is not None else value
    return (construct_of(found) if found is not None else None) or default


def _chain_next(chain: Thing, call: Call) -> Value:
    target = call.get(0, "next")
    start, end = _start(chain), construct_of(chain.memory.get("*end", Node.absent(call.span)))
    if start is None or end is None:
        return chain
    _states(end).items.append(target)
    return _chain(chain.program, start, _last(target, end), call)


def _chain_start(program: Kit, call: Call) -> Value:
    value = call.get(0, "state")
    start = _start(value)
    return _chain(program, start, _last(value, start), call) if start is not None else value


def _sequence(program: Kit, call: Call) -> Value:
    start = _start(call.get(0))
    if start is None:
        return call.get(0)
    _states(_last(call.get(0), start)).items.append(call.get(1))
    return _chain(program, start, _last(call.get(1), start), call)


def _leads_to(position: int, *names: str) -> object:
    def method(state: Construct, call: Call) -> Value:
        _states(state).items.append(call.get(position, *names))
        return state

    return method


def _holds(state: Construct, call: Call) -> Value:
    """`map.iterator(…)`, `parallel.branch(…)`: what runs inside."""
    held = state.memory.setdefault("*inner", Array([], state.span))
    if isinstance(held, Array):
        held.items.extend(value for value in call.args if _start(value) is not None)
    return state


def _afterwards(state: Construct, call: Call) -> Value:
    return _chain(state.program, state, state, call)


def _to_single_state(chain: Thing, call: Call) -> Value:
    return chain


# --- definitions ---


def _definition(start: Construct, machine: Construct, span: Span, seen: set[int] | None = None) -> Record:
    """The states that can be reached from one; those inside of others stand in them."""
    states: dict[str, Value] = {}
    spans: dict[str, Span] = {}
    pending = [start]
    seen = set() if seen is None else seen
    while pending and len(seen) < _MAX_STATES:
        state = pending.pop(0)
        if id(state) in seen:
            continue
        seen.add(id(state))
        following, caught, held = (_leading(state, key) for key in ("*next", "*caught", "*inner"))
        made = _described(state, machine)
        _add_transitions(made, state, following, caught)
        inner: list[Value] = [_definition(each, machine, state.span, seen) for each in held]
        if inner and state.kind.endswith("Map"):
            made.entries["ItemProcessor"] = inner[0]
        elif inner:
            made.entries["Branches"] = Array(inner, span)
        states[_name(state)], spans[_name(state)] = made, state.span
        pending += following + caught
    return record({"StartAt": scalar(_name(start), span), "States": Record(states, spans, span)}, span)


def _name(state: Construct) -> str:
    written = known_text(prop(state.props, "stateName")) or known_text(state.arguments.get(1))
    return written or state.path.rpartition("/")[2]


def _leading(state: Construct, key: str) -> list[Construct]:
    held = items(state.memory.get(key, Node.absent(state.span)))
    return [found for value in held if (found := _start(value)) is not None]


def _add_transitions(made: Record, state: Construct, following: list[Construct], caught: list[Construct]) -> None:
    span = state.span
    ways: list[Value] = [record({"Next": scalar(_name(each), span)}, span) for each in following]
    if state.kind.endswith("Choice"):
        made.entries["Choices"] = Array(ways, span)
    elif following:
        made.entries["Next"] = scalar(_name(following[0]), span)
    elif "End" not in made.entries and "Next" not in made.entries:
        made.entries["End"] = scalar(True, span)
    if caught:
        path = node_of(state.memory.get("*error", scalar("$", span)))
        catchers = [record({"Next": scalar(_name(each), span), "ResultPath": path}, span) for each in caught]
        made.entries["Catch"] = Array([*catchers], span)


def _described(state: Construct, machine: Construct) -> Record:
    name = state.kind.rpartition(".")[2]
    span = state.span
    if name == "CustomState":
        written = prop(state.props, "stateJson")
        return written if isinstance(written, Record) else record({"Type": scalar("Task", span)}, span)
    if name in _PLAIN:
        made = record({"Type": scalar(name.removeprefix("Distributed"), span)}, span)
    else:
        made = _task(state, name, machine)
        if name == "LambdaInvoke" and node_of(prop(state.props, "retryOnServiceExceptions")).value is not False:
            made.entries["Retry"] = Array([], span)  # for errors of the service, unless the program switches it off
    for flag, key in (("*catches", "Catch"), ("*retries", "Retry")):
        if flag in state.memory:
            made.entries[key] = Array([], span)
    for key, name in _DATA.items():
        value = prop(state.props, key)
        if given(value):
            discarded = key.endswith("Path") and _path(value) == "DISCARD"
            made.entries[name] = scalar(None, span) if discarded else _templated(value)
    for key in ("timeout", "taskTimeout"):
        if given(prop(state.props, key)):
            made.entries["TimeoutSeconds"] = node_of(prop(state.props, key))
    return made


def _templated(value: Value) -> Value:
    """A structure in which paths stand under keys that say so."""
    if isinstance(value, Array):
        return Array([_templated(item) for item in value.items], value.span)
    if not isinstance(value, Record):
        path = _path(value)
        return scalar(path, value.span) if path else node_of(value)
    entries = {f"{key}.$" if _path(item) else key: _templated(item) for key, item in value.entries.items()}
    return Record(entries, value.key_spans, value.span, value.open)


def _path(value: Value) -> str:
    """The path in `JsonPath.stringAt("$.a")` and the like, "" for everything else."""
    thing = thing_of(value)
    if thing is None or ".JsonPath." not in thing.kind:
        return ""
    name = thing.kind.rpartition(".")[2]
    return (known_text(thing.argument(0)) or "") if name.endswith("At") else name


def _task(state: Construct, name: str, machine: Construct) -> Record:
    span, props = state.span, state.props
    inner = thing_of(prop(props, "task"))  # version 1: new Task(this, id, {task: new InvokeFunction(fn)})
    function = construct_of(prop(props, "lambdaFunction"))
    if inner is not None:
        function = construct_of(inner.argument(0))
        props = inner.props
    if function is not None and "lambda" in function.kind:
        return _invocation(function, props, machine, span)
    if name in _TASKS:
        return _service(state, name, machine)
    if name == "CallAwsService":
        service, action = text_of(prop(props, "service")), text_of(prop(props, "action"))
        resources = [node_of(resource) for resource in items(prop(props, "iamResources"))]
        _allow(machine, [f"{service}:{action[:1].upper()}{action[1:]}"], resources, span)
        resource = f"arn:aws:states:::aws-sdk:{service}:{action}"
        return _described_task(resource, node_of(prop(props, "parameters")), span)
    if name == "EventBridgePutEvents":
        _allow(machine, ["events:PutEvents"], [scalar("*", span)], span)
        return _described_task("arn:aws:states:::events:putEvents", node_of(prop(props, "entries")), span)
    return _described_task("arn:aws:states:::${?}", Node.absent(span), span)


def _invocation(function: Construct, props: Record, machine: Construct, span: Span) -> Record:
    arn = function.arn(span)
    _allow(machine, ["lambda:InvokeFunction"], [arn, scalar(f"{text_of(arn)}:*", span)], span)
    payload = thing_of(prop(props, "payload"))
    parameters: dict[str, Value] = {"FunctionName": arn}
    if payload is not None and payload.kind.endswith("fromObject"):
        parameters["Payload"] = _templated(payload.argument(0))
    elif payload is not None and payload.kind.endswith("fromJsonPathAt"):
        parameters["Payload.$"] = payload.argument(0)
    else:
        parameters["Payload.$"] = scalar("$", span)
    if is_true(prop(props, "payloadResponseOnly")):
        made = record({"Type": scalar("Task", span), "Resource": arn}, span)
        for key in ("Payload", "Payload.$"):
            if given(parameters.get(key, Node.absent(span))) and text_of(parameters[key]) != "$":
                made.entries["Parameters"] = parameters[key]
        return made
    return _described_task("arn:aws:states:::lambda:invoke", record(parameters, span), span)


def _service(state: Construct, name: str, machine: Construct) -> Record:
    call, key, parameter, action = _TASKS[name]
    target, span = construct_of(prop(state.props, key)), state.span
    if target is None:
        return _described_task(f"arn:aws:states:::{call}", Node.absent(span), span)
    _allow(machine, [action], [target.arn(span)], span)
    named = target.arn(span) if parameter.endswith("Arn") else target.ref(span)
    return _described_task(f"arn:aws:states:::{call}", record({parameter: named}, span), span)


def _described_task(resource: str, parameters: Value, span: Span) -> Record:
    entries: dict[str, Value] = {"Type": scalar("Task", span), "Resource": scalar(resource, span)}
    return record({**entries, "Parameters": parameters}, span)


def _allow(machine: Construct, actions: list[str], resources: list[Node], span: Span) -> None:
    permissions.allow(machine, statements.simple_statement(actions, resources, span), span)


# --- machines ---


def _machine(construct: Construct) -> None:
    props, span = construct.props, construct.span
    construct.main = machine = construct.add("AWS::StepFunctions::StateMachine", span)
    machine.set("StateMachineName", prop(props, "stateMachineName"))
    written = prop(props, "role")
    role = construct_of(written) or permissions.make_role(construct, "Role", "states.amazonaws.com")
    construct.memory["role"] = role
    machine.set("RoleArn", role.arn(span))
    type = prop(props, "stateMachineType")
    if given(type):
        machine.set("StateMachineType", scalar(member_name(type), type.span))
    if given(prop(props, "tracingEnabled")):
        machine.set("TracingConfiguration", record({"Enabled": prop(props, "tracingEnabled")}, span))
    logs = prop(props, "logs")
    if isinstance(logs, Record):
        level = prop(logs, "level")
        settings = {
            "Level": scalar(member_name(level) if given(level) else "ERROR", logs.span),
            "IncludeExecutionData": prop(logs, "includeExecutionData"),
        }
        machine.set("LoggingConfiguration", record(settings, logs.span))
    _set_definition(construct)


def _set_definition(construct: Construct) -> None:
    props, machine = construct.props, construct.main
    assert machine is not None
    definition = prop(props, "definition")
    body = thing_of(prop(props, "definitionBody"))
    if body is not None and body.kind.endswith("fromChainable"):
        definition = body.argument(0, "chainable")
    elif body is not None and body.kind.endswith("fromString"):
        machine.set("DefinitionString", node_of(body.argument(0)))
    elif body is not None:
        _from_file(construct, body.argument(0, "path"))
    start = _start(definition)
    if start is not None:
        machine.set("Definition", _definition(start, construct, construct.span))
    substitutions = prop(props, "definitionSubstitutions")
    if given(substitutions):
        machine.set("DefinitionSubstitutions", substitutions)


def _from_file(construct: Construct, path: Value) -> None:
    text = known_text(path)
    place = tree_path(text, construct.program.folder) if text else None
    if place is not None and construct.main is not None and construct.unit is not None:
        relative = relpath(f"/{place}", f"/{dirname(construct.unit.path)}")
        construct.main.set("DefinitionUri", scalar(relative, path.span))


_CHAINED = {
    "next": _next,
    "when": _leads_to(1, "next"),
    "otherwise": _leads_to(0, "def"),
    "iterator": _holds,
    "itemProcessor": _holds,
    "branch": _holds,
    "afterwards": _afterwards,
}


def _catches(state: Construct, call: Call) -> Value:
    state.memory["*catches"] = Node.scalar(True, call.span)
    caught = state.memory.setdefault("*caught", Array([], state.span))
    if isinstance(caught, Array):
        caught.items.append(call.get(0, "handler"))
    state.memory["*error"] = _error_path(call)
    return state


def _error_path(call: Call) -> Node:
    """Where the errors that a state catches are put into its input."""
    path = prop(call.props, "resultPath")
    return node_of(path) if given(path) else scalar("$", call.span)


def _retries(state: Construct, call: Call) -> Value:
    state.memory["*retries"] = Node.scalar(True, call.span)
    return state


_STATE = Kind(build=_state, methods={**_CHAINED, "addCatch": _catches, "addRetry": _retries})  # type: ignore[dict-item]
_TASK_NAMES = (
    *_TASKS,
    "LambdaInvoke",
    "CallAwsService",
    "EventBridgePutEvents",
    "EvaluateExpression",
    "EcsRunTask",
    "GlueStartJobRun",
    "BatchSubmitJob",
    "BedrockInvokeModel",
    "HttpInvoke",
    "AthenaStartQueryExecution",
    "AthenaGetQueryResults",
    "CodeBuildStartBuild",
    "SageMakerCreateTrainingJob",
)
_EXECUTE = {
    "grantStartExecution": ["states:StartExecution"],
    "grantStartSyncExecution": ["states:StartSyncExecution"],
    "grantRead": ["states:DescribeExecution", "states:ListExecutions", "states:GetExecutionHistory"],
    "grantTaskResponse": ["states:SendTaskSuccess", "states:SendTaskFailure", "states:SendTaskHeartbeat"],
}

KINDS: dict[str, Kind] = {
    **{f"stepfunctions.{name}": _STATE for name in (*_PLAIN, "Task")},
    **{f"stepfunctions_tasks.{name}": _STATE for name in _TASK_NAMES},
    "stepfunctions.Chain": Kind(
        methods={
            "next": _chain_next,
            "static start": _chain_start,
            "static sequence": _sequence,
            "toSingleState": _to_single_state,
        }
    ),
    "stepfunctions.StateMachine": Kind(
        build=_machine,
        methods={
            "addToRolePolicy": permissions.add_to_policy,
            **permissions.grants(_EXECUTE, permissions.own_arn),
        },
    ),
}
