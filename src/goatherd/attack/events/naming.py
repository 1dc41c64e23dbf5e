"""What the events need to know of the deployment that the sandbox imitates."""

from __future__ import annotations

from typing import Protocol


class Naming(Protocol):
    """`region` and `account` are those of the imitated deployment."""

    @property
    def region(self) -> str: ...

    @property
    def account(self) -> str: ...

    def text(self, symbolic: str) -> str:
        """Symbolic text (core/value.py) with every placeholder replaced."""
        ...

    def name(self, id: str) -> str:
        """The physical name of a resource or function."""
        ...

    def arn(self, id: str) -> str: ...
