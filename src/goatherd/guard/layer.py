"""The layer: the runtimes, the rules and the policies of an application, as they lie below /opt."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

_CHECKOUT = Path(__file__).parents[3] / "guard"
_WRAPPER = """#!/bin/sh
# Started by Lambda in front of the runtime: AWS_LAMBDA_EXEC_WRAPPER=/opt/goatherd-guard.
export GOATHERD_HANDLER="$_HANDLER"
case "$AWS_EXECUTION_ENV" in
  *python*)
    export PYTHONPATH="/opt/goatherd/python${PYTHONPATH:+:$PYTHONPATH}"
    export _HANDLER=goatherd_guard.entry.handler ;;
  *nodejs*)
    export NODE_OPTIONS="--require /opt/goatherd/node/src/preload.cjs${NODE_OPTIONS:+ $NODE_OPTIONS}"
    export _HANDLER=/opt/goatherd/node/src/entry.handler ;;
esac
exec "$@"
"""


def build_layer(policies: dict[str, dict[str, Any]], rules: dict[str, Any], folder: Path) -> None:
    """`policies` by the names that GOATHERD_GUARD has. The folder's content is what stands below /opt."""
    own = folder / "goatherd"
    (own / "policies").mkdir(parents=True)
    ignored = shutil.ignore_patterns("__pycache__", "*.pyc")
    shutil.copytree(_CHECKOUT / "python/src/goatherd_guard", own / "python/goatherd_guard", ignore=ignored)
    shutil.copytree(_CHECKOUT / "node/src", own / "node/src", ignore=ignored)
    (own / "rules.json").write_text(json.dumps(rules, sort_keys=True, separators=(",", ":")))
    for name, policy in policies.items():
        (own / "policies" / f"{name}.json").write_text(json.dumps(policy, indent=1))
    wrapper = folder / "goatherd-guard"
    wrapper.write_text(_WRAPPER)
    wrapper.chmod(0o755)
