"""What an outsider's data does in handlers of Azure Functions and of Google's cloud."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from attrs import evolve

from goatherd.model.trigger import Kind
from tests.engine.programs import application, function, marked, reported, trigger

if TYPE_CHECKING:
    from pathlib import Path

PYTHON = {
    "Azure, a request": (
        Kind.AZURE_HTTP,
        "main",
        "azure",
        """
        import os
        import azure.functions as func

        def main(req: func.HttpRequest) -> func.HttpResponse:
            os.system(req.params.get("a"))  #! shell
            os.system(req.route_params["a"])  #! shell
            os.system(req.get_json()["a"])  #! shell
            os.system(req.get_body().decode())  #! shell
            os.system(req.method)
            try:
                open("/tmp/x")
            except Exception as e:
                return func.HttpResponse(str(e), status_code=500)  #! error-response
            return func.HttpResponse("<b>" + req.params["q"], mimetype="text/html")  #! html
        """,
    ),
    "Azure, a message": (
        Kind.AZURE_QUEUE,
        "main",
        "azure",
        """
        import os

        def main(req) -> None:
            os.system(req.get_body().decode("utf-8"))  #! shell
            os.system(req.get_json()["a"])  #! shell
        """,
    ),
    "Azure, a decorated function": (
        Kind.AZURE_HTTP,
        "hello",
        "",
        """
        import os
        import azure.functions as func
        app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)

        @app.function_name(name="Hello")
        @app.route(route="hello", methods=["GET"])
        @app.queue_output(arg_name="out", queue_name="q", connection="C")
        def hello(req: func.HttpRequest, out) -> func.HttpResponse:
            os.system(req.params.get("name"))  #! shell
            return func.HttpResponse("fine")

        @app.route(route="other")
        def other(req: func.HttpRequest):
            os.system(req.params.get("name"))
        """,
    ),
    "Azure, a decorated message": (
        Kind.SERVICE_BUS,
        "work",
        "",
        """
        import os
        import azure.functions as func
        bp = func.Blueprint()

        @bp.service_bus_queue_trigger(arg_name="msg", queue_name="q", connection="C")
        def work(msg: func.ServiceBusMessage):
            os.system(msg.get_body().decode())  #! shell
        """,
    ),
    "Azure, a query of Cosmos DB": (
        Kind.AZURE_HTTP,
        "main",
        "azure",
        """
        from azure.cosmos import CosmosClient
        items = CosmosClient("u", "k").get_database_client("d").get_container_client("c")

        def main(req):
            items.query_items(query="SELECT * FROM c WHERE c.id = '" + req.params["id"] + "'")  #! sql
            items.query_items("SELECT * FROM c", parameters=[{"name": "@id", "value": req.params["id"]}])
        """,
    ),
    "Azure, a form, whose fields are texts": (
        Kind.AZURE_HTTP,
        "main",
        "azure",
        """
        import os
        import pymongo
        users = pymongo.MongoClient("mongodb://db.example.org")["shop"]["users"]

        def main(req):
            users.find_one({"name": req.form.get("name"), "key": req.form["key"]})
            users.find_one({"name": req.params.get("name")})
            users.find_one({"name": req.get_json()["name"]})  #! nosql
            os.system(req.form.get("name"))  #! shell
        """,
    ),
    "Google, a decorated request": (
        Kind.GOOGLE_HTTP,
        "hello",
        "",
        """
        import os
        import functions_framework

        @functions_framework.http
        def hello(request):
            os.system(request.args["a"])  #! shell
            os.system(request.get_json(silent=True)["a"])  #! shell
            return "<b>" + request.args["q"]  #! html
        """,
    ),
    "Google, a plain request": (
        Kind.GOOGLE_HTTP,
        "hello",
        "google",
        """
        import os

        def hello(request):
            os.system(request.args["a"])  #! shell
            return "fine"
        """,
    ),
    "Firebase, a call": (
        Kind.CALLABLE,
        "call",
        "",
        """
        import os
        from firebase_functions import https_fn

        @https_fn.on_call()
        def call(req: https_fn.CallableRequest):
            try:
                os.system(req.data["a"])  #! shell
            except Exception as e:
                return {"error": str(e)}  #! error-response
        """,
    ),
    "Firebase, an error of a call": (
        Kind.CALLABLE,
        "call",
        "",
        """
        from firebase_functions import https_fn

        @https_fn.on_call()
        def call(req: https_fn.CallableRequest):
            try:
                open("/tmp/x")
            except OSError as e:
                raise https_fn.HttpsError(code="internal", message=f"failed: {e}")  #! error-response
            raise https_fn.HttpsError("not-found", "nothing is there")
        """,
    ),
    "Firebase, a response whose headers say what it is": (
        Kind.GOOGLE_HTTP,
        "called",
        "",
        """
        from firebase_functions import https_fn

        @https_fn.on_request()
        def called(req: https_fn.Request):
            if req.args.get("page"):
                return https_fn.Response("hello " + req.args["name"], headers={"X-Shop": "1"})  #! html
            return https_fn.Response("hello " + req.args["name"], headers={"Content-Type": "application/json"})
        """,
    ),
    "Firebase, a document": (
        Kind.FIRESTORE,
        "made",
        "",
        """
        import os
        from firebase_functions import firestore_fn

        @firestore_fn.on_document_created(document="users/{id}")
        def made(event):
            os.system(event.data.to_dict()["a"])  #! shell
            os.system(event.params["id"])  #! shell
            open("/tmp/" + event.params["id"])
            open("/tmp/" + event.data.to_dict()["a"])  #! path
        """,
    ),
    "Firebase, what was written is no data": (
        Kind.GOOGLE_HTTP,
        "add",
        "",
        """
        from firebase_admin import db
        from firebase_functions import https_fn

        @https_fn.on_request()
        def add(req: https_fn.Request) -> https_fn.Response:
            new = db.reference("/messages").push({"text": req.args.get("text")})
            return https_fn.Response(f"made {new.key}")
        """,
    ),
}
JAVASCRIPT = {
    "Azure, a request that starts an orchestration": (
        Kind.AZURE_HTTP,
        "start",
        "",
        """
        const df = require('durable-functions');
        const { execSync } = require('child_process');
        df.app.client.http('start', { authLevel: 'anonymous', handler: async (request, client, context) => {
          execSync('ls ' + (await request.json()).a); //! shell
          return client.createCheckStatusResponse(request, await client.startNew('all'));
        } });
        """,
    ),
    "Azure, a request behind a class of the program": (
        Kind.AZURE_HTTP,
        "hello",
        "",
        """
        const { app } = require('@azure/functions');
        const { execSync } = require('child_process');
        class Wrapper {
          constructor(handler) { this.handler = handler; }
          run = async (request, context) => this.handler({ query: Object.fromEntries(request.query.entries()) });
          configure = ({ name, options }) => { app.http(name, { ...options, handler: this.run }); return this; };
        }
        new Wrapper(async ({ query }) => { execSync('ls ' + query.b); }).configure({ name: 'other', options: {} });
        new Wrapper(async ({ query }) => {
          execSync('ls ' + query.a); //! shell
        }).configure({ name: 'hello', options: {} });
        """,
    ),
    "Azure, a request": (
        Kind.AZURE_HTTP,
        "default",
        "azure",
        """
        const { execSync } = require('child_process');
        module.exports = async function (context, req) {
          execSync('ls ' + req.query.a); //! shell
          execSync('ls ' + req.params.a); //! shell
          execSync('ls ' + req.body.a); //! shell
          execSync('ls ' + req.method);
          try {
            JSON.parse(req.rawBody);
          } catch (error) {
            context.res.json({ error: error.stack }); //! error-response
            return;
          }
          context.res = { status: 200, headers: { 'Content-Type': 'text/html' }, body: '<p>' + req.query.q }; //! html
        };
        """,
    ),
    "Azure, a message": (
        Kind.AZURE_QUEUE,
        "default",
        "azure",
        """
        const { execSync } = require('child_process');
        module.exports = async function (context, message) {
          execSync('ls ' + message.name); //! shell
          execSync('ls ' + context.bindings.req); //! shell
        };
        """,
    ),
    "Azure, a registered function": (
        Kind.AZURE_HTTP,
        "hello",
        "",
        """
        const { app } = require('@azure/functions');
        const { execSync } = require('child_process');
        app.http('other', { handler: async (request) => { execSync('ls ' + request.query.get('x')); } });
        app.http('hello', { authLevel: 'anonymous', handler: async (request, context) => {
          execSync('ls ' + request.query.get('a')); //! shell
          execSync('ls ' + request.params.a); //! shell
          execSync('ls ' + (await request.json()).a); //! shell
          execSync('ls ' + await request.text()); //! shell
          return { headers: { 'Content-Type': 'text/html' }, body: '<p>' + request.query.get('q') }; //! html
        } });
        """,
    ),
    "Azure, a registered handler of messages": (
        Kind.AZURE_QUEUE,
        "work",
        "",
        """
        import { app } from '@azure/functions';
        import { execSync } from 'child_process';
        async function work(message, context) {
          execSync('ls ' + message.a); //! shell
        }
        app.storageQueue('work', { queueName: 'jobs', handler: work });
        """,
    ),
    "Azure, a query of Cosmos DB": (
        Kind.AZURE_HTTP,
        "default",
        "azure",
        """
        const { CosmosClient } = require('@azure/cosmos');
        const items = new CosmosClient('c').database('d').container('c').items;
        module.exports = async function (context, req) {
          await items.query("SELECT * FROM c WHERE c.id = '" + req.query.id + "'").fetchAll(); //! sql
          await items.query({ query: `SELECT * FROM c WHERE c.id = '${req.query.id}'` }).fetchAll(); //! sql
          await items.query({ query: 'SELECT * FROM c WHERE c.id = @a', parameters: [req.query.id] }).fetchAll();
        };
        """,
    ),
    "Firebase, a condition of a query": (
        Kind.CALLABLE,
        "call",
        "",
        """
        const functions = require('firebase-functions');
        const admin = require('firebase-admin');
        exports.call = functions.https.onCall(async (data) => {
          await admin.firestore().collection('a').where(data.field, data.operator, data.value).get(); //! expression
          await admin.firestore().collection('a').where('name', '==', data.value).get();
        });
        """,
    ),
    "Firebase, the id of a document is no path": (
        Kind.CALLABLE,
        "call",
        "",
        """
        const functions = require('firebase-functions');
        const admin = require('firebase-admin');
        const fs = require('fs');
        exports.call = functions.https.onCall(async (data) => {
          const ref = admin.firestore().collection('a').doc(data.id);
          fs.writeFileSync(`/tmp/${ref.id}.json`, '{}');
          fs.writeFileSync(`/tmp/${(await ref.get()).get('name')}.json`, '{}');
          fs.writeFileSync(`/tmp/${data.id}.json`, '{}'); //! path
        });
        """,
    ),
    "Firebase, a document by its path": (
        Kind.CALLABLE,
        "call",
        "",
        """
        const functions = require('firebase-functions');
        const admin = require('firebase-admin');
        exports.call = functions.https.onCall(async (data) => {
          await admin.firestore().doc(data.place).get(); //! collection
          await admin.initializeApp().firestore().doc(data.place).get(); //! collection
          await admin.firestore().doc(`users/${data.id}`).get();
          await admin.firestore().collection('users').doc(data.id).get();
        });
        """,
    ),
    "Firebase, a server of GraphQL in an application of express": (
        Kind.GOOGLE_HTTP,
        "api",
        "",
        """
        const functions = require('firebase-functions');
        const express = require('express');
        const { ApolloServer } = require('apollo-server-express');
        const { execSync } = require('child_process');
        const resolvers = {
          Query: { list: (parent, { folder }) => execSync('ls ' + folder) }, //! shell
          Mutation: { add: (parent, args, context) => execSync('ls ' + context.token) }, //! shell
        };
        const context = ({ req }) => ({ token: req.headers['x-token'] });
        const app = express();
        new ApolloServer({ typeDefs: '', resolvers, context }).applyMiddleware({ app, path: '/' });
        exports.api = functions.https.onRequest(app);
        """,
    ),
    "Firebase, a later server of GraphQL in an application of express": (
        Kind.GOOGLE_HTTP,
        "api",
        "",
        """
        const functions = require('firebase-functions');
        const express = require('express');
        const { ApolloServer } = require('@apollo/server');
        const { expressMiddleware } = require('@apollo/server/express4');
        const { execSync } = require('child_process');
        const resolvers = { Query: { list: (parent, { folder }, { token }) => execSync(folder + token) } }; //! shell
        const server = new ApolloServer({ typeDefs: '', resolvers });
        const app = express();
        app.use('/graphql', expressMiddleware(server, { context: async ({ req }) => ({ token: req.headers.token }) }));
        exports.api = functions.https.onRequest(app);
        """,
    ),
    "Firebase, a request": (
        Kind.GOOGLE_HTTP,
        "page",
        "",
        """
        const functions = require('firebase-functions');
        const { execSync } = require('child_process');
        exports.page = functions.region('x').https.onRequest(async (req, res) => {
          execSync('ls ' + req.query.a); //! shell
          execSync('ls ' + req.body.a); //! shell
          res.send('<p>' + req.query.q); //! html
        });
        """,
    ),
    "Firebase, an application of express": (
        Kind.GOOGLE_HTTP,
        "page",
        "",
        """
        const functions = require('firebase-functions');
        const express = require('express');
        const { execSync } = require('child_process');
        const app = express();
        app.get('/a', (req, res) => { execSync('ls ' + req.query.a); }); //! shell
        exports.page = functions.https.onRequest(app);
        """,
    ),
    "Firebase, a call of the first generation": (
        Kind.CALLABLE,
        "call",
        "",
        """
        const functions = require('firebase-functions');
        const { execSync } = require('child_process');
        exports.call = functions.https.onCall((data, context) => { execSync('ls ' + data.a); }); //! shell
        """,
    ),
    "Firebase, a call of those who have signed in": (
        Kind.CALLABLE,
        "call",
        "",
        """
        const functions = require('firebase-functions');
        const { execSync } = require('child_process');
        exports.call = functions.https.onCall((data, context) => {
          if (!context.auth) {
            throw new functions.https.HttpsError('unauthenticated', 'sign in');
          }
          execSync('ls ' + data.a);  //! shell
        });
        """,
    ),
    "Firebase, a call of the second": (
        Kind.CALLABLE,
        "call",
        "",
        """
        import { onCall } from 'firebase-functions/v2/https';
        import { execSync } from 'child_process';
        export const call = onCall({ cors: true }, (request) => { execSync('ls ' + request.data.a); }); //! shell
        """,
    ),
    "Firebase, a document": (
        Kind.FIRESTORE,
        "made",
        "",
        """
        const functions = require('firebase-functions');
        const fs = require('fs');
        const { execSync } = require('child_process');
        exports.made = functions.firestore.document('users/{id}').onUpdate((change, context) => {
          execSync('ls ' + change.after.data().a); //! shell
          execSync('ls ' + context.params.id); //! shell
          fs.readFileSync('/tmp/' + context.params.id);
          fs.readFileSync('/tmp/' + change.after.id);
          fs.readFileSync('/tmp/' + change.after.data().a); //! path
        });
        """,
    ),
    "Firebase, a message": (
        Kind.PUBSUB,
        "told",
        "",
        """
        const functions = require('firebase-functions');
        const { execSync } = require('child_process');
        exports.told = functions.pubsub.topic('t').onPublish((message) => {
          execSync('ls ' + Buffer.from(message.data, 'base64').toString()); //! shell
          execSync('ls ' + message.json.a); //! shell
        });
        """,
    ),
    "Firebase, a file": (
        Kind.CLOUD_STORAGE,
        "stored",
        "",
        """
        const { onObjectFinalized } = require('firebase-functions/v2/storage');
        const { execSync } = require('child_process');
        exports.stored = onObjectFinalized({ bucket: 'b' }, async (event) => {
          execSync('ls ' + event.data.name); //! shell
          execSync('ls ' + event.data.bucket);
        });
        """,
    ),
    "Firebase, a verified token is no outsider's": (
        Kind.GOOGLE_HTTP,
        "page",
        "",
        """
        const functions = require('firebase-functions');
        const admin = require('firebase-admin');
        exports.page = functions.https.onRequest(async (req, res) => {
          const user = await admin.auth().verifyIdToken(req.headers.authorization);
          res.send('<p>' + user.uid);
        });
        """,
    ),
    "Google, a registered request": (
        Kind.GOOGLE_HTTP,
        "hello",
        "",
        """
        const functions = require('@google-cloud/functions-framework');
        const { execSync } = require('child_process');
        functions.http('hello', (req, res) => { execSync('ls ' + req.query.a); }); //! shell
        """,
    ),
    "Google, an exported request": (
        Kind.GOOGLE_HTTP,
        "hello",
        "google",
        """
        const { execSync } = require('child_process');
        exports.hello = (req, res) => { execSync('ls ' + req.query.a); }; //! shell
        """,
    ),
}
PROGRAMS = [
    pytest.param(file, *program, id=f"{name} ({file})")
    for file, programs in (("app.py", PYTHON), ("index.js", JAVASCRIPT))
    for name, program in programs.items()
]


@pytest.mark.parametrize(("file", "kind", "symbol", "convention", "text"), PROGRAMS)
def test_flows(tmp_path: Path, file: str, kind: str, symbol: str, convention: str, text: str) -> None:
    caused = trigger(kind)
    if convention:
        caused.options = {"convention": convention, "argument": "req"}
    found = application(tmp_path, {file: text}, function(file, caused, symbol=symbol)).behaviours["F"]
    assert not found.truncated
    lines = {place: kinds for place, kinds in reported(found).items() if not any(k.startswith("log") for k in kinds)}
    assert lines == marked({file: text})


@pytest.mark.parametrize(
    ("route", "flows"),
    [
        ("shop/{id}", True),
        ("shop/{id:int}", False),
        ("shop/{id:int:min(1)?}", False),
        ("shop/{id:guid}", False),
        ("shop/{id:length(2)}", True),
        ("shop/{id:regex(^a)}", True),
        ("shop/{page:int}/{id}", True),
    ],
)
def test_constraints_of_routes(tmp_path: Path, route: str, flows: bool) -> None:
    text = "import os\n\ndef main(req):\n    os.system('ls ' + req.route_params['id'])\n"
    caused = evolve(trigger(Kind.AZURE_HTTP), path=f"/api/{route}", options={"convention": "azure", "argument": "req"})
    found = application(tmp_path, {"app.py": text}, function("app.py", caused, symbol="main")).behaviours["F"]
    assert [flow.kind for flow in found.flows] == (["shell"] if flows else [])
