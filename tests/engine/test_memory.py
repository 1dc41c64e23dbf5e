"""Remembering calls changes nothing but the time it takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine import test_calls, test_control_flow, test_guards, test_modules
from tests.engine.programs import HANDLERS, behaviour, body, facts, whole

BODIES = {
    "python": {**test_guards.PYTHON, **test_control_flow.PYTHON},
    "javascript": {**test_guards.JAVASCRIPT, **test_control_flow.JAVASCRIPT},
}
PROGRAMS = {
    "python": {**test_guards.PYTHON_HELPERS, **test_control_flow.PYTHON_WHOLE, **test_calls.PYTHON},
    "javascript": {**test_guards.JAVASCRIPT_HELPERS, **test_calls.JAVASCRIPT},
}
FILES = {"python": test_modules.PYTHON, "javascript": test_modules.JAVASCRIPT}
CASES = [
    *((language, name, {HANDLERS[language]: body(language, text)}) for language in BODIES
      for name, text in BODIES[language].items()),
    *((language, name, {HANDLERS[language]: whole(language, text)}) for language in PROGRAMS
      for name, text in PROGRAMS[language].items()),
    *((language, name, files) for language in FILES for name, files in FILES[language].items()),
]  # fmt: skip


@pytest.mark.parametrize(("language", "files"), [pytest.param(a, c, id=f"{a}-{b}") for a, b, c in CASES])
def test_same_facts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, files: dict[str, str]) -> None:
    program = files[HANDLERS[language]]
    remembered = behaviour(tmp_path, language, program, files=files)
    monkeypatch.setattr("goatherd.engine.interpreter.invoke.MAX_MEMOS", 0)
    fresh = behaviour(tmp_path, language, program, files=files)
    assert facts(fresh) == facts(remembered)
