"""Running the whole command line, with everything that differs between machines replaced."""

from __future__ import annotations

import gc
import math
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from attrs import evolve, frozen

from goatherd.cli import main, progress

if TYPE_CHECKING:
    from collections.abc import Callable

CHECKS = Path(__file__).parent / "checks"
ENVIRONMENT = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "COLUMNS", "LINES", "TTY_COMPATIBLE", "CI", "TERM")

TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Convert:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.12
      Handler: app.handler
      CodeUri: src/
      Timeout: 900
"""
APP = "def handler(event, context):\n    return {}\n"


@frozen
class Run:
    """What one run printed. `code` is the exit code."""

    code: int
    out: str
    err: str

    def __str__(self) -> str:
        parts = [f"exit {self.code}"]
        parts += [f"--- stdout\n{self.out}"] if self.out else []
        parts += [f"--- stderr\n{self.err}"] if self.err else []
        return "\n".join(parts)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A work tree with one function that may run for 15 minutes."""
    folder = tmp_path / "tree"
    (folder / "src").mkdir(parents=True)
    (folder / ".git").mkdir()
    (folder / "template.yaml").write_text(TEMPLATE)
    (folder / "src" / "app.py").write_text(APP)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def goatherd(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Run]:
    for name in ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("goatherd.cli.settings.cache_folder", lambda name: str(tmp_path / "cache" / name))
    monkeypatch.setattr("goatherd.cli.settings.data_folder", lambda name: str(tmp_path / "data" / name))
    # What takes long on one machine does not on another.
    monkeypatch.setattr(progress, "_LOG", evolve(progress._LOG, delay=math.inf))

    thresholds = gc.get_threshold()

    def run(*arguments: str) -> Run:
        capsys.readouterr()
        with pytest.raises(SystemExit) as exit:
            main(arguments)
        gc.unfreeze()
        gc.set_threshold(*thresholds)
        printed = capsys.readouterr()
        # A slow machine is told how far the run is.
        said = re.sub(r"(?m)^.* …\n", "", printed.err)
        return Run(exit.value.code, _scrubbed(printed.out, tmp_path), _scrubbed(said, tmp_path))

    return run


@pytest.fixture
def scan(goatherd: Callable[..., Run], root: Path) -> Callable[..., Run]:
    """Scan the work tree with the check of this folder alone."""

    def run(*arguments: str) -> Run:
        return goatherd("scan", "--checks-from", str(CHECKS), "--select", "GOAT9901", "--width", "80", *arguments)

    return run


def _scrubbed(text: str, tmp_path: Path) -> str:
    text = (
        text.replace(os.path.realpath(tmp_path), "@TMP@")
        .replace(str(tmp_path), "@TMP@")
        .replace(str(CHECKS), "@CHECKS@")
    )
    return re.sub(r"\d+\.\d s\b", "@TIME@ s", text)
