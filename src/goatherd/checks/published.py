"""Buckets whose objects are meant for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.checks.policies import actions_with_spans, opens_to_everybody
from goatherd.checks.privileges import names_of
from goatherd.core.secrets import words
from goatherd.core.value import is_true, known
from goatherd.iam.effective import effective
from goatherd.model.resource import ResourcePolicy

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.model.application import Application
    from goatherd.model.resource import Bucket
    from goatherd.model.role import Statement

READS = ("s3:GetObject", "s3:GetObjectVersion")

_PICTURES = frozenset(
    words("image images avatar avatars logo logos icon icons thumbnail thumbnails banner banners static")
)


def shows_pictures(bucket: Bucket) -> bool:
    """Whether pages show what is in a bucket, by its name."""
    return not _PICTURES.isdisjoint(words(bucket.id))


def lists_for_everybody(bucket: Bucket) -> bool:
    """Whether its access list lets everybody read what is in it, and see what there is."""
    ignored = is_true(bucket.ignore_public_acls) and bucket.ignore_public_acls.explicit
    return known(bucket.acl) in ("PublicRead", "PublicReadWrite") and not ignored


def reads_for_everybody(statement: Statement) -> bool:
    """Whether it lets everybody read objects, and do nothing else."""
    only_reads = not statement.not_action and set(statement.actions) <= set(READS)
    return only_reads and opens_to_everybody(statement)


def open_reads(bucket: Bucket, app: Application) -> tuple[Span, ...]:
    """Where policies let everybody read a bucket's objects, and do nothing else."""
    policies = [policy for policy in app.of(ResourcePolicy) if bucket.id in policy.targets]
    open_ones = [each for policy in policies for each in policy.statements if reads_for_everybody(each)]
    return tuple(span for each in open_ones for _, span in actions_with_spans(each))


def is_published(bucket: Bucket, app: Application) -> bool:
    """Whether it serves a website, or holds nothing but files of the tree, which every deployment copies there."""
    return is_true(bucket.website) or (bucket.only_deployed and not _is_filled(bucket, app))


def _is_filled(bucket: Bucket, app: Application) -> bool:
    """Whether some role of the application may put objects there, as into every bucket."""
    names = names_of(app)
    target = f"{names.arn(bucket.id)}/key"
    roles = (effective(role, app, names) for role in app.roles.values())
    return any(role.allows("s3:PutObject", target) is not False for role in roles)
