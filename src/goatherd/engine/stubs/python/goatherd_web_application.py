"""A web application that nothing declares, called by whoever reaches it."""

from bottle import Bottle, default_app
from fastapi import FastAPI
from flask import Flask


def given(handler, application):
    """A function registers its routes on what it is given."""
    handler(application)
    application()


def call(handler, kind, argument):
    if argument == "makes":
        handler()()
    elif argument == "default":
        default_app()()
    elif argument == "flask":
        given(handler, Flask(""))
    elif argument == "fastapi":
        given(handler, FastAPI())
    elif argument == "bottle":
        given(handler, Bottle())
    else:
        handler()
