"""A function that would have answered in time does so on a busy machine as well; one that never answers is ended."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager

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
        # A sixth of the processor makes 1.5 s of it; at a fifteenth it is still in time.
        done = pod.invoke("Computes", {"seconds": 0.25})
        yield done.response
        yield done.seconds > 1

    with crowded(5) as processor:
        assert in_pod(folder, work) == ["no answer within 1 s", "done", "done", True]


# In a process that the busy ones do not descend from: what these wait for is none of its own waiting.
COUNTED = """
import os, time
from goatherd.sandbox.clock import Clock
os.sched_setaffinity(0, {%d})
clock = Clock()
clock.look()
had, computed, passed = clock.time(), time.process_time(), time.monotonic()
while time.process_time() < computed + 0.5:
    if time.monotonic() >= clock.due:
        clock.look()
clock.look()
print((clock.time() - had) / clock._speed, time.monotonic() - passed)
"""


def test_the_clock_counts_what_was_computed():
    with crowded(2) as processor:
        done = subprocess.run([sys.executable, "-c", COUNTED % processor], capture_output=True, text=True, check=True)
    had, passed = map(float, done.stdout.split())
    assert 0.45 < had < passed * 0.9
