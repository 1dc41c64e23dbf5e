"""How Azure Functions calls a handler in Python: what triggers it is a parameter of the binding's name."""

from azure.functions import HttpRequest, Message
from goatherd_intrinsics import respond


def call(handler, kind, argument):
    if kind == "azure-http":
        respond(handler(**{argument: HttpRequest()}), "text/plain", handler)
    else:
        handler(**{argument: Message()})
