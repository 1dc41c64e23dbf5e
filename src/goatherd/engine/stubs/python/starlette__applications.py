"""Starlette: routes are given to the application; their functions take the request."""

from fastapi import Request
from goatherd_intrinsics import each, respond


def serve(route):
    respond(route.endpoint(Request()), "text/plain", route.endpoint)


class Route:
    def __init__(self, path, endpoint, **options):
        self.endpoint = endpoint


class Starlette:
    def __init__(self, debug=False, routes=(), **options):
        self.routes = list(routes)

    def add_route(self, path, route, **options):
        self.routes.append(Route(path, route))

    def route(self, path, **options):
        def register(function):
            self.routes.append(Route(path, function))
            return function

        return register

    def __call__(self, *arguments):
        each(self.routes, serve)
        return {}
