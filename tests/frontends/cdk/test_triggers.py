"""What calls functions of the CDK."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.value import is_true
from goatherd.model.resource import Api, Distribution
from goatherd.model.trigger import Exposure, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.model.application import Application
    from goatherd.model.trigger import Trigger

    Read = Callable[..., Application]

IMPORTS = """
import * as apigw from 'aws-cdk-lib/aws-apigateway';
import * as apigwv2 from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration, WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { HttpIamAuthorizer, HttpLambdaAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import * as appsync from 'aws-cdk-lib/aws-appsync';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as s3n from 'aws-cdk-lib/aws-s3-notifications';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subs from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { DynamoEventSource, SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
"""
FN = """
const fn = new lambda.Function(this, 'Fn', {
  runtime: lambda.Runtime.NODEJS_20_X, code: lambda.Code.fromAsset('src'), handler: 'index.handler',
});
"""


def triggers(application: Application, function: str = "Fn") -> list[Trigger]:
    return next(f.triggers for f in application.functions if f.id == function)


@pytest.mark.parametrize(
    ("body", "kind", "detail"),
    [
        ("fn.addEventSource(new SqsEventSource(new sqs.Queue(this, 'Q'), { batchSize: 5 }));", Kind.SQS, "Q"),
        (
            """
            const table = new dynamodb.Table(this, 'T', {
              partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
              stream: dynamodb.StreamViewType.NEW_IMAGE,
            });
            fn.addEventSource(new DynamoEventSource(table, { startingPosition: lambda.StartingPosition.LATEST }));
            """,
            Kind.DYNAMODB,
            "T",
        ),
        (
            """
            const table = dynamodb.Table.fromTableAttributes(this, 'T', {
              tableArn: cdk.Fn.importValue('People'), tableStreamArn: cdk.Fn.importValue('Changes'),
            });
            fn.addEventSource(new DynamoEventSource(table, { startingPosition: lambda.StartingPosition.LATEST }));
            """,
            Kind.DYNAMODB,
            "",
        ),
        ("new sns.Topic(this, 'N').addSubscription(new subs.LambdaSubscription(fn));", Kind.SNS, "N"),
        (
            "new s3.Bucket(this, 'B')"
            ".addEventNotification(s3.EventType.OBJECT_CREATED, new s3n.LambdaDestination(fn));",
            Kind.S3,
            "ObjectCreated:*",
        ),
        (
            "new events.Rule(this, 'R', { schedule: events.Schedule.rate(cdk.Duration.hours(1)), "
            "targets: [new targets.LambdaFunction(fn)] });",
            Kind.SCHEDULE,
            "rate(1 hour)",
        ),
        (
            "new events.Rule(this, 'R', { eventPattern: { source: ['shop'], detailType: ['sold'] } })"
            ".addTarget(new targets.LambdaFunction(fn));",
            Kind.EVENTBRIDGE,
            "shop sold",
        ),
        ("fn.addFunctionUrl({ authType: lambda.FunctionUrlAuthType.NONE });", Kind.FUNCTION_URL, "NONE"),
        (
            "new cognito.UserPool(this, 'P', { selfSignUpEnabled: true, lambdaTriggers: { preSignUp: fn } });",
            Kind.COGNITO,
            "PreSignUp",
        ),
        (
            """
            const api = new appsync.GraphqlApi(this, 'G', { name: 'g' });
            api.addLambdaDataSource('source', fn).createResolver('x', { typeName: 'Query', fieldName: 'all' });
            """,
            Kind.APPSYNC,
            "Query.all",
        ),
        (
            """
            const task = new tasks.LambdaInvoke(this, 'Do it', { lambdaFunction: fn });
            const chain = new sfn.Pass(this, 'First').next(task).next(new sfn.Succeed(this, 'Done'));
            new sfn.StateMachine(this, 'M', { definitionBody: sfn.DefinitionBody.fromChainable(chain) });
            """,
            Kind.STEP_FUNCTIONS,
            "M state Do it",
        ),
    ],
)
def test_events(typescript: Read, body: str, kind: str, detail: str) -> None:
    (trigger,) = triggers(typescript(FN + body, IMPORTS))
    assert trigger.kind == kind
    assert detail in f"{trigger.detail} {trigger.source} {trigger.options}"


def routes(application: Application, function: str = "Fn") -> list[tuple[str, str, Exposure, str | None]]:
    found = [t for t in triggers(application, function) if t.path]
    return sorted((t.method, t.path, t.exposure, t.authorizer) for t in found)


def test_methods_of_a_rest_api(typescript: Read) -> None:
    application = typescript(
        FN
        + """
        const defaultCorsPreflightOptions = { allowOrigins: apigw.Cors.ALL_ORIGINS };
        const api = new apigw.RestApi(this, 'Api', { defaultCorsPreflightOptions });
        const item = api.root.addResource('items').addResource('{id}');
        item.addMethod('GET', new apigw.LambdaIntegration(fn));
        item.addMethod('PUT', new apigw.LambdaIntegration(fn), { authorizationType: apigw.AuthorizationType.IAM });
        """,
        IMPORTS,
    )
    assert routes(application) == [
        ("GET", "/items/{id}", Exposure.ANONYMOUS, None),
        ("PUT", "/items/{id}", Exposure.ACCOUNT, "AWS_IAM"),
    ]
    (api,) = [r for r in application.resources.values() if r.type == "AWS::ApiGateway::RestApi"]
    assert [rule.origins for rule in api.cors] == [("*",)]  # type: ignore[attr-defined]


def test_an_api_for_one_function(typescript: Read) -> None:
    application = typescript(FN + "new apigw.LambdaRestApi(this, 'Api', { handler: fn });", IMPORTS)
    assert [route[:3] for route in routes(application)] == [
        ("ANY", "/", Exposure.ANONYMOUS),
        ("ANY", "/{proxy+}", Exposure.ANONYMOUS),
    ]


def test_authorizers_of_a_rest_api(typescript: Read) -> None:
    application = typescript(
        FN
        + """
        const guard = new lambda.Function(this, 'Guard', {
          runtime: lambda.Runtime.NODEJS_20_X, code: lambda.Code.fromAsset('src'), handler: 'index.handler',
        });
        const authorizer = new apigw.TokenAuthorizer(this, 'Auth', { handler: guard });
        const api = new apigw.RestApi(this, 'Api', { defaultMethodOptions: { authorizer } });
        api.root.addMethod('GET', new apigw.LambdaIntegration(fn));
        """,
        IMPORTS,
    )
    assert routes(application) == [("GET", "/", Exposure.AUTHENTICATED, "Auth")]
    assert [trigger.kind for trigger in triggers(application, "Guard")] == [Kind.AUTHORIZER_TOKEN]


def test_routes_of_an_http_api(typescript: Read) -> None:
    application = typescript(
        FN
        + """
        const api = new apigwv2.HttpApi(this, 'Api');
        const integration = new HttpLambdaIntegration('I', fn);
        api.addRoutes({ path: '/a', methods: [apigwv2.HttpMethod.GET, apigwv2.HttpMethod.POST], integration });
        api.addRoutes({ path: '/b', integration, authorizer: new HttpIamAuthorizer() });
        api.addRoutes({ path: '/c', integration, authorizer: new HttpLambdaAuthorizer('Guard', fn) });
        """,
        IMPORTS,
    )
    assert [route[:3] for route in routes(application)] == [
        ("ANY", "/b", Exposure.ACCOUNT),
        ("ANY", "/c", Exposure.AUTHENTICATED),
        ("GET", "/a", Exposure.ANONYMOUS),
        ("POST", "/a", Exposure.ANONYMOUS),
    ]


def test_routes_of_a_websocket(typescript: Read) -> None:
    application = typescript(
        FN
        + """
        const integration = new WebSocketLambdaIntegration('I', fn);
        const api = new apigwv2.WebSocketApi(this, 'Api', { connectRouteOptions: { integration } });
        api.addRoute('send', { integration });
        """,
        IMPORTS,
    )
    assert [route[1] for route in routes(application)] == ["$connect", "send"]


def test_apis_in_python(python: Read) -> None:
    application = python(
        """
        fn = lambda_.Function(self, "Fn", runtime=lambda_.Runtime.PYTHON_3_12, handler="index.handler",
                              code=lambda_.Code.from_asset("src"))
        api = apigw.RestApi(self, "Api", deploy_options=apigw.StageOptions(stage_name="v1", tracing_enabled=True))
        api.root.add_resource("items").add_method("GET", apigw.LambdaIntegration(fn), api_key_required=True)
        http = apigwv2.HttpApi(self, "Http")
        http.add_routes(path="/x", methods=[apigwv2.HttpMethod.GET],
                        integration=integrations.HttpLambdaIntegration("I", handler=fn))
        """,
        "from aws_cdk import aws_apigateway as apigw, aws_apigatewayv2 as apigwv2\n"
        "from aws_cdk import aws_apigatewayv2_integrations as integrations\n",
    )
    assert [(route[0], route[1]) for route in routes(application)] == [("GET", "/items"), ("GET", "/x")]
    assert [trigger.api_key for trigger in triggers(application) if trigger.path == "/items"] == [True]


def test_an_api_of_another_stack(apps: Callable[..., list[Application]]) -> None:
    program = """
        import { App, Stack } from 'aws-cdk-lib';
        import { FunctionStack } from './function';
        import { ApiStack } from './api';
        const app = new App();
        const functions = new FunctionStack(app, 'F');
        new ApiStack(app, 'A', { fn: functions.fn });
    """
    function = """
        import { Stack } from 'aws-cdk-lib';
        import * as lambda from 'aws-cdk-lib/aws-lambda';
        export class FunctionStack extends Stack {
          fn: lambda.Function;
          constructor(scope: any, id: string) {
            super(scope, id);
            this.fn = new lambda.Function(this, 'Fn', {
              runtime: lambda.Runtime.NODEJS_20_X, code: lambda.Code.fromAsset('src'), handler: 'index.handler',
            });
          }
        }
    """
    api = """
        import { Stack } from 'aws-cdk-lib';
        import { LambdaRestApi } from 'aws-cdk-lib/aws-apigateway';
        export class ApiStack extends Stack {
          constructor(scope: any, id: string, props: any) {
            super(scope, id);
            new LambdaRestApi(this, 'Api', { handler: props.fn });
          }
        }
    """
    applications = apps(
        {
            "cdk.json": '{"app": "npx ts-node main.ts"}',
            "main.ts": program,
            "function.ts": function,
            "api.ts": api,
            "src/index.js": "exports.handler = 1",
        }
    )
    assert [(a.name, [f.id for f in a.functions]) for a in applications] == [("api.ts", []), ("function.ts", ["Fn"])]
    assert {trigger.kind for trigger in triggers(applications[1])} == {Kind.REST_API}


def test_patterns_of_the_solutions_library(typescript: Read) -> None:
    application = typescript(
        FN
        + """
        new ApiGatewayToLambda(this, 'Front', { existingLambdaObj: fn });
        new LambdaToDynamoDB(this, 'Store', { existingLambdaObj: fn, dynamoTableProps: {} });
        new SqsToLambda(this, 'Jobs', { existingLambdaObj: fn });
        """,
        """
        import { ApiGatewayToLambda } from '@aws-solutions-constructs/aws-apigateway-lambda';
        import { LambdaToDynamoDB } from '@aws-solutions-constructs/aws-lambda-dynamodb';
        import { SqsToLambda } from '@aws-solutions-constructs/aws-sqs-lambda';
        """,
    )
    assert {(t.kind, t.exposure) for t in triggers(application)} == {
        (Kind.REST_API, Exposure.ACCOUNT),
        (Kind.SQS, Exposure.ACCOUNT),
    }
    (function,) = application.functions
    assert function.environment["DDB_TABLE_NAME"].value == "${Store/dynamoTable}"  # type: ignore[union-attr]
    assert function.role is not None
    assert any("dynamodb:PutItem" in statement.actions for statement in function.role.statements)


def test_a_pattern_without_a_proxy_has_the_routes_that_the_program_adds(python: Read) -> None:
    application = python(
        """
        front = ApiGatewayToLambda(
            self,
            "Front",
            lambda_function_props={
                "runtime": lambda_.Runtime.PYTHON_3_12,
                "handler": "index.handler",
                "code": lambda_.Code.from_asset("src"),
            },
            api_gateway_props={
                "proxy": False,
                "defaultMethodOptions": {"authorizationType": apigateway.AuthorizationType.IAM},
            },
        )
        front.api_gateway.root.add_resource("orders").add_method("POST")
        """,
        """
        from aws_cdk import aws_apigateway as apigateway
        from aws_solutions_constructs.aws_apigateway_lambda import ApiGatewayToLambda
        """,
    )
    (function,) = application.functions
    assert [(t.detail, t.authorizer) for t in function.triggers] == [("POST /orders", "AWS_IAM")]


def test_whether_a_resource_is_there_is_asked_with_the_same_event(typescript: Read) -> None:
    application = typescript(
        FN + "new cr.Provider(this, 'P', { onEventHandler: other, isCompleteHandler: fn });",
        "import * as cr from 'aws-cdk-lib/custom-resources';",
    )
    assert [t.kind for t in triggers(application)] == [Kind.CUSTOM_RESOURCE]


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (FN + "new Trigger(this, 'Migrate', { handler: fn });", "Migrate (Custom::Trigger)"),
        (FN.replace("lambda.Function", "TriggerFunction"), "Fn/Trigger (Custom::Trigger)"),
    ],
)
def test_a_deployment_calls_the_function_of_a_trigger(typescript: Read, body: str, detail: str) -> None:
    application = typescript(body, "import { Trigger, TriggerFunction } from 'aws-cdk-lib/triggers';")
    [trigger] = triggers(application)
    assert (trigger.kind, trigger.detail, trigger.exposure) == (Kind.CUSTOM_RESOURCE, detail, Exposure.INTERNAL)


def test_routes_of_an_api_that_a_library_makes(typescript: Read) -> None:
    application = typescript(
        FN
        + """
        const house = new HouseApi(this, 'House');
        const integration = new HttpLambdaIntegration('I', fn);
        new apigwv2.HttpRoute(this, 'Orders', {
          httpApi: house.httpApi, integration, routeKey: apigwv2.HttpRouteKey.with('/orders', apigwv2.HttpMethod.GET),
        });
        new apigwv2.HttpRoute(this, 'Open', {
          httpApi: house.httpApi, integration, routeKey: apigwv2.HttpRouteKey.with('/open', apigwv2.HttpMethod.GET),
          authorizer: new apigwv2.HttpNoneAuthorizer(),
        });
        """,
        IMPORTS + "import { HouseApi } from '@house/constructs';",
    )
    assert {(t.kind, t.detail, t.exposure) for t in triggers(application)} == {
        (Kind.HTTP_API, "GET /orders", Exposure.AUTHENTICATED),
        (Kind.HTTP_API, "GET /open", Exposure.ANONYMOUS),
    }


@pytest.mark.parametrize(
    ("body", "kind", "detail", "exposure"),
    [
        (
            "const api = apigw.RestApi.fromRestApiAttributes(this, 'I', { restApiId: 'a', rootResourceId: 'b' });"
            "api.root.addResource('hook').addMethod('POST', new apigw.LambdaIntegration(fn),"
            " { authorizationType: apigw.AuthorizationType.NONE });",
            Kind.REST_API,
            "POST /${?}/hook",
            Exposure.ANONYMOUS,
        ),
        (
            "const api = apigw.RestApi.fromRestApiAttributes(this, 'I', { restApiId: x, rootResourceId: y });"
            "api.root.addResource('hook').addMethod('POST', new apigw.LambdaIntegration(fn),"
            " { authorizationType: apigw.AuthorizationType.IAM });",
            Kind.REST_API,
            "POST /${?}/hook",
            Exposure.ACCOUNT,
        ),
        (
            "const restApi = apigw.RestApi.fromRestApiId(this, 'I', 'a');"
            "const orders = apigw.Resource.fromResourceAttributes(this, 'R', { restApi, resourceId: 'b' });"
            "orders.addMethod('GET', new apigw.LambdaIntegration(fn));",
            Kind.REST_API,
            "GET /${?}",
            Exposure.ANONYMOUS,
        ),
        (
            "const httpApi = apigwv2.HttpApi.fromHttpApiAttributes(this, 'I', { httpApiId: 'a' });"
            "new apigwv2.HttpRoute(this, 'R', { httpApi, integration: new HttpLambdaIntegration('L', fn),"
            " routeKey: apigwv2.HttpRouteKey.with('/orders', apigwv2.HttpMethod.GET) });",
            Kind.HTTP_API,
            "GET /orders",
            Exposure.ANONYMOUS,
        ),
        (
            "const api = appsync.GraphqlApi.fromGraphqlApiAttributes(this, 'I', { graphqlApiId: imported });"
            "api.addLambdaDataSource('Source', fn)"
            ".createResolver('Resolver', { typeName: 'Mutation', fieldName: 'update' });",
            Kind.APPSYNC,
            "Mutation.update",
            Exposure.AUTHENTICATED,
        ),
    ],
)
def test_what_is_added_to_imported_apis_calls_the_function(
    typescript: Read, body: str, kind: str, detail: str, exposure: Exposure
) -> None:
    application = typescript(FN + body, IMPORTS)
    assert [(t.kind, t.detail, t.exposure) for t in triggers(application)] == [(kind, detail, exposure)]


def test_functions_of_other_libraries_with_schedules_and_apis(typescript: Read) -> None:
    application = typescript(
        """
        const settings = { handler: 'index.handler', runtime: lambda.Runtime.NODEJS_20_X, fileName: 'x.zip' };
        const schedule = events.Schedule.expression('rate(1 day)');
        new House.Scheduled(this, 'Often', { ...settings, rules: [{ schedule }] });
        const fn = new House.Fn(this, 'Fn', settings);
        new House.Api(this, {
          targets: [{ path: 'orders/{id}', httpMethod: 'GET', lambda: fn, apiKeyRequired: true }],
        });
        """,
        IMPORTS + "import * as House from '@house/constructs';",
    )
    assert [(t.kind, t.detail) for t in triggers(application, "Often")] == [(Kind.SCHEDULE, "rate(1 day)")]
    assert [(t.method, t.path, t.api_key) for t in triggers(application)] == [("GET", "/orders/{id}", True)]


EXPORTING = """
import { CfnOutput, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
export class Held extends Stack {
  constructor(scope: any, id: string) {
    super(scope, id);
    const fn = new lambda.Function(this, 'Fn', {
      runtime: lambda.Runtime.NODEJS_20_X, code: lambda.Code.fromAsset('src'), handler: 'index.handler',
    });
    %s
  }
}
"""
IMPORTING = """
import { Fn, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as apigw from 'aws-cdk-lib/aws-apigateway';
export class Api extends Stack {
  constructor(scope: any, id: string) {
    super(scope, id);
    const fn = lambda.Function.%s;
    const api = new apigw.RestApi(this, 'Api');
    api.root.addMethod('POST', new apigw.LambdaIntegration(fn), { authorizationType: apigw.AuthorizationType.IAM });
  }
}
"""


@pytest.mark.parametrize(
    ("exported", "imported"),
    [
        (
            "new CfnOutput(this, 'O', { value: fn.functionArn, exportName: 'held-arn' });",
            "fromFunctionArn(this, 'I', Fn.importValue('held-arn'))",
        ),
        (
            "new CfnOutput(this, 'O', { value: fn.functionName, exportName: `${process.env.STAGE}-held` });",
            "fromFunctionName(this, 'I', Fn.importValue(`${process.env.STAGE}-held`))",
        ),
        (
            "this.exportValue(fn.functionArn, { name: 'held-arn' });",
            "fromFunctionAttributes(this, 'I', { functionArn: Fn.importValue('held-arn'), sameEnvironment: true })",
        ),
    ],
)
@pytest.mark.parametrize("files", [("held.ts", "api.ts"), ("main.ts", "main.ts"), ("z/held.ts", "a/api.ts")])
def test_a_function_that_is_imported_by_a_name_has_the_route(
    apps: Callable[..., list[Application]], exported: str, imported: str, files: tuple[str, str]
) -> None:
    held, api = EXPORTING % exported, IMPORTING % imported
    texts = {files[0]: held, files[1]: api} if files[0] != files[1] else {files[0]: held + api}
    applications = apps({"package.json": '{"dependencies": {"aws-cdk-lib": "2"}}', **texts})
    (function,) = (f for application in applications for f in application.functions)
    assert [(t.kind, t.method, t.exposure) for t in function.triggers] == [(Kind.REST_API, "POST", Exposure.ACCOUNT)]


def test_what_several_stacks_export_by_one_name_is_not_guessed(apps: Callable[..., list[Application]]) -> None:
    export = "new CfnOutput(this, 'O', { value: fn.functionArn, exportName: 'held-arn' });"
    applications = apps(
        {
            "package.json": '{"dependencies": {"aws-cdk-lib": "2"}}',
            "a/held.ts": EXPORTING % export,
            "b/held.ts": EXPORTING % export,
            "c/api.ts": IMPORTING % "fromFunctionArn(this, 'I', Fn.importValue('held-arn'))",
        }
    )
    found = [f for application in applications for f in application.functions]
    assert [t.kind for function in found for t in function.triggers] == [Kind.DIRECT, Kind.DIRECT]


def test_a_function_at_the_edge_is_a_function(typescript: Read) -> None:
    application = typescript(
        """
        const fn = new cloudfront.experimental.EdgeFunction(this, 'Fn', {
          runtime: lambda.Runtime.NODEJS_20_X, code: lambda.Code.fromAsset('src'), handler: 'index.handler',
        });
        const alone = new cloudfront.experimental.EdgeFunction(this, 'Alone', {
          runtime: lambda.Runtime.NODEJS_20_X, code: lambda.Code.fromAsset('src'), handler: 'index.handler',
        });
        new cloudfront.Distribution(this, 'D', { defaultBehavior: { edgeLambdas: [
          { functionVersion: fn.currentVersion, eventType: cloudfront.LambdaEdgeEventType.VIEWER_REQUEST },
        ] } });
        """,
        "import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';",
    )
    assert [(t.kind, t.detail) for t in triggers(application)] == [(Kind.CLOUDFRONT, "viewer-request *")]
    assert [(t.kind, t.detail) for t in triggers(application, "Alone")] == [(Kind.CLOUDFRONT, "edge")]
    assert all(function.role is not None for function in application.functions)


def test_firewall_of_a_graphql_api(typescript: Read) -> None:
    application = typescript(
        """
        const api = new appsync.GraphqlApi(this, 'G', { name: 'g' });
        new wafv2.CfnWebACLAssociation(this, 'A', { webAclArn: 'arn:aws:wafv2:x', resourceArn: api.arn });
        """,
        IMPORTS + "import * as wafv2 from 'aws-cdk-lib/aws-wafv2';",
    )
    (api,) = application.of(Api)
    assert is_true(api.web_acl)


@pytest.mark.parametrize(("authorization", "exposure"), [("IAM", Exposure.ACCOUNT), ("NONE", Exposure.ANONYMOUS)])
def test_a_permission_for_routes_that_do_not_tell_their_function(
    typescript: Read, authorization: str, exposure: Exposure
) -> None:
    application = typescript(
        FN
        + f"""
        fn.addPermission('P', {{ principal: new iam.ServicePrincipal('apigateway.amazonaws.com') }});
        const other = lambda.Function.fromFunctionArn(this, 'I', cdk.Fn.importValue('of-another-account'));
        new apigw.RestApi(this, 'Api').root.addMethod('POST', new apigw.LambdaIntegration(other), {{
          authorizationType: apigw.AuthorizationType.{authorization},
        }});
        """,
        IMPORTS + "import * as iam from 'aws-cdk-lib/aws-iam';",
    )
    (trigger,) = triggers(application)
    assert (trigger.exposure, trigger.options["assumed"]) == (exposure, True)


def test_functions_of_the_older_class_of_distributions(typescript: Read) -> None:
    application = typescript(
        FN
        + """
        new cloudfront.CloudFrontWebDistribution(this, 'D', { webACLId: 'arn:aws:wafv2:x', originConfigs: [{
          behaviors: [
            { isDefaultBehavior: true },
            { pathPattern: '/api/*', lambdaFunctionAssociations: [
              { lambdaFunction: fn.currentVersion, eventType: cloudfront.LambdaEdgeEventType.ORIGIN_REQUEST },
            ] },
          ],
        }] });
        """,
        "import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';",
    )
    assert [(t.kind, t.detail) for t in triggers(application)] == [(Kind.CLOUDFRONT, "origin-request /api/*")]
    (distribution,) = application.of(Distribution)
    assert is_true(distribution.web_acl)
