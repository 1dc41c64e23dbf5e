"""Which programs are apps of the kit, and which applications come of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from goatherd.code.modules import Modules
from goatherd.core.source import Span
from goatherd.frontends import read_applications
from goatherd.model.function import Entry

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.model.application import Application
    from goatherd.tree import Tree

    Apps = Callable[[dict[str, str | bytes]], list[Application]]

STACK = """
import { App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
export class Demo extends Stack {
  constructor(scope: any, id: string, props?: any) {
    super(scope, id, props);
    new lambda.Function(this, 'Fn', {
      runtime: lambda.Runtime.NODEJS_20_X, code: lambda.Code.fromAsset('src'), handler: 'index.handler',
      environment: { STAGE: props.stage, SIZE: this.node.tryGetContext('size') },
    });
    if (props.extra) {
      new lambda.Function(this, 'Extra', {
        runtime: lambda.Runtime.NODEJS_20_X, code: lambda.Code.fromAsset('src'), handler: 'index.handler',
      });
    }
  }
}
"""
FILES: dict[str, str | bytes] = {"src/index.js": "exports.handler = 1;", "lib/demo.ts": STACK}
PACKAGE = '{"dependencies": {"aws-cdk-lib": "2"}}'


def names(application: Application) -> list[str]:
    return [function.id for function in application.functions]


def test_a_stack_for_several_stages_is_one_application(apps: Apps) -> None:
    program = """
        import { App } from 'aws-cdk-lib';
        import { Demo } from '../lib/demo';
        const app = new App();
        for (const stage of ['dev', 'prod']) new Demo(app, `Demo-${stage}`, { stage, extra: stage === 'prod' });
    """
    (application,) = apps({**FILES, "cdk.json": '{"app": "npx ts-node bin/demo.ts"}', "bin/demo.ts": program})
    assert (application.name, application.framework) == ("lib/demo.ts", "cdk")
    assert names(application) == ["Fn", "Extra"]


def test_context_values_of_the_app(apps: Apps) -> None:
    main = "import { App } from 'aws-cdk-lib';\nimport { Demo } from './lib/demo';\nnew Demo(new App(), 'D', {});\n"
    (application,) = apps(
        {**FILES, "cdk.json": '{"app": "ts-node main.ts", "context": {"size": "L"}}', "main.ts": main}
    )
    assert application.functions[0].environment["SIZE"].value == "L"  # type: ignore[union-attr]


def test_an_app_that_a_script_of_the_package_starts(apps: Apps) -> None:
    main = "import { App } from 'aws-cdk-lib';\nimport { Demo } from './lib/demo';\nnew Demo(new App(), 'D', {});\n"
    scripts = {"start:app": "npm run -s start", "start": "npx ts-node --swc ./main.ts", "loop": "npm run loop"}
    package = json.dumps({"scripts": scripts, "dependencies": {"aws-cdk-lib": "2"}})
    files = {**FILES, "main.ts": main, "package.json": package}
    (application,) = apps({**files, "cdk.json": '{"app": "npm run start:app", "context": {"size": "L"}}'})
    assert application.functions[0].environment["SIZE"].value == "L"  # type: ignore[union-attr]
    assert apps({**files, "cdk.json": '{"app": "npm run loop"}'})


def test_a_stack_that_nobody_instantiates(apps: Apps) -> None:
    """Everything that its properties might switch on is there."""
    (application,) = apps({**FILES, "package.json": PACKAGE})
    assert names(application) == ["Fn", "Extra"]


def test_tests_are_no_apps(apps: Apps) -> None:
    files: dict[str, str | bytes] = {"src/index.js": "exports.handler = 1;", "package.json": PACKAGE}
    assert apps({**files, "test/demo.ts": STACK, "lib/demo.test.ts": STACK, "lib/types.d.ts": STACK}) == []


def test_two_stacks_of_a_file_are_one_application(apps: Apps) -> None:
    program = """
        from aws_cdk import App, Stack, aws_sqs as sqs
        class One(Stack):
            def __init__(self, scope, id):
                super().__init__(scope, id)
                sqs.Queue(self, "Jobs")
        class Two(Stack):
            def __init__(self, scope, id):
                super().__init__(scope, id)
                sqs.Queue(self, "Jobs")
        app = App()
        One(app, "one")
        Two(app, "two")
    """
    (application,) = apps({"cdk.json": '{"app": "python3 app.py"}', "app.py": program})
    assert list(application.resources) == ["Jobs", "two/Jobs"]


def test_a_program_that_never_ends(apps: Apps) -> None:
    program = "from aws_cdk import App, Stack, aws_sqs as sqs\nstack = Stack(App(), 'S')\nsqs.Queue(stack, 'Q')\n"
    loop = "while True:\n    for i in range(10**6): stack.x = [stack] * 10**6\n"
    (application,) = apps({"cdk.json": '{"app": "python3 app.py"}', "app.py": program + loop})
    assert list(application.resources) == ["Q"]


def test_what_it_was_synthesized_to(apps: Apps) -> None:
    """Names and code of the program, places where it says so, one application for two environments."""
    template = {
        "Resources": {
            "Fn9270CBC0": {
                "Type": "AWS::Lambda::Function",
                "Properties": {
                    "Code": {"S3Bucket": "assets", "S3Key": "abc.zip"},
                    "Handler": "index.handler",
                    "Runtime": "nodejs20.x",
                },
                "Metadata": {"aws:cdk:path": "Demo-dev/Fn/Resource", "aws:asset:path": "asset.abc"},
            }
        }
    }
    stack = {"type": "aws:cloudformation:stack"}
    trace = ["new Function (/home/me/app/node_modules/x.js:1:1)", "new Demo (/home/me/app/lib/demo.ts:6:5)"]
    metadata = {"/Demo-dev/Fn/Resource": [{"type": "aws:cdk:logicalId", "data": "Fn9270CBC0", "trace": trace}]}
    manifest = {
        "artifacts": {
            "Demo-dev": {**stack, "properties": {"templateFile": "dev.template.json"}, "metadata": metadata},
            "Demo-prod": {**stack, "properties": {"templateFile": "prod.template.json"}},
        }
    }
    main = "import { App } from 'aws-cdk-lib';\nimport { Demo } from './lib/demo';\nnew Demo(new App(), 'D', {});\n"
    (application,) = apps(
        {
            **FILES,
            "cdk.json": '{"app": "ts-node main.ts"}',
            "main.ts": main,
            "cdk.out/manifest.json": json.dumps(manifest),
            "cdk.out/dev.template.json": json.dumps(template),
            "cdk.out/prod.template.json": json.dumps(template),
            "cdk.out/asset.abc/index.js": "exports.handler = 1;",
        }
    )
    (function,) = application.functions
    assert (application.framework, function.id, function.span) == ("cdk", "Fn", Span("lib/demo.ts", 6))
    assert isinstance(function.entry, Entry) and function.entry.file == "src/index.js"


def test_an_assembly_without_its_program(apps: Apps) -> None:
    function = {
        "Type": "AWS::Lambda::Function",
        "Properties": {"Code": {"S3Bucket": "assets", "S3Key": "abc.zip"}, "Handler": "index.handler"},
    }
    manifest = {
        "artifacts": {"D": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "D.template.json"}}}
    }
    (application,) = apps(
        {
            "cdk.out/manifest.json": json.dumps(manifest),
            "cdk.out/D.template.json": json.dumps({"Resources": {"Fn": function}}),
            "cdk.out/asset.abc/index.js": "exports.handler = 1;",
        }
    )
    entry = application.functions[0].entry
    assert isinstance(entry, Entry) and entry.file == "cdk.out/asset.abc/index.js"


def test_an_assembly_that_is_older_than_its_program_is_left_out(
    tree_of: Callable[[dict[str, str | bytes]], Tree],
) -> None:
    function = {
        "Type": "AWS::Lambda::Function",
        "Metadata": {"aws:cdk:path": "Demo/Old/Resource"},
        "Properties": {"Code": {"S3Bucket": "assets", "S3Key": "abc.zip"}, "Handler": "index.handler"},
    }
    manifest = {
        "artifacts": {"D": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "D.template.json"}}}
    }
    program = """
        import aws_cdk as cdk
        from aws_cdk import aws_lambda as lambda_
        class Demo(cdk.Stack):
            def __init__(self, scope, id):
                super().__init__(scope, id)
                for name in ("Old", "New"):
                    lambda_.Function(self, name, code=lambda_.Code.from_asset("src"), handler="index.handler",
                        runtime=lambda_.Runtime.PYTHON_3_12)
        Demo(cdk.App(), "Demo")
    """
    modules = Modules(
        tree_of(
            {
                "cdk.json": '{"app": "python3 app.py"}',
                "app.py": program,
                "cdk.out/manifest.json": json.dumps(manifest),
                "cdk.out/D.template.json": json.dumps({"Resources": {"Fn": function}}),
            }
        )
    )
    (application,), _ = read_applications(modules)
    assert [function.id for function in application.functions] == ["Old", "New"]
    assert modules.tree.skipped == [("cdk.out", "older than the program, which is read instead: it lacks New")]


def test_templates_that_the_manifest_does_not_list_are_of_an_earlier_synthesis(
    tree_of: Callable[[dict[str, str | bytes]], Tree],
) -> None:
    queue = json.dumps({"Resources": {"Jobs": {"Type": "AWS::SQS::Queue", "Properties": {}}}})
    nested = {"Type": "AWS::CloudFormation::Stack", "Metadata": {"aws:asset:path": "DInner.nested.template.json"}}
    manifest = {
        "artifacts": {"D": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "D.template.json"}}}
    }
    modules = Modules(
        tree_of(
            {
                "cdk.out/manifest.json": json.dumps(manifest),
                "cdk.out/D.template.json": json.dumps({"Resources": {"Inner": {**nested, "Properties": {}}}}),
                "cdk.out/DInner.nested.template.json": queue,
                "cdk.out/Old.template.json": queue,
            }
        )
    )
    (application,), _ = read_applications(modules)
    assert list(application.resources) == ["Inner", "Inner/Jobs"]
    assert [path for path, _ in modules.tree.skipped] == ["cdk.out/Old.template.json"]
