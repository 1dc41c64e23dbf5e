"""Flask-RESTful: classes whose methods are the routes of an application of Flask; what they return is JSON."""

from flask.views import View, view

from flask_restful import reqparse


class Resource(View):
    pass


def marshal(data, fields, **options):
    return data


def same(function):
    return function


def marshal_with(fields, **options):
    return same


class Api:
    """The routes of an application that is given are held by it, later ones too."""

    def __init__(self, app=None, prefix="", decorators=(), **options):
        self.routes = []
        self.prefix = prefix
        self.decorators = decorators
        if app is not None:
            self.init_app(app)

    def init_app(self, app, **options):
        app.routes.extend(self.routes)
        self.routes = app.routes

    def add_resource(self, resource, *rules, resource_class_args=(), resource_class_kwargs=None, **options):
        function = view(resource, resource_class_args, resource_class_kwargs or {}, "application/json")
        for decorator in self.decorators:
            function = decorator(function)
        for rule in rules:
            self.routes.append((self.prefix + rule, function))

    def resource(self, *rules, **options):
        def register(cls):
            self.add_resource(cls, *rules, **options)
            return cls

        return register
