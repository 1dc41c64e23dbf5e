"""Functions whose handler is a framework's: its routes are what runs, and what they return is the response."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from goatherd.model.trigger import Kind
from tests.engine.programs import application, function, marked, paths, reported, trigger

# name: (program, symbol of the handler, trigger, sources that must be found)
PROGRAMS: dict[str, tuple[str, str, str, list[str]]] = {
    "Flask": (
        """
        import os
        from flask import Flask, request, jsonify, redirect, make_response, render_template_string
        app = Flask(__name__)

        @app.route("/a/<name>/<int:number>/<path:rest>")
        def one(name, number, rest):
            os.system("ls " + name)  #! shell
            os.system(f"ls {number}")
            open("/tmp/" + rest)  #! path
            open("/tmp/" + name)
            return f"<b>{request.args.get('q')}</b>"  #! html

        @app.get("/b")
        def two():
            return {"q": request.args["q"]}

        @app.post("/c")
        def three():
            os.system(request.get_json()["cmd"])  #! shell
            os.system(request.form["cmd"])  #! shell
            os.system(request.headers.get("X-Cmd"))  #! shell
            os.system(request.cookies["cmd"])  #! shell
            os.system(request.path)
            return jsonify(request.json)

        @app.route("/d", methods=["POST"])
        def four():
            if request.args.get("next") == "home":
                return redirect("/home")
            return redirect(request.args["next"])  #! redirect

        @app.route("/e")
        def five():
            return render_template_string("Hi " + request.args["q"])  #! template

        @app.route("/f")
        def six():
            response = make_response(request.args["q"])  # plain text is no page
            response.content_type = "text/plain"
            return response

        @app.route("/g")
        def seven():
            return "<i>" + request.args["q"], 200, {"X-Q": "1"}  #! html
        """,
        "app",
        Kind.REST_API,
        [
            "html event.queryStringParameters.q",
            "path event.pathParameters.rest",
            "redirect event.queryStringParameters.next",
            "shell event.body.cmd",
            "shell event.headers.Cookie.cmd",
            "shell event.headers.X-Cmd",
            "shell event.pathParameters.name",
            "template event.queryStringParameters.q",
        ],
    ),
    "Flask, views that are classes": (
        """
        import os
        from functools import wraps
        from flask import Flask, request
        from flask.views import MethodView, View
        app = Flask(__name__)

        def wrapped(function):
            @wraps(function)
            def inner(*args, **kwargs):
                return function(*args, **kwargs)
            return inner

        class Pages(MethodView):
            decorators = [wrapped]

            def __init__(self, command):
                self.command = command

            def get(self, name):
                os.system(self.command + name)  #! shell
                return "<i>" + request.args["q"]  #! html

            def post(self, name):
                os.system(self.command + self.secret())
                return {}

            def secret(self):
                return "none"

            def never(self):
                os.system(request.args["q"])

        class Page(View):
            def dispatch_request(self):
                os.system(request.args["q"])  #! shell
                return "done"

        class Unregistered(MethodView):
            def get(self):
                os.system(request.args["q"])

        app.add_url_rule("/a/<name>", view_func=wrapped(Pages.as_view("pages", "ls ")))
        app.add_url_rule("/b", view_func=Page.as_view("page"))
        """,
        "app",
        Kind.REST_API,
        [
            "html event.queryStringParameters.q",
            "shell event.pathParameters.name",
            "shell event.queryStringParameters.q",
        ],
    ),
    "Flask-RESTful": (
        """
        import os
        import pymongo
        import serverless_wsgi
        from flask import Flask
        from flask_restful import Api, Resource, reqparse
        app = Flask(__name__)
        api = Api()
        parser = reqparse.RequestParser()
        parser.add_argument("name", type=str, location="json")
        parser.add_argument("other")
        parser.add_argument("number", type=int)
        parser.add_argument("kind", choices=("a", "b"))
        parser.add_argument("typed", location="form")
        users = pymongo.MongoClient("mongodb://db.example.org")["shop"]["users"]

        class Orders(Resource):
            def get(self, n):
                os.system("a " + n)  #! shell
                return "<b>" + n  # JSON is no page

            def post(self, n):
                args = parser.parse_args()
                os.system("b " + args["name"])  #! shell
                os.system("c " + args.other)  #! shell
                users.find_one({"name": args.typed})
                users.find_one({"name": args.other})  #! nosql
                os.system("d " + str(args["number"]))
                os.system("e " + args["kind"])
                return {}, 201

        class Count(Resource):
            def put(self, n):
                os.system("a " + str(n))

        api.add_resource(Orders, "/x/<n>", "/y/<n>")
        api.init_app(app)
        api.add_resource(Count, "/count/<int:n>")

        def handler(event, context):
            return serverless_wsgi.handle_request(app, event, context)
        """,
        "handler",
        Kind.HTTP_API,
        [
            "nosql event.body.other",
            "shell event.body.name",
            "shell event.body.other",
            "shell event.pathParameters.n",
            "shell event.queryStringParameters.other",
        ],
    ),
    "Flask-RESTX": (
        """
        import os
        from flask import Blueprint, Flask
        from flask_restx import Api, Namespace, Resource, fields
        pages = Blueprint("api", __name__)
        api = Api(pages)
        orders = Namespace("orders")
        model = orders.model("Order", {"name": fields.String(required=True)})

        @orders.route("/<n>", "/all/<n>")
        @orders.doc(params={"n": "name"})
        class Order(Resource):
            @orders.expect(model, validate=True)
            @orders.marshal_with(model)
            def put(self, n):
                os.system("a " + n)  #! shell
                os.system("b " + orders.payload["name"])  #! shell
                return orders.payload

        @api.route("/<int:k>")
        class Count(Resource):
            @api.response(200, "Success")
            def get(self, k):
                os.system("c " + str(k))
                return ""

            def delete(self, k):
                os.system("d " + api.payload["q"])  #! shell

        api.add_namespace(orders, path="/orders")
        app = Flask(__name__)
        app.register_blueprint(pages)
        """,
        "app",
        Kind.REST_API,
        ["shell event.body.name", "shell event.body.q", "shell event.pathParameters.n"],
    ),
    "a blueprint behind an adapter": (
        """
        import os
        import serverless_wsgi
        from flask import Blueprint, Flask, request
        pages = Blueprint("pages", __name__)

        @pages.route("/a")
        def one():
            os.system(request.args["a"])  #! shell
            return ""

        def create():
            app = Flask(__name__)
            app.register_blueprint(pages)
            return app

        app = create()

        def handler(event, context):
            return serverless_wsgi.handle_request(app, event, context)
        """,
        "handler",
        Kind.REST_API,
        ["shell event.queryStringParameters.a"],
    ),
    "a decorated route": (
        """
        import functools, os
        from flask import Flask, request
        app = Flask(__name__)

        def signed_in(function):
            @functools.wraps(function)
            def wrapper(*args, **kwargs):
                return function(*args, **kwargs)
            return wrapper

        @app.route("/a/<name>")
        @signed_in
        def one(name):
            os.system(name)  #! shell
            return "ok"
        """,
        "app",
        Kind.REST_API,
        ["shell event.pathParameters.name"],
    ),
    "FastAPI, what dependencies give": (
        """
        import os
        from typing import Annotated, Union
        from fastapi import Depends, FastAPI, Query
        from mangum import Mangum
        app = FastAPI()

        def checked(name: str):
            return "good" if name.startswith("a") else "bad"

        def given(name: str):
            return name

        Given = Annotated[str, Depends(given)]

        @app.get("/one")
        def one(name: Annotated[str, Depends(checked)]):
            os.system(f"ls {name}")

        @app.get("/two")
        def two(name: Given, other: Annotated[Union[str, None], Query()] = None):
            os.system(f"ls {name}")  #! shell
            os.system(f"ls {other}")  #! shell

        handler = Mangum(app)
        """,
        "handler",
        Kind.HTTP_API,
        ["shell event.queryStringParameters.name", "shell event.queryStringParameters.other"],
    ),
    "FastAPI": (
        """
        import os
        import pymongo
        from typing import Optional
        from fastapi import Depends, FastAPI, Form, Header, Request
        from fastapi.responses import HTMLResponse, RedirectResponse
        from mangum import Mangum
        from pydantic import BaseModel
        app = FastAPI()
        users = pymongo.MongoClient("mongodb://db.example.org")["shop"]["users"]

        class Item(BaseModel):
            name: str
            count: int

        def current(token: str = Header(None)):
            return token

        @app.get("/items/{item}")
        async def one(item: int, q: Optional[str] = None, user=Depends(current)):
            os.system(f"ls {item}")
            os.system(f"ls {q}")  #! shell
            os.system(f"ls {user}")  #! shell
            return {"q": q}

        @app.post("/items")
        def two(item: Item, comment: str = Form(...)):
            os.system("ls " + item.name)  #! shell
            os.system(f"ls {item.count}")
            os.system("ls " + comment)  #! shell
            users.find_one({"name": comment})

        @app.get("/page", response_class=HTMLResponse)
        def three(q: str):
            return "<b>" + q  #! html

        @app.get("/page2")
        def four(q: str):
            return HTMLResponse("<b>" + q)  #! html

        @app.get("/go")
        def five(to: str):
            return RedirectResponse(to)  #! redirect

        @app.post("/raw")
        async def six(request: Request):
            body = await request.json()
            os.system(body["cmd"])  #! shell

        handler = Mangum(app)
        """,
        "handler",
        Kind.HTTP_API,
        [
            "html event.queryStringParameters.q",
            "redirect event.queryStringParameters.to",
            "shell event.body.cmd",
            "shell event.body.comment",
            "shell event.body.name",
            "shell event.headers.token",
            "shell event.queryStringParameters.q",
        ],
    ),
    "Chalice": (
        """
        import os
        from chalice import Chalice, Response
        app = Chalice(app_name="a")

        @app.route("/a/{name}", methods=["POST"])
        def one(name):
            os.system(name)  #! shell
            os.system(app.current_request.json_body["cmd"])  #! shell
            os.system(app.current_request.query_params.get("q"))  #! shell
            return {"name": name}

        @app.route("/b")
        def two():
            q = app.current_request.query_params["q"]
            return Response(body="<b>" + q, headers={"Content-Type": "text/html"})  #! html
        """,
        "app",
        Kind.REST_API,
        [
            "html event.queryStringParameters.q",
            "shell event.body.cmd",
            "shell event.pathParameters.name",
            "shell event.queryStringParameters.q",
        ],
    ),
    "the error that a route of Chalice returns": (
        """
        from chalice import Chalice
        app = Chalice(app_name="a")

        @app.route("/a")
        def one():
            try:
                if app.current_request.query_params:
                    return {"fine": True}
                open("/tmp/x")
            except Exception as e:
                return {"error": str(e)}  #! error-response
        """,
        "app",
        Kind.REST_API,
        ["error-response exception"],
    ),
    "Chalice's events of a socket and of an authorizer": (
        """
        import os
        from chalice import Chalice
        app = Chalice(app_name="a")

        @app.on_ws_message()
        def handler(event):
            os.system(event.body)  #! shell
        """,
        "handler",
        Kind.WEBSOCKET,
        ["shell event.body"],
    ),
    "Chalice's event handlers": (
        """
        import os
        from chalice import Chalice
        app = Chalice(app_name="a")

        @app.on_s3_event(bucket="b")
        def handler(event):
            os.system(event.key)  #! shell
            os.system(event.bucket)
        """,
        "handler",
        Kind.S3,
        ["shell event.Records[].s3.object.key"],
    ),
    "Chalice's messages": (
        """
        import os
        from chalice import Chalice
        app = Chalice(app_name="a")

        @app.on_sqs_message(queue="q")
        def handler(event):
            for record in event:
                os.system(record.body)  #! shell
        """,
        "handler",
        Kind.SQS,
        ["shell event.Records[].body"],
    ),
    "Powertools' resolver": (
        """
        import os
        from aws_lambda_powertools import Logger, Tracer
        from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response
        from aws_lambda_powertools.event_handler.api_gateway import Router
        logger = Logger()
        tracer = Tracer()
        app = APIGatewayRestResolver()
        router = Router()

        @app.get("/a/<name>")
        @tracer.capture_method
        def one(name):
            os.system("ls " + name)  #! shell
            open("/tmp/" + name)
            os.system(app.current_event.get_query_string_value("q"))  #! shell
            return {"name": name}

        @app.post("/b")
        def two():
            os.system(app.current_event.json_body["cmd"])  #! shell
            os.system(app.current_event.headers["X-A"])  #! shell
            return Response(200, content_type="text/html", body=app.current_event.body)  #! html

        @router.get("/c")
        def three():
            os.system(router.current_event.query_string_parameters["c"])  #! shell

        app.include_router(router)

        @logger.inject_lambda_context(log_event=True)
        @tracer.capture_lambda_handler
        def handler(event, context):
            return app.resolve(event, context)
        """,
        "handler",
        Kind.REST_API,
        [
            "html event.body",
            "log-event event",
            "shell event.body.cmd",
            "shell event.headers.X-A",
            "shell event.pathParameters.name",
            "shell event.queryStringParameters.c",
            "shell event.queryStringParameters.q",
        ],
    ),
    "Powertools' data classes": (
        """
        import os
        from aws_lambda_powertools.utilities.data_classes import S3Event, event_source

        @event_source(data_class=S3Event)
        def handler(event: S3Event, context):
            for record in event.records:
                os.system("ls " + record.s3.get_object.key)  #! shell
                os.system("ls " + record.s3.bucket.name)
            os.system(event.object_key)  #! shell
        """,
        "handler",
        Kind.S3,
        ["shell event.Records[].s3.object.key"],
    ),
    "Powertools' batches": (
        """
        import os
        from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
        processor = BatchProcessor(event_type=EventType.SQS)

        def record_handler(record):
            os.system(record.json_body["cmd"])  #! shell
            os.system(record.message_id)

        def handler(event, context):
            return process_partial_response(event, record_handler, processor, context=context)
        """,
        "handler",
        Kind.SQS,
        ["shell event.Records[].body.cmd"],
    ),
    "Powertools' parser": (
        """
        import os
        from aws_lambda_powertools.utilities.parser import BaseModel, event_parser

        class Order(BaseModel):
            id: int
            note: str

        @event_parser(model=Order)
        def handler(event: Order, context):
            os.system(f"ls {event.id}")
            os.system(f"ls {event.note}")  #! shell
        """,
        "handler",
        Kind.DIRECT,
        ["shell event.note"],
    ),
    "Bottle": (
        """
        import os
        import bottle
        from bottle import request, route, template
        from apig_wsgi import make_lambda_handler

        @route("/a/<name>")
        def one(name):
            os.system(name)  #! shell
            os.system(request.query.q)  #! shell
            os.system(request.forms.get("f"))  #! shell
            return "<b>" + name  #! html

        handler = make_lambda_handler(bottle.default_app())
        """,
        "handler",
        Kind.REST_API,
        [
            "html event.pathParameters.name",
            "shell event.body.f",
            "shell event.pathParameters.name",
            "shell event.queryStringParameters.q",
        ],
    ),
    "lambda_decorators": (
        """
        import os
        from lambda_decorators import json_http_resp, load_json_body

        @json_http_resp
        @load_json_body
        def handler(event, context):
            os.system(event["body"]["cmd"])  #! shell
        """,
        "handler",
        Kind.REST_API,
        ["shell event.body.cmd"],
    ),
    "Bolt for Slack": (
        """
        import os
        import requests
        from slack_bolt import App
        from slack_bolt.adapter.aws_lambda import SlackRequestHandler
        app = App(token=os.environ["TOKEN"], signing_secret=os.environ["SECRET"], process_before_response=True)

        @app.event("app_mention")
        def mentioned(body, say, client):
            requests.get(body["event"]["files"][0]["url_private"])  #! ssrf
            say("done")

        @app.command("/run")
        def run(ack, command):
            ack()
            os.system("ls " + command["text"])  #! shell

        def later(event, logger):
            os.system("ls " + event["text"])  #! shell

        def never(event):
            os.system("ls " + event["text"])

        app.event("message")(ack=lambda ack: ack(), lazy=[later])

        def handler(event, context):
            return SlackRequestHandler(app=app).handle(event, context)
        """,
        "handler",
        Kind.HTTP_API,
        ["shell event.body.event.text", "shell event.body.text", "ssrf event.body.event.files[].url_private"],
    ),
    "LINE": (
        """
        import os
        from linebot import LineBotApi, WebhookHandler
        from linebot.exceptions import InvalidSignatureError
        from linebot.models import MessageEvent, TextMessage, TextSendMessage
        line = LineBotApi(os.environ["TOKEN"])
        hook = WebhookHandler(os.environ["SECRET"])

        @hook.add(MessageEvent, message=TextMessage)
        def said(event):
            os.system("say " + event.message.text)  #! shell
            line.reply_message(event.reply_token, TextSendMessage(text=event.message.text))

        def handler(event, context):
            try:
                hook.handle(event["body"], event["headers"]["x-line-signature"])
            except InvalidSignatureError:
                return {"statusCode": 403}
            return {"statusCode": 200}
        """,
        "handler",
        Kind.HTTP_API,
        ["shell event.body.events[].message.text"],
    ),
}
# Who reads the whole event writes more than these tests are about.
IGNORED = {"event-response"}


@pytest.mark.parametrize(("text", "symbol", "kind", "sources"), PROGRAMS.values(), ids=PROGRAMS)
def test_routes(tmp_path: Path, text: str, symbol: str, kind: str, sources: list[str]) -> None:
    made = function("app.py", trigger(kind), symbol=symbol)
    found = application(tmp_path, {"app.py": text}, made).behaviours["F"]
    assert not found.truncated
    lines = {
        where: kinds for where, kinds in reported(found).items() if set(kinds) - IGNORED and "log-event" not in kinds
    }
    assert lines == marked({"app.py": text}), dedent(text)
    assert sorted(set(paths(found.flows))) == sources
