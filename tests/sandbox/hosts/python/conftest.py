import sysconfig
from textwrap import dedent

import pytest

LIBRARIES = (sysconfig.get_paths()["purelib"], "/var/dependencies/0")


@pytest.fixture(scope="session")
def run(run_in_pod):
    """Run a function, whose app.py this is, on events; `files` are others of it."""

    def run(code, *events, libraries=False, files=(), handler="app.handler", **more):
        return run_in_pod(
            language="python",
            handler=handler,
            files={"app.py": dedent(code), **dict(files)},
            events=events,
            mounts=[LIBRARIES] if libraries else [],
            **more,
        )

    return run
