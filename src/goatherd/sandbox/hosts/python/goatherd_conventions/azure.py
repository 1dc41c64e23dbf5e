"""HTTP functions of Azure in both models: `main` of a folder, and what decorators of an application register.

Source: Azure Functions Python developer guide. Options: `argument`, the parameter that the request is given as, ""
for the only one.
"""

import asyncio
import inspect
import os
import sys
import types

from .exchange import Request, answer

_PACKAGE = "__app__"  # what the platform's worker calls the folder of all functions


def adapted(find, handler, options):
    module, _, symbol = handler.rpartition(".")
    if module.endswith("/__init__"):
        _show_package()
        handler = f"{_PACKAGE}/{module.removesuffix('/__init__')}.{symbol}"
    function = _undecorated(find(handler))

    import azure.functions

    def adapter(event, context):
        request = _request(azure.functions, Request(event))
        arguments = _arguments(function, request, options["argument"])
        returned = function(**arguments)
        if inspect.isawaitable(returned):
            returned = asyncio.new_event_loop().run_until_complete(returned)
        outputs = [each.value for each in arguments.values() if isinstance(each, _Out) and each.value is not None]
        return _answered(azure.functions, returned if returned is not None else next(iter(outputs), None))

    return adapter


def _show_package():
    package = types.ModuleType(_PACKAGE)
    package.__path__ = [os.environ["LAMBDA_TASK_ROOT"]]
    sys.modules[_PACKAGE] = package


def _undecorated(found):
    """The function that a builder of the later model was made of."""
    build = getattr(found, "_function", None)
    return build.get_user_function() if hasattr(build, "get_user_function") else found


def _request(library, request):
    return library.HttpRequest(
        method=request.method,
        url=f"https://{request.host}{request.path}" + (f"?{request.query}" if request.query else ""),
        headers=request.headers,
        params=request.fields("queryStringParameters"),
        route_params=request.fields("pathParameters"),
        body=request.body,
    )


class _Out:
    """An output binding."""

    value = None

    def set(self, value):
        self.value = value

    def get(self):
        return self.value


def _arguments(function, request, name):
    """The request, and something in the place of other bindings: services that are not there."""
    parameters = list(inspect.signature(function).parameters.values())
    names = [each.name for each in parameters]
    own = name if name in names else next((n for n in ("req", "request") if n in names), names[0] if names else "")
    made = {}
    for each in parameters:
        if each.name == own:
            made[each.name] = request
        elif each.name == "context":
            made[each.name] = types.SimpleNamespace(
                invocation_id="1", function_name=function.__name__, function_directory=os.environ["LAMBDA_TASK_ROOT"]
            )
        elif "Out" in str(each.annotation):
            made[each.name] = _Out()
        elif each.default is each.empty and each.kind in (each.POSITIONAL_OR_KEYWORD, each.KEYWORD_ONLY):
            made[each.name] = None
    return made


def _answered(library, returned):
    if returned is None:
        return answer(204, [], b"")
    if isinstance(returned, (str, bytes)):
        return answer(
            200, [("content-type", "text/plain")], returned.encode() if isinstance(returned, str) else returned
        )
    headers = [(name, str(value)) for name, value in returned.headers.items()]
    if not any(name.lower() == "content-type" for name, _ in headers):
        headers.append(("content-type", f"{returned.mimetype}; charset={returned.charset}"))
    return answer(returned.status_code, headers, returned.get_body() or b"")
