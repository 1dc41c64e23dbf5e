"""Functions of the CDK: where their code is, what is set, and which role they have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.value import known
from goatherd.model.function import Entry, Unresolved

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.model.application import Application
    from goatherd.model.function import Function

    Read = Callable[..., Application]

FN = """
const fn = new lambda.Function(this, 'Fn', {
  runtime: lambda.Runtime.NODEJS_20_X,
  code: lambda.Code.fromAsset('src'),
  handler: 'index.handler',
  %s
});
"""


def only(application: Application) -> Function:
    (function,) = application.functions
    return function


def handler(function: Function) -> tuple[str, str]:
    assert isinstance(function.entry, Entry), function.entry
    return function.entry.file, function.entry.symbol


def test_a_function_with_its_settings(typescript: Read) -> None:
    function = only(
        typescript(FN % "timeout: cdk.Duration.minutes(2), memorySize: 512, environment: { STAGE: 'dev' },")
    )
    assert (function.id, handler(function)) == ("Fn", ("src/index.js", "handler"))
    assert [known(value) for value in (function.runtime, function.timeout, function.memory)] == ["nodejs20.x", 120, 512]
    assert {name: known(value) for name, value in function.environment.items()} == {"STAGE": "dev"}
    written = function.environment["STAGE"].span
    assert written is not None
    assert (written.path, written.line) == ("bin/demo.ts", function.span.line + 4)


def test_the_same_in_python(python: Read) -> None:
    function = only(
        python(
            """
            fn = lambda_.Function(
                self, "Fn",
                runtime=lambda_.Runtime.PYTHON_3_12,
                code=lambda_.Code.from_asset("src"),
                handler="index.handler",
                timeout=cdk.Duration.seconds(7),
                dead_letter_queue_enabled=True,
                tracing=lambda_.Tracing.ACTIVE,
            )
            fn.add_environment("STAGE", "dev")
            """
        )
    )
    assert handler(function) == ("src/index.py", "handler")
    assert [known(value) for value in (function.runtime, function.timeout, function.tracing)] == [
        "python3.12",
        7,
        "Active",
    ]
    assert (known(function.dead_letter), known(function.environment["STAGE"])) == (True, "dev")


def test_the_default_entry_stands_beside_the_program(typescript: Read) -> None:
    function = only(
        typescript(
            "new NodejsFunction(this, 'work');",
            "import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';",
            {"bin/demo.work.ts": "export const handler = async () => {};\n"},
        )
    )
    assert handler(function) == ("bin/demo.work.ts", "handler")


def test_an_entry_and_the_name_of_its_handler(typescript: Read) -> None:
    function = only(
        typescript(
            "new NodejsFunction(this, 'Work', { entry: path.join(__dirname, '..', 'api/get.ts'), handler: 'get' });",
            "import * as path from 'path';\nimport { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';",
            {"api/get.ts": "export const get = async () => {};\n"},
        )
    )
    assert handler(function) == ("api/get.ts", "get")


def test_a_python_function_is_bundled_from_its_folder(python: Read) -> None:
    function = only(
        python(
            "PythonFunction(self, 'Fn', entry='lambda/job', index='main.py', handler='run', "
            "runtime=lambda_.Runtime.PYTHON_3_12)",
            "from aws_cdk.aws_lambda_python_alpha import PythonFunction",
            {"lambda/job/main.py": "def run(event, context): pass\n"},
        )
    )
    assert handler(function) == ("lambda/job/main.py", "run")


def test_code_in_the_program(typescript: Read) -> None:
    function = only(
        typescript(
            """
            new lambda.Function(this, 'Fn', {
              runtime: lambda.Runtime.NODEJS_20_X,
              handler: 'index.handler',
              code: lambda.Code.fromInline('exports.handler = async () => 1;'),
            });
            """
        )
    )
    assert function.code.inline == "exports.handler = async () => 1;"
    assert isinstance(function.entry, Entry) and function.entry.inline


def test_code_that_the_program_reads_from_a_file_is_that_file(python: Read) -> None:
    function = only(
        python(
            """
            with open("jobs/clean.py", encoding="utf8") as file:
                text = file.read()
            code = lambda_.InlineCode(text)
            lambda_.Function(self, "Fn", code=code, handler="index.handler", runtime=lambda_.Runtime.PYTHON_3_12)
            """,
            files={"jobs/clean.py": "import boto3\n\n\ndef handler(event, context):\n    return event\n"},
        )
    )
    assert isinstance(function.entry, Entry)
    assert (handler(function), function.entry.line) == (("jobs/clean.py", "handler"), 4)


def test_an_image_is_built_from_its_dockerfile(typescript: Read) -> None:
    function = only(
        typescript(
            "new lambda.DockerImageFunction(this, 'Fn', { code: lambda.DockerImageCode.fromImageAsset('image') });",
            files={
                "image/Dockerfile": 'FROM public.ecr.aws/lambda/python:3.12\nCOPY app.py .\nCMD ["app.handler"]\n',
                "image/app.py": "def handler(event, context): pass\n",
            },
        )
    )
    assert handler(function) == ("image/app.py", "handler")


def test_an_image_that_is_built_before_its_function(typescript: Read) -> None:
    function = only(
        typescript(
            """
            const image = new ecr_assets.DockerImageAsset(this, 'Image', { directory: 'image' });
            new lambda.Function(this, 'Fn', {
              code: lambda.Code.fromEcrImage(image.repository, { tagOrDigest: image.assetHash }),
              handler: lambda.Handler.FROM_IMAGE,
              runtime: lambda.Runtime.FROM_IMAGE,
            });
            """,
            "import * as ecr_assets from 'aws-cdk-lib/aws-ecr-assets';",
            {
                "other/Dockerfile": 'FROM public.ecr.aws/lambda/python:3.12\nCOPY app.py .\nCMD ["app.other"]\n',
                "other/app.py": "def other(event, context): pass\n",
                "image/Dockerfile": 'FROM public.ecr.aws/lambda/python:3.12\nCOPY app.py .\nCMD ["app.handler"]\n',
                "image/app.py": "def handler(event, context): pass\n",
            },
        )
    )
    assert handler(function) == ("image/app.py", "handler")


def test_an_image_of_elsewhere_is_no_code_of_the_tree(typescript: Read) -> None:
    function = only(
        typescript(
            """
            new lambda.Function(this, 'Fn', {
              code: lambda.Code.fromEcrImage(ecr.Repository.fromRepositoryName(this, 'Images', 'images')),
              handler: lambda.Handler.FROM_IMAGE,
              runtime: lambda.Runtime.FROM_IMAGE,
            });
            """,
            "import * as ecr from 'aws-cdk-lib/aws-ecr';",
        )
    )
    assert isinstance(function.entry, Unresolved)
    assert not function.entry.code_in_tree
    assert "image" in function.entry.why


def test_version_1_of_the_kit(apps: Callable[..., list[Application]]) -> None:
    program = """
        import cdk = require('@aws-cdk/core');
        import lambda = require('@aws-cdk/aws-lambda');
        class Demo extends cdk.Stack {
          constructor(scope: cdk.Construct, id: string) {
            super(scope, id);
            new lambda.Function(this, 'Fn', {
              runtime: lambda.Runtime.NODEJS_12_X, code: lambda.Code.asset('src'), handler: 'index.handler',
            });
          }
        }
        new Demo(new cdk.App(), 'Demo');
    """
    (application,) = apps(
        {"cdk.json": '{"app": "npx ts-node bin/a.ts"}', "bin/a.ts": program, "src/index.js": "exports.handler = 1"}
    )
    assert handler(only(application)) == ("src/index.js", "handler")


def test_every_function_has_a_role_of_its_own(typescript: Read) -> None:
    function = only(typescript(FN % ""))
    assert function.role is not None and function.role.id == "Fn/ServiceRole"
    assert [reference.name.rpartition("/")[2] for reference in function.role.references] == [
        "AWSLambdaBasicExecutionRole"
    ]


def test_the_resource_of_a_function_can_be_declared_itself(typescript: Read) -> None:
    function = only(
        typescript(
            """
            new lambda.CfnFunction(this, 'Fn', {
              code: { zipFile: 'x' }, handler: 'index.handler', runtime: 'python3.12', role: 'arn:aws:iam::1:role/x',
              environment: { variables: { lower: 'kept' } },
            });
            """
        )
    )
    assert (function.code.inline, known(function.environment["lower"])) == ("x", "kept")


def test_a_construct_of_the_program_itself(typescript: Read) -> None:
    application = typescript(
        """
        const made = new Pair(this, 'Pair', ['one', 'two']);
        made.first.addEnvironment('NAME', made.name);
        """,
        """
        class Pair extends Construct {
          public readonly first: lambda.Function;
          readonly name = 'pair';
          constructor(scope: Construct, id: string, names: string[]) {
            super(scope, id);
            for (const name of names) {
              const fn = new lambda.Function(this, `${name}-fn`, {
                runtime: lambda.Runtime.NODEJS_20_X, code: lambda.Code.fromAsset('src'), handler: 'index.handler',
              });
              this.first = this.first ?? fn;
            }
          }
        }
        """,
    )
    assert [function.id for function in application.functions] == ["Pair/one-fn", "Pair/two-fn"]
    assert known(application.functions[0].environment["NAME"]) == "pair"


def test_a_class_that_extends_a_function(typescript: Read) -> None:
    application = typescript(
        "new Mine(this, 'Mine', 'index.handler').addEnvironment('A', 'b');",
        """
        class Mine extends lambda.Function {
          constructor(scope: Construct, id: string, handler: string) {
            super(scope, id, { runtime: lambda.Runtime.NODEJS_20_X, code: lambda.Code.fromAsset('src'), handler });
          }
        }
        """,
    )
    assert (only(application).id, known(only(application).environment["A"])) == ("Mine", "b")


def test_a_construct_that_is_not_known_hides_nothing(typescript: Read) -> None:
    application = typescript(
        "const x = new Odd(this, 'Odd'); x.y.z(1);\n" + FN % "", "import { Odd } from 'odd-library';"
    )
    assert only(application).id == "Fn"


def test_a_library_that_deploys_archives(typescript: Read) -> None:
    """A construct that is not known but has a handler and a runtime is a function; its archive names its folder."""
    application = typescript(
        "new HouseFunction(this, 'Fn', { app: 'orders', fileName: 'orders.zip', handler: 'index.handler', "
        "runtime: lambda.Runtime.NODEJS_20_X });",
        "import { HouseFunction } from '@house/constructs';",
        {
            "handlers/orders/src/index.ts": "export const handler = async () => {};\n",
            "handlers/users/src/index.ts": "export const handler = async () => {};\n",
        },
    )
    assert handler(only(application)) == ("handlers/orders/src/index.ts", "handler")


def test_code_of_a_package_of_the_tree_is_found_by_where_it_would_be_built(typescript: Read) -> None:
    code = "path.join(require.resolve('@shop/confirm'), '..')"
    application = typescript(
        (FN % "").replace("'src'", code),
        "import * as path from 'path';",
        {
            "packages/confirm/package.json": '{"name": "@shop/confirm", "main": "dist/index.js"}',
            "packages/confirm/src/index.ts": "export const handler = async (event: any) => ({});\n",
            "config/index.ts": "export const REGION = 'eu-west-1';\n",
        },
    )
    assert handler(only(application)) == ("packages/confirm/src/index.ts", "handler")


def test_what_is_above_an_unknown_folder_is_unknown(typescript: Read) -> None:
    code = "path.join(require.resolve('elsewhere'), '..')"
    application = typescript(
        (FN % "").replace("'src'", code),
        "import * as path from 'path';",
        {"config/index.ts": "export const REGION = 'eu-west-1';\n"},
    )
    assert "config" not in only(application).unresolved


@pytest.mark.parametrize(
    "code",
    [
        "entry: process.env.BUILT ? 'dist/none.js' : 'api/get.ts'",
        "entry: process.env.BUILT === 'true' ? 'dist/none.js' : process.env.OLD ? 'old.ts' : 'api/get.ts'",
        "entry",
    ],
)
def test_of_the_files_that_a_condition_chooses_between_the_one_that_exists_is_read(typescript: Read, code: str) -> None:
    function = only(
        typescript(
            f"""
            let entry = 'dist/none.js';
            if (process.env.SOURCES) {{ entry = 'api/get.ts'; }}
            new NodejsFunction(this, 'Work', {{ handler: 'get', {code} }});
            """,
            "import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';",
            {"api/get.ts": "export const get = async () => 1;"},
        )
    )
    assert handler(function) == ("api/get.ts", "get")


@pytest.mark.parametrize(
    "folder",
    [
        "process.env.BUILT ? 'dist' : 'src'",
        "path.join(__dirname, '..', process.env.BUILT ? 'dist' : 'src')",
        "path.join(process.env.ALL ? 'all' : '.', process.env.BUILT ? 'dist' : 'src')",
        "path.resolve(process.env.BUILT ? 'dist' : 'src')",
    ],
)
def test_the_folder_that_exists_of_those_that_a_condition_chooses_between(typescript: Read, folder: str) -> None:
    code = FN.replace("fromAsset('src')", f"fromAsset({folder})")
    assert handler(only(typescript(code % "", "import * as path from 'path';"))) == ("src/index.js", "handler")
