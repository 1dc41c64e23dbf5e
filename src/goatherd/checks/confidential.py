"""Which parts of what was read from a secret store are confidential."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goatherd.model.flow import Flow

# What stands beside a secret in its entry or in the answer that brings it, and claims that name a caller.
_BESIDE = re.compile(
    r"(?i)(username|user|host|hostname|port|db_?name|database|engine|db(Instance|Cluster)Identifier|region|ARN|Name"
    r"|VersionId|VersionStages|CreatedDate|LastModifiedDate|tenant_?id|sub|iss|aud|exp|iat|scope|status_?code|length)"
)


def is_confidential(flow: Flow) -> bool:
    """Whether the part of a secret that a flow carries is the secret ("secret.SecretString.username" is not)."""
    return _BESIDE.fullmatch(flow.source.path.rpartition(".")[2]) is None
