"""A function that would have answered in time does so on a busy machine as well; one that never answers is ended."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import contextmanager

from goatherd.sandbox.clock import Clock
from tests.sandbox.pods import in_pod, written

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: python3.12, CodeUri: ., Timeout: 1, MemorySize: 256}}
Resources:
  Computes: {Type: AWS::Serverless::Function, Properties: {Handler: app.computes}}
  Endless: {Type: AWS::Serverless::Function, Properties: {Handler: app.endless}}
"""
APP = """
import time

def computes(event, context):
    end = time.process_time() + event["seconds"]
    while time.process_time() < end: pass
    return "done"

def endless(event, context):
    while True: pass
"""
BUSY = "import os\nos.sched_setaffinity(0, {%d})\nprint(flush=True)\nwhile True: pass"


@contextmanager
def crowded(others):
    """A processor that busy processes share with whoever goes there."""
    processor = min(os.sched_getaffinity(0))
    command = [sys.executable, "-c", BUSY % processor]
    # A session each: some kernels share a processor out among sessions first.
    busy = [subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True) for _ in range(others)]
    try:
        for process in busy:
            process.stdout.readline()
        yield processor
    finally:
        for process in busy:
            process.kill()
            process.communicate()


def test_what_waits_for_a_processor_has_not_had_its_time(tmp_path):
    folder = written(tmp_path, {"template.yaml": TEMPLATE, "app.py": APP})

    def work(pod):
        os.sched_setaffinity(0, {processor})
        yield pod.invoke("Endless", {}).why
        yield pod.invoke("Computes", {"seconds": 0}).response  # it is started
        done = pod.invoke("Computes", {"seconds": 0.4})
        yield done.response
        yield done.seconds > 1

    with crowded(5) as processor:
        assert in_pod(folder, work) == ["no answer within 1 s", "done", "done", True]


def test_the_clock_counts_what_was_computed():
    before = os.sched_getaffinity(0)
    with crowded(2) as processor:
        os.sched_setaffinity(0, {processor})
        try:
            clock = Clock()
            clock.look()
            had, computed, passed = clock.time(), time.process_time(), time.monotonic()
            while time.process_time() < computed + 0.5:
                if time.monotonic() >= clock.due:
                    clock.look()
            clock.look()
            had, passed = clock.time() - had, time.monotonic() - passed
        finally:
            os.sched_setaffinity(0, before)
    assert 0.45 < had < passed * 0.8
