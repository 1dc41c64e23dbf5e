"""What in a JavaScript or TypeScript file looks like a Lambda handler."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.core.lazy import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

# All of which `handlers_in` finds any, and not much more.
MAY_HOLD_HANDLER = regex(
    r"\b_?(?:event|evt)\b|[hH]andler|serverless|middy|awsLambdaFastify|withDurableExecution|streamifyResponse"
    r"|\bdatadog\b|\bhandle\b"
)
HANDLER_NAMES = frozenset({"handler", "lambdaHandler", "lambda_handler"})

_ASSIGNED = regex(
    r"(?:^|(?<=;)[ \t]*)(?:[ \t]*(?:module\.)?exports\.(?P<common>[\w$]+)"
    r"|export\s+(?:const|let|var)\s+(?P<esm>[\w$]+)\s*(?P<type>:[^=\n<]{1,200}(?:<[^=]{0,500}?>)?)?"
    r"|export\s+(?P<default>default))(?:\s*=(?![=>])|(?<=default)\s)\s*(?:[\w$.]+\s*=(?![=>])\s*)*",
    re.MULTILINE,
)
_DECLARED = regex(
    r"^export\s+(?P<default>default\s+)?(?:async\s+)?function\s*\*?\s*(?P<name>[\w$]*)\s*(?=[(<])", re.MULTILINE
)
_LOCAL = regex(
    r"^(?:async\s+)?function\s+(?P<function>[\w$]+)\s*(?=\()|^(?:const|let|var)\s+(?P<variable>[\w$]+)\s*(?P<type>:[^=\n]+)?=(?![=>])\s*",
    re.MULTILINE,
)
_LISTED = regex(r"^(?:module\.exports\s*=|export)\s*\{", re.MULTILINE)
_FUNCTION = regex(
    r"(?P<async>async\b\s*)?(?:function\b\s*\*?\s*[\w$]*\s*)?(?:<[^>()]*>)?(?:\((?P<list>[^)]*)|(?P<one>[\w$]+)\s*=>)"
)
_TYPE = regex(r"\b(?:Handler|\w*(?:Handler|HandlerV2|HandlerV1))\b(?!\s*\[)")
_LAMBDA_EVENT = regex(
    r":\s*(?:APIGateway|ALB|SQS|SNS|S3|DynamoDB|Kinesis|Scheduled|EventBridge|CloudFormation|CloudWatch|Cognito|AppSync|Kafka|MSK|WebSocket"
    r"|Lambda|CodePipeline|IoT|Lex|Connect|SES|CloudFront|SecretsManager|\w*TriggerEvent)\w*"
)
_WRAPPER = regex(
    r"(?:new\s+)?(?:middy|middyfy|serverless|serverlessHttp|serverlessExpress|awsServerlessExpress[\w.]*|awsLambdaFastify"
    r"|withDurableExecution|(?:awslambda\.)?streamifyResponse|(?:\w+\.)*wrapHandler|datadog|handle)\s*(?:<[^>()]*>)?\("
)
_CALL_OF_FUNCTION = regex(
    r"(?!async\b|function\b)[\w$.]+\s*\(\s*(?:async\b\s*)?(?:function\b\s*[\w$]*\s*)?\(?\s*(?:event|evt)\b"
)
_NO_VALUE = regex(r"(?:void\b|undefined|null|true|false|[\"'`\d\[{]|require\b|new\b(?!\s+\w+\())")
_EVENT = regex(r"_?(?:event|evt)\b")
_CONTEXT = regex(r"_*(?:context|ctx|callback|cb|(?<=_))\b")
_COMMAND = regex(r"^(?:(?:module\.)?exports\.|export\s+const\s+)(?:command|builder)\b", re.MULTILINE)
_WINDOW = 400
_LIST = 20_000


def handlers_in(text: str) -> list[tuple[str, int]]:
    """(symbol, line) of every export that looks like a handler; modules of yargs have others, for command lines."""
    if _COMMAND.search(text):
        return []
    found: dict[str, int] = {}
    for match in _ASSIGNED.finditer(text):
        if _is_commented(text, match.start()):
            continue
        symbol = match["common"] or match["esm"] or "default"
        if symbol != "default" or not text.startswith(("async function", "function", "class"), match.end()):
            _note(found, text, symbol, match, match["type"], direct=True)
    for match in _DECLARED.finditer(text):
        _note(found, text, "default" if match["default"] else match["name"], match, None, direct=True)
    listed = list(_listed(text))
    local = {m["function"] or m["variable"]: m for m in _LOCAL.finditer(text)} if listed else {}
    for exported, name in listed:
        if name in local:
            # One parameter is not enough here: many modules list helpers that are handed the event.
            _note(found, text, exported, local[name], local[name]["type"], direct=False)
    return sorted(found.items(), key=lambda item: (item[1], item[0]))


def _is_commented(text: str, start: int) -> bool:
    return "//" in text[max(text.rfind("\n", 0, start) + 1, start - _WINDOW) : start].replace("://", "")


def _note(
    found: dict[str, int], text: str, symbol: str, match: re.Match[str], annotation: str | None, *, direct: bool
) -> None:
    value = text[match.end() : match.end() + _WINDOW]
    if symbol and symbol not in found and _is_handler(symbol, value, annotation or "", match[0], direct=direct):
        found[symbol] = text.count("\n", 0, match.start()) + 1


def _is_handler(symbol: str, value: str, annotation: str, written: str, *, direct: bool) -> bool:
    if _NO_VALUE.match(value):
        return False
    if annotation and _TYPE.search(annotation):
        return True
    if _WRAPPER.match(value) or _CALL_OF_FUNCTION.match(value):
        return True
    function = _FUNCTION.match(value)
    if symbol in HANDLER_NAMES:
        return function is None or (function["list"] or "").count(",") < 6
    if function is None:
        return False
    first, _, rest = (function["one"] or function["list"] or "").strip().partition(",")
    if not _EVENT.match(first.strip()):
        return False
    if rest.strip():
        return bool(_CONTEXT.match(rest.strip()))
    if ":" in first and not re.search(r":\s*(?:any|unknown|object)\b", first):
        return bool(_LAMBDA_EVENT.search(first))
    return direct and bool(function["async"] or "async" in written)


def _listed(text: str) -> Iterator[tuple[str, str]]:
    """(exported, local) names of `module.exports = {…}` and `export {…}`."""
    for match in _LISTED.finditer(text):
        end = text.find("}", match.end(), match.end() + _LIST)
        if end < 0 or text[end + 1 : end + 20].lstrip().startswith("from"):
            continue
        body = text[match.end() : end]
        for part in body.split(","):
            words = re.findall(r"[\w$]+", part)
            if len(words) == 1:
                yield words[0], words[0]
            elif len(words) == 2 and ":" in part:
                yield words[0], words[1]
            elif len(words) == 3 and words[1] == "as":
                yield words[2], words[0]
