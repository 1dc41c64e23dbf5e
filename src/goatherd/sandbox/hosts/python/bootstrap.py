"""Runs one Python function on the Lambda runtime, with goatherd's instruments in place.

    bootstrap.py NOTES HANDLER WATCH PORTS

NOTES is the descriptor to write notes to, WATCH the text whose way through the function is noted. PORTS is a JSON
object: if it has members, connections to the ports that it names are led to those of this machine that it gives, and
no others can be made. Runs inside the sandbox; nothing of goatherd is importable there.
"""

import collections
import collections.abc
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
    return [os.environ["LAMBDA_TASK_ROOT"], *layers, *paths, runtime, *standard]


def _give_back():
    """The names that Python 3.10 took out of `collections`: packages pinned for an older runtime ask for them."""
    for name in collections.abc.__all__:
        if not hasattr(collections, name):
            setattr(collections, name, getattr(collections.abc, name))


def main():
    notes, handler, watch, ports = int(sys.argv[1]), *sys.argv[2:]
    sys.path[:] = _paths()
    _give_back()
    import site

    site.setquit()
    sys.argv[:] = [f"{os.environ['LAMBDA_RUNTIME_DIR']}/bootstrap.py"]
    sys.dont_write_bytecode = True

    from awslambdaric import bootstrap
    from awslambdaric.lambda_runtime_client import LambdaRuntimeClient

    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    import goatherd_instruments

    sys.path.pop(0)
    goatherd_instruments.install(notes, watch, ports)
    bootstrap.run(handler, LambdaRuntimeClient(os.environ["AWS_LAMBDA_RUNTIME_API"]))


main()
