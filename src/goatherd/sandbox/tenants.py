"""Two ordinary users of the application under test: one attacks, the other's data must stay his."""

from __future__ import annotations

from attrs import frozen


@frozen
class Tenant:
    subject: str
    username: str
    email: str


ATTACKER = Tenant("6f1c8a52-0b7e-4d3a-9c41-5e2d7f90a1b3", "mallory", "mallory@example.net")
VICTIM = Tenant("c3d94e17-82f5-4b6c-a0de-1f8b63c7e925", "alice", "alice@example.net")
