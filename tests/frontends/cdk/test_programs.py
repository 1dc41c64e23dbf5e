"""Programs as real repositories have them: packages of the same tree, switches, recursion, libraries of constructs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import known
from goatherd.model.function import Entry
from goatherd.model.resource import Api
from goatherd.model.trigger import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.model.application import Application
    from tests.frontends.cdk.conftest import Apps

_FUNCTION = (
    "new lambda.Function(this, 'Fn', {code: lambda.Code.fromAsset('src'), handler: 'index.handler', "
    "runtime: lambda.Runtime.NODEJS_20_X%s})"
)
_CONSTRUCT = """
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
export class Worker extends Construct {
  constructor(scope: Construct, id: string, props: { memory?: number } = {}) {
    super(scope, id);
    new lambda.Function(this, 'Fn', {
      code: lambda.Code.fromAsset('src'), handler: 'index.handler', runtime: lambda.Runtime.NODEJS_20_X,
    });
  }
}
"""


def _ids(application: Application) -> list[str]:
    return [function.id for function in application.functions]


def test_construct_of_a_package_in_the_same_tree_that_is_imported_as_it_is_built(
    typescript: Callable[..., Application],
) -> None:
    application = typescript(
        "new Worker(this, 'Worker');",
        "import { Worker } from '@acme/common/dist/aws/worker';",
        {
            "lib/common/package.json": (
                '{"name": "@acme/common", "exports": {"./dist/aws/worker": "./dist/aws/worker.js"}}'
            ),
            "lib/common/src/aws/worker.ts": _CONSTRUCT,
        },
    )

    assert _ids(application) == ["Worker/Fn"]


def test_what_a_default_of_the_environment_switches_off_is_deployed_elsewhere(
    typescript: Callable[..., Application],
) -> None:
    body = "const stage = process.env.STAGE || 'dev';\nif (stage === 'prod') {\n  %s;\n}"

    assert _ids(typescript(body % (_FUNCTION % ""))) == ["Fn"]


def test_switch_of_a_configuration_file_that_is_not_in_the_tree(typescript: Callable[..., Application]) -> None:
    application = typescript(
        f"if (config().search.enabled) {{ {_FUNCTION % ''}; }}",
        """
        import * as fs from 'fs';
        function config() {
          if (fs.existsSync('config.json')) {
            return JSON.parse(fs.readFileSync('config.json').toString());
          }
          return { search: { enabled: false } };
        }
        """,
    )

    assert _ids(application) == ["Fn"]


def test_recursion_over_folders_that_are_not_known_does_not_use_up_the_program(
    typescript: Callable[..., Application],
) -> None:
    application = typescript(
        f"hashOf(['src']); {_FUNCTION % ''};",
        """
        import * as fs from 'fs';
        import * as path from 'path';
        function hashOf(paths: string[]): string {
          return paths.reduce((all, p) => {
            const names = fs.readdirSync(process.env.BASE + p);
            const inner = hashOf(names.filter((n) => fs.statSync(n).isDirectory()).map((n) => path.join(p, n)));
            return all + inner + names.reduce((h, n) => h + hashOf([n]), '');
          }, '');
        }
        """,
    )

    assert _ids(application) == ["Fn"]


def test_library_of_constructs_without_an_app_is_one_application(apps: Apps) -> None:
    (application,) = apps(
        {
            "package.json": '{"name": "acme-constructs", "peerDependencies": {"aws-cdk-lib": "^2"}}',
            "src/worker.ts": _CONSTRUCT,
            "src/hub.ts": """
                import { Construct } from 'constructs';
                import { Worker } from './worker';
                export class Hub extends Construct {
                  constructor(scope: Construct, id: string, props: {}) {
                    super(scope, id);
                    new Worker(this, 'First');
                    new Worker(this, 'Second');
                  }
                }
            """,
        }
    )

    assert application.name == "src/hub.ts"
    assert _ids(application) == ["Hub/First/Fn", "Hub/Second/Fn"]


def test_code_built_in_docker_is_beside_its_dockerfile(python: Callable[..., Application]) -> None:
    application = python(
        """
        lambda_.Function(
            self, "Fn", runtime=lambda_.Runtime.PYTHON_3_12, handler="handler.handler",
            code=lambda_.Code.from_docker_build(path=os.path.abspath("./"), file="api/runtime/Dockerfile"),
        )
        """,
        "import os",
        {
            "api/runtime/Dockerfile": "FROM public.ecr.aws/sam/build-python3.12\nCOPY api/runtime /asset\n",
            "api/runtime/handler.py": "def handler(event, context):\n    return event\n",
            "ingest/runtime/handler.py": "def handler(event, context):\n    return None\n",
        },
    )

    (function,) = application.functions
    assert isinstance(function.entry, Entry)
    assert function.entry.file == "api/runtime/handler.py"


def test_route_of_its_own_and_stage_of_its_own(typescript: Callable[..., Application]) -> None:
    application = typescript(
        f"""
        const fn = {_FUNCTION % ""};
        const http = new apigw2.HttpApi(this, 'Http', {{ createDefaultStage: false }});
        new apigw2.HttpRoute(this, 'Route', {{
          httpApi: http,
          routeKey: apigw2.HttpRouteKey.with('/orders', apigw2.HttpMethod.GET),
          integration: new HttpLambdaIntegration('Orders', fn),
        }});
        const rest = new apigw.RestApi(this, 'Rest', {{ deploy: false }});
        rest.root.addMethod('GET', new apigw.LambdaIntegration(fn));
        new apigw.Stage(this, 'Live', {{
          deployment: new apigw.Deployment(this, 'Deployment', {{ api: rest }}),
          stageName: 'live', tracingEnabled: true, throttlingRateLimit: 10,
        }});
        """,
        """
        import * as apigw from 'aws-cdk-lib/aws-apigateway';
        import * as apigw2 from 'aws-cdk-lib/aws-apigatewayv2';
        import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
        """,
    )

    (function,) = application.functions
    assert sorted(trigger.detail for trigger in function.triggers) == ["GET /", "GET /orders"]
    rest = application.resources["Rest"]
    assert isinstance(rest, Api)
    assert known(rest.throttled) is True


def test_pipe_and_rule_of_iot(typescript: Callable[..., Application]) -> None:
    application = typescript(
        f"""
        const fn = {_FUNCTION % ""};
        const queue = new sqs.Queue(this, 'Queue');
        new pipes.Pipe(this, 'Pipe', {{ source: new SqsSource(queue), target: new LambdaFunction(fn, {{}}) }});
        new iot.TopicRule(this, 'Rule', {{
          sql: iot.IotSql.fromStringAsVer20160323("SELECT * FROM 'doors/+'"),
          actions: [new LambdaFunctionAction(fn)],
        }});
        """,
        """
        import * as sqs from 'aws-cdk-lib/aws-sqs';
        import * as pipes from '@aws-cdk/aws-pipes-alpha';
        import { SqsSource } from '@aws-cdk/aws-pipes-sources-alpha';
        import { LambdaFunction } from '@aws-cdk/aws-pipes-targets-alpha';
        import * as iot from '@aws-cdk/aws-iot-alpha';
        import { LambdaFunctionAction } from '@aws-cdk/aws-iot-actions-alpha';
        """,
    )

    (function,) = application.functions
    assert {trigger.kind for trigger in function.triggers} == {Kind.PIPE, Kind.IOT}
