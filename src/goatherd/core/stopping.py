"""A run that has to end before its end: by a signal, a time limit or a failure."""

from __future__ import annotations


class Stopped(BaseException):
    """Raised wherever a run is when it has to end. Who holds results gives them away first, and then passes it on.

    `why` completes "cut short …"; `reached` says how far the run came, "" for as long as nobody has told.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why
        self.reached = ""
