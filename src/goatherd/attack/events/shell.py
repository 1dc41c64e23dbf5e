"""Commands for a shell, quoted."""

from __future__ import annotations

import base64
import json
import shlex
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.attack.events.noun import Upload


def aws(service: str, operation: str, **options: Any) -> str:
    """`aws service operation --option value …`; mappings and lists go as JSON, None and "" are left out."""
    words = ["aws", service, operation]
    for name, value in options.items():
        if value is None or value == "":
            continue
        words += [f"--{name.replace('_', '-')}", value if isinstance(value, str) else json.dumps(value)]
    return shlex.join(words)


def invoke(function: str, event: object) -> str:
    return (
        aws("lambda", "invoke", function_name=function, cli_binary_format="raw-in-base64-out", payload=as_json(event))
        + " /dev/stdout"
    )


def as_json(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def quote(text: str) -> str:
    return shlex.quote(text)


def put(upload: Upload) -> str:
    """`aws s3 cp` with the content from standard input, which `put-object` does not take."""
    words = ["aws", "s3", "cp", "-", f"s3://{upload.bucket}/{upload.key}"]
    if upload.metadata:
        words += ["--metadata", json.dumps(dict(upload.metadata))]
    return f"{piped(upload.content)} | {shlex.join(words)}"


def piped(content: bytes) -> str:
    """A command that prints exactly these bytes."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        return f"printf %s {base64.b64encode(content).decode()} | base64 -d"
    return f"printf %s {shlex.quote(text)}"


def curl(method: str, url: str, target: str, headers: Iterable[str], body: bytes | None, *options: str) -> str:
    """`url` is a variable of the shell ("$API_URL"), `target` the percent-encoded path with its query."""
    words = ["curl", "--globoff", "--path-as-is", "-X", method, *options]
    command = f'{shlex.join(words)} "{url}"{shlex.quote(target) if target else ""}'
    for header in headers:
        command += f" -H {header if header.startswith(chr(34)) else shlex.quote(header)}"
    if body is None:
        return command
    return f"{piped(body)} | {command} --data-binary @-"


def socket(query: str, headers: Iterable[str], message: str = "") -> str:
    """Open a WebSocket ("$WEBSOCKET_URL") and send one message through it."""
    command = f'wscat -c "$WEBSOCKET_URL"{shlex.quote(query) if query else ""}'
    command += "".join(f" -H {shlex.quote(header)}" for header in headers)
    return f"{command} -x {shlex.quote(message)}" if message else command
