"""Buckets whose objects are meant for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.checks.privileges import names_of
from goatherd.core.value import is_true
from goatherd.iam.effective import effective

if TYPE_CHECKING:
    from goatherd.model.application import Application
    from goatherd.model.resource import Bucket


def is_published(bucket: Bucket, app: Application) -> bool:
    """Whether it serves a website, or holds nothing but files of the tree, which every deployment copies there."""
    return is_true(bucket.website) or (bucket.only_deployed and not _is_filled(bucket, app))


def _is_filled(bucket: Bucket, app: Application) -> bool:
    """Whether some role of the application may put objects there, as into every bucket."""
    names = names_of(app)
    target = f"{names.arn(bucket.id)}/key"
    roles = (effective(role, app, names) for role in app.roles.values())
    return any(role.allows("s3:PutObject", target) is not False for role in roles)
