"""Flask: requests come from the event, route functions are called for it, their results are pages."""

import json

from goatherd_intrinsics import answers, arguments, each, event, filled, handed_to, respond, routed, sent_as_json, sink
from werkzeug.datastructures import MultiDict


class Request:
    def __init__(self):
        self.rule = "<path>"
        self.view_args = event()["pathParameters"]
        self.environ = {}

    @property
    def args(self):
        return MultiDict(event()["queryStringParameters"])

    @property
    def form(self):
        return MultiDict(event()["body"])

    @property
    def values(self):
        return MultiDict(event()["queryStringParameters"], event()["body"])

    @property
    def files(self):
        return MultiDict(event()["body"])

    @property
    def headers(self):
        return MultiDict(event()["headers"])

    @property
    def cookies(self):
        return MultiDict(event()["headers"]["Cookie"])

    @property
    def data(self):
        return event()["body"]

    @property
    def stream(self):
        return event()["body"]

    @property
    def json(self):
        return sent_as_json(json.loads(event()["body"]))

    def get_json(self, force=False, silent=False, cache=True):
        body = json.loads(event()["body"])
        return body if force else sent_as_json(body)

    def get_data(self, cache=True, as_text=False, parse_form_data=False):
        return event()["body"]

    @property
    def path(self):
        # A rule without variable parts is the only path that leads to its function.
        return event()["path"] if "<" in self.rule else self.rule

    @property
    def full_path(self):
        return event()["path"]

    @property
    def url(self):
        return event()["path"]

    @property
    def base_url(self):
        return event()["path"]

    @property
    def query_string(self):
        return event()["queryStringParameters"]["*"]

    @property
    def host(self):
        return event()["headers"]["Host"]

    @property
    def referrer(self):
        return event()["headers"]["Referer"]

    @property
    def user_agent(self):
        return event()["headers"]["User-Agent"]

    @property
    def authorization(self):
        return event()["headers"]["Authorization"]


request = Request()
session = {}


class Response:
    default_type = "text/html"

    def __init__(
        self, response=None, status=None, headers=None, mimetype=None, content_type=None, direct_passthrough=False
    ):
        self.body = response
        self.headers = {} if headers is None else headers
        self.content_type = content_type or mimetype or self.default_type
        self.status = status

    @property
    def data(self):
        return self.body

    def get_data(self, as_text=False):
        return self.body

    def set_data(self, value):
        self.body = value

    def set_cookie(self, key, value="", **options):
        pass

    def delete_cookie(self, key, **options):
        pass


def make_response(*parts):
    body = parts[0] if parts else ""
    if len(parts) == 1 and isinstance(body, tuple):
        parts = body
        body = parts[0]
    if isinstance(body, Response):
        return body
    headers = {}
    for part in parts[1:]:
        if isinstance(part, dict):
            headers = part
    return Response(body, headers=headers)


def jsonify(*values, **fields):
    return Response(json.dumps(fields or values), mimetype="application/json")


class Scaffold:
    def __init__(self, *names, **options):
        self.routes = []
        self.before = []
        self.handlers = []
        self.config = {}
        self.json = None

    def route(self, rule, **options):
        def register(function):
            self.routes.append((rule, function))
            return function

        return register

    get = route
    post = route
    put = route
    patch = route
    delete = route

    def add_url_rule(self, rule, endpoint=None, view_func=None, **options):
        if view_func is not None:
            self.routes.append((rule, view_func))

    def before_request(self, function):
        self.before.append(function)
        return function

    def errorhandler(self, kind):
        def register(function):
            self.handlers.append((kind, function))
            return function

        return register

    app_errorhandler = errorhandler

    def register_error_handler(self, kind, function):
        self.handlers.append((kind, function))

    def context_processor(self, function):
        return function

    def after_request(self, function):
        return function

    def teardown_request(self, function):
        return function


class InternalServerError:
    """What a handler of a status gets: its text is Flask's own."""

    name = "Internal Server Error"
    description = "The server encountered an internal error"

    def __init__(self, error):
        self.original_exception = error

    def __str__(self):
        return self.description


class Blueprint(Scaffold):
    def register_blueprint(self, blueprint, **options):
        self.before.extend(blueprint.before)
        self.routes.extend(blueprint.routes)
        self.handlers.extend(blueprint.handlers)


def server(handlers):
    def serve(route):
        rule, function = route
        request.rule = rule

        def answer():
            try:
                respond(function(**arguments(function, rule, "flask")), "text/html", function)
            except Exception as error:
                failed(handlers, error)

        routed("", rule, answer)

    return serve


def failed(handlers, error):
    def handle(handler):
        kind, function = handler
        caught = handed_to(kind, error) if answers(kind) else InternalServerError(error)
        respond(function(caught), "text/html", function)

    each(handlers, handle)


def lets_in(functions):
    """Whether no function that runs before the routes answers itself."""
    for function in functions:
        answer = function()
        if answer is not None:
            respond(answer, "text/html", function)
            return False
    return True


class Flask(Scaffold):
    def __init__(self, *names, **options):
        self.routes = []
        self.before = []
        self.handlers = []
        self.blueprints = []
        self.config = {}

    @property
    def wsgi_app(self):
        return self

    def register_blueprint(self, blueprint, **options):
        self.blueprints.append(blueprint)

    def __call__(self, *arguments):
        if lets_in(self.before):
            each(self.routes, server(self.handlers))
            for blueprint in self.blueprints:
                if lets_in(blueprint.before):
                    each(blueprint.routes, server(self.handlers + blueprint.handlers))
        return {}


def render_template_string(source, **context):
    sink("template", source, "flask.render_template_string")
    return filled("jinja2", source, context)


def render_template(name, **context):
    return ""
