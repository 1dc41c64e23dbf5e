"""Programs of SST 2, whose stacks are functions that the app is handed to, and of SST 1."""

from __future__ import annotations

from textwrap import dedent, indent

import pytest

from goatherd.core.value import known
from goatherd.model.trigger import Exposure, Kind
from tests.frontends.sst.conftest import HANDLER

CONFIG = """
import { Shop } from "./stacks/Shop";
export default {
  config() { return { name: "shop", region: "eu-west-1" }; },
  stacks(app) {
    app.setDefaultFunctionProps({ timeout: "20 seconds", environment: { LEVEL: "info" } });
    app.stack(Shop);
  },
};
"""
STACK = """
import * as iam from "aws-cdk-lib/aws-iam";
import { Api, ApiGatewayV1Api, AppSyncApi, Auth, Bucket, Cognito, Config, Cron, EventBus } from "sst/constructs";
import { Function, KinesisStream, NextjsSite, Queue, Script, Table, Topic, WebSocketApi } from "sst/constructs";

export function Shop({ stack }) {
%s
}
"""


@pytest.fixture
def stack(read):
    """The application whose only stack has this body; `src/work.ts` exports a handler."""

    def run(body, files=None):
        program = STACK % indent(dedent(body), "  ")
        return read({"sst.config.ts": CONFIG, "stacks/Shop.ts": program, "src/work.ts": HANDLER, **(files or {})})

    return run


def test_an_api_with_what_all_its_functions_have(stack):
    found = stack("""
        const table = new Table(stack, "Orders", { fields: { id: "string" }, primaryIndex: { partitionKey: "id" } });
        const api = new Api(stack, "Api", {
          defaults: { function: { bind: [table], environment: { SHOP: "own" } } },
          routes: {
            "GET /orders": "src/work.handler",
            "POST /orders": { function: { handler: "src/work.handler", timeout: 5 }, authorizer: "iam" },
          },
        });
        api.attachPermissions(["s3", "ses:SendEmail"]);
        stack.addOutputs({ url: api.url });
    """)
    assert (found.application.name, found.ids) == ("stacks/Shop.ts", ["Api/GET-orders", "Api/POST-orders"])
    assert found.triggers("Api/GET-orders") == [(Kind.HTTP_API, "GET /orders", None)]
    assert found.triggers("Api/POST-orders") == [(Kind.HTTP_API, "POST /orders", "AWS_IAM")]
    assert [known(found[id].timeout) for id in found.ids] == [20, 5]
    assert found.file("Api/GET-orders") == "src/work.ts"
    environment = {name: known(value) for name, value in found["Api/GET-orders"].environment.items()}
    assert environment == {"LEVEL": "info", "SHOP": "own", "SST_Table_tableName_Orders": "${Orders}"}
    allowed = found.allowed("Api/GET-orders")
    assert allowed["dynamodb:*"] == ("${Orders.Arn}", "${Orders.Arn}/*")
    assert allowed["s3:*"] == allowed["ses:SendEmail"] == ("*",)
    assert found.told == []


def test_authorizers_of_an_api(stack):
    found = stack("""
        new Api(stack, "Api", {
          authorizers: {
            users: { type: "user_pool", userPool: { id: "pool" } },
            own: { type: "lambda", function: new Function(stack, "Own", { handler: "src/work.handler" }) },
          },
          defaults: { authorizer: "users" },
          routes: {
            "GET /a": "src/work.handler",
            "GET /b": { function: "src/work.handler", authorizer: "own" },
            "GET /c": { function: "src/work.handler", authorizer: "none" },
          },
        });
    """)
    exposures = {id: found[id].triggers[0].exposure for id in found.ids if id.startswith("Api/")}
    assert exposures == {
        "Api/GET-a": Exposure.AUTHENTICATED,
        "Api/GET-b": Exposure.AUTHENTICATED,
        "Api/GET-c": Exposure.ANONYMOUS,
    }
    assert [kind for kind, _, _ in found.triggers("Own")] == [Kind.AUTHORIZER_REQUEST]


def test_permissions_of_a_function(stack):
    found = stack("""
        const bucket = new Bucket(stack, "Files");
        const key = new Config.Secret(stack, "KEY");
        const work = new Function(stack, "Work", {
          handler: "src/work.handler",
          bind: [key],
          permissions: [bucket, new iam.PolicyStatement({ actions: ["sns:Publish"], resources: ["*"] })],
          url: { authorizer: "iam" },
        });
        work.addToRolePolicy(new iam.PolicyStatement({ actions: ["sqs:SendMessage"], resources: ["*"] }));
    """)
    allowed = found.allowed("Work")
    assert allowed["s3:*"] == ("${Files.Arn}", "${Files.Arn}/*")
    assert allowed["sns:Publish"] == ("*",)
    assert allowed["sqs:SendMessage"] == ("*",)
    assert allowed["ssm:GetParameters"][0].endswith(":parameter/sst/*/KEY/value")
    assert [kind for kind, _, _ in found.triggers("Work")] == [Kind.FUNCTION_URL]
    assert found["Work"].triggers[0].exposure == Exposure.ACCOUNT


@pytest.mark.parametrize(
    ("body", "id", "kind"),
    [
        ('new Queue(stack, "Q", { consumer: "src/work.handler" });', "Q/Consumer", Kind.SQS),
        ('new Topic(stack, "T", { subscribers: { tell: "src/work.handler" } });', "T/tell", Kind.SNS),
        ('new Cron(stack, "C", { schedule: "rate(1 day)", job: "src/work.handler" });', "C/Job", Kind.SCHEDULE),
        ('new Bucket(stack, "B", { notifications: { tell: "src/work.handler" } });', "B/tell", Kind.S3),
        ('new KinesisStream(stack, "K", { consumers: { tell: "src/work.handler" } });', "K/tell", Kind.KINESIS),
        ('new Cognito(stack, "P", { triggers: { preSignUp: "src/work.handler" } });', "P/preSignUp", Kind.COGNITO),
        ('new WebSocketApi(stack, "W", { routes: { say: "src/work.handler" } });', "W/say", Kind.WEBSOCKET),
        ('new ApiGatewayV1Api(stack, "R", { routes: { "GET /x": "src/work.handler" } });', "R/GET-x", Kind.REST_API),
        ('new Script(stack, "S", { onCreate: "src/work.handler" });', "S/onCreate", Kind.CUSTOM_RESOURCE),
        (
            """
            new AppSyncApi(stack, "G", {
              dataSources: { work: "src/work.handler" }, resolvers: { "Query x": "work" },
            });
            """,
            "G/work",
            Kind.APPSYNC,
        ),
        (
            """
            new EventBus(stack, "E", {
              rules: { paid: { pattern: { source: ["shop"] }, targets: { tell: "src/work.handler" } } },
            });
            """,
            "E/paid-tell",
            Kind.EVENTBRIDGE,
        ),
        (
            """
            new Table(stack, "D", {
              fields: { id: "string" }, primaryIndex: { partitionKey: "id" }, stream: true,
              consumers: { tell: { function: "src/work.handler" } },
            });
            """,
            "D/tell",
            Kind.DYNAMODB,
        ),
        (
            """
            const api = new Api(stack, "Api");
            new Auth(stack, "Auth", { authenticator: { handler: "src/work.handler" } }).attach(stack, { api });
            """,
            "Auth/Authenticator",
            Kind.HTTP_API,
        ),
    ],
)
def test_what_calls_a_function(stack, body, id, kind):
    found = stack(body)
    assert {each for each, _, _ in found.triggers(id)} == {kind}
    assert found.file(id) == "src/work.ts"
    assert found.told == []


def test_stacks_that_use_one_another(tree_of):
    from goatherd.code.modules import Modules
    from goatherd.frontends import read_applications

    files = {
        "sst.config.ts": """
            import { Store } from "./stacks/Store";
            import { Web } from "./stacks/Web";
            export default { stacks(app) { app.stack(Store).stack(Web); } };
        """,
        "stacks/Store.ts": """
            import { Table } from "sst/constructs";
            export function Store({ stack }) {
              const table = new Table(stack, "Orders", { fields: { id: "string" } });
              return { table };
            }
        """,
        "stacks/Web.ts": """
            import { Function, use } from "sst/constructs";
            import { Store } from "./Store";
            export function Web({ stack }) {
              const { table } = use(Store);
              new Function(stack, "Work", { handler: "src/work.handler", bind: [table] });
            }
        """,
        "src/work.ts": HANDLER,
    }
    applications, diagnoses = read_applications(Modules(tree_of(files)))
    (web,) = (application for application in applications if application.functions)
    (statement,) = (s for s in web.functions[0].role.statements if "dynamodb:*" in s.actions)
    assert diagnoses == []
    assert statement.resources == ("${/stacks/Store-ts/Orders.Arn}", "${/stacks/Store-ts/Orders.Arn}/*")


def test_stacks_that_are_classes_of_the_first_version(read):
    found = read(
        {
            "sst.json": '{"name": "shop", "main": "stacks/index.js"}',
            "stacks/index.js": """
                import Shop from "./Shop";
                export default function main(app) {
                  app.setDefaultFunctionProps({ runtime: "nodejs14.x", srcPath: "backend" });
                  new Shop(app, "shop");
                }
            """,
            "stacks/Shop.js": """
                import * as sst from "@serverless-stack/resources";
                export default class Shop extends sst.Stack {
                  constructor(scope, id, props) {
                    super(scope, id, props);
                    new sst.Api(this, "Api", { routes: { "GET /": "src/work.handler" } });
                  }
                }
            """,
            "backend/src/work.js": "exports.handler = async (event) => event;\n",
        }
    )
    assert found.triggers("Api/GET") == [(Kind.HTTP_API, "GET /", None)]
    assert found.file("Api/GET") == "backend/src/work.js"
    assert known(found["Api/GET"].runtime) == "nodejs14.x"


def test_what_is_not_read_is_told(stack):
    found = stack("""
        new Function(stack, "Work", { handler: "src/work.handler" });
        new NextjsSite(stack, "Web", { path: "web" });
    """)
    assert [(d.message, d.incomplete, d.span.line) for d in found.diagnoses] == [
        ("the server functions of site Web (NextjsSite) are not read", True, 9)
    ]


def test_a_runtime_is_told_where_it_is_set(read):
    body = """
const api = new Api(stack, "Api", {
  defaults: { function: { runtime: "nodejs14.x" } },
  routes: {
    "GET /": "src/work.handler",
    "POST /": { function: { handler: "src/work.handler", runtime: "python3.8" } },
  },
});
new Function(stack, "Own", { handler: "src/work.handler" });
new Cron(stack, "Daily", { schedule: "rate(1 day)", job: { function: "src/work.handler" } });
"""
    config = CONFIG.replace("timeout:", 'runtime: "nodejs16.x", timeout:')
    found = read({"sst.config.ts": config, "stacks/Shop.ts": STACK % body, "src/work.ts": HANDLER})
    runtimes = {id: found[id].runtime for id in found.ids}
    assert {id: (known(value), value.span.path, value.span.line) for id, value in runtimes.items()} == {
        "Api/GET": ("nodejs14.x", "stacks/Shop.ts", 9),
        "Api/POST": ("python3.8", "stacks/Shop.ts", 12),
        "Own": ("nodejs16.x", "sst.config.ts", 6),
        "Daily/Job": ("nodejs16.x", "sst.config.ts", 6),
    }
