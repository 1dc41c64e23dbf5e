"""FastAPI and Starlette: route functions receive what their parameters say, results are JSON."""

import json

from goatherd_intrinsics import arguments, each, event, follow, handed_to, lets_in, own, respond, routed
from werkzeug.datastructures import MultiDict


class Request:
    @property
    def query_params(self):
        return MultiDict(event()["queryStringParameters"])

    @property
    def path_params(self):
        return event()["pathParameters"]

    @property
    def headers(self):
        return MultiDict(event()["headers"])

    @property
    def cookies(self):
        return MultiDict(event()["headers"]["Cookie"])

    @property
    def url(self):
        return event()["path"]

    @property
    def scope(self):
        return {"aws.event": event()}

    def body(self):
        return event()["body"]

    def json(self):
        return json.loads(event()["body"])

    def form(self):
        return MultiDict(event()["body"])


class Response:
    default_type = "text/plain"

    def __init__(self, content=None, status_code=200, headers=None, media_type=None, background=None):
        self.body = content
        self.headers = {} if headers is None else headers
        self.content_type = media_type or self.default_type

    def set_cookie(self, key, value="", **options):
        pass


class HTMLResponse(Response):
    default_type = "text/html"


class PlainTextResponse(Response):
    pass


class JSONResponse(Response):
    default_type = "application/json"


ORJSONResponse = JSONResponse
UJSONResponse = JSONResponse


class RedirectResponse(Response):
    def __init__(self, url, status_code=307, headers=None, background=None):
        self.body = ""
        self.headers = {"Location": url}
        self.content_type = "text/plain"


def Depends(dependency=None, use_cache=True):
    return dependency


Security = Depends


def failed(handlers, error):
    def handle(handler):
        kind, function = handler
        respond(function(Request(), handed_to(kind, error)), "application/json", function)

    each(handlers, handle)


class APIRouter:
    def __init__(self, *values, exception_handlers=None, dependencies=None, **options):
        self.asked = list(dependencies or [])
        self.routes = []
        self.included = []
        self.middlewares = []
        self.handlers = list((exception_handlers or {}).items())

    def api_route(self, path="", response_class=JSONResponse, dependencies=None, method="", **options):
        def register(function):
            self.routes.append((path, function, response_class, list(dependencies or []), method))
            return function

        return register

    def get(self, path, **options):
        return self.api_route(path, method="GET", **options)

    def post(self, path, **options):
        return self.api_route(path, method="POST", **options)

    def put(self, path, **options):
        return self.api_route(path, method="PUT", **options)

    def patch(self, path, **options):
        return self.api_route(path, method="PATCH", **options)

    def delete(self, path, **options):
        return self.api_route(path, method="DELETE", **options)

    head = api_route
    options = api_route
    route = api_route

    def add_api_route(self, path, endpoint, response_class=JSONResponse, dependencies=None, **options):
        self.routes.append((path, endpoint, response_class, list(dependencies or []), ""))

    def include_router(self, router, dependencies=None, **options):
        self.included.append((router, list(dependencies or [])))

    def mount(self, path, app, name=None):
        self.included.append((app, []))

    def middleware(self, kind):
        def register(function):
            self.middlewares.append(function)
            return function

        return register

    def exception_handler(self, kind):
        def register(function):
            self.handlers.append((kind, function))
            return function

        return register

    def add_exception_handler(self, kind, handler):
        self.handlers.append((kind, handler))

    def on_event(self, kind):
        return same

    def add_middleware(self, middleware=None, allow_origins=(), allow_credentials=False, **options):
        lets_in(allow_origins, allow_credentials)
        if own(middleware.dispatch):
            self.middlewares.append(middleware(self, **options).dispatch)

    def serve(self, route, asked):
        routed(route[4], route[0], lambda: self.answer(route, asked))

    def answer(self, route, asked):
        path, function, kind, own, _ = route
        try:
            for dependency in [*asked, *own]:
                dependency(**arguments(dependency, path, "fastapi"))
            respond(function(**arguments(function, path, "fastapi")), kind.default_type, function)
        except Exception as error:
            failed(self.handlers, error)

    def serve_all(self, depth=0):
        each(self.routes, lambda route: self.serve(route, self.asked))
        for router, first in self.included:
            outer = [*self.asked, *first, *router.asked]
            each(router.routes, lambda route: self.serve(route, outer))
            for inner, second in router.included:
                all_of_them = [*outer, *second, *inner.asked]
                each(inner.routes, lambda route: self.serve(route, all_of_them))

    def reached(self, place):
        if place == len(self.middlewares):
            self.serve_all()
        return Response("")

    def __call__(self, *arguments):
        if self.middlewares:
            respond(follow(self.middlewares, [Request()], self.reached, self), "text/plain", self.middlewares[0])
        else:
            self.serve_all()
        return {}


FastAPI = APIRouter


def same(function):
    return function
