"""Buckets whose objects are meant for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.checks.privileges import names_of
from goatherd.core.value import is_true
from goatherd.iam.effective import effective
from goatherd.model.resource import Bucket, BucketDeployment

if TYPE_CHECKING:
    from goatherd.model.application import Application


def is_published(bucket: Bucket, app: Application) -> bool:
    """Whether it serves a website, or holds nothing but files of the tree, which every deployment copies there."""
    if is_true(bucket.website):
        return True
    return any(deployed.bucket == bucket.id for deployed in app.of(BucketDeployment)) and not _is_filled(bucket, app)


def _is_filled(bucket: Bucket, app: Application) -> bool:
    """Whether some role of the application may put objects there."""
    names = names_of(app)
    target = f"{names.arn(bucket.id)}/key"
    roles = (effective(role, app, names) for role in app.roles.values())
    return any(role.allows("s3:PutObject", target) is not False for role in roles)
