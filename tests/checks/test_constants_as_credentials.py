"""Which comparisons of what callers show with a constant let in whoever knows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.finding import HIGH, LOW, Severity
from tests.checks.test_proofs_of_callers import IN_JAVASCRIPT, findings

if TYPE_CHECKING:
    from pathlib import Path

JAVASCRIPT = {
    "event.headers.authorization !== 'Bearer staff-only'": True,
    "event.headers.authorization.slice(7) !== 'staff-only'": True,
    "event.headers.authorization.split(' ')[1] !== 'staff-only'": True,
    "JSON.parse(event.body).password !== 'hunter2'": True,
    "event.headers.authorization.substring(0, 7) !== 'Bearer '": False,
    "event.headers['x-api-key'].slice(0, 7) !== 'acme-v1'": False,
    "event.headers['x-api-key'].substr(0, 5) === 'acme-'": False,
    "JSON.parse(event.body).password === '********'": False,
    "JSON.parse(event.body).password === 'xxxxxx'": False,
    "Object.prototype.toString.call(event.headers.authorization) !== '[object String]'": False,
}
PYTHON = {
    "event['headers']['authorization'][7:] != 'staff-only'": True,
    "event['headers']['authorization'][:7] != 'acme-v1'": False,
    "event['headers']['authorization'][0:7] != 'acme-v1'": False,
    "json.loads(event['body'])['password'] == '********'": False,
}


@pytest.mark.parametrize("test", JAVASCRIPT)
def test_javascript(test: str, tmp_path: Path) -> None:
    text = IN_JAVASCRIPT(f"if ({test}) return {{ statusCode: 401 }};")
    assert bool(findings(tmp_path, text, "nodejs22.x", "GOAT0225")) is JAVASCRIPT[test]


@pytest.mark.parametrize(
    ("file", "told"),
    [("node_modules/jose/lib/check.js", False), ("../node_modules/.pnpm/a@1/x.js", False), ("src/a.ts", True)],
)
def test_a_package_in_a_bundle_looks_at_tokens_as_it_should(file: str, told: bool, tmp_path: Path) -> None:
    bundle = f"// {file}\nfunction isOld(text) {{\n  return text === 'version-one';\n}}\n// src/main.ts\n"
    text = bundle + IN_JAVASCRIPT("if (isOld(event.headers.authorization)) return { statusCode: 401 };")
    text += "// node_modules/other/index.js\n"
    assert bool(findings(tmp_path, text, "nodejs22.x", "GOAT0225")) is told


@pytest.mark.parametrize("test", PYTHON)
def test_python(test: str, tmp_path: Path) -> None:
    text = f"def handler(event, context):\n    if {test}:\n        return None\n    return work(event)\n"
    assert bool(findings(tmp_path, text, "python3.13", "GOAT0225")) is PYTHON[test]


@pytest.mark.parametrize(
    ("mode", "severity"),
    [
        ("os.environ.get('TEST_MODE') == 'on' and ", LOW),
        ("os.environ.get('TEST_MODE') and ", LOW),
        ("os.environ.get('LIVE') != 'on' and ", HIGH),
        ("", HIGH),
    ],
)
def test_a_constant_that_a_setting_has_to_allow_is_a_detail(mode: str, severity: Severity, tmp_path: Path) -> None:
    text = "import os\ndef handler(event, context):\n    given = event['headers']['authorization']\n"
    text += f"    if {mode}given == 'staff-only':\n        return work(event)\n    return None\n"
    (finding,) = findings(tmp_path, text, "python3.13", "GOAT0225")
    assert (finding.severity or HIGH) == severity
