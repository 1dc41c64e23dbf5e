"""Whose data: small applications in, cells out."""

from __future__ import annotations

import pytest

from goatherd.surface.diff import diff
from tests.surface.whose.applications import API, PYTHON, cells_of, events, told


@pytest.mark.parametrize(
    ("body", "verb", "who"),
    [
        ('table.get_item(Key={"id": id})', "read", "any user"),
        ('table.get_item(Key={"id": user})', "read", "owner"),
        ('table.get_item(Key={"id": f"USER#{user}"})', "read", "owner"),
        ('table.query(KeyConditionExpression=Key("id").eq(user) & Key("sk").begins_with("n"))', "read", "owner"),
        ('table.query(KeyConditionExpression=Key("id").eq(given["user"]))', "read", "any user"),
        ('table.scan(FilterExpression=Attr("owner").eq(user))', "read", "owner"),
        ("table.scan()", "read", "any user"),
        ('table.put_item(Item={"id": given["id"], "owner": user})', "create", "owner"),
        ('table.put_item(Item={"id": given["id"], "owner": given["owner"]})', "create", "any user"),
        (
            'table.put_item(Item={"id": id}, ConditionExpression="attribute_exists(id)")',
            "change",
            "any user",
        ),
        ('table.delete_item(Key={"id": id})', "delete", "any user"),
        (
            'table.delete_item(Key={"id": id}, ConditionExpression="#o = :o",\n'
            '    ExpressionAttributeNames={"#o": "owner"}, ExpressionAttributeValues={":o": user})',
            "delete",
            "owner",
        ),
        ('table.delete_item(Key={"id": somebody()})', "delete", "not known"),
        ('if "admin" in claims["cognito:groups"]:\n    table.delete_item(Key={"id": id})', "delete", "a role"),
        ('if given["role"] == "admin":\n    table.delete_item(Key={"id": id})', "delete", "any user"),
        ('with table.batch_writer() as batch:\n    batch.delete_item(Key={"id": id})', "delete", "any user"),
    ],
)
def test_what_chooses_the_record_says_who(python, body, verb, who):
    assert told(python(body)) == [("PUT /notes/{id}", "Notes", verb, who)]


def test_a_record_that_is_compared_with_the_caller_is_the_owner_s(python):
    body = """\
note = table.get_item(Key={"id": id})["Item"]
if note["owner"] != user:
    return {"statusCode": 403}
table.delete_item(Key={"id": id})"""
    assert told(python(body)) == [
        ("PUT /notes/{id}", "Notes", "read", "any user"),
        ("PUT /notes/{id}", "Notes", "delete", "owner"),
    ]


@pytest.mark.parametrize(
    ("test", "who"),
    [
        ("id != user", "owner"),
        ('not id.startswith(f"{user}/")', "owner"),
        ('id != given["id"]', "any user"),
        ('claims["email"] != os.environ["ADMIN"]', "a role"),
        ('claims["cognito:groups"] != "admins" and claims["email"] != os.environ["ADMIN"]', "a role"),
        ('claims["token_use"] != "id"', "any user"),
    ],
)
def test_what_has_to_hold_of_the_caller_before(python, test, who):
    body = f'if {test}:\n    return {{"statusCode": 403}}\ntable.delete_item(Key={{"id": id}})'
    assert told(python(body)) == [("PUT /notes/{id}", "Notes", "delete", who)]


def test_routes_that_are_not_asked_the_same(map_files):
    code = PYTHON + '    table.delete_item(Key={"id": id})\n'
    template = (API % ("python3.12", events("delete /notes/{id}"))).replace(
        "Events:\n",
        "Events:\n        Look: {Type: Api, Properties: {RestApiId: !Ref Api, Method: get, Path: /, Auth: "
        "{Authorizer: NONE}}}\n",
    )
    cells = cells_of(map_files({"template.yaml": template, "app.py": code}))
    assert [each.entry for each in cells] == ["DELETE /notes/{id}", "GET /"]


def test_a_comparison_that_nobody_heeds_proves_nothing(python):
    body = """\
note = table.get_item(Key={"id": id})["Item"]
if note["owner"] != user:
    print("not the owner")
table.delete_item(Key={"id": id})"""
    assert ("PUT /notes/{id}", "Notes", "delete", "any user") in told(python(body))


@pytest.mark.parametrize(
    ("body", "verb", "who"),
    [
        ("await db.send(new GetCommand({ TableName, Key: { id: claims.sub } }));", "read", "owner"),
        ("await db.send(new GetCommand({ TableName, Key: { id } }));", "read", "any user"),
        (
            "if (!claims['cognito:groups'].includes('admin')) { return { statusCode: 403 }; }\n"
            "await db.send(new DeleteCommand({ TableName, Key: { id } }));",
            "delete",
            "a role",
        ),
        (
            "await db.send(new UpdateCommand({ TableName, Key: { id }, UpdateExpression: 'SET #t = :t',\n"
            "  ConditionExpression: 'userId = :u', ExpressionAttributeNames: { '#t': 'text' },\n"
            "  ExpressionAttributeValues: { ':t': event.body, ':u': claims.sub } }));",
            "change",
            "owner",
        ),
    ],
)
def test_the_same_in_javascript(javascript, body, verb, who):
    assert told(javascript(body)) == [("PUT /notes/{id}", "Notes", verb, who)]


def test_routes_that_the_code_tells_apart(python):
    body = """\
if event["httpMethod"] == "GET":
    table.get_item(Key={"id": user})
elif event["httpMethod"] == "DELETE":
    table.delete_item(Key={"id": id})"""
    assert told(python(body, "get /notes/{id}", "delete /notes/{id}")) == [
        ("DELETE /notes/{id}", "Notes", "delete", "any user"),
        ("GET /notes/{id}", "Notes", "read", "owner"),
    ]


def test_a_route_that_leaves_the_method_open(python):
    body = """\
if event["httpMethod"] == "GET":
    table.get_item(Key={"id": user})
else:
    table.delete_item(Key={"id": id})"""
    assert told(python(body, "any /notes/{id}")) == [
        ("ANY /notes/{id}", "Notes", "delete", "any user"),
        ("GET /notes/{id}", "Notes", "read", "owner"),
    ]


def test_who_the_request_says_that_calls_is_a_claim(python):
    (cell,) = python('table.get_item(Key={"userId": given["userId"]})')
    assert cell.claims == "event.body.userId"


def test_by_what_it_is_known_who_calls(map_files):
    code = PYTHON + '    table.get_item(Key={"id": user})\n    table.get_item(Key={"userId": given["userId"]})\n'
    template = API % ("python3.12", events("get /notes/{id}"))
    (surface,) = map_files({"template.yaml": template, "app.py": code}).surfaces
    (identities,) = surface.whose.identities.values()
    assert [(each.strength.label, each.what, each.span.line) for each in identities] == [
        ("verified", "a Cognito user pool authorizer asks who calls", 20),
        ("verified", "the caller.authorizer.claims.sub", 12),
        ("claimed", "event.body.userId", 13),
    ]


def test_a_token_that_need_not_be_there(map_files):
    code = """\
import boto3, jwt, os
table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
def handler(event, context):
    token = event["headers"].get("Authorization")
    user = jwt.decode(token, os.environ["KEY"], algorithms=["HS256"])["sub"] if token else "nobody"
    table.get_item(Key={"id": f"user#{user}"})
"""
    template = (API % ("python3.12", events("get /notes"))).replace("        DefaultAuthorizer: Users\n", "")
    (surface,) = map_files({"template.yaml": template, "app.py": code}).surfaces
    (identities,) = surface.whose.identities.values()
    assert identities[0].strength.label == "none"


def test_nobody_is_asked(map_files):
    code = PYTHON.replace('event["requestContext"]["authorizer"]["claims"]', "{'sub': 'x'}")
    template = (API % ("python3.12", events("get /notes/{id}"))).replace("        DefaultAuthorizer: Users\n", "")
    files = {"template.yaml": template, "app.py": f'{code}    table.get_item(Key={{"id": id}})\n'}
    (surface,) = map_files(files).surfaces
    (identities,) = surface.whose.identities.values()
    assert [each.strength.label for each in identities] == ["none"]


def test_an_attribute_that_is_the_caller_s_elsewhere(python):
    body = """\
if event["httpMethod"] == "GET":
    table.get_item(Key={"owner": user})
else:
    table.delete_item(Key={"owner": given["owner"]})"""
    cells = python(body, "get /notes/{id}", "delete /notes/{id}")
    assert [cell.outlier for cell in cells if cell.verb == "read"] == [""]
    assert [cell.outlier for cell in cells if cell.verb == "delete"] == [
        "owner is event.body.owner of the request here, and who calls at app.py:13"
    ]


def test_one_of_many_that_does_not_ask(python):
    body = """\
method = event["httpMethod"]
if method == "PUT":
    table.update_item(Key={"id": user}, UpdateExpression="SET a = :a", ExpressionAttributeValues={":a": 1})
if method == "POST":
    table.put_item(Item={"id": user})
if method == "DELETE":
    table.delete_item(Key={"key": id})"""
    cells = python(body, "put /notes", "post /notes", "delete /notes/{id}")
    assert [(cell.verb, cell.outlier) for cell in cells if cell.outlier] == [
        ("delete", "2 of 3 ways to write there are for owner, this one for any signed-in user")
    ]


EXPRESS = """\
const functions = require("firebase-functions");
const admin = require("firebase-admin");
const app = require("express")();
const db = admin.firestore();
const signedIn = async (req, res, next) => {
  try {
    req.user = await admin.auth().verifyIdToken(req.headers.authorization);
  } catch (error) {
    return res.status(401).json({});
  }
  return next();
};
app.get("/notes/:id", async (req, res) => res.json((await db.collection("notes").doc(req.params.id).get()).data()));
app.delete("/notes/:id", signedIn, async (req, res) => {
  await db.doc(`/notes/${req.params.id}`).delete();
  return res.json({});
});
app.get("/mine", signedIn, async (req, res) => {
  const found = await db.collection("notes").where("owner", "==", req.user.uid).get();
  return res.json(found.docs);
});
exports.api = functions.https.onRequest(app);
exports.profile = functions.https.onCall(async (data, context) => {
  if (!context.auth) throw new functions.https.HttpsError("unauthenticated", "");
  await db.collection("users").doc(context.auth.uid).set({ name: data.name });
});
"""


def test_routes_of_a_router_over_firestore(map_files):
    files = {
        "firebase.json": '{"functions": {"source": "functions"}}',
        "functions/package.json": '{"main": "index.js", "dependencies": {"firebase-functions": "4.0.0"}}',
        "functions/index.js": EXPRESS,
    }
    assert told(cells_of(map_files(files))) == [
        ("DELETE /notes/:id", "notes", "delete", "any user"),
        ("GET /mine", "notes", "read", "owner"),
        ("GET /notes/:id", "notes", "read", "anybody"),
        ("callable profile", "users", "create", "owner"),
    ]


AZURE = """\
import json
import azure.functions as func
from azure.cosmos import CosmosClient

app = func.FunctionApp()
notes = CosmosClient("https://x", "key").get_database_client("d").get_container_client("notes")


@app.route(route="notes/{id}", methods=["DELETE"], auth_level=func.AuthLevel.ANONYMOUS)
def remove(req: func.HttpRequest) -> func.HttpResponse:
    notes.delete_item(item=req.route_params.get("id"), partition_key="notes")
    return func.HttpResponse("")


@app.route(route="notes", methods=["GET"], auth_level=func.AuthLevel.FUNCTION)
def show(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse(json.dumps(list(notes.read_all_items())))
"""


def test_cosmos_db(map_files):
    files = {"host.json": "{}", "function_app.py": AZURE, "requirements.txt": "azure-functions\n"}
    assert told(cells_of(map_files(files))) == [
        ("DELETE /api/notes/{id}", "notes", "delete", "anybody"),
        ("GET /api/notes", "notes", "read", "key holder"),
    ]


def test_columns_of_sql(python):
    body = """\
import psycopg2
cursor = psycopg2.connect("").cursor()
cursor.execute("SELECT * FROM orders WHERE owner = %s", (user,))
cursor.execute("DELETE FROM orders WHERE id = %s", (id,))
cursor.execute("UPDATE orders SET note = %s WHERE id = %s AND owner = %s", (given["note"], id, user))"""
    assert told(python(body)) == [
        ("PUT /notes/{id}", "orders", "read", "owner"),
        ("PUT /notes/{id}", "orders", "change", "owner"),
        ("PUT /notes/{id}", "orders", "delete", "any user"),
    ]


def test_what_a_change_opens(map_files):
    template = API % ("python3.12", events("delete /notes/{id}"))
    narrow = PYTHON + '    table.delete_item(Key={"id": user})\n'
    wide = PYTHON + '    table.delete_item(Key={"id": id})\n'
    before = map_files({"template.yaml": template, "app.py": narrow})
    found = diff("main", before, map_files({"app.py": wide}))
    said = "any signed-in user can delete Notes by DELETE /notes/{id} (before: only the owner)"
    assert [(change.kind, change.widens, change.text) for change in found.changes] == [("data", True, said)]


POWERTOOLS = """\
import boto3, os
from aws_lambda_powertools.event_handler import APIGatewayRestResolver

app = APIGatewayRestResolver()
table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


@app.get("/notes")
def mine():
    claims = app.current_event.request_context.authorizer.claims
    return table.query(KeyConditionExpression="id = :id", ExpressionAttributeValues={":id": claims["sub"]})


@app.delete("/notes/<id>")
def remove(id):
    table.delete_item(Key={"id": id})


def handler(event, context):
    return app.resolve(event, context)
"""
HONO = """\
const { Hono } = require("hono");
const { handle } = require("hono/aws-lambda");
const { DynamoDB } = require("aws-sdk");
const db = new DynamoDB.DocumentClient();
const app = new Hono();
const notes = new Hono();
notes.delete("/:id", async (c) => {
  await db.delete({ TableName: "notes", Key: { id: c.req.param("id") } }).promise();
  return c.json({});
});
app.route("/notes", notes);
exports.handler = handle(app);
"""


def test_routes_of_powertools(map_files):
    template = API % ("python3.12", events("any /{proxy+}"))
    assert told(cells_of(map_files({"template.yaml": template, "app.py": POWERTOOLS}))) == [
        ("DELETE /notes/<id>", "Notes", "delete", "any user"),
        ("GET /notes", "Notes", "read", "owner"),
    ]


def test_routes_of_a_router_in_a_router(map_files):
    template = API % ("nodejs22.x", events("any /{proxy+}"))
    assert told(cells_of(map_files({"template.yaml": template, "app.js": HONO}))) == [
        ("DELETE /notes/:id", "notes", "delete", "any user")
    ]


def test_how_many_errors_there_are_depends_on_the_path(javascript):
    body = """\
const errors = {};
if (event.body === null) { errors.body = "empty"; }
if (Object.keys(errors).length === 0) { await db.send(new DeleteCommand({ TableName, Key: { id } })); }"""
    assert told(javascript(body)) == [("PUT /notes/{id}", "Notes", "delete", "any user")]


def test_code_that_nothing_calls_and_that_asks_who_calls(map_files):
    code = """\
import boto3, jwt, os
notes = boto3.resource("dynamodb").Table("Notes")
def handler(event, context):
    user = jwt.decode(event["headers"]["Authorization"], os.environ["KEY"], algorithms=["HS256"])["sub"]
    notes.delete_item(Key={"id": event["pathParameters"]["id"]})
    notes.get_item(Key={"id": user})
"""
    cells = cells_of(map_files({"app.py": code, "requirements.txt": "boto3\npyjwt\n"}))
    assert [(each.verb, each.who.label) for each in cells] == [("read", "owner"), ("delete", "any user")]
