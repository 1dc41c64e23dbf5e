"""Which routes are open, which are by their nature, and what makes one that is open worse."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeGuard

from goatherd.checks.callers import READS, asks_callers
from goatherd.core.secrets import words
from goatherd.model.resource import Authorizer, UserPool
from goatherd.model.trigger import HTTP_KINDS, Exposure, Kind, Trigger

if TYPE_CHECKING:
    from goatherd.model.application import Application
    from goatherd.model.flow import AwsCall, Behaviour
    from goatherd.model.resource import Api, Route

_GATEWAYS = (HTTP_KINDS | {Kind.WEBSOCKET, Kind.CALLABLE}) - {Kind.FUNCTION_URL, Kind.ALB, Kind.WEB}
READING = frozenset({"GET", "HEAD"})
CHANGING = frozenset({"POST", "PUT", "DELETE", "PATCH"})

# by the last part of the path: what everybody may read
_ABOUT_THE_SERVICE = re.compile(
    r"(?i)health(z|check|-check)?|ping|status|live(ness)?|ready|readiness|version|favicon\.ico|robots\.txt"
    r"|jwks(\.json)?|openid-configuration"
)
# … what tells how the service is called, where it tells nothing else
_DOCUMENTATION = re.compile(
    r"(?i)docs?|documentation|api[-_]?docs?|redoc|re-?doc\.html|openapi([-_.]?(json|ya?ml|spec))?"
    r"|swagger([-_]?(ui|docs?|json))?(\.(html|json|ya?ml))?"
)
# … and what those call who are about to sign in, or sign out
_SIGNING_IN = re.compile(
    r"(?i)log-?in|log-?out|sign-?in|sign-?up|sign-?out|register|registration|confirm|verify|refresh"
    r"|token|authorize|callback|auth|oauth2?"
    r"|(confirm|resend|verify)[-_]?(registration|sign-?up|e-?mail|phone|account|otp|code|verification)([-_]?code)?"
    r"|(request|send)[-_]?(otp|verification)([-_]?code)?"
    r"|(request|send)[-_]?password[-_]?reset"
    r"|(forgot(ten)?|lost|reset|recover|confirm|request[-_]?new)[-_]?password"
    r"|password[-_]?(reset|forgot(ten)?|recovery|requests?)"
)
# … said of whom, or how, in words: "admin-login", "loginWithEmail", "register-student"
_WHO = (
    "user|admin|customer|client|member|student|teacher|tutor|participant|patient|doctor|player|employee|staff|partner"
    "|seller|vendor|driver|owner|guest|anonymous"
)
_SIGNING_IN_WORDS = re.compile(
    rf"(?:(?:{_WHO}|social|email|phone|password)-)?(?:log-?in|log-?out|sign-?in|sign-?up|sign-?out)"
    rf"(?:-(?:{_WHO}|(?:with|by|via|using)(?:-\w+)+))?|register-(?:{_WHO}|(?:with|by|via|using)(?:-\w+)+)"
    r"|(?:e-?mail|phone)-(?:validate|validation|verify|verification|confirm|confirmation)|validate-(?:e-?mail|phone)"
    r"|confirm-forgot-password|(?:request|send|verify)-magic-link|magic-link|(?:verify|exchange|refresh)-(?:\w+-)?token"
)
# by the folder that it is in, and by both
_FOLDER = re.compile(r"(?i)log-?in|sign-?in|sign-?up|oauth2?|\.well-known")
# in the folder of what is about signing in: what asks for a code, and what takes one in place of a sign-in
_ASKING = re.compile(
    r"(?i)(forgot|recover|resend)([-_]?(code|otp|e-?mail))?|(verification|confirmation)[-_]?codes?|otp"
)
_TAKING = re.compile(r"(?i)reset|recover|(set|new|change)[-_]?password|(reset|recover|confirm)[-_]?(account|code|otp)")
_CODES = frozenset({"code", "otp", "pin", "passcode"})
# whose account somebody signs in with
_PROVIDER = re.compile(
    r"(?i)apple|azure|cas|cognito|discord|facebook|github|gitlab|google|kakao|line|linkedin|microsoft|naver|oidc|okta|saml"
    r"|slack|spotify|sso|steam|strava|twitch|twitter|x|yahoo"
)
# … and the route by which that one sends them back: "casHandler", "google-callback"
_SENT_BACK = frozenset({"callback", "handler", "redirect", "return"})
# … with a page of this application before and after
_ON_THE_WAY = re.compile(r"(?i)redirect|start|begin|connect|login|callback|return")
_OF_PASSWORDS = re.compile(
    r"(?i)passwords?/(reset|forgot|recover|request)|(reset|forgot|recover|confirm)/password"
    # what a mail leads to
    r"|(register|registration|confirm|verify|reset([-_]?password)?)/\{\w*(code|token)\w*\}"
)
_ADMIN = re.compile(r"(?i)admin(istrat(or|ion))?s?")

# what Cognito lets everybody call, for callers have no token yet
_BEFORE_SIGNING_IN = frozenset(
    {
        *("SignUp", "ConfirmSignUp", "ResendConfirmationCode", "ForgotPassword", "ConfirmForgotPassword"),
        *("InitiateAuth", "RespondToAuthChallenge", "GetTokensFromRefreshToken", "RevokeToken"),
    }
)
# operations on other people's identities and rights
_OF_RIGHTS = {
    "cognito-idp": re.compile(
        r"Admin(AddUserToGroup|RemoveUserFromGroup|(Dis|En)ableUser|DeleteUser|DeleteUserAttributes"
        r"|UpdateUserAttributes|SetUserPassword|ResetUserPassword|SetUserMFAPreference|UserGlobalSignOut"
        r"|(Link|Disable)ProviderForUser)|(Create|Update|Delete)(Group|UserPool|UserPoolClient|IdentityProvider)"
    ),
    "iam": re.compile(r"(?!Get|List|Simulate|Generate)\w+"),
    "identitystore": re.compile(r"(Create|Update|Delete)\w+"),
    "organizations": re.compile(r"(?!Describe|List)\w+"),
    "sso-admin": re.compile(r"(?!Describe|List|Get)\w+"),
    "sts": re.compile(r"AssumeRole"),
}
_MAKES_USERS = frozenset({"SignUp", "AdminCreateUser"})  # whose password and group are set along with it
# operations that change what is stored, where the method says so -> the parameters that say which of it
_OF_DATA = {
    ("dynamodb", "DeleteItem"): ("Key",),
    ("s3", "DeleteObject"): ("Key",),
    ("s3", "DeleteObjects"): ("Delete",),
}
_UPDATES = {("dynamodb", "UpdateItem"): ("Key",)}  # … unless a POST does so, as of votes and visits


def is_open(trigger: Trigger, *, changes: bool) -> bool:
    """Whether anybody may call by this route of a gateway; `changes` when what it calls does more than read."""
    if trigger.kind not in _GATEWAYS or trigger.exposure is not Exposure.ANONYMOUS:
        return False
    if trigger.kind == Kind.WEBSOCKET and trigger.path not in ("$connect", ""):
        return False  # a connection is authorized once, when it is made
    if trigger.options.get("assumed") and not trigger.path:
        return False  # a permission for an API that nobody shows
    return not _asks_or_is_meant_to_be_open(trigger, changes=changes)


def is_open_route(api: Api, route: Route) -> bool:
    """The same of a route that leads to a service."""
    if route.exposure is not Exposure.ANONYMOUS or (api.protocol == "websocket" and route.path != "$connect"):
        return False
    return not _asks_or_is_meant_to_be_open(route, changes=True)


def _asks_or_is_meant_to_be_open(route: Trigger | Route, *, changes: bool) -> bool:
    return route.api_key or route.method.upper() == "OPTIONS" or is_meant_to_be_open(route, changes=changes)


def is_meant_to_be_open(route: Trigger | Route, *, changes: bool) -> bool:
    """Whether a route is open by its nature; `changes` when what it calls does more than read."""
    parts = (route.detail if is_callable(route) else route.path).strip("/").split("/")
    above, folder, last = ["", "", *parts][-3:]
    if (
        _SIGNING_IN.fullmatch(last)
        or _SIGNING_IN_WORDS.fullmatch("-".join(words(last)))
        or (_PROVIDER.fullmatch(folder) and above.lower() == "auth" and _ON_THE_WAY.fullmatch(last))
        or (folder.lower() == "auth" and (_PROVIDER.fullmatch(last) or _ASKING.fullmatch(last) or _is_sent_back(last)))
        or _FOLDER.fullmatch(folder)
        or _OF_PASSWORDS.fullmatch("/".join(parts[-2:]))
    ):
        return True
    of_somebody = last.lower() == "status" and any(map(_ADMIN.fullmatch, parts))
    reads = not changes and route.method.upper() not in CHANGING and not of_somebody
    return reads and _ABOUT_THE_SERVICE.fullmatch(last) is not None


def _is_sent_back(name: str) -> bool:
    """Whether a provider of identities sends people back there, by its name."""
    provider, *end = words(name)
    return len(end) == 1 and _PROVIDER.fullmatch(provider) is not None and end[0] in _SENT_BACK


def is_documentation(route: Trigger, behaviour: Behaviour) -> bool:
    """Whether a route tells how the service is called, and its function keeps and reads nothing."""
    named = _DOCUMENTATION.fullmatch(route.path.rstrip("/").rpartition("/")[2]) is not None
    reads = route.method.upper() not in CHANGING
    return named and reads and not (behaviour.accesses or behaviour.aws_calls)


def asks_for_a_code(route: Trigger, behaviour: Behaviour) -> bool:
    """Whether a route takes a code in place of a sign-in, and the handler compares it with what is stored."""
    asked = any(not _CODES.isdisjoint(words(name.rpartition(".")[2])) for name in behaviour.compared_fields)
    last = route.path.rpartition("/")[2]
    return asked and (_TAKING.fullmatch(last) is not None or words(last)[:1] == ["confirm"])


def is_callable(route: Trigger | Route) -> TypeGuard[Trigger]:
    """Whether clients of Firebase call it by its name: `onCall`."""
    return isinstance(route, Trigger) and route.kind == Kind.CALLABLE


def is_open_to_readers(route: Trigger) -> bool:
    """Whether anybody may call it, and only to read."""
    return route.exposure is Exposure.ANONYMOUS and not route.api_key and route.method.upper() in READING


def is_about_the_service(route: Trigger) -> bool:
    return _ABOUT_THE_SERVICE.fullmatch(route.path.rpartition("/")[2]) is not None


def changes_something(behaviour: Behaviour) -> bool:
    """Whether the code does more in AWS than read."""
    return any(READS.match(call.operation) is None for call in behaviour.aws_calls)


def serves_who_signs_in(behaviour: Behaviour) -> bool:
    """Whether all that it does in AWS is what callers do who have no token yet."""
    return bool(behaviour.aws_calls) and all(
        call.service == "cognito-idp" and call.operation in _BEFORE_SIGNING_IN for call in behaviour.aws_calls
    )


def worst_call(routes: list[Trigger], behaviour: Behaviour) -> str:
    """The operation on rights, or on stored data of the caller's choice, for which strangers are the wrong callers."""
    makes_users = any(call.operation in _MAKES_USERS for call in behaviour.aws_calls)
    methods = {route.method.upper() for route in routes}
    changes = {**_OF_DATA, **(_UPDATES if methods & (CHANGING - {"POST"}) else {})} if methods & CHANGING else {}
    rights = [call for call in behaviour.aws_calls if _concerns_rights(call)]
    data = [c for c in behaviour.aws_calls if not c.tainted.isdisjoint(changes.get((c.service, c.operation), ()))]
    for call in (*rights, *data, *_administration(routes, behaviour)):
        asked = behaviour.asks_caller and f"{call.service}.{call.operation}" not in behaviour.unasked
        if not asked and not (makes_users and call.service == "cognito-idp"):
            return f"{call.service}:{call.operation}"
    return ""


def _administration(routes: list[Trigger], behaviour: Behaviour) -> list[AwsCall]:
    """What is changed where a route says itself that it is for administrators, by what the request says."""
    if not any(_is_administration(route) for route in routes):
        return []
    return [call for call in behaviour.aws_calls if call.tainted and READS.match(call.operation) is None]


def _is_administration(route: Trigger) -> bool:
    return route.method.upper() in CHANGING and is_admin(route)


def is_admin(route: Trigger) -> bool:
    """Whether a route says itself that it is for administrators."""
    return any(map(_ADMIN.fullmatch, route.path.split("/")))


def is_called_public(route: Trigger) -> bool:
    """Whether a route says itself that it is for everybody: "/public/events", "/publicPreview"."""
    return any(words(part)[:1] == ["public"] for part in route.path.split("/"))


def knows_users(app: Application) -> bool:
    """Whether anything of the application tells its users apart, so that an open door lets the wrong ones in."""
    if any(True for kind in (UserPool, Authorizer) for _ in app.of(kind)):
        return True
    if any(trigger.authorizer or trigger.exposure is Exposure.AUTHENTICATED for _, trigger in app.triggers()):
        return True
    return any(known.asks_caller or known.gated or asks_callers(known) for known in app.behaviours.values())


def _concerns_rights(call: AwsCall) -> bool:
    pattern = _OF_RIGHTS.get(call.service)
    return pattern is not None and pattern.fullmatch(call.operation) is not None
