"""What the role of the calling function allows, and what everybody may do without a role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, frozen

from goatherd.core.source import Span
from goatherd.core.value import is_false, is_true, known
from goatherd.iam.arn import Names
from goatherd.iam.effective import Entry, Grants, effective
from goatherd.iam.resources import needs
from goatherd.model.flow import AwsCall
from goatherd.model.resource import Bucket, ResourcePolicy, Secret

if TYPE_CHECKING:
    from goatherd.model.application import Application
    from goatherd.model.function import Function
    from goatherd.model.role import Statement
    from goatherd.sandbox.cloud.calls import ApiCall
    from goatherd.sandbox.naming import Naming

# Operations that AWS lets everybody call who knows an identifier.
_UNSIGNED = frozenset({"cognito-idp", "cognito-identity"})
_ALWAYS = frozenset({"sts:GetCallerIdentity", "logs:CreateLogStream", "logs:PutLogEvents", "logs:CreateLogGroup"})


@frozen
class Refusal:
    """`action` on `resource` is what the caller may not do."""

    action: str
    resource: str


class Permissions:
    """Decisions are three-valued in iam/; what nobody can know is let through here, never refused."""

    def __init__(self, application: Application, naming: Naming) -> None:
        self._application, self._naming = application, naming
        self._names = Names(application)
        self._grants: dict[str, Grants | None] = {}
        self._functions = {function.id: function for function in application.functions}

    def prepare(self) -> None:
        """Work out every role, so that no call has to wait for it."""
        for id in self._functions:
            self._granted(id)

    def refused(self, function: str, call: ApiCall) -> Refusal | None:
        """Why the function may not make the call; None when it may, or when that cannot be told."""
        grants = self._granted(function)
        if grants is None:
            return None
        needed = self._needed(call)
        for action, resource in needed:
            spellings = [r for a, r in needed if a == action and _bare(r) == _bare(resource)]
            if action not in _ALWAYS and all(grants.allows(action, each) is False for each in spellings):
                return Refusal(action, resource)
        return None

    def refused_to_everybody(self, call: ApiCall) -> Refusal | None:
        """Why an unsigned call is refused: no policy and no access list of the resource opens it."""
        if call.service in _UNSIGNED:
            return None
        if call.service == "s3":
            bucket = self._bucket(str(call.parameters.get("Bucket", "")))
            if bucket is not None and self._public(bucket, call):
                return None
        action, resource = next(iter(self._needed(call)), (f"{call.service}:{call.operation}", "*"))
        return Refusal(action, resource)

    def opened_by_policy(self, call: ApiCall) -> bool:
        """Whether the policy of a call's bucket opens it to everybody, whatever its and its objects' lists say."""
        bucket = self._bucket(str(call.parameters.get("Bucket", ""))) if call.service == "s3" else None
        return bucket is not None and not is_true(bucket.restrict_public_buckets) and self._policy_opens(bucket, call)

    def _needed(self, call: ApiCall) -> list[tuple[str, str]]:
        texts: dict[str, tuple[str, ...]] = {name: (str(value),) for name, value in call.parameters.items()}
        if call.service == "secretsmanager" and "SecretId" in texts:
            texts["SecretId"] = (self._secret(texts["SecretId"][0]),)
        symbolic = AwsCall(call.service, call.operation, Span(".", 1), texts)
        found = needs(symbolic, self._names) or []
        return [(n.action, resource) for n in found if n.certain for resource in n.resources]

    def _secret(self, name: str) -> str:
        """The ARN of a secret that is called by its name: policies are about the ARN, which has six more characters."""
        for secret in self._application.of(Secret):
            arn = self._naming.assigned.get(secret.id, "")
            if arn and name in (arn[:-7], arn.rpartition(":")[2][:-7]):
                return arn
        return name

    def _granted(self, id: str) -> Grants | None:
        if id not in self._grants:
            function = self._functions.get(id)
            self._grants[id] = self._concrete(function) if function else None
        return self._grants[id]

    def _concrete(self, function: Function) -> Grants | None:
        """The role's grants with real names in them; None for a role that the tree does not hold."""
        if function.role is None:
            return None
        grants = effective(function.role, self._application, self._names)
        entries = tuple(self._filled(entry) for entry in grants.entries)
        boundary = tuple(map(self._concrete_statement, grants.boundary)) if grants.boundary is not None else None
        return Grants(entries, grants.names, grants.unknown, boundary, grants.boundary_unknown)

    def _filled(self, entry: Entry) -> Entry:
        return evolve(entry, statements=tuple(map(self._concrete_statement, entry.statements)))

    def _concrete_statement(self, statement: Statement) -> Statement:
        return evolve(statement, resources=tuple(map(self._naming.canonical, statement.resources)))

    def _bucket(self, name: str) -> Bucket | None:
        return next((b for b in self._application.of(Bucket) if self._naming.name(b.id) == name), None)

    def _public(self, bucket: Bucket, call: ApiCall) -> bool:
        """Whether the bucket's list or its policy opens it to everybody; objects' own lists are looked at later."""
        wanted = {action for action, _ in self._needed(call)}
        acl, ignored = known(bucket.acl) or "", bucket.ignore_public_acls
        # Stacks from before the blocks were the default (April 2023) are as open as their template says.
        acls_count = is_false(ignored) or (acl.startswith("Public") and not ignored.explicit)
        opened = {"s3:GetObject"}
        opened |= {"s3:ListBucket"} if acl.startswith("PublicRead") else set()
        opened |= {"s3:PutObject", "s3:DeleteObject"} if acl == "PublicReadWrite" else set()
        return (acls_count and bool(wanted) and wanted <= opened) or self.opened_by_policy(call)

    def _policy_opens(self, bucket: Bucket, call: ApiCall) -> bool:
        statements = [
            self._concrete_statement(evolve(s, resources=tuple(map(self._names.canonical, s.resources))))
            for policy in self._application.of(ResourcePolicy)
            if bucket.id in policy.targets
            for s in policy.statements
            if any(value == "*" for _, value in s.principals) and not s.conditions
        ]
        if not statements:
            return False
        entry = Entry("statement", "", bucket.span, tuple(statements))
        grants = Grants((entry,), self._names)
        needed = self._needed(call)
        return bool(needed) and all(grants.allows(action, resource) is True for action, resource in needed)


def _bare(resource: str) -> str:
    """Secrets and log groups may be named with and without their ends."""
    return resource.removesuffix("-*").removesuffix(":*")
