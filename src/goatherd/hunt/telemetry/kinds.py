"""All kinds of logs that are read."""

from __future__ import annotations

from goatherd.hunt.telemetry.cloudtrail import CLOUDTRAIL
from goatherd.hunt.telemetry.functionlogs import FUNCTION_LOGS

KINDS = (CLOUDTRAIL, FUNCTION_LOGS)
