"""Why a policy stays as it is."""

from __future__ import annotations


class Unfixable(Exception):
    """A policy that is not rewritten; the message completes "… stays as it is: "."""
