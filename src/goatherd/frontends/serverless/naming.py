"""Logical ids, as the Serverless Framework makes them of the names that people write.

Source: lib/plugins/aws/lib/naming.js of the Framework.
"""

from __future__ import annotations

import re

_NOT_ALPHANUMERIC = re.compile(r"[^0-9A-Za-z]")
_PATH_VARIABLE = re.compile(r"\{([^{}]*)\}")

REST_API = "ApiGatewayRestApi"
HTTP_API = "HttpApi"
WEBSOCKETS_API = "WebsocketsApi"
SHARED_ROLE = "IamRoleLambdaExecution"


def upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def spelled(name: str) -> str:
    """A function's name as the beginning of ids: `get-user_x` -> `GetDashuserUnderscorex`."""
    return upper_first(name.replace("-", "Dash").replace("_", "Underscore"))


def alphanumeric(text: str) -> str:
    return upper_first(_NOT_ALPHANUMERIC.sub("", text))


def path_id(path: str) -> str:
    """`users/{id}` -> `UsersIdVar`."""
    parts = (_PATH_VARIABLE.sub(r"\1Var", part.replace("-", "Dash")) for part in path.split("/"))
    return "".join(map(alphanumeric, parts))


def function_id(name: str) -> str:
    return f"{spelled(name)}LambdaFunction"


def layer_id(name: str) -> str:
    return f"{spelled(name)}LambdaLayer"
