"""Flask-RESTX (once Flask-RESTPlus): Flask-RESTful with namespaces and documentation."""

from flask import request
from flask_restful import Api as RestfulApi
from flask_restful import Resource, marshal, marshal_with, reqparse, same


def documented(*values, **options):
    return same


class Routes(RestfulApi):
    route = RestfulApi.resource
    doc = expect = response = param = header = marshal_with = marshal_list_with = hide = deprecated = documented
    vendor = produces = errorhandler = documented

    @property
    def payload(self):
        return request.json

    def model(self, name, *parts, **options):
        return {}

    inherit = clone = extend = schema_model = add_model = model

    def parser(self):
        return reqparse.RequestParser()

    def marshal(self, data, fields, **options):
        return data


class Namespace(Routes):
    def __init__(self, name="", description=None, path="", decorators=(), **options):
        self.routes = []
        self.prefix = path
        self.decorators = decorators


class Api(Routes):
    def namespace(self, name="", *values, path="", **options):
        made = Namespace(name, path=path)
        self.add_namespace(made)
        return made

    def add_namespace(self, namespace, path=None):
        namespace.init_app(self)
