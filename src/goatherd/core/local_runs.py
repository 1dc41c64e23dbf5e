"""What tells a run at the author's desk from one that is deployed."""

from __future__ import annotations

# Set by serverless-offline, `serverless invoke local` and `sam local`.
LOCAL_VARIABLES = frozenset({"IS_OFFLINE", "IS_LOCAL", "AWS_SAM_LOCAL"})
