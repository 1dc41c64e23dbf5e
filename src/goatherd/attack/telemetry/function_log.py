"""What stands in the log of a function about one invocation: the platform's lines around its own.

Source: "Working with Lambda function logs" and "Lambda log formats" of the AWS Lambda developer guide. Memory is not
measured; the line needs a number, and half of what the function has is written.
"""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any

from goatherd.attack.telemetry.entry import FUNCTION, Entry
from goatherd.core.value import known

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime, timedelta

    from goatherd.model.function import Function

_INIT = 180.25  # milliseconds
_WRITTEN = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z\t[0-9a-f-]{36}\t")  # what a runtime puts before a line
_OF_NODE = re.compile(r"\(node:\d+\) .*?\(Use `node --trace-[^\n]*\n", re.DOTALL)
_PLATFORM_SAYS = frozenset({"timeout", "exit", "init-error"})


def function_log(
    run: Mapping[str, Any],
    function: Function,
    name: str,
    request: str,
    began: datetime,
    took: timedelta,
    *,
    stream: str,
    configured: bool,
) -> Iterator[Entry]:
    """`name` is what the function is called, `request` the id of the invocation."""
    lines = list(_lines(run, function, request, began, took))
    for number, line in enumerate(lines):
        last = number >= len(lines) - 2 - (run["ended"] == "timeout")
        time = began + (took if last else took * number / max(len(lines), 1))
        yield Entry(FUNCTION, configured, time, line, name, stream)


def _lines(run: Mapping[str, Any], function: Function, request: str, began: datetime, took: timedelta) -> Iterator[str]:
    yield f"START RequestId: {request} Version: $LATEST"
    javascript = function.language == "javascript"
    log = (_own_lines(run) if javascript else run["log"]).rstrip("\n")
    for line in log.split("\n") if log else ():
        text = _WRITTEN.sub(f"{_time(began)}\t{request}\t", line, count=1).replace("\r", "\n")
        yield f"{_time(began)}\t{request}\tINFO\t{text}" if javascript else text
    if run["error"] and javascript and run["ended"] != "timeout":
        yield _failure(run["error"], request, began)
    if run["ended"] == "exit":
        yield f"RequestId: {request} Error: Runtime exited with error: {run['why']}\nRuntime.ExitError"
    if run["ended"] == "timeout":
        yield f"{_time(began + took)} {request} Task timed out after {took.total_seconds():.2f} seconds"
    yield f"END RequestId: {request}"
    yield _report(run, function, request, took)


def _own_lines(run: Mapping[str, Any]) -> str:
    """Without what Node.js says of its version, which is not Lambda's, and what the sandbox says of an exception."""
    log, error = _OF_NODE.sub("", run["log"]), run["error"] or {}
    said = f"{error.get('errorType')}: {error.get('errorMessage')}"
    return log[: log.rfind(said)] if said in log else log


def _failure(error: Mapping[str, Any], request: str, began: datetime) -> str:
    """What the runtime of Node.js writes; that of Python is in the sandbox, and has written it."""
    kind, message = str(error.get("errorType") or "Error"), str(error.get("errorMessage") or "")
    stack = [str(each) for each in error.get("trace") or ()]
    told = json.dumps(
        {"errorType": kind, "errorMessage": message, "stack": stack}, ensure_ascii=False, separators=(",", ":")
    )
    return f"{_time(began)}\t{request}\tERROR\tInvoke Error \t{told}"


def _report(run: Mapping[str, Any], function: Function, request: str, took: timedelta) -> str:
    milliseconds, memory = took.total_seconds() * 1000, known(function.memory) or 128
    init = _INIT if run["cold"] else 0.0
    parts = [
        f"REPORT RequestId: {request}",
        f"Duration: {milliseconds:.2f} ms",
        f"Billed Duration: {math.ceil(milliseconds + init)} ms",
        f"Memory Size: {memory} MB",
        f"Max Memory Used: {memory // 2} MB",
    ]
    if init:
        parts.append(f"Init Duration: {init:.2f} ms")
    if run["ended"] in _PLATFORM_SAYS:
        timed_out = run["ended"] == "timeout"
        parts.append("Status: timeout" if timed_out else "Status: error\tError Type: Runtime.ExitError")
    return "\t".join(parts)


def _time(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"
