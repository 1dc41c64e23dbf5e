"""Who can send, as the picture orders it."""

from __future__ import annotations

EXPOSURES = ("anonymous", "authenticated", "account", "internal", None)
"""From the most exposed to the least."""
