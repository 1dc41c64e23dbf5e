"""Which findings a rewritten policy answers."""

from __future__ import annotations

# whole services, administrators' policies, everything but, unused permissions, every resource
EXCESS = frozenset({"GOAT0401", "GOAT0403", "GOAT0404", "GOAT0420", "GOAT0421"})
