"""What one function uses of its role, and how far that can be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field

from goatherd.core.value import HOLE
from goatherd.iam.operations import ANYTHING, service_prefix
from goatherd.iam.platform import exempt_actions, platform_needs
from goatherd.iam.resources import needs
from goatherd.model.function import Unresolved

if TYPE_CHECKING:
    from goatherd.iam.arn import Names
    from goatherd.iam.resources import Need
    from goatherd.model.application import Application
    from goatherd.model.flow import AwsCall, Behaviour, LibraryCall
    from goatherd.model.function import Function

ALL_SERVICES = "*"

# Libraries that call AWS themselves, by the start of their dotted name, and the IAM prefixes they use.
LIBRARIES = (
    ("pynamodb", ("dynamodb",)),
    ("dynamoose", ("dynamodb",)),
    ("dynamodb-onetable", ("dynamodb",)),
    ("dynamodb-toolbox", ("dynamodb",)),
    ("electrodb", ("dynamodb",)),
    ("@aws/dynamodb-data-mapper", ("dynamodb",)),
    ("aws_lambda_powertools.utilities.parameters", ("ssm", "secretsmanager", "dynamodb", "appconfig")),
    ("aws_lambda_powertools.utilities.feature_flags", ("appconfig",)),
    ("aws_lambda_powertools.utilities.idempotency", ("dynamodb",)),
    ("aws_lambda_powertools.utilities.streaming", ("s3",)),
    ("@aws-lambda-powertools/parameters", ("ssm", "secretsmanager", "dynamodb", "appconfig")),
    ("@aws-lambda-powertools/idempotency", ("dynamodb",)),
    ("@middy/ssm", ("ssm",)),
    ("@middy/secrets-manager", ("secretsmanager",)),
    ("@middy/s3", ("s3",)),
    ("@middy/dynamodb", ("dynamodb",)),
    ("@middy/sts", ("sts",)),
    ("aws_secretsmanager_caching", ("secretsmanager",)),
    ("crhelper", ("lambda", "events")),
    ("s3fs", ("s3",)),
    ("smart_open", ("s3",)),
    ("s3urls", ("s3",)),
    ("watchtower", ("logs",)),
    ("pyathena", ("athena", "s3", "glue")),
    ("awswrangler", (ALL_SERVICES,)),
    ("aws4", (ALL_SERVICES,)),
    ("aws4fetch", (ALL_SERVICES,)),
    ("aws4-axios", (ALL_SERVICES,)),
    ("requests_aws4auth", (ALL_SERVICES,)),
    ("requests_auth_aws_sigv4", (ALL_SERVICES,)),
    ("aws_requests_auth", (ALL_SERVICES,)),
    ("botocore.auth", (ALL_SERVICES,)),
    ("botocore.signers", (ALL_SERVICES,)),
    ("@aws-sdk/signature-v4", (ALL_SERVICES,)),
    ("@smithy/signature-v4", (ALL_SERVICES,)),
    ("@aws-amplify", (ALL_SERVICES,)),
    ("aws-amplify", (ALL_SERVICES,)),
    ("aioboto3", (ALL_SERVICES,)),
    ("aiobotocore", (ALL_SERVICES,)),
    ("boto3.session.Session.get_credentials", (ALL_SERVICES,)),
)
_PROCESSES = ("subprocess.", "os.system", "os.popen", "os.exec", "os.spawn", "child_process.", "execa")


@define
class Usage:
    """`unreadable` is why nothing can be said of what the function does not use, "" otherwise.

    `blind` maps an IAM prefix ("*": all) to why unseen calls of it are possible; `exempt` are actions
    that the platform may use by itself; `unknown_calls` are calls whose permission is not known.
    """

    function: Function
    needs: list[Need] = field(factory=list)
    unreadable: str = ""
    blind: dict[str, str] = field(factory=dict)
    exempt: frozenset[str] = frozenset()
    unknown_calls: list[AwsCall] = field(factory=list)

    def silent_on(self, action: str) -> bool:
        """Whether an action may be in use although nothing shows it."""
        prefix = action.partition(":")[0]
        blind = ALL_SERVICES in self.blind or prefix in self.blind
        return blind or action in self.exempt or f"{prefix}:*" in self.exempt


def usage(function: Function, application: Application, names: Names) -> Usage:
    found = Usage(function, platform_needs(function, names), exempt=exempt_actions(function))
    found.unreadable = _unreadable(function, application)
    if found.unreadable:
        return found
    behaviour = application.behaviour(function)
    for call in behaviour.aws_calls:
        _add_call(found, call, names)
    _add_libraries(found, behaviour)
    return found


def _unreadable(function: Function, application: Application) -> str:
    if isinstance(function.entry, Unresolved):
        return function.entry.why
    if function.id not in application.behaviours:
        return "the code has not been interpreted"
    return application.behaviours[function.id].truncated


def _add_call(found: Usage, call: AwsCall, names: Names) -> None:
    if _dynamic(call.service):
        found.blind.setdefault(ALL_SERVICES, f"the service called at {call.span} is chosen at run time")
        return
    prefix = service_prefix(call.service)
    listed = None if _dynamic(call.operation) else needs(call, names)
    if listed is None:
        found.unknown_calls.append(call)
        found.blind.setdefault(prefix or ALL_SERVICES, f"the permission for the call at {call.span} is not known")
        return
    for need in listed:
        if need.action == ANYTHING:
            found.blind.setdefault(ALL_SERVICES, f"{call.operation} at {call.span} acts with the function's rights")
        else:
            found.needs.append(need)


def _add_libraries(found: Usage, behaviour: Behaviour) -> None:
    for call in behaviour.calls:
        for start, prefixes in LIBRARIES:
            if call.name.startswith(start):
                for prefix in prefixes:
                    found.blind.setdefault(prefix, f"{start} at {call.span} may call AWS")
        if call.name.startswith(_PROCESSES) and _runs_aws(call):
            found.blind.setdefault(ALL_SERVICES, f"a process started at {call.span} may call AWS")


def _runs_aws(call: LibraryCall) -> bool:
    """A command line of the AWS CLI; the runtimes do not bring one, so that others hardly ever are."""
    texts = (str(value) for values in call.constants.values() for value in values)
    return any(text == "aws" or text.startswith(("aws ", "['aws'")) for text in texts)


def _dynamic(name: str) -> bool:
    return name == "" or HOLE in name or name == "?"
