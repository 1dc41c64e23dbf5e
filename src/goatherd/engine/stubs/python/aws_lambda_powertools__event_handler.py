"""Powertools for AWS Lambda: resolvers call the function of the route that an event matches."""

from aws_lambda_powertools.utilities.data_classes import DictWrapper
from goatherd_intrinsics import arguments, each, event, handed_to, respond, routed


class Response:
    def __init__(self, status_code=200, content_type=None, body=None, headers=None, cookies=None, compress=None):
        self.status_code = status_code
        self.content_type = content_type or "application/json"
        self.body = body
        self.headers = {} if headers is None else headers


def serve(route):
    routed(route[4], route[1], lambda: answer(route))


def answer(route):
    app, rule, function, middlewares, method = route
    style = "powertools with types" if app.validates else "powertools"

    def call(app):
        return function(**arguments(function, rule, style))

    try:
        respond(behind(middlewares, call)(app), "application/json", function)
    except Exception as error:
        each(app.handlers, lambda handler: handle(handler, error))


def handle(handler, error):
    kind, function = handler
    respond(function(handed_to(kind, error)), "application/json", function)


def behind(middlewares, last):
    """A function of the application that goes through the first middleware, which goes on or does not."""
    if not middlewares:
        return last
    following = behind(middlewares[1:], last)
    return lambda app: middlewares[0](app, following)


def serve_field(route):
    rule, function = route
    respond(function(**event()["arguments"]), "application/json", function)


class Router:
    def __init__(self, *values, enable_validation=False, **options):
        self.validates = enable_validation
        self.middlewares = []
        self.routes = []
        self.included = []
        self.handlers = []
        self.context = {}
        self.lambda_context = None

    @property
    def current_event(self):
        return DictWrapper(event())

    def route(self, rule, method="GET", *rest, middlewares=None, **options):
        def register(function):
            self.routes.append((self, rule, function, [*self.middlewares, *(middlewares or [])], method))
            return function

        return register

    def get(self, rule, **options):
        return self.route(rule, "GET", **options)

    def post(self, rule, **options):
        return self.route(rule, "POST", **options)

    def put(self, rule, **options):
        return self.route(rule, "PUT", **options)

    def patch(self, rule, **options):
        return self.route(rule, "PATCH", **options)

    def delete(self, rule, **options):
        return self.route(rule, "DELETE", **options)

    def head(self, rule, **options):
        return self.route(rule, "HEAD", **options)

    def include_router(self, router, prefix=None):
        router.validates = self.validates
        self.handlers.extend(router.handlers)
        router.handlers = self.handlers
        self.included.append(router)

    def append_context(self, **values):
        self.context.update(values)

    def exception_handler(self, kind):
        def register(function):
            self.handlers.append((kind, function))
            return function

        return register

    def not_found(self, function=None):
        return same if function is None else function

    def use(self, middlewares):
        self.middlewares = [*self.middlewares, *middlewares]


class ApiGatewayResolver(Router):
    def resolve(self, event, context):
        each(self.routes, serve)
        for router in self.included:
            each(router.routes, serve)
        return {}

    def __call__(self, event, context):
        return self.resolve(event, context)


APIGatewayRestResolver = ApiGatewayResolver
APIGatewayHttpResolver = ApiGatewayResolver
ALBResolver = ApiGatewayResolver
LambdaFunctionUrlResolver = ApiGatewayResolver
VPCLatticeResolver = ApiGatewayResolver
VPCLatticeV2Resolver = ApiGatewayResolver


class AppSyncRouter:
    def __init__(self, *values, **options):
        self.routes = []
        self.included = []
        self.context = {}

    @property
    def current_event(self):
        return DictWrapper(event())

    def resolver(self, type_name="*", field_name=None, **options):
        def register(function):
            self.routes.append(("", function))
            return function

        return register

    batch_resolver = resolver
    on_publish = resolver
    on_subscribe = resolver

    def include_router(self, router):
        self.included.append(router)

    def resolve(self, event, context):
        each(self.routes, serve_field)
        for router in self.included:
            each(router.routes, serve_field)
        return {}

    def __call__(self, event, context):
        return self.resolve(event, context)


AppSyncResolver = AppSyncRouter


class BedrockAgentResolver(ApiGatewayResolver):
    pass


def same(function):
    return function
