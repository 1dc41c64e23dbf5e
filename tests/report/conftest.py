"""An outcome with one of everything that a report shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from attrs import evolve

from goatherd.checks.api import Check
from goatherd.core.confidence import unseen
from goatherd.core.events import AttackFigures
from goatherd.core.finding import CRITICAL, HIGH, INFO, LOW, Diagnosis, Finding, Proof, Step
from goatherd.core.source import Span
from goatherd.core.value import Known
from goatherd.model.application import Application
from goatherd.model.function import CodeSource, Entry, Function, Unresolved
from goatherd.model.trigger import Exposure, Kind, Trigger
from goatherd.outcome import Accepted, ExitCode, Lines, Outcome
from goatherd.tree import Tree

if TYPE_CHECKING:
    from pathlib import Path

APP = """\
import os
from shared import quote


def handler(event, context):
    name = event["queryStringParameters"]["name"]
    command = "convert " + name
\tos.system(quote(command))  # ünïcode
"""

FILES = {
    "template.yaml": "Resources:\n  Convert:\n    Type: AWS::Serverless::Function\n    Timeout: 900\n",
    "src/app.py": APP,
    "src/shared.py": "def quote(text):\n    return text\n",
    "src/long.js": f"const a = '{'x' * 300}'; exec(event.body); const b = '{'y' * 300}'\n",
    "src/ev\x1b[31mil #1.py": "print('\x1b]0;owned\x07')  # \u202e\n",
}


def _check(id: str, slug: str, sas: int, severity: int) -> Check:
    return Check(id, slug, sas, 78, severity, "0.1", __name__, lambda function: iter(()))  # type: ignore[arg-type]


def _finding(id: str, slug: str, span: Span, message: str, **more: object) -> Finding:
    return Finding(
        span, message, id=id, slug=slug, sas=int(id[4:6]), cwe=78, fingerprint=id.encode().hex().ljust(32, "0"), **more
    )  # type: ignore[arg-type]


def _functions() -> list[tuple[str, Function]]:
    trigger = Trigger(Kind.HTTP_API, Exposure.ANONYMOUS, Span("template.yaml", 2), detail="GET /convert")
    convert = Function(
        "Convert",
        Span("template.yaml", 2, 3),
        CodeSource(""),
        runtime=Known("python3.12"),
        handler=Known("app.handler"),
        triggers=[trigger],
        entry=Entry("src/app.py", "handler", "python", 5, "src"),
    )
    lost = Function("Lost", Span("template.yaml", 9, 3), CodeSource(""), entry=Unresolved("its code is in a bucket"))
    return [("template.yaml", convert), ("template.yaml", lost)]


def _findings() -> list[Finding]:
    flow = (
        Step(
            Span("src/app.py", 6, 12, 6, 50), "the caller chooses queryStringParameters.name (GET /convert, anonymous)"
        ),
        Step(Span("src/app.py", 7, 5), "it becomes part of command"),
        Step(Span("src/shared.py", 2, 5), "quote returns it as it is"),
        Step(Span("src/app.py", 8, 2, 8, 27), "os.system runs it in a shell"),
    )
    return [
        _finding(
            "GOAT0101",
            "event-data-in-shell",
            Span("src/app.py", 8, 2, 8, 27),
            "queryStringParameters.name reaches a shell",
            remedy="Pass a list of arguments to subprocess.run.",
            function="Convert",
            functions=("Convert", "ConvertAgain"),
            steps=flow,
            severity=CRITICAL,
        ),
        _finding(
            "GOAT0101",
            "event-data-in-shell",
            Span("src/long.js", 1, 315, 1, 331),
            "event.body reaches a shell",
            reasons=unseen("a gateway may refuse it", Span("template.yaml", 3)),
            severity=HIGH,
        ),
        _finding(
            "GOAT0801",
            "long-timeout",
            Span("template.yaml", 4, 5, 4, 17),
            "Convert may run for 900 seconds",
            function="Convert",
            severity=LOW,
            locations=(Span("template.yaml", 2), Span("template.yaml", 3)),
        ),
        _finding(
            "GOAT0701",
            "secret-in-code",
            Span("src/ev\x1b[31mil #1.py", 1),
            "a secret: \x1b[2J\n::error::injected %0A <b>&\u202e",
            severity=INFO,
        ),
    ]


@pytest.fixture
def outcome(tmp_path: Path) -> Outcome:
    root = tmp_path / "tree"
    for path, text in FILES.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    tree = Tree(str(root))
    findings, functions = _findings(), _functions()
    return Outcome(
        tree.root,
        Lines(tree),
        applications=[Application("template.yaml", "sam", functions=[function for _, function in functions])],
        functions=functions,
        findings=findings,
        accepted=[Accepted(findings[2], "comment", "a batch job"), Accepted(findings[2], "baseline")],
        below=2,
        diagnoses=[
            Diagnosis(Span("broken.yaml", 7), "is not YAML: found a tab"),
            Diagnosis(Span("src/app.py", 3), "ignore[GOAT0101] accepts nothing any more; remove it", incomplete=False),
        ],
        skipped=[("node_modules", "vendored or generated")],
        checks=[
            _check("GOAT0101", "event-data-in-shell", 1, CRITICAL),
            _check("GOAT0701", "secret-in-code", 7, INFO),
            _check("GOAT0801", "long-timeout", 8, LOW),
        ],
        files=len(FILES),
        seconds=0.25,
        exit_code=ExitCode.INCOMPLETE,
    )


@pytest.fixture
def attacked(outcome: Outcome) -> Outcome:
    """The same after an attack: a proof of each status, and one finding that was not tried."""
    proved = Proof(
        "proved",
        evidence="the shell ran `id`",
        command="curl 'https://api.example/convert?name=%3Bid'",
        event='{"queryStringParameters": {"name": ";id \u202e"}}',
        chain=("Fetch", "Convert (PutObject in bucket uploads)"),
    )
    proofs = (proved, Proof("not reproduced", "32 events did not show it"), Proof("not attempted", "no code"), None)
    outcome.findings = [evolve(f, proof=proof) for f, proof in zip(outcome.findings, proofs, strict=True)]
    outcome.attack = AttackFigures(targets=3, reached=2, inputs=12, attempts=2317, lines=378)
    return outcome
