"""Starlette: routes are given to the application; their functions take the request."""

from fastapi import Request, failed
from goatherd_intrinsics import each, respond


class Route:
    def __init__(self, path, endpoint, **options):
        self.endpoint = endpoint


class Starlette:
    def __init__(self, debug=False, routes=(), middleware=None, exception_handlers=None, **options):
        self.routes = list(routes)
        self.handlers = list((exception_handlers or {}).items())

    def add_route(self, path, route, **options):
        self.routes.append(Route(path, route))

    def route(self, path, **options):
        def register(function):
            self.routes.append(Route(path, function))
            return function

        return register

    def exception_handler(self, kind):
        def register(function):
            self.handlers.append((kind, function))
            return function

        return register

    def add_exception_handler(self, kind, handler):
        self.handlers.append((kind, handler))

    def serve(self, route):
        try:
            respond(route.endpoint(Request()), "text/plain", route.endpoint)
        except Exception as error:
            failed(self.handlers, error)

    def __call__(self, *arguments):
        each(self.routes, self.serve)
        return {}
