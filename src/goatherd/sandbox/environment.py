"""The environment variables of one function: the template's, Lambda's own, and those that make clients find the pod."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.secrets import promises_secret
from goatherd.core.value import Known, Unknown, known, sole_placeholder
from goatherd.sandbox.invented import promises_form
from goatherd.sandbox.layout import AUTHORITIES
from goatherd.sandbox.naming import ACCOUNT, REGION

if TYPE_CHECKING:
    from goatherd.core.value import Value
    from goatherd.model.application import Application
    from goatherd.model.function import Function
    from goatherd.sandbox.canaries import Canaries
    from goatherd.sandbox.conventions import Convention
from goatherd.sandbox.naming import Naming

_CERTIFICATES = {
    "AWS_CA_BUNDLE": AUTHORITIES,
    "REQUESTS_CA_BUNDLE": AUTHORITIES,
    "SSL_CERT_FILE": AUTHORITIES,
    "CURL_CA_BUNDLE": AUTHORITIES,
    "NODE_EXTRA_CA_CERTS": AUTHORITIES,
}
_UNDECLARED: Value[str] = Unknown("it is set where the application is deployed")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def access_key(number: int) -> str:
    """The access key of the function with this number, in the form of a role's temporary one."""
    digits = ""
    for _ in range(4):
        number, digit = divmod(number, 32)
        digits = _LETTERS[digit] + digits
    return f"ASIAGOATHERDKEY{digits:A>5}"


def environment(
    function: Function,
    number: int,
    application: Application,
    naming: Naming,
    canaries: Canaries,
    convention: Convention | None = None,
) -> dict[str, str]:
    """Secret-looking variables are canaries: the template's own value, or a text of ours where it has none."""
    name = naming.name(function.id)
    read = _undeclared(function, application) if convention else ()
    return {
        **_lambda(function, number, name, canaries),
        **_CERTIFICATES,
        **(convention.variables if convention else {}),
        **{key: _value(function, key, application, naming, canaries) for key in (*function.environment, *read)},
    }


def _undeclared(function: Function, application: Application) -> list[str]:
    """Variables that the code reads and no file of the tree sets, as other clouds have it, whose names say enough for
    a value.
    """
    read = application.behaviour(function).environment.keys() - function.environment.keys()
    return sorted(name for name in read if promises_secret(name) or promises_form(name))


def _value(function: Function, name: str, application: Application, naming: Naming, canaries: Canaries) -> str:
    value = function.environment.get(name, _UNDECLARED)
    shared = any(each.environment.get(name) == value for each in application.functions if each is not function)
    place = f"the environment variable {name}" + ("" if shared else f" of {function.id}")
    if not promises_secret(name):
        return naming.setting(value, name)
    if isinstance(value, Known) and "${" not in value.value and len(value.value) > 5:
        canaries.add(value.value, "environment", place)
        return value.value
    whole = sole_placeholder(value.value) if isinstance(value, Known) else None
    if isinstance(value, Known) and whole and naming.knows(whole[0]):  # the name of a secret is none
        return naming.text(value.value)
    return canaries.plant("environment", place)


def _lambda(function: Function, number: int, name: str, canaries: Canaries) -> dict[str, str]:
    """Source: "Defined runtime environment variables" of AWS Lambda's documentation."""
    secret = canaries.plant("credentials", f"the credentials of {function.id}")
    runtime = known(function.runtime) or "python3.12"
    return {
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCOUNT_ID": ACCOUNT,
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{runtime}",
        "AWS_LAMBDA_FUNCTION_NAME": name,
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(known(function.memory) or 128),
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{name}",
        "AWS_LAMBDA_LOG_STREAM_NAME": "2026/01/01/[$LATEST]00000000000000000000000000000000",
        "AWS_ACCESS_KEY_ID": access_key(number),
        "AWS_SECRET_ACCESS_KEY": f"{secret}/secret",
        "AWS_SESSION_TOKEN": "goatherd/session",  # no canary: every presigned URL holds it, as it must
        "NODE_PATH": "/opt/nodejs/node_modules:/var/runtime/node_modules",
        "LD_LIBRARY_PATH": "/opt/lib",
        "LANG": "en_US.UTF-8",
        "TZ": ":UTC",
        "PATH": "/usr/local/bin:/usr/bin:/bin:/opt/bin",
    }
