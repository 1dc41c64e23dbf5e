"""Buckets of Google's cloud with who may read and write them, in the model's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import Known
from goatherd.frontends.google.terraform.resources import Grant
from goatherd.frontends.terraform.references import block
from goatherd.model.resource import NO, Bucket, CorsRule, Resource, ResourcePolicy
from goatherd.model.role import Statement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.frontends.google.terraform.resources import Resources
    from goatherd.frontends.node import Node
    from goatherd.frontends.terraform.instance import Instance

_BUCKET = "google_storage_bucket"
_READ, _LIST = "s3:GetObject", "s3:ListBucket"
_WRITE, _DELETE = "s3:PutObject", "s3:DeleteObject"
# What a role lets its members do, in the words that checks ask in.
_ROLES = {
    "storage.objectViewer": (_READ, _LIST),
    "storage.legacyObjectReader": (_READ,),
    "storage.legacyBucketReader": (_LIST,),
    "storage.objectCreator": (_WRITE,),
    "storage.objectUser": (_WRITE, _DELETE, _READ, _LIST),
    "storage.objectAdmin": (_WRITE, _DELETE, _READ, _LIST),
    "storage.admin": (_WRITE, _DELETE, _READ, _LIST),
    "storage.legacyBucketWriter": (_WRITE, _DELETE, _LIST),
    "storage.legacyBucketOwner": (_WRITE, _DELETE, _LIST),
    "storage.legacyObjectOwner": (_WRITE, _READ),
}
# The same of the permissions that a role of one's own consists of. Who sets the policy gives himself all the others.
_PERMISSIONS = {
    "storage.objects.get": (_READ,),
    "storage.objects.list": (_LIST,),
    "storage.objects.create": (_WRITE,),
    "storage.objects.update": (_WRITE,),
    "storage.objects.delete": (_DELETE,),
    "storage.buckets.setIamPolicy": (_WRITE, _DELETE, _READ, _LIST),
}
_OWN_ROLE = ("google_project_iam_custom_role", "google_organization_iam_custom_role")
# Access controls of a bucket, of the objects that come into it, or of one object there.
_CONTROLS: dict[str, dict[str, tuple[str, ...]]] = {
    "google_storage_bucket_access_control": {"READER": (_LIST,), "WRITER": (_WRITE, _DELETE, _LIST)},
    "google_storage_default_object_access_control": {"READER": (_READ,)},
    "google_storage_object_access_control": {"READER": (_READ,)},
}
_OWNS = (_WRITE, _DELETE, _READ, _LIST)
_ACLS = {"publicRead": "PublicRead", "publicReadWrite": "PublicReadWrite", "authenticatedRead": "AuthenticatedRead"}


def buckets_of(resources: Resources) -> Iterator[Resource]:
    for instance in resources.of(_BUCKET):
        yield _bucket(resources, instance)
        grants = [*resources.grants_for(instance, ("storage_bucket",)), *_controls(resources, instance)]
        for number, grant in enumerate(grants):
            if grant.lets_in is not None:
                yield _policy(resources, instance, grant, number)


def _bucket(resources: Resources, instance: Instance) -> Bucket:
    arguments = instance.arguments
    prevented = arguments.get("public_access_prevention").text() == "enforced"
    acls = [
        acl.arguments.get("predefined_acl")
        for acl in resources.of("google_storage_bucket_acl", "google_storage_default_object_acl")
        if resources.named(acl.arguments.get("bucket").text() or "", _BUCKET) is instance
    ]
    acl = next((written for written in acls if written.text() in _ACLS), None)
    closed = Known(prevented)
    return Bucket(
        id=instance.address,
        type=instance.type,
        span=instance.span,
        physical_name=arguments.get("name").as_text(),
        acl=Known(_ACLS[acl.text() or ""], acl.span) if acl is not None else Known("Private", explicit=False),
        block_public_acls=closed,
        ignore_public_acls=closed if prevented else Known(True, explicit=False),
        block_public_policy=closed if prevented else Known(True, explicit=False),
        restrict_public_buckets=closed,
        public_access_span=instance.span,  # unlike those of AWS, a bucket can be opened unless it says that it cannot
        versioning=block(arguments, "versioning").get("enabled").as_bool(False),
        website=Known(True) if arguments.get("website").exists else NO,
        cors=[_rule(rule) for rule in arguments.get("cors").list()],
    )


def _rule(rule: Node) -> CorsRule:
    return CorsRule(rule.get("origin").texts(), rule.get("method").texts(), (), False, rule.span)


def _controls(resources: Resources, bucket: Instance) -> Iterator[Grant]:
    for instance in resources.of(*_CONTROLS):
        if resources.named(instance.arguments.get("bucket").text() or "", _BUCKET) is bucket:
            entity = instance.arguments.get("entity")
            role = instance.arguments.get("role")
            yield Grant(instance.type, "", role.text() or "READER", entity.text() or "", entity.span, role.span)


def _policy(resources: Resources, bucket: Instance, grant: Grant, number: int) -> ResourcePolicy:
    own = resources.named(grant.role, *_OWN_ROLE)
    actions = _ROLES.get(grant.role.removeprefix("roles/"), ()) if own is None else _actions_of(own)
    if grant.of in _CONTROLS:
        actions = _CONTROLS[grant.of].get(grant.role, _OWNS)
    statement = Statement("Allow", actions, ("*",), grant.span, principals=(("*", "*"),))
    return ResourcePolicy(
        id=f"{bucket.address}:{number}",
        type="google_storage_bucket_iam",
        span=grant.span,
        targets=(bucket.address,),
        statements=[statement],
    )


def _actions_of(role: Instance) -> tuple[str, ...]:
    permissions = role.arguments.get("permissions").texts()
    return tuple(dict.fromkeys(action for each in permissions for action in _PERMISSIONS.get(each, ())))
