"""Adapters: a web application behind a handler."""


class Mangum:
    def __init__(self, app, **options):
        self.app = app

    def __call__(self, event, context):
        return self.app(event, context)


def make_lambda_handler(app, **options):
    return Mangum(app)


def handle_request(app, event, context, **options):
    return app(event, context)


def response(app, environ, **options):
    return app(environ, None)


def handler(app, event, context, **options):
    return app(event, context)
