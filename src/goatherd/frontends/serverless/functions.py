"""Entries of `functions` -> `AWS::Lambda::Function` and what belongs to each: log group, URL, invocation settings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.frontends.build import build, first, ref
from goatherd.frontends.node import Node
from goatherd.frontends.serverless.merge import is_nothing, merged
from goatherd.frontends.serverless.naming import layer_id, spelled
from goatherd.frontends.serverless.roles import role_of

if TYPE_CHECKING:
    from goatherd.frontends.serverless.service import FunctionSection, Service

_MEMORY, _TIMEOUT = 1024, 6
_ABOVE = re.compile(r"(?:\.\./){1,20}")
_WSGI = ("wsgi_handler.", "wsgi.handler", "wsgi_handler/")


def compile_functions(service: Service) -> None:
    for function in service.functions.values():
        _function(service, function)
        _log_group(service, function)
        _url(service, function)
        _invocations(service, function)
    _layers(service)


def function_name(service: Service, function: FunctionSection) -> Node:
    written = function.node.get("name")
    return written if written.exists else Node.scalar(f"{service.name}-{service.stage}-{function.key}", function.span)


def _function(service: Service, function: FunctionSection) -> None:
    node, provider = function.node, service.provider
    properties: dict[str, object] = {
        "FunctionName": function_name(service, function),
        "Runtime": first(node.get("runtime"), provider.get("runtime")),
        "MemorySize": first(node.get("memorySize"), provider.get("memorySize"), build(_MEMORY, function.span)),
        "Timeout": first(node.get("timeout"), provider.get("timeout"), build(_TIMEOUT, function.span)),
        "Environment": _environment(service, function),
        "Role": role_of(service, function),
        "VpcConfig": _network(service, function),
        "Layers": first(node.get("layers"), provider.get("layers")),
        "KmsKeyArn": first(node.get("kmsKeyArn"), node.get("awsKmsKeyArn"), provider.get("kmsKeyArn")),
        "ReservedConcurrentExecutions": node.get("reservedConcurrency"),
        "TracingConfig": _tracing(service, function),
        "DeadLetterConfig": _dead_letters(service, function),
        "FileSystemConfigs": _file_system(node),
        "LoggingConfig": _logging(service, function),
        **_code(service, function),
    }
    if not node.get("image").exists:
        properties["Handler"] = _handler(service, node)
    attributes: dict[str, object] = {"Condition": node.get("condition"), "DependsOn": node.get("dependsOn")}
    image = node.get("image")
    attributes["Metadata"] = _image_build(service, image) if image.exists else _package(service, node)
    service.template.add(function.id, "AWS::Lambda::Function", properties, function.span, **attributes)


def _handler(service: Service, node: Node) -> Node:
    """The handler, or the web application that the WSGI plug-in's own handler calls."""
    handler = node.get("handler")
    application = service.custom.get("wsgi", "app")
    if application.exists and (handler.text() or "").startswith(_WSGI):
        return application
    return handler


def _environment(service: Service, function: FunctionSection) -> object:
    variables = merged(service.provider.get("environment"), function.node.get("environment"))
    if variables.is_mapping:
        given = {k: v for k, v in variables.items() if not is_nothing(v)}
        variables = Node.mapping(given, variables.key_spans, variables.span)
    return {"Variables": variables} if variables.exists else None


def _network(service: Service, function: FunctionSection) -> object:
    vpc = first(function.node.get("vpc"), service.provider.get("vpc"))
    if vpc.kind == "opaque":
        return vpc
    if not vpc.is_mapping:
        return None
    return {"SecurityGroupIds": vpc.get("securityGroupIds"), "SubnetIds": vpc.get("subnetIds")}


def _tracing(service: Service, function: FunctionSection) -> object:
    shared = service.provider.get("tracing")
    tracing = first(function.node.get("tracing"), shared.get("lambda") if shared.is_mapping else shared)
    if tracing.kind == "opaque":
        return {"Mode": tracing}
    text = tracing.text()
    if text in (None, "false"):
        return None
    return {"Mode": build("Active" if text == "true" else text, tracing.span)}


def _dead_letters(service: Service, function: FunctionSection) -> object:
    plugin = function.node.get("deadLetter")
    target = first(function.node.get("onError"), plugin.get("targetArn"), plugin.get("sqs"), plugin.get("sns"))
    if not target.exists:
        return None
    service.grant(function, ("sns:Publish",), target, target.span)
    return {"TargetArn": target}


def _file_system(node: Node) -> object:
    system = node.get("fileSystemConfig")
    return [{"Arn": system.get("arn"), "LocalMountPath": system.get("localMountPath")}] if system.is_mapping else None


def _logging(service: Service, function: FunctionSection) -> object:
    logs = merged(service.provider.get("logs", "lambda"), function.node.get("logs"))
    if not logs.is_mapping:
        return None
    return {"LogFormat": logs.get("logFormat"), "LogGroup": logs.get("logGroup")}


def _code(service: Service, function: FunctionSection) -> dict[str, object]:
    node = function.node
    image = node.get("image")
    if image.exists:
        name = image.get("name") if image.is_mapping else image
        declared = service.provider.get("ecr", "images", name.text() or "")
        uri = first(image.get("uri") if image.is_mapping else Node.absent(image.span), declared.get("uri"), declared)
        remote = uri if uri.kind == "scalar" else (None if declared.exists else name)
        command = image.get("command") if image.is_mapping else Node.absent(image.span)
        configuration = {"Command": command, "EntryPoint": image.get("entryPoint")} if image.is_mapping else None
        return {
            "PackageType": "Image",
            "Code": {"ImageUri": remote if remote is not None else "."},
            "ImageConfig": configuration,
        }
    artifact = first(node.get("package", "artifact"), service.root.get("package", "artifact"))
    return {"Code": first(node.get("module"), artifact)}


def _image_build(service: Service, image: Node) -> object:
    """Where the image is built from, in the words of SAM's Metadata."""
    name = (image.get("name") if image.is_mapping else image).text() or ""
    declared = service.provider.get("ecr", "images", name)
    path = declared.get("path") if declared.is_mapping else declared
    if not path.exists or path.kind != "scalar":
        return None
    return {"DockerContext": path, "Dockerfile": declared.get("file")}


def _package(service: Service, node: Node) -> object:
    """The folders above the service's whose files the package takes in, without their `../`."""
    patterns = (
        pattern
        for package in (service.root.get("package"), node.get("package"))
        for key in ("patterns", "include")
        for pattern in package.get(key).texts()
    )
    above = dict.fromkeys(match[0] for pattern in patterns if (match := _ABOVE.match(pattern)))
    return {"PackagedFrom": list(above)} if above else None


def _log_group(service: Service, function: FunctionSection) -> None:
    if service.on(function.node.get("disableLogs")):
        return
    name = function_name(service, function)
    properties: dict[str, object] = {
        "LogGroupName": {"Fn::Join": ["", ["/aws/lambda/", name]]},
        "RetentionInDays": first(
            function.node.get("logRetentionInDays"),
            service.provider.get("logRetentionInDays"),
            service.custom.get("logRetentionInDays"),
        ),
    }
    service.template.add(f"{function.prefix}LogGroup", "AWS::Logs::LogGroup", properties, function.span)


def _url(service: Service, function: FunctionSection) -> None:
    url = function.node.get("url")
    if not service.on(url):
        return
    span = function.node.key_span("url")
    authorizer = url.get("authorizer") if url.is_mapping else Node.absent(span)
    signed = (authorizer.text() or "").lower() == "aws_iam"
    kind = authorizer if authorizer.kind == "opaque" else build("AWS_IAM" if signed else "NONE", span)
    properties: dict[str, object] = {
        "TargetFunctionArn": function.arn,
        "AuthType": kind,
        "Cors": _cors(url.get("cors")) if url.is_mapping else None,
        "InvokeMode": url.get("invokeMode") if url.is_mapping else None,
    }
    service.template.add(f"{function.id}Url", "AWS::Lambda::Url", properties, span)


def _cors(cors: Node) -> object:
    if cors.is_mapping:
        return {
            "AllowOrigins": first(cors.get("allowedOrigins"), build(["*"], cors.span)),
            "AllowMethods": cors.get("allowedMethods"),
            "AllowHeaders": cors.get("allowedHeaders"),
            "AllowCredentials": cors.get("allowCredentials"),
        }
    return {"AllowOrigins": ["*"], "AllowMethods": ["*"]} if cors.text() == "true" else None


def _invocations(service: Service, function: FunctionSection) -> None:
    node = function.node
    destinations = node.get("destinations")
    if not (destinations.is_mapping or node.get("maximumRetryAttempts").exists or node.get("maximumEventAge").exists):
        return
    span = node.key_span("destinations")
    configuration: dict[str, object] = {}
    for key, outcome in (("onSuccess", "OnSuccess"), ("onFailure", "OnFailure")):
        target = destinations.get(key)
        if target.exists:
            arn = service.arn_of(target.get("arn") if target.get("arn").exists else target)
            configuration[outcome] = build({"Destination": arn}, target.span)
            service.grant(function, _sending(target), arn, target.span)
    properties: dict[str, object] = {
        "FunctionName": ref(function.id),
        "Qualifier": "$LATEST",
        "DestinationConfig": configuration or None,
        "MaximumRetryAttempts": node.get("maximumRetryAttempts"),
        "MaximumEventAgeInSeconds": node.get("maximumEventAge"),
    }
    service.template.add(f"{function.prefix}LambdaEvConf", "AWS::Lambda::EventInvokeConfig", properties, span)


def _sending(target: Node) -> tuple[str, ...]:
    """The action for a destination, whose type stands beside an ARN that is no text."""
    actions = {"sns": "sns:Publish", "sqs": "sqs:SendMessage", "eventBus": "events:PutEvents"}
    kind = target.get("type").text() or ""
    text = target.text() or ""
    named = next((action for service, action in actions.items() if f":{service}:" in text), "lambda:InvokeFunction")
    return (actions.get(kind, named),)


def _layers(service: Service) -> None:
    layers = service.root.get("layers")
    for key, node in layers.items():
        if not node.is_mapping:
            continue
        span = layers.key_span(key)
        content = first(node.get("path"), node.get("package", "artifact"))
        properties: dict[str, object] = {"LayerName": first(node.get("name"), build(key, span)), "Content": content}
        service.template.add(layer_id(key), "AWS::Lambda::LayerVersion", properties, span)
        for account in node.get("allowedAccounts").list():
            permission = {
                "Action": "lambda:GetLayerVersion",
                "LayerVersionArn": ref(layer_id(key)),
                "Principal": account,
            }
            id = f"{spelled(key)}{account.text()}LambdaLayerPermission"
            service.template.add(id, "AWS::Lambda::LayerVersionPermission", dict(permission), account.span)
