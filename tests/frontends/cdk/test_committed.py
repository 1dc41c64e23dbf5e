"""Templates that were synthesized and committed beside their program."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.model.application import Application

    Apps = Callable[[dict[str, str | bytes]], list[Application]]

PROGRAM = """
import { App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
class Demo extends Stack {
  constructor(scope: any, id: string) {
    super(scope, id);
    new lambda.Function(this, 'Fn', {
      runtime: lambda.Runtime.NODEJS_20_X, code: lambda.Code.fromAsset('src'), handler: 'index.handler',
    });
  }
}
new Demo(new App(), 'Demo');
"""
FILES: dict[str, str | bytes] = {
    "cdk.json": '{"app": "npx ts-node bin/app.ts"}',
    "bin/app.ts": PROGRAM,
    "src/index.js": "exports.handler = 1;",
}


def template(*functions: str) -> str:
    lines = [
        f"  {id}589E974E: {{Type: AWS::Lambda::Function, Metadata: {{'aws:cdk:path': Demo/{id}/Resource}}}}\n"
        for id in functions
    ]
    return "Resources:\n" + "".join(lines)


def names(applications: list[Application]) -> list[str]:
    return [application.name for application in applications]


def test_what_the_program_makes_is_read_once(apps: Apps) -> None:
    assert names(apps({**FILES, "template.yaml": template("Fn")})) == ["bin/app.ts"]


def test_a_template_that_has_more_than_the_program_stays(apps: Apps) -> None:
    assert "template.yaml" in names(apps({**FILES, "template.yaml": template("Fn", "Other")}))


def test_a_template_that_was_written_by_hand_stays(apps: Apps) -> None:
    by_hand = "Resources:\n  Fn: {Type: AWS::Lambda::Function}\n"
    assert "template.yaml" in names(apps({**FILES, "template.yaml": by_hand}))
