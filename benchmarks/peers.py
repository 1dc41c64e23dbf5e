"""The other scanners: where they are and how each is asked to scan a tree, offline and without telemetry."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Iterable, Iterator

NAMES = ("semgrep", "checkov", "bandit", "cfn-lint")
RULES = ("python", "javascript", "typescript", "json", "yaml", "generic", "problem-based-packs")
SUFFIXES = (".yaml", ".yml", ".json", ".template")
QUIET = {
    "SEMGREP_SEND_METRICS": "off",
    "SEMGREP_ENABLE_VERSION_CHECK": "0",
    "LOG_LEVEL": "CRITICAL",
    "CHECKOV_RUN_SCA_PACKAGE_SCAN_V2": "false",
}


def options(parser: ArgumentParser) -> None:
    parser.add_argument("--peers", action="append", default=[], metavar="DIR", help="folder of executables; repeatable")
    parser.add_argument("--semgrep-rules", metavar="DIR", help="a checkout of semgrep-rules")
    parser.add_argument("--timeout", type=float, default=300, help="seconds for one run of a peer")


class Peers:
    """The peers that were found; `work` is a folder for what they need."""

    def __init__(self, folders: Iterable[str], rules: str | None, work: Path) -> None:
        self._path = os.pathsep.join([*folders, os.environ.get("PATH", "")])
        self._rules = work / "rules.json"
        self.rules = _merge(Path(rules), self._rules) if rules else 0
        self.names = [name for name in NAMES if shutil.which(name, path=self._path)]
        self.environment = {**QUIET, "PATH": self._path}

    def version(self, name: str) -> list[str]:
        return [self._executable(name), "--version"]

    def scan(self, name: str, tree: Path) -> list[str] | None:
        """The command, or None for a peer that has nothing to run (no rules, no templates)."""
        executable = self._executable(name)
        if name == "semgrep":
            alone = ["--metrics", "off", "--disable-version-check", "--no-git-ignore", "--quiet", "--json"]
            return [executable, "scan", *alone, "--config", str(self._rules), str(tree)] if self.rules else None
        if name == "checkov":
            frameworks = ["--framework", "cloudformation", "serverless", "secrets"]
            return [executable, "-d", str(tree), *frameworks, "--quiet", "--compact", "--skip-download", "-o", "json"]
        if name == "bandit":
            return [executable, "-r", "-q", "-f", "json", str(tree)]
        templates = [str(path) for path in templates_of(tree)]
        return [executable, "--format", "json", "--", *templates] if templates else None

    def _executable(self, name: str) -> str:
        found = shutil.which(name, path=self._path)
        assert found
        return found


def templates_of(tree: Path) -> Iterator[Path]:
    """SAM and CloudFormation templates, by a look at the text."""
    for path in sorted(tree.rglob("*")):
        if path.suffix in SUFFIXES and "node_modules" not in path.parts and path.is_file():
            text = path.read_text("utf-8", "replace")
            if "AWSTemplateFormatVersion" in text or "AWS::Serverless-2016-10-31" in text:
                yield path


def _merge(checkout: Path, target: Path) -> int:
    """One file of all rules: semgrep takes over a minute to read them from their hundreds of files."""
    rules: list[dict[str, Any]] = []
    for path in sorted(path for name in RULES for path in (checkout / name).rglob("*.y*ml")):
        if ".test." in path.name:
            continue
        document = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
        prefix = ".".join(path.relative_to(checkout).parts[:-1])
        found = document.get("rules", ()) if isinstance(document, dict) else ()
        rules += ({**rule, "id": f"{prefix}.{path.stem}.{rule['id']}"} for rule in found)
    target.write_text(json.dumps({"rules": rules}), "utf-8")
    return len(rules)
