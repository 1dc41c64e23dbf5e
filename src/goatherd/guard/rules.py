"""The compiled rules (guard/README.md, "Rules")."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from goatherd.guard.layer import _CHECKOUT
from goatherd.guard.literals import literals
from goatherd.guard.seclang.compiling import compile_rules
from goatherd.guard.seclang.reader import rules_of


def compiled_rules(crs: Path | None = None) -> dict[str, Any]:
    kinds = json.loads((_CHECKOUT / "kinds.json").read_text())
    if crs is None:
        return {"version": 1, "kinds": kinds, "pipelines": [], "rules": []}
    files = sorted((crs / "rules").glob("REQUEST-9*.conf"))
    read = [rule for file in files for rule in rules_of(file.read_text(), file.name)]
    compiled = compile_rules(read, lambda name: (crs / "rules" / name).read_text())
    for rule in compiled.rules:
        first = rule["tests"][0]
        if first["operator"] == "rx" and (texts := literals(first["argument"])):
            first["literals"] = texts
    return {"version": 1, "kinds": kinds, "pipelines": compiled.pipelines, "rules": compiled.rules}
