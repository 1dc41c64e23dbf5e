"""Records chosen by the request: what keeps an access from being told."""

from __future__ import annotations

from pathlib import Path

import pytest

import goatherd.learn
from goatherd.core.confidence import confidence_of
from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.scan import scan

HEAD = """\
const { onCall, HttpsError } = require('firebase-functions/v2/https');
const { getFirestore } = require('firebase-admin/firestore');
const { initializeApp } = require('firebase-admin/app');

initializeApp();
const notes = getFirestore().collection('notes');
const members = getFirestore().collection('members');

exports.mine = onCall(async (request) => {
  if (!request.auth) throw new HttpsError('unauthenticated', 'sign in');
  return notes.where('owner', '==', request.auth.uid).get();
});

exports.work = onCall(async (request) => {
  if (!request.auth) throw new HttpsError('unauthenticated', 'sign in');
  const { id, owner, text } = request.data;
"""

ME = "const me = (await members.where('uid', '==', request.auth.uid).limit(1).get()).docs[0];"
NAMED = [("GOAT0931", "high")]


@pytest.fixture
def found_in(tmp_path):
    def scanned(body):
        (tmp_path / "firebase.json").write_text('{"functions": {"source": "."}}')
        manifest = '{"main": "index.js", "dependencies": {"firebase-functions": "6.3.0", "firebase-admin": "13.0.0"}}'
        (tmp_path / "package.json").write_text(manifest)
        (tmp_path / "index.js").write_text(f"{HEAD}{body}\n}});\n")
        config = Config(select=("GOAT0930", "GOAT0931", "GOAT0932"))
        return [event.finding for event in scan(str(tmp_path), config) if isinstance(event, FindingFound)]

    return scanned


@pytest.fixture
def told(found_in):
    return lambda body: [(finding.id, finding.severity.label) for finding in found_in(body)]


@pytest.mark.parametrize(
    ("body", "findings"),
    [
        ("await notes.doc(id).delete();", [("GOAT0930", "medium")]),
        ("await notes.doc(id).update({ text });", [("GOAT0930", "medium")]),
        ("return notes.doc(id).get();", [("GOAT0930", "medium")]),
        ("return notes.where('owner', '==', owner).get();", [("GOAT0931", "medium")]),
        ("await notes.add({ owner, text });", [("GOAT0931", "high")]),
        ("await members.add({ userId: request.data.userId, text });", [("GOAT0931", "medium")]),
        ("await members.doc(request.data.userId).update({ text });", [("GOAT0931", "medium")]),
        # what it is like says nothing of whose it is
        (
            "const note = await notes.doc(id).get();\n"
            "if (note.data().state !== 'draft') throw new HttpsError('aborted', 'published');\n"
            "await notes.doc(id).delete();",
            [("GOAT0930", "medium")],
        ),
        ("require('jsonwebtoken').verify(text, process.env.KEY);\nawait notes.add({ owner, text });", NAMED),
    ],
)
def test_a_record_of_somebody_else(told, body, findings):
    assert told(body) == findings


@pytest.mark.parametrize(
    "body",
    [
        "const note = await notes.doc(id).get();\n"
        "if (note.data().owner !== request.auth.uid) throw new HttpsError('permission-denied', 'not yours');\n"
        "await notes.doc(id).delete();",
        # the record is handed out only to its owner
        "const note = await notes.doc(id).get();\nreturn note.data().owner === request.auth.uid ? note.data() : null;",
        # those whom the caller belongs to are looked up
        f"{ME}\nconst note = await notes.doc(id).get();\n"
        "if (note.data().team !== me.id) throw new HttpsError('permission-denied', 'not yours');\n"
        "await notes.doc(id).delete();",
        f"{ME}\nconst note = await notes.doc(id).get();\n"
        "if (!note.data().teams.includes(me.data().team)) throw new HttpsError('permission-denied', 'not yours');\n"
        "await notes.doc(id).delete();",
        # the record says whose record tells who may change it
        "const note = await notes.doc(id).get();\nconst host = await members.doc(note.data().host).get();\n"
        "if (host.data().uid !== request.auth.uid) throw new HttpsError('permission-denied', 'not yours');\n"
        "await notes.doc(id).delete();",
        # a new account has a uid of its own
        "const made = await require('firebase-admin/auth').getAuth().createUser({ email: request.data.email });\n"
        "await members.doc(made.uid).set({ text });",
        # several are named since something is done to them
        "for (const each of request.data.players) await members.doc(each.userId).update({ text });",
        # the token has to be of whom the request names
        "require('jsonwebtoken').verify(text, process.env.KEY, { subject: owner });\nawait notes.add({ owner, text });",
        "if (request.auth.token.role !== 'admin') throw new HttpsError('permission-denied', 'no');\n"
        "await notes.doc(id).delete();",
        "if (request.auth.token.admin !== true) throw new HttpsError('permission-denied', 'no');\n"
        "await notes.doc(id).delete();",
        "const me = { isAdmin: request.auth.token.admin === true };\n"
        "if (!me.isAdmin) throw new HttpsError('permission-denied', 'no');\nawait notes.doc(id).delete();",
        "if (request.auth.token.email !== process.env.ADMIN) throw new HttpsError('permission-denied', 'no');\n"
        "await notes.doc(id).delete();",
        # who likes a note, or reads it, leaves the rest as it is
        "await notes.doc(id).update({ likedBy: request.auth.uid });",
        "await notes.doc(id).update({ seen: true });",
        "const note = await notes.doc(id).get();\nawait notes.doc(id).update({ likes: note.data().likes + 1 });",
        # whoever is written of a note of their own need not be who calls
        "await members.add({ owner, text });",
        "await members.add({ about: request.data.userId, text });",
        "if (owner !== request.auth.uid) throw new HttpsError('permission-denied', 'no');\n"
        "await notes.add({ owner, text });",
    ],
)
def test_what_is_no_finding(told, body):
    assert told(body) == []


def test_who_is_written_into_records_and_found_by_it_owns_them(told):
    body = (
        "await notes.doc(id).delete();\n});\nexports.write = onCall(async (request) => {\n"
        "  if (!request.auth) throw new HttpsError('unauthenticated', 'sign in');\n"
        "  await notes.add({ owner: request.auth.uid, text: request.data.text });"
    )
    assert told(body) == [("GOAT0930", "medium")]


@pytest.mark.parametrize(("attribute", "ids"), [("createdBy", ["GOAT0930"]), ("lastUpdatedBy", [])])
def test_who_has_worked_on_a_record_last_need_not_own_it(found_in, attribute, ids):
    body = (
        "await members.doc(id).delete();\n});\nexports.write = onCall(async (request) => {\n"
        "  if (!request.auth) throw new HttpsError('unauthenticated', 'sign in');\n"
        f"  await members.add({{ {attribute}: request.auth.uid, text: request.data.text }});"
    )
    assert [finding.id for finding in found_in(body)] == ids


RENAME = """
});
exports.rename = onCall(async (request) => {
  const note = await notes.doc(request.data.id).get();
  if (note.data().owner !== request.auth?.uid) throw new HttpsError('permission-denied', 'not yours');
  await notes.doc(request.data.id).update({ title: request.data.title });
"""


@pytest.mark.parametrize(
    ("body", "told_as"),
    [
        ("await notes.doc(id).delete();", ("high", "high")),
        ("await members.add({ by: request.auth.uid, text });\nawait notes.doc(id).delete();", ("medium", "high")),
        (
            f"{ME}\nif (!me) throw new HttpsError('permission-denied', 'members only');\nawait notes.doc(id).delete();",
            ("medium", "low"),
        ),
    ],
)
def test_what_is_known_of_who_calls_may_be_the_permission(found_in, body, told_as):
    [finding] = found_in(body + RENAME)
    assert (finding.severity.label, confidence_of(finding.reasons).label) == told_as


CHALICE = """\
import boto3
from chalice import Chalice, CognitoUserPoolAuthorizer

app = Chalice(app_name="x")
users = CognitoUserPoolAuthorizer("users", provider_arns=["arn:aws:cognito-idp:eu-west-1:1:userpool/p"])
people = boto3.resource("dynamodb").Table("people")


@app.route("/", authorizer=users)
def index():
    return {}


@app.route("/me", authorizer=users)
def me():
    return people.get_item(Key={"username": app.current_request.context["authorizer"]["claims"]["sub"]})["Item"]


@app.route("PATH", methods=["PUT"], authorizer=users)
def change(username):
    people.update_item(
        Key={"username": username},
        UpdateExpression="SET told = :told",
        ExpressionAttributeValues={":told": app.current_request.json_body["told"]},
    )
    return {}
"""


@pytest.mark.parametrize(
    ("path", "told_as"), [("/people/{username}", ("high", "high")), ("/people/{username}/likes", ("medium", "low"))]
)
def test_a_route_of_chalice_is_told_by_its_own_name(tmp_path, path, told_as):
    """And what is done to somebody on purpose is told with a doubt."""
    (tmp_path / "app.py").write_text(CHALICE.replace("PATH", path))
    (tmp_path / "requirements.txt").write_text("chalice==1.31.2\n")
    events = scan(str(tmp_path), Config(select=("GOAT0931",)))
    [finding] = [event.finding for event in events if isinstance(event, FindingFound)]
    assert finding.message.startswith(f"PUT {path} changes people")
    assert (finding.severity.label, confidence_of(finding.reasons).label) == told_as


def test_what_everybody_may_read_is_no_finding(told):
    body = "return notes.doc(id).get();\n});\nexports.all = onCall(async () => {\n  return notes.get();"
    assert told(body) == []


ROUTES = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      Auth:
        DefaultAuthorizer: Users
        Authorizers:
          Users: {IdentitySource: $request.header.Authorization, JwtConfiguration: {issuer: users, audience: [shop]}}
          Staff: {IdentitySource: $request.header.Authorization, JwtConfiguration: {issuer: staff, audience: [shop]}}
  Change:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.change
      Events: {Call: {Type: HttpApi, Properties: {ApiId: !Ref Api, Method: put, Path: "/bookings/{id}"}}}
  Cancel:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.cancel
      Events: {Call: {Type: HttpApi, Properties: {ApiId: !Ref Api, Method: delete, Path: "%s/bookings/{id}", %s}}}
"""
BOOKINGS = """\
import boto3

bookings = boto3.resource("dynamodb").Table("bookings")


def change(event, context):
    bookings.update_item(
        Key={"id": event["pathParameters"]["id"]},
        UpdateExpression="SET seats = :seats",
        ConditionExpression="guest = :caller",
        ExpressionAttributeValues={
            ":seats": event["body"], ":caller": event["requestContext"]["authorizer"]["jwt"]["claims"]["sub"]
        },
    )


def cancel(event, context):
    bookings.delete_item(Key={"id": event["pathParameters"]["id"]})
"""


@pytest.mark.parametrize(
    ("folder", "authorizer", "found"),
    [
        ("/admin", "Auth: {Authorizer: Staff}", []),
        ("/admin", "Auth: {Authorizer: Users}", ["GOAT0930"]),
        ("/mine", "Auth: {Authorizer: Staff}", ["GOAT0930"]),
    ],
)
def test_an_authorizer_of_their_own_lets_only_administrators_in(tmp_path, folder, authorizer, found):
    (tmp_path / "template.yaml").write_text(ROUTES % (folder, authorizer))
    (tmp_path / "app.py").write_text(BOOKINGS)
    events = scan(str(tmp_path), Config(select=("GOAT0930",)))
    assert [event.finding.id for event in events if isinstance(event, FindingFound)] == found


def test_a_line_at_which_the_request_names_the_caller_is_told_once():
    goat = Path(goatherd.learn.__file__).parent / "course" / "goat"
    events = scan(str(goat), Config(select=("GOAT0930", "GOAT0931")))
    found = [event.finding for event in events if isinstance(event, FindingFound)]
    assert [(finding.id, finding.function) for finding in found] == [("GOAT0931", "Register")]


COSMOS = """\
const { app } = require('@azure/functions');
const { CosmosClient } = require('@azure/cosmos');
const jwt = require('jsonwebtoken');

const notes = new CosmosClient(process.env.COSMOS).database('d').container('notes');
const caller = (request) => jwt.verify(request.headers.get('authorization'), process.env.KEY).sub;

app.http('mine', { methods: ['GET'], route: 'notes', handler: async (request) => {
  const parameters = [{ name: '@me', value: caller(request) }];
  const query = 'SELECT * FROM c WHERE c.userId = @me';
  return { jsonBody: (await notes.items.query({ query, parameters }).fetchAll()).resources };
} });
app.http('make', { methods: ['POST'], route: 'notes', handler: async (request) => {
  const { text } = await request.json();
  await notes.items.create({ userId: caller(request), text });
} });
app.http('discard', { methods: ['DELETE'], route: 'notes/{id}', handler: async (request) => {
  const user = caller(request);
  await notes.item(request.params.id, PARTITION).delete();
} });
"""


@pytest.mark.parametrize(("partition", "ids"), [("user", []), ("request.params.id", ["GOAT0930"])])
def test_a_partition_of_cosmos_db_that_is_the_callers(tmp_path, partition, ids):
    (tmp_path / "host.json").write_text('{"version": "2.0"}')
    manifest = '{"main": "index.js", "dependencies": {"@azure/functions": "4.5.0", "@azure/cosmos": "4.1.0"}}'
    (tmp_path / "package.json").write_text(manifest)
    (tmp_path / "index.js").write_text(COSMOS.replace("PARTITION", partition))
    found = scan(str(tmp_path), Config(select=("GOAT0930",)))
    assert [event.finding.id for event in found if isinstance(event, FindingFound)] == ids


@pytest.mark.parametrize(
    ("path", "table", "attribute", "told_of"),
    [
        ("/parcels/{uid}", "Parcels", "uid", False),
        ("/parcels/{userId}", "Parcels", "userId", True),
        ("/users/{uid}", "Users", "uid", True),
        ("/parcels/{uid}", "Addresses", "uid", True),
    ],
)
def test_the_uid_of_a_record_is_no_users(tmp_path, path, table, attribute, told_of):
    (tmp_path / "template.yaml").write_text(f"""\
Transform: AWS::Serverless-2016-10-31
Resources:
  Pool: {{Type: AWS::Cognito::UserPool}}
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      Auth: {{DefaultAuthorizer: Users, Authorizers: {{Users: {{UserPoolArn: !GetAtt Pool.Arn}}}}}}
  {table}:
    Type: AWS::DynamoDB::Table
    Properties: {{KeySchema: [{{AttributeName: {attribute}, KeyType: HASH}}]}}
  Change:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.change
      CodeUri: .
      Environment: {{Variables: {{TABLE: !Ref {table}}}}}
      Events:
        Call: {{Type: Api, Properties: {{RestApiId: !Ref Api, Method: delete, Path: "{path}"}}}}
""")
    (tmp_path / "app.py").write_text(f"""\
import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def change(event, context):
    table.delete_item(Key={{"{attribute}": event["pathParameters"]["{attribute}"]}})
    return {{"statusCode": 204}}
""")
    events = scan(str(tmp_path), Config(select=("GOAT0931",)))
    assert any(isinstance(event, FindingFound) for event in events) == told_of
