"""A function that does not start is started once: no event makes it start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.attack.events import shape_of
from goatherd.attack.marks import Marks
from goatherd.attack.search import Search
from goatherd.attack.trial import Target
from tests.sandbox.pods import TEMPLATE, in_pod, written

if TYPE_CHECKING:
    from pathlib import Path


def test_no_second_event_is_sent(tmp_path: Path) -> None:
    root = written(
        tmp_path,
        {"template.yaml": TEMPLATE, "app.py": "def handler(event, context):\n    pass\n\n\nraise ValueError\n"},
    )

    def work(pod):
        function, trigger = next(iter(pod.application.triggers()))
        target = Target(function, trigger, shape_of(function, trigger, pod.application, pod.naming))
        sent, invoke = [], pod.invoke
        pod.invoke = lambda id, event: sent.append(id) or invoke(id, event)
        Search(target, pod, Marks(0, function.id)).run()
        yield len(sent)

    assert in_pod(root, work) == [1]
