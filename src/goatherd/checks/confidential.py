"""Which parts of what was read from a secret store are confidential."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.lazy import regex
from goatherd.core.secrets import is_called_public, promises_secret, words
from goatherd.core.value import is_false, known_or, placeholder
from goatherd.model.resource import ConfigParameter

if TYPE_CHECKING:
    from goatherd.model.application import Application
    from goatherd.model.flow import Flow

# What stands beside a secret in its entry or in the answer that brings it, and claims that name a caller.
_BESIDE = regex(
    r"(?i)(username|user|roles?|permissions?|scopes|groups?|host|hostname|port|db_?name|database|schema|engine|endpoint|db(Instance|Cluster)Identifier|region|ARN|Name"
    r"|VersionId|VersionStages|CreatedDate|LastModifiedDate|(tenant|account|client|project|org(anization)?)_?id|(access_?)?key_?id|publishable_?key|public_?key|sub|iss|aud|exp|iat|scope|status_?code|length"
    r"|alg|enc|kty|typ|cty|crv|kid)"
)


# Tokens that name a piece of work for AWS or for the application's own steps; nobody signs in with them.
_HANDLES = regex(r"(?i).*(task|execution|request|action|callback|continuation|next|page|pagination)_?token")
_CALLED = regex(r"secret ([^.\s]+)")  # what the store calls it
# A text of a vault (Azure), which applications keep their settings in as well.
_KEPT = regex(r"secret ([\w-]+)\.value(?:\..*)?")
_ADDRESSES = frozenset(
    {
        "account",
        "container",
        "database",
        "deployment",
        "endpoint",
        "host",
        "index",
        "model",
        "name",
        "region",
        "service",
    }
)
# What names somebody to a service, with whatever else the name says of it: "CLIENT-ID-WEB-APP".
_IDS = regex(
    r"(?i)(?:.*[-_/])?(?:tenant|account|client|project|org(?:anization)?|app(?:lication)?|key)[-_]?id(?:[-_].*)?"
)
_UNNAMED = regex(r"a secret\.value(?:\..*)?")  # of a vault, by a name that is not known
_NAMELESS = "a secret"  # of which only the variables that hold it say what it is
_AT_ONCE = 2  # steps of a flow that goes from where it is read to where it is used
_PAGE = regex(r"\.NextToken\b")  # where the next page of parameters begins
_ENVIRONMENT = "the environment."
_OF_MANY = regex(r"secret .*\.Parameters\[\].*|secret\.Parameters\[\].*")
# The value of a parameter, by its name where it is known.
_VALUE = regex(r"(?:secret ?(.*)\.Parameters?(?:\[\])?\.Value|a decrypted parameter)(?:\[\])*")
_ASSIGNED = "assigned to "
# A member of a document in a parameter: most applications keep all of their settings in one.
_SETTING = regex(r"(?:secret.*\.Parameter(?:s\[\])?\.Value|a decrypted parameter)(?:\[\])*\.(.+)")


def is_confidential(flow: Flow, app: Application) -> bool:
    """Whether what a flow carries is a secret: "secret.SecretString.username" is not, nor is a task's token."""
    path = flow.source.path
    name = path.rstrip("[]").rpartition(".")[2]
    if path.startswith(_ENVIRONMENT):
        return bool(promises_secret(name))
    if _PAGE.search(path):
        return False
    if (setting := _KEPT.fullmatch(path)) and _is_no_secret(setting[1]):
        return False
    called = _CALLED.match(path)
    if called and _BESIDE.fullmatch(called[1].rpartition("/")[2].replace("-", "_")):
        return False
    if any(map(is_called_public, (*(called[1].split("/") if called else ()), *_variables(flow)))):
        return False
    setting = _SETTING.fullmatch(path)
    if setting and not any(map(promises_secret, setting[1].split("."))):
        return False
    return not (_BESIDE.fullmatch(name) or _HANDLES.fullmatch(name) or _is_plain(path, app))


def _is_no_secret(name: str) -> bool:
    """Whether what a vault keeps under a name says where something is or what it is called, as names end."""
    last = [word for word in words(name) if not word.isdigit()][-1:]
    return not promises_secret(name) and (not _ADDRESSES.isdisjoint(last) or _IDS.fullmatch(name) is not None)


def is_called_secret(flow: Flow) -> bool:
    """Whether the name of what is no parameter is secret, or that of the parameter or of a variable that holds it.

    What else is in a parameter may be any setting: the code that reads them decrypts all alike. So it is with what is
    in a vault where a helper reads all of it, under names that are not known.
    """
    value = _VALUE.fullmatch(flow.source.path)
    variables = _variables(flow)
    if flow.source.path == _NAMELESS and any(map(_is_id, variables)):
        return any(map(promises_secret, variables))
    if value is None and (_UNNAMED.fullmatch(flow.source.path) is None or len(flow.steps) <= _AT_ONCE):
        return True
    called = (value[1] or "").split("/") if value is not None else []
    return any(map(promises_secret, [*called, *variables]))


def _variables(flow: Flow) -> list[str]:
    """What the code calls what the flow carries."""
    return [step.note.removeprefix(_ASSIGNED) for step in flow.steps if step.note.startswith(_ASSIGNED)]


def _is_id(name: str) -> bool:
    return words(name)[-1:] == ["id"] or _is_no_secret(name)


def is_one_of_many(flow: Flow) -> bool:
    """Whether it is one of several parameters that were read at once: settings, most of them, and decrypted all."""
    return _OF_MANY.fullmatch(flow.source.path) is not None


def _is_plain(path: str, app: Application) -> bool:
    """Whether it was read from a parameter that the application declares as plain text, and that sounds like none."""
    return any(
        path.startswith(f"secret {called}.Parameter")
        for parameter in app.of(ConfigParameter)
        if is_false(parameter.secure) and not any(map(promises_secret, _names(parameter)))
        for called in (placeholder(parameter.id), *_names(parameter))
    )


def _names(parameter: ConfigParameter) -> list[str]:
    return [name for name in (parameter.id, known_or(parameter.physical_name, "")) if name]
