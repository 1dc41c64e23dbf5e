"""Ways to call a handler that are not Lambda's: each takes the event of a function URL and answers as a function does.

`install` is called once, before the instruments are in place: what they see is a handler of Lambda. A convention is a
module with `adapted(find, handler, options)`: `find` loads what a handler's name stands for.
"""

import importlib

from awslambdaric import bootstrap


def install(name, options):
    """`name` is the module of the convention: "web", "google" or "azure"."""
    find = bootstrap._get_handler

    def _get_handler(handler):
        convention = importlib.import_module(f"{__name__}.{name}")
        return convention.adapted(find, handler, options)

    bootstrap._get_handler = _get_handler
