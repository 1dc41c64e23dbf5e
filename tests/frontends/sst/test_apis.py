"""APIs of SST: routes, who is asked, and what defaults let in."""

from __future__ import annotations

from goatherd.model.trigger import Exposure, Kind
from tests.frontends.sst.conftest import HANDLER

ROUTES = {"src/a.ts": HANDLER, "src/b.ts": HANDLER}


def test_routes_to_handlers_to_arguments_and_to_functions(run):
    found = run(
        """
        const api = new sst.aws.ApiGatewayV2("Api");
        const work = new sst.aws.Function("Work", { handler: "src/work.handler" });
        api.route("GET /", "src/a.handler");
        api.route("post /b", { handler: "src/b.handler", timeout: "5 seconds" });
        api.route("$default", work.arn);
        """,
        ROUTES,
    )
    assert found.triggers("Api/GET") == [(Kind.HTTP_API, "GET /", None)]
    assert found.triggers("Api/POST-b") == [(Kind.HTTP_API, "POST /b", None)]
    assert found.triggers("Work") == [(Kind.HTTP_API, "ANY $default", None)]
    assert found["Work"].triggers[0].exposure == Exposure.ANONYMOUS
    assert [found.file(id) for id in ("Api/GET", "Api/POST-b")] == ["src/a.ts", "src/b.ts"]
    assert found["Work"].triggers[0].span.line == 13
    assert found.told == []


def test_who_is_asked(run):
    found = run("""
        const api = new sst.aws.ApiGatewayV2("Api");
        const old = api.addAuthorizer({
          name: "pool", jwt: { issuer: "https://issuer.example", audiences: ["shop"] },
        });
        const own = api.addAuthorizer("own", { lambda: { function: "src/work.handler" } });
        api.route("GET /jwt", "src/work.handler", { auth: { jwt: { authorizer: old.id, scopes: ["read"] } } });
        api.route("GET /own", "src/work.handler", { auth: { lambda: own.id } });
        api.route("GET /iam", "src/work.handler", { auth: { iam: true } });
        api.route("GET /open", "src/work.handler", { auth: false });
    """)
    exposures = {id: found[id].triggers[0].exposure for id in found.ids}
    assert exposures == {
        "Api/ownFunction": Exposure.ANONYMOUS,
        "Api/GET-jwt": Exposure.AUTHENTICATED,
        "Api/GET-own": Exposure.AUTHENTICATED,
        "Api/GET-iam": Exposure.ACCOUNT,
        "Api/GET-open": Exposure.ANONYMOUS,
    }
    assert found["Api/ownFunction"].triggers[0].kind == Kind.AUTHORIZER_REQUEST


def test_what_every_route_is_given(run):
    found = run("""
        const table = new sst.aws.Dynamo("T", { fields: { id: "string" }, primaryIndex: { hashKey: "id" } });
        const api = new sst.aws.ApiGatewayV2("Api", {
          link: [table],
          transform: {
            route: {
              handler: (args) => { args.memory ??= "256 MB"; },
              args: { auth: { iam: true } },
            },
          },
        });
        api.route("GET /", "src/work.handler");
    """)
    assert found.triggers("Api/GET") == [(Kind.HTTP_API, "GET /", "AWS_IAM")]
    assert found.allowed("Api/GET") == {"dynamodb:*": ("${T.Arn}", "${T.Arn}/*")}
    assert found["Api/GET"].memory.value == 256


def test_pages_of_everybody_may_call_unless_something_is_written(run):
    found = run("""
        const open = new sst.aws.ApiGatewayV2("Open");
        const own = new sst.aws.ApiGatewayV2("Own", { cors: { allowOrigins: ["https://shop.example"] } });
        const none = new sst.aws.ApiGatewayV2("None", { cors: false });
        for (const api of [open, own, none]) api.route("GET /", "src/work.handler");
    """)
    origins = {id: [rule.origins for rule in found.application.resources[id].cors] for id in ("Open", "Own", "None")}
    assert origins == {"Open": [("*",)], "Own": [("https://shop.example",)], "None": []}


def test_rest_apis(run):
    found = run("""
        const api = new sst.aws.ApiGatewayV1("Api");
        const pool = new sst.aws.CognitoUserPool("Pool");
        const users = api.addAuthorizer({ name: "users", userPools: [pool.arn] });
        const own = api.addAuthorizer({ name: "own", tokenFunction: "src/work.handler" });
        api.route("GET /orders/{id}", "src/work.handler", { auth: { cognito: { authorizer: users.id } } });
        api.route("POST /orders", "src/work.handler", { auth: { custom: own.id } });
        api.route("ANY /{proxy+}", "src/work.handler");
        api.deploy();
    """)
    assert found.triggers("Api/GET-orders-id") == [(Kind.REST_API, "GET /orders/{id}", "Api/users")]
    assert found.triggers("Api/POST-orders") == [(Kind.REST_API, "POST /orders", "Api/own")]
    assert found.triggers("Api/ANY-proxy") == [(Kind.REST_API, "ANY /{proxy+}", None)]
    assert found["Api/ownFunction"].triggers[0].kind == Kind.AUTHORIZER_TOKEN


def test_web_sockets(run):
    found = run("""
        const api = new sst.aws.ApiGatewayWebSocket("Socket");
        api.route("$connect", "src/work.handler");
        api.route("say", { handler: "src/work.handler", link: [api] });
    """)
    assert found.triggers("Socket/connect") == [(Kind.WEBSOCKET, "$connect", None)]
    assert found.triggers("Socket/say") == [(Kind.WEBSOCKET, "say", None)]
    assert found.allowed("Socket/say") == {
        "execute-api:ManageConnections": ("${Socket.ExecutionArn}/*/*/@connections/*",)
    }


def test_graphql(run):
    found = run("""
        const api = new sst.aws.AppSync("Graph", { schema: "schema.graphql" });
        const source = api.addDataSource({ name: "work", lambda: "src/work.handler" });
        api.addResolver("Query order", { dataSource: source.name });
    """)
    assert found.triggers("Graph/work") == [(Kind.APPSYNC, "Query.order", None)]


def test_a_server_that_signs_users_in_is_open(run):
    found = run("""
        const auth = new sst.aws.Auth("Auth", { issuer: "src/work.handler" });
        new sst.aws.Function("Client", { handler: "src/work.handler", environment: { URL: auth.url } });
    """)
    assert [kind for kind, _, _ in found.triggers("AuthIssuer")] == [Kind.FUNCTION_URL]
    assert "dynamodb:*" in found.allowed("AuthIssuer")
