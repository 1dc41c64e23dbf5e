from textwrap import dedent

import pytest


@pytest.fixture
def run(run_in_pod):
    """Run a function on events; its code is the text of index.js, `files` are others of it."""

    def run(code, *events, handler="index.handler", environment=(), files=(), name="index.js", **more):
        return run_in_pod(
            language="javascript",
            handler=handler,
            files={name: dedent(code).lstrip("\n"), **{each: dedent(text) for each, text in dict(files).items()}},
            events=events or [{}],
            environment=dict(environment),
            **more,
        )

    return run


@pytest.fixture
def value(run):
    """What the body of a handler returns when it is given an event."""

    def value(body, event):
        ran = run(f"exports.handler = async (event) => {{ {body} }};", event)
        assert ran.error is None, ran.error
        return ran.response

    return value
