"""Bottle: like Flask, with a default application."""

import json

from goatherd_intrinsics import arguments, each, event, filled, respond, sink
from werkzeug.datastructures import MultiDict


class FormsDict(MultiDict):
    def __getattr__(self, name):
        return self.get(name)


class Request:
    @property
    def query(self):
        return FormsDict(event()["queryStringParameters"])

    GET = query

    @property
    def forms(self):
        return FormsDict(event()["body"])

    POST = forms

    @property
    def params(self):
        return FormsDict(event()["queryStringParameters"], event()["body"])

    @property
    def headers(self):
        return MultiDict(event()["headers"])

    @property
    def cookies(self):
        return FormsDict(event()["headers"]["Cookie"])

    @property
    def files(self):
        return FormsDict(event()["body"])

    @property
    def body(self):
        return event()["body"]

    @property
    def json(self):
        return json.loads(event()["body"])

    @property
    def path(self):
        return event()["path"]

    @property
    def url(self):
        return event()["path"]

    def get_header(self, name, default=None):
        return event()["headers"].get(name, default)

    def get_cookie(self, name, default=None, secret=None):
        if secret is not None:
            return None
        return event()["headers"]["Cookie"].get(name, default)


request = Request()


def serve(route):
    rule, function = route
    respond(function(**arguments(function, rule, "bottle")), "text/html", function)


class Bottle:
    def __init__(self, *values, **options):
        self.routes = []

    def route(self, path=None, method="GET", callback=None, **options):
        if callback is not None:
            self.routes.append((path, callback))

        def register(function):
            self.routes.append((path, function))
            return function

        return register

    get = route
    post = route
    put = route
    patch = route
    delete = route

    def mount(self, prefix, app, **options):
        self.routes.extend(app.routes)

    def merge(self, routes):
        self.routes.extend(routes.routes)

    def __call__(self, *arguments):
        each(self.routes, serve)
        return {}


default = Bottle()


def default_app():
    return default


app = default_app
route = default.route
get = default.get
post = default.post
put = default.put
patch = default.patch
delete = default.delete


class HTTPResponse:
    def __init__(self, body="", status=None, headers=None, **more):
        self.body = body
        self.headers = headers or more
        self.content_type = "text/html"


Response = HTTPResponse


class SimpleTemplate:
    def __init__(self, source=None, **options):
        sink("template", source, "bottle.SimpleTemplate")
        self.source = source

    def render(self, *given, **context):
        return filled("bottle", self.source, {**(given[0] if given else {}), **context})


def template(source, *given, **context):
    sink("template", source, "bottle.template")
    return filled("bottle", source, {**(given[0] if given else {}), **context})
