"""Templates that were synthesized and committed beside their program."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from goatherd.code.modules import Modules
from goatherd.frontends import read_applications

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.model.application import Application
    from goatherd.tree import Tree

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


@pytest.mark.parametrize("rest", [{}, {"cdk.out/manifest.json": "{"}], ids=["no manifest", "a broken manifest"])
def test_an_output_that_no_manifest_describes_is_left_out(
    tree_of: Callable[[dict[str, str | bytes]], Tree], rest: dict[str, str | bytes]
) -> None:
    part = "Resources:\n  Queue: {Type: AWS::SQS::Queue}\n"
    modules = Modules(tree_of({**FILES, "cdk.out/part.template.yaml": part, **rest}))
    assert names(read_applications(modules)[0]) == ["bin/app.ts"]
    reasons = dict(modules.tree.skipped)
    assert reasons["cdk.out/part.template.yaml"] == "synthesized from a program that is read itself"


def test_an_output_stays_where_the_program_is_not_there(apps: Apps) -> None:
    assert names(apps({"cdk.out/part.template.yaml": template("Fn")})) == ["cdk.out/part.template.yaml"]


def test_files_of_a_program_that_was_read_from_its_output_are_no_programs_of_their_own(apps: Apps) -> None:
    files: dict[str, str | bytes] = {
        "package.json": '{"dependencies": {"aws-cdk-lib": "2"}}',
        "infra/cdk.json": '{"app": "npx ts-node app.ts"}',
        "infra/app.ts": (
            "import { App } from 'aws-cdk-lib';\nimport { Demo } from '../lib/demo';\nnew Demo(new App(), 'Demo');\n"
        ),
        "lib/demo.ts": PROGRAM.rpartition("new Demo")[0].replace("class Demo", "export class Demo"),
        "src/index.js": "exports.handler = 1;",
        "infra/cdk.out/manifest.json": json.dumps(
            {
                "artifacts": {
                    "Demo": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "Demo.template.yaml"}}
                }
            }
        ),
        "infra/cdk.out/Demo.template.yaml": template("Fn"),
    }
    assert names(apps(files)) == ["infra/cdk.out/Demo.template.yaml"]
