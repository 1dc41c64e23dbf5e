"""Functions that have to be built are attacked, and what is proved stands at lines of their sources."""

from __future__ import annotations

import pytest

from goatherd.attack.run import Settings, attack
from goatherd.core.config import Config
from goatherd.core.events import AttackFigures, FindingFound, NotAttacked
from tests.sandbox.pods import written

TEMPLATE = "Transform: AWS::Serverless-2016-10-31\nResources:\n" + "".join(
    f"""
  {name}:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs20.x
      Handler: app.handler
      CodeUri: functions/{name.lower()}
      MemorySize: 512
      Events:
        Call: {{Type: HttpApi, Properties: {{Path: /{name.lower()}, Method: post}}}}
"""
    for name in ("Typed", "Fixed", "Around", "Syntax", "Broken")
)
TYPED = """\
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { EXECUTE } from '@tools/execute';

interface Wanted {
  name?: string;
}

export const handler = async (event: APIGatewayProxyEventV2) => {
  const { name } = JSON.parse(event.body ?? '{}') as Wanted;
  const printed: string = EXECUTE(
    `echo ${name}`,
  ).toString();
  return { statusCode: 200, body: printed };
};
"""
FIXED = TYPED.replace("EXECUTE(\n    `echo ${name}`,\n  )", "EXECUTE('echo', ['--', String(name)])")
AROUND = """\
import { greeting } from '../../shared/greeting.js';

export const handler = async (event: { body?: string }) => ({
  statusCode: 200,
  body: greeting(JSON.parse(event.body ?? '{}').name),
});
"""
GREETING = """\
import { execSync } from 'child_process';

type Name = string | undefined;

export function greeting(name: Name): string {
  if (!name) return 'nobody';
  return execSync(`echo ${name}`).toString();
}
"""
SYNTAX = """\
import { execSync } from 'child_process';

export const handler = async (event) => {
  const { name } = JSON.parse(event.body ?? '{}');
  return { statusCode: 200, body: execSync(`echo ${name}`).toString() };
};
"""
FILES = {
    "template.yaml": TEMPLATE,
    "tsconfig.json": '{"compilerOptions": {"baseUrl": ".", "paths": {"@tools/*": ["shared/tools/*"]}}}',
    "shared/tools/execute.ts": "export { execSync, execFileSync } from 'node:child_process';\n",
    "shared/greeting.ts": GREETING,
    "functions/typed/app.ts": TYPED.replace("EXECUTE", "execSync"),
    "functions/fixed/app.ts": FIXED.replace("EXECUTE", "execFileSync"),
    "functions/around/app.ts": AROUND,
    "functions/syntax/app.js": SYNTAX,
    "functions/broken/app.ts": "export const handler = async () => {\n  return 1 1;\n};\n",
}


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    """The events of an attack that looks for commands, and for functions that fail."""
    folder = written(tmp_path_factory.mktemp("app"), FILES)
    return list(attack(str(folder), Config(select=("GOAT0151", "GOAT1052")), Settings(install=True)))


def places(outcome, oracle):
    found = [event.finding for event in outcome if isinstance(event, FindingFound) and event.finding.id == oracle]
    return {finding.function: (finding.span.path, finding.span.line) for finding in found}


def test_commands_are_proved_where_the_sources_run_them(outcome):
    assert places(outcome, "GOAT0151") == {
        "Typed": ("functions/typed/app.ts", 10),
        "Around": ("shared/greeting.ts", 7),
        "Syntax": ("functions/syntax/app.js", 5),
    }


def test_exceptions_are_told_where_the_sources_raise_them(outcome):
    assert places(outcome, "GOAT1052") == {
        "Typed": ("functions/typed/app.ts", 9),
        "Fixed": ("functions/fixed/app.ts", 9),
        "Around": ("functions/around/app.ts", 5),
        "Syntax": ("functions/syntax/app.js", 4),
    }


def test_one_that_does_not_build_hides_nothing_else(outcome):
    (missed,) = [event for event in outcome if isinstance(event, NotAttacked)]
    assert missed.function == "Broken"
    assert missed.why == 'it does not build: Expected ";" but found "1" (functions/broken/app.ts:2)'
    finished = [event for event in outcome if isinstance(event, AttackFigures)]
    assert sum(event.reached for event in finished) == 4
    assert sum(event.lines for event in finished) > 20
