"""How Azure Functions calls a handler in Python: its bindings are parameters of their names."""

from azure.functions import HttpRequest, Message
from goatherd_intrinsics import bound, outputs, respond


class Out:
    def __init__(self, name):
        self.name = name

    def set(self, value):
        bound({self.name: value})


def call(handler, kind, argument):
    if kind == "azure-http":
        result = handler(**{argument: HttpRequest()}, **outputs(Out))
        bound({"$return": result})
        respond(result, "text/plain", handler)
    else:
        bound({"$return": handler(**{argument: Message()}, **outputs(Out))})
