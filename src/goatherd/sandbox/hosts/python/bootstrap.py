"""Runs one Python function on the Lambda runtime, with goatherd's instruments in place.

Its handler is what _HANDLER names. Standard input has the rest, which the function is not to know, as one JSON object.
`notes` is the descriptor to write notes to, `key` what they are sealed with, in hexadecimal, `watch` the text whose way
through the function is noted. If `ports` has members, connections to the ports that it names are led to those of this
machine that it gives, and no others can be made. `convention` is how the handler is called where that is not Lambda's
way: the name of a module of `goatherd_conventions`, and its options. Runs inside the sandbox; nothing else of goatherd
is importable there.
"""

import collections
import collections.abc
import json
import os
import sys


def _paths():
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    own = os.path.dirname(os.path.abspath(__file__))
    standard = [path for path in sys.path if path and os.path.abspath(path) != own]
    runtime = os.environ["LAMBDA_RUNTIME_DIR"]
    root = runtime.removesuffix("/var/runtime")
    layers = [f"{root}/opt/python/lib/{version}/site-packages", f"{root}/opt/python"]
    dependencies = f"{root}/var/dependencies"
    installed = sorted(os.listdir(dependencies)) if os.path.isdir(dependencies) else []
    paths = [f"{dependencies}/{each}" for each in installed]
    given = [path for path in os.environ.get("PYTHONPATH", "").split(":") if path]
    return [os.environ["LAMBDA_TASK_ROOT"], *given, *layers, *paths, runtime, *standard]


def _give_back():
    """The names that Python 3.10 took out of `collections`: packages pinned for an older runtime ask for them."""
    for name in collections.abc.__all__:
        if not hasattr(collections, name):
            setattr(collections, name, getattr(collections.abc, name))


def _told():
    """What stands on standard input, which is empty from then on."""
    told = b""
    while data := os.read(0, 1 << 16):
        told += data
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return json.loads(told)


def main():
    told = _told()  # before modules of the function's can be found in place of others
    sys.path[:] = _paths()
    _give_back()
    import site

    site.setquit()
    sys.argv[:] = [f"{os.environ['LAMBDA_RUNTIME_DIR']}/bootstrap.py"]
    sys.dont_write_bytecode = True

    from awslambdaric import bootstrap
    from awslambdaric.lambda_runtime_client import LambdaRuntimeClient

    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    import goatherd_conventions
    import goatherd_instruments

    sys.path.pop(0)
    convention = told.pop("convention")
    if convention:
        goatherd_conventions.install(**convention)
    goatherd_instruments.install(**told)
    del told, convention
    bootstrap.run(os.environ["_HANDLER"], LambdaRuntimeClient(os.environ["AWS_LAMBDA_RUNTIME_API"]))


main()
