"""Flask-RESTful: fields of a request by name, converted."""

import json

from flask import request
from goatherd_intrinsics import event
from werkzeug.datastructures import MultiDict


def values(location):
    if location == "headers":
        return request.headers
    if location == "cookies":
        return request.cookies
    if location == "args":
        return request.args
    if location == "json":
        return MultiDict(json.loads(event()["body"]))
    if location == "form":
        return request.form
    return MultiDict(event()["queryStringParameters"], json.loads(event()["body"]))


def same(value):
    return value


class Argument:
    def __init__(self, name, type=same, choices=None, location=None, action=None, **options):
        self.name = name
        self.type = type
        self.choices = choices
        self.location = location
        self.action = action

    def read(self):
        value = self.type(values(self.location).get(self.name))
        if self.choices is not None:
            value = self.choices[self.choices.index(value)]
        return [value] if self.action == "append" else value


class Arguments(dict):
    def __getattr__(self, name):
        return self[name]


class RequestParser:
    def __init__(self, *names, **options):
        self.arguments = {}

    def add_argument(self, name, dest=None, **options):
        self.arguments[dest or name] = Argument(name, **options)
        return self

    def parse_args(self, *names, **options):
        found = Arguments()
        for name, argument in self.arguments.items():
            found[name] = argument.read()
        return found

    def copy(self):
        made = RequestParser()
        made.arguments.update(self.arguments)
        return made
