"""What checks ask about a role and the code that runs under it, worked out once per application."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from goatherd.checks.broad import is_broad
from goatherd.checks.roles import belongs_to_application, functions_of
from goatherd.iam.arn import Names
from goatherd.iam.excess import excess
from goatherd.iam.least import advise, least_privilege
from goatherd.iam.reach import might

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.core.finding import Severity
    from goatherd.iam.least import Advice
    from goatherd.iam.use import EntryUse
    from goatherd.model.application import Application
    from goatherd.model.function import Function
    from goatherd.model.role import Role

_NAMES: WeakKeyDictionary[Application, Names] = WeakKeyDictionary()
_MIGHTY: WeakKeyDictionary[Application, dict[Role, str]] = WeakKeyDictionary()
_ADVICE: WeakKeyDictionary[Application, dict[Role, Advice]] = WeakKeyDictionary()


def names_of(app: Application) -> Names:
    found = _NAMES.get(app)
    if found is None:
        found = _NAMES[app] = Names(app)
    return found


def advice_for(role: Role, app: Application) -> Advice:
    """What the role grants, against what all functions that run under it use."""
    known = _ADVICE.setdefault(app, {})
    if role not in known:
        known[role] = advise(role, functions_of(role, app), app, names_of(app))
    return known[role]


def mighty_roles(app: Application) -> dict[Role, str]:
    """The roles that may do more than any one task, each with what; see `might`."""
    known = _MIGHTY.get(app)
    if known is None:
        told = {role: might(advice_for(role, app).grants) for role in app.roles.values()}
        known = _MIGHTY[app] = {role: words for role, words in told.items() if words}
    return known


def advice_for_alone(function: Function, app: Application) -> Advice | None:
    """The same for one function by itself; None where it has no role that the application knows."""
    if function.role is not None and functions_of(function.role, app) == [function]:
        return advice_for(function.role, app)
    return least_privilege(function, app, names_of(app))


def unused_parts(role: Role, app: Application) -> Iterator[tuple[EntryUse, Severity]]:
    """The policies of a role that grant more than the code uses, and how severe that is: GOAT0420 tells them."""
    advice = advice_for(role, app)
    if advice.unreadable:
        return
    told_elsewhere = belongs_to_application(role, app)
    for use in advice.entries:
        severity = excess(use)
        if severity is not None and not (told_elsewhere and is_broad(use.entry)):
            yield use, severity


def serves_functions(role: Role, app: Application) -> bool:
    """Whether a serverless service takes on the role, a function or what drives functions."""
    services = {name.partition(".")[0] for s in role.trust for kind, name in s.principals if kind == "Service"}
    return bool(functions_of(role, app) or services & _SERVERLESS)


_SERVERLESS = frozenset(
    {"lambda", "edgelambda", "states", "apigateway", "events", "pipes", "scheduler", "appsync", "cognito-idp"}
)
