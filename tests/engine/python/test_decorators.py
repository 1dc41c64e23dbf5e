"""Decorators and context managers: what comes of what they are put around."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.programs import check, whole

PROGRAMS = {
    "decorators": """
        import functools

        def logged(f):
            @functools.wraps(f)
            def inner(*args, **kwargs):
                return f(*args, **kwargs)
            return inner

        def fixed(f):
            def inner(x):
                return f("list")
            return inner

        def checked(f):
            def inner(x):
                if x not in ("ls", "df"):
                    raise ValueError(x)
                return f(x)
            return inner

        def replaced(f):
            def inner(x):
                f(x)
                return "list"
            return inner

        @logged
        def loud(x, *, y):
            sh(x)  #!
            sh(y)

        @fixed
        def quiet(x):
            sh(x)

        @checked
        def known(x):
            sh(x)

        @replaced
        def result(x):
            return x

        @logged
        def same(x):
            return x

        def handler(event, context):
            loud(event["a"], y="list")
            quiet(event["b"])
            known(event["c"])
            sh(result(event["d"]))
            sh(same(event["e"]))  #!
    """,
    "decorators with arguments": """
        def prefixed(prefix, use=True):
            def outer(f):
                def inner(x):
                    return f(prefix + x) if use else f(prefix)
                return inner
            return outer

        @prefixed("ls ")
        def loud(x):
            sh(x)  #!

        @prefixed("ls ", use=False)
        def quiet(x):
            sh(x)

        def handler(event, context):
            loud(event["a"])
            quiet(event["a"])
    """,
    "decorators in a row": """
        def strip(f):
            return lambda x: f(x.strip())

        def drop(f):
            return lambda x: f("list")

        @strip
        @drop
        def first(x):
            sh(x)

        @drop
        @strip
        def second(x):
            sh(x)

        @strip
        @strip
        def third(x):
            sh(x)  #!

        def handler(event, context):
            first(event["x"])
            second(event["x"])
            third(event["x"])
    """,
    "decorators that are classes": """
        import functools

        class Counted:
            def __init__(self, f):
                functools.update_wrapper(self, f)
                self.f = f
                self.count = 0

            def __call__(self, *args):
                self.count += 1
                return self.f(*args)

        class Route:
            def __init__(self, path):
                self.path = path

            def __call__(self, f):
                return f

        @Counted
        def loud(x):
            sh(x)  #!

        @Counted
        def quiet(x):
            sh("list")

        @Route("/a")
        def routed(x):
            sh(x)  #!

        def handler(event, context):
            loud(event["x"])
            quiet(event["x"])
            routed(event["x"])
            sh(str(loud.count))
    """,
    "decorators of the handler": """
        def parsed(f):
            def inner(event, context):
                return f({"data": json.loads(event["body"]), "kind": "list"}, context)
            return inner

        @parsed
        def handler(event, context):
            sh(event["data"]["x"])  #!
            sh(event["kind"])
    """,
    "decorators of methods": """
        def guarded(f):
            def inner(self, x):
                if not self.allowed:
                    return None
                return f(self, x)
            return inner

        class Job:
            def __init__(self, allowed):
                self.allowed = allowed

            @guarded
            def run(self, x):
                sh(x)  #!

        class Closed:
            allowed = False

            @guarded
            def run(self, x):
                sh(x)

        def handler(event, context):
            Job(True).run(event["x"])
            Closed().run(event["x"])
    """,
    "context managers": """
        class Opened:
            def __init__(self, x):
                self.x = x

            def __enter__(self):
                return self.x

            def __exit__(self, *error):
                sh(self.x)  #!
                return False

        class Fixed:
            def __init__(self, x):
                self.x = x

            def __enter__(self):
                return "list"

            def __exit__(self, kind, error, trace):
                return True

        def handler(event, context):
            with Opened(event["x"]) as x:
                sh(x)  #!
            with Fixed(event["x"]) as x, Fixed(event["y"]) as y:
                sh(x + y)
    """,
    "context managers that are generators": """
        from contextlib import contextmanager

        @contextmanager
        def changed(state, value):
            before = state["x"]
            state["x"] = value
            try:
                yield before
            finally:
                state["x"] = before

        @contextmanager
        def timed(x):
            yield

        def handler(event, context):
            state = {"x": "list"}
            with changed(state, event["x"]) as before:
                sh(before)
            sh(state["x"])
            with timed(event["y"]):
                sh("list")
    """,
    "stacks of context managers": """
        from contextlib import ExitStack, contextmanager, nullcontext, suppress

        @contextmanager
        def opened(x):
            yield x

        def handler(event, context):
            with ExitStack() as stack:
                a = stack.enter_context(opened(event["a"]))
                b = stack.enter_context(opened("list"))
                stack.callback(sh, event["c"])  #!
                stack.callback(sh, "list")
                sh(a)  #!
                sh(b)
            with nullcontext(event["d"]) as d:
                sh(d)  #!
            with suppress(KeyError):
                sh(event["e"])  #!
    """,
    "context managers as decorators": """
        from contextlib import ContextDecorator, contextmanager

        class timed(ContextDecorator):
            def __enter__(self):
                return self

            def __exit__(self, *error):
                return False

        @contextmanager
        def logged():
            yield

        @timed()
        def loud(x):
            sh(x)  #!

        @logged()
        def other(x):
            sh(x)  #!

        @timed()
        def quiet(x):
            sh("list")

        def handler(event, context):
            loud(event["x"])
            other(event["x"])
            quiet(event["x"])
    """,
    "steps that decorators collect": """
        class Pipeline:
            def __init__(self):
                self.steps = []
            def step(self, f):
                self.steps.append(f)
                return f
            def run(self, value):
                for f in self.steps:
                    value = f(value)
                return value
        p = Pipeline()
        q = Pipeline()
        @p.step
        def strip(x): return x.strip()
        @p.step
        def prefix(x): return "ls " + x
        @q.step
        def constant(x): return "ls"
        def handler(event, context):
            sh(p.run(event["x"]))  #!
            sh(q.run(event["x"]))
    """,
}


@pytest.mark.parametrize("text", PROGRAMS.values(), ids=PROGRAMS)
def test_programs(tmp_path: Path, text: str) -> None:
    check(tmp_path, "python", whole("python", text))
