"""What Lambda calls in place of the function's own handler, which GOATHERD_HANDLER names (`module.function`).

The layer's wrapper sets both. Where the guard cannot start, the function runs without it and says so, or, with
GOATHERD_GUARD_FAILURE=closed, does not run.
"""

import importlib
import os

from goatherd_guard.starting import start


def _own():
    module, _, name = os.environ["GOATHERD_HANDLER"].rpartition(".")
    return getattr(importlib.import_module(module.replace("/", ".")), name)


_guard = start()
handler = _guard.wrap(_own()) if _guard is not None else _own()
