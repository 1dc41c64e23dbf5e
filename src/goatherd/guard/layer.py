"""A layer: what lies below /opt of a function under guard. The same input gives the same bytes."""

from __future__ import annotations

import hashlib
import json
import os
import re
import zipfile
from typing import IO, TYPE_CHECKING, Any

from goatherd.guard.rules import written
from goatherd.guard.sources import place_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

LANGUAGES = ("python", "javascript")
WRAPPER = "goatherd-guard"  # AWS_LAMBDA_EXEC_WRAPPER=/opt/goatherd-guard
_TIME = (1980, 1, 1, 0, 0, 0)  # the first that a zip can hold
_LEFT_OUT = re.compile(r"(?:^|/)(?:__pycache__|test|tests|node_modules)(?:/|$)|\.py[co]$")
_NOT_IN_NAME = re.compile(r"[^A-Za-z0-9_.-]+")
_NODE = "goatherd/node"  # beside what other layers bring
MARKS = {
    "python": "goatherd/python/goatherd_guard/__init__.py",
    "javascript": f"{_NODE}/package.json",
}  # what tells one
# Node's permission model: the runtime itself needs addons, and files are the guard's own matter. What is not named is
# refused below all JavaScript: programs, WASI, Node's own bindings.
_PERMISSIONS = "--disable-warning=SecurityWarning --allow-fs-read=* --allow-fs-write=* --allow-addons --allow-worker\n"
_SCRIPTS = {
    "python": """#!/bin/sh
# Lambda starts the function's runtime through this file: AWS_LAMBDA_EXEC_WRAPPER names it.
export GOATHERD_HANDLER="$_HANDLER"
export _HANDLER=goatherd_guard.entry.handler
export PYTHONPATH="/opt/goatherd/python${PYTHONPATH:+:$PYTHONPATH}"
exec "$@"
""",
    "javascript": f"""#!/bin/sh
# Lambda starts the function's runtime through this file: AWS_LAMBDA_EXEC_WRAPPER names it.
export GOATHERD_HANDLER="$_HANDLER"
export _HANDLER=/opt/{_NODE}/src/entry.handler
permissions=/opt/goatherd/permissions/$GOATHERD_GUARD
if [ -r "$permissions" ]; then
  read -r own < "$permissions"
  case $AWS_EXECUTION_ENV in
    *nodejs20.x) own="--experimental-permission --disable-warning=ExperimentalWarning $own" ;;
    *nodejs2[2-9].x) own="--permission $own" ;;
    *) own= ;;
  esac
fi
export NODE_OPTIONS="--require /opt/{_NODE}/src/preload.cjs${{own:+ $own}}${{NODE_OPTIONS:+ $NODE_OPTIONS}}"
exec "$@"
""",
}


def build_layer(language: str, policies: Mapping[str, dict[str, Any]], rules: dict[str, Any], folder: Path) -> None:
    """Write the layer for functions in `language` (one of LANGUAGES) into a folder, which is made if need be.

    `policies` are by function id; a function finds its own by GOATHERD_GUARD, which is `policy_name` of its id.
    """
    for name, data, mode in layer_files(language, policies, rules):
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        place.chmod(mode)


def zip_layer(
    language: str, policies: Mapping[str, dict[str, Any]], rules: dict[str, Any], file: Path | IO[bytes]
) -> None:
    """The same as an archive, as `PublishLayerVersion` takes it."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data, mode in layer_files(language, policies, rules):
            entry = zipfile.ZipInfo(name, _TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # modes are Unix's
            entry.external_attr = (0o100000 | mode) << 16
            archive.writestr(entry, data)


def layer_files(
    language: str, policies: Mapping[str, dict[str, Any]], rules: dict[str, Any]
) -> Iterator[tuple[str, bytes, int]]:
    """Each file's name below /opt, its bytes and mode, in the order of names."""
    files = dict(_runtime(language))
    files[f"{WRAPPER}"] = _SCRIPTS[language].encode()
    files["goatherd/rules.json"] = written(rules).encode()
    for id, policy in policies.items():
        files[policy_place(policy_name(id))] = policy_text(policy).encode()
        if language == "javascript" and _needs_no_program(policy):
            files[f"goatherd/permissions/{policy_name(id)}"] = _PERMISSIONS.encode()
    for name in sorted(files):
        yield name, files[name], 0o755 if name == WRAPPER else 0o644


def _needs_no_program(policy: Mapping[str, Any]) -> bool:
    processes, code = policy.get("processes"), policy.get("code") or {}
    if policy.get("mode") != "block" or processes is None or code.get("native") != "block":
        return False
    return processes.get("others", "block") == "block" and not processes.get("allow")


def policy_name(id: str) -> str:
    """What a function's policy is called: its id, as the name of a file; no two ids have the same."""
    name = _NOT_IN_NAME.sub("-", id.replace("/", ".")).strip("-.")
    if name == id.replace("/", "."):
        return name
    return f"{name}-{hashlib.sha256(id.encode()).hexdigest()[:6]}".lstrip("-")


def policy_place(name: str) -> str:
    """Where a policy lies in a layer."""
    return f"goatherd/policies/{name}.json"


def policy_text(policy: dict[str, Any]) -> str:
    return json.dumps(policy, indent=2, ensure_ascii=False) + "\n"


def _runtime(language: str) -> Iterator[tuple[str, bytes]]:
    if language == "python":
        yield from _below(place_of("python"), "goatherd/python/goatherd_guard")
        return
    root = place_of("node")
    yield f"{_NODE}/package.json", (root / "package.json").read_bytes()
    yield from _below(root / "src", f"{_NODE}/src")


def _below(root: Path, prefix: str) -> Iterator[tuple[str, bytes]]:
    for folder, folders, names in os.walk(root):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(folder, name)
            inside = os.path.relpath(path, root).replace(os.sep, "/")
            if not _LEFT_OUT.search(inside):
                with open(path, "rb") as file:
                    yield f"{prefix}/{inside}", file.read()
