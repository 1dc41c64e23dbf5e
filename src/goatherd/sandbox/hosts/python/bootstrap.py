"""Runs one Python function on the Lambda runtime, with goatherd's instruments in place.

    bootstrap.py NOTES HANDLER WATCH

NOTES is the descriptor to write notes to, WATCH the text whose way through the function is noted.
Runs inside the sandbox; nothing of goatherd is importable there.
"""

import os
import sys


def _paths():
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    own = os.path.dirname(os.path.abspath(__file__))
    standard = [path for path in sys.path if path and os.path.abspath(path) != own]
    layers = [f"/opt/python/lib/{version}/site-packages", "/opt/python"]
    return ["/var/task", *layers, "/var/dependencies/python", "/var/runtime", *standard]


def main():
    notes, handler, watch = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    sys.path[:] = _paths()
    import site

    site.setquit()
    sys.argv[:] = ["/var/runtime/bootstrap.py"]
    sys.dont_write_bytecode = True

    from awslambdaric import bootstrap
    from awslambdaric.lambda_runtime_client import LambdaRuntimeClient

    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    import goatherd_instruments

    sys.path.pop(0)
    goatherd_instruments.install(notes, watch)
    bootstrap.run(handler, LambdaRuntimeClient(os.environ["AWS_LAMBDA_RUNTIME_API"]))


main()
