"""Functions that are wrapped, bound, cached, chosen or suspended."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.programs import check, whole

PROGRAMS = {
    "generators": """
        def parts(event):
            yield "list"
            yield event["x"]

        def constants(event):
            for _ in event["items"]:
                yield "list"

        def handler(event, context):
            for part in parts(event):
                sh(part)  #!
            for part in constants(event):
                sh(part)
            sh(next(constants(event)))
    """,
    "generators that delegate": """
        def inner(event):
            yield event["x"]
            return "list"

        def quiet(event):
            yield "list"
            return event["y"]

        def outer(event):
            result = yield from inner(event)
            sh(result)

        def other(event):
            result = yield from quiet(event)
            sh(result)  #!

        def handler(event, context):
            for x in outer(event):
                sh(x)  #!
            for x in other(event):
                sh(x)
    """,
    "generators of lines": """
        def read(event):
            for record in event["Records"]:
                yield record["body"]

        def upper(lines):
            for line in lines:
                yield line.upper()

        def counted(lines):
            for number, line in enumerate(lines):
                yield number

        def handler(event, context):
            for line in upper(read(event)):
                sh(line)  #!
            for number in counted(read(event)):
                sh(str(number))
            sh(" ".join(upper(read(event))))  #!
            sh(str(sum(1 for _ in read(event))))
            first, *rest = read(event)
            sh(first)  #!
    """,
    "iterators": """
        class Lines:
            def __init__(self, items):
                self.items = items
                self.at = 0

            def __iter__(self):
                return self

            def __next__(self):
                if self.at >= len(self.items):
                    raise StopIteration
                self.at += 1
                return self.items[self.at - 1]

        class Numbers:
            def __init__(self, items):
                self.items = items

            def __iter__(self):
                for i, _ in enumerate(self.items):
                    yield i

        def handler(event, context):
            for line in Lines(event["items"]):
                sh(line)  #!
            for number in Numbers(event["items"]):
                sh(str(number))
            for line in Lines(["a", "b"]):
                sh(line)
    """,
    "closures": """
        def make(x, fixed="list"):
            def run():
                sh(x)  #!
            def quiet():
                sh(fixed)
            return run, quiet

        def counter():
            command = "list"
            def change(x):
                nonlocal command
                command = x
            def run():
                sh(command)  #!
            return change, run

        def handler(event, context):
            run, quiet = make(event["x"])
            run()
            quiet()
            change, go = counter()
            change(event["y"])
            go()
    """,
    "closures each for itself": """
        def adder(x):
            return lambda y: x + y

        def handler(event, context):
            a = adder(event["x"])
            b = adder("ls ")
            sh(a("list"))  #!
            sh(b("list"))
            sh(b(event["y"]))  #!
    """,
    "closures in loops": """
        def handler(event, context):
            late = []
            early = []
            for x in ["list", event["x"]]:
                late.append(lambda: x)
                early.append(lambda x=x: x)
            sh(late[0]())  #!
            sh(early[0]())
            sh(early[1]())  #!
    """,
    "global variables": """
        command = "list"
        other = "list"

        def change(event):
            global command
            command = event["x"]
            other = event["x"]
            return other

        def handler(event, context):
            change(event)
            sh(command)  #!
            sh(other)
    """,
    "partial": """
        from functools import partial, partialmethod

        def run(prefix, x, *, suffix=""):
            sh(prefix)
            sh(x)  #!
            sh(suffix)

        def pair(a, b="list"):
            return a

        class Job:
            def go(self, a, b):
                sh(a)
                sh(b)  #!
            fixed = partialmethod(go, "list")

        def handler(event, context):
            partial(run, "ls ", suffix="list")(event["x"])
            sh(partial(pair, event["a"])())  #!
            sh(partial(pair, "list")(event["b"]))
            sh(partial(pair, b=event["c"])("list"))
            sh(partial(partial(pair), event["d"])("list"))  #!
            Job().fixed(event["e"])
            bound = partial(pair, event["f"])
            sh(bound())  #!
    """,
    "caches": """
        from functools import cache, lru_cache

        @lru_cache(maxsize=None)
        def same(x):
            return x

        @cache
        def fixed(x):
            return "list"

        @lru_cache
        def client():
            return {"command": "list"}

        def handler(event, context):
            sh(same(event["x"]))  #!
            sh(same("list"))
            sh(fixed(event["x"]))
            sh(client()["command"])
            same.cache_clear()
            sh(same.__wrapped__(event["y"]))  #!
    """,
    "reduce": """
        from functools import reduce
        import operator

        def handler(event, context):
            sh(reduce(lambda a, b: a + b, event["parts"], ""))  #!
            sh(reduce(operator.add, ["a", event["x"]]))  #!
            sh(str(reduce(lambda n, part: n + 1, event["parts"], 0)))
            sh(reduce(lambda a, b: a, event["parts"], "list"))
            sh(reduce(lambda d, key: d[key], ["a", "b"], event))  #!
            sh(reduce(lambda d, key: d.get(key, {}), ["a", "b"], {"a": {"b": "list"}}))
            sh(str(reduce(lambda found, x: {**found, x["name"]: "list"}, event["items"], {})["a"]))
    """,
    "single dispatch": """
        from functools import singledispatch, singledispatchmethod

        @singledispatch
        def show(x):
            return "list"

        @show.register
        def _(x: str):
            return x

        @show.register(int)
        def _(x):
            return str(x)

        @show.register(list)
        def many(x):
            return " ".join(x)

        class Job:
            @singledispatchmethod
            def run(self, x):
                sh("list")

            @run.register
            def _(self, x: str):
                sh(x)  #!

        def handler(event, context):
            sh(show(str(event["x"])))  #!
            sh(show(len(event["x"])))
            sh(show({"a": event["x"]}))
            sh(show([event["y"]]))  #!
            Job().run(f"{event['z']}")
            Job().run(3)
    """,
    "functions in tables": """
        def loud(x):
            sh(x)  #!

        def quiet(x):
            sh("list")

        def never(x):
            sh(x)

        TABLE = {"loud": loud, "quiet": quiet}
        OTHER = {"never": never}

        def handler(event, context):
            TABLE.get(event["kind"], quiet)(event["x"])
            OTHER["never"]("list")
            [loud, quiet][1](event["x"])
    """,
    "star arguments": """
        def rest(first, *others, **named):
            sh(first)
            sh(others[0])  #!
            sh(others[1])
            sh(named["a"])  #!
            sh(named["b"])

        def passing(*args, **kwargs):
            rest(*args, **kwargs)

        def only(a, /, b, *, c):
            sh(a)
            sh(b)
            sh(c)  #!

        def handler(event, context):
            passing("list", event["x"], "list", a=event["y"], b="list")
            only("list", *["list"], **{"c": event["z"]})
    """,
    "named arguments passed on": """
        def final(command="list", note=""):
            sh(command)  #!
            sh(note)

        def safe(command="list", note=""):
            sh(command)

        def middle(**options):
            options.pop("secret", None)
            final(**options)
            safe(**{**options, "command": "list"})

        def handler(event, context):
            middle(command=event["x"], note="list", secret=1)
    """,
    "event as named arguments": """
        def run(command="list", **rest):
            sh(command)  #!

        def other(**rest):
            sh(rest["command"])  #!
            sh(str(len(rest)))

        def handler(event, context):
            run(**event)
            other(**event["inner"])
    """,
    "defaults that are kept": """
        def collect(x, kept=[]):
            kept.append(x)
            return kept

        def fresh(x, kept=None):
            kept = kept or []
            kept.append(x)
            return kept

        def handler(event, context):
            collect(event["x"])
            sh(collect("list")[0])  #!
            fresh(event["y"])
            sh(fresh("list")[0])
    """,
    "attributes of functions": """
        def run(x):
            return x

        run.command = "list"

        def handler(event, context):
            run.last = event["x"]
            sh(run.last)  #!
            sh(run.command)
            sh(run.__name__)
    """,
    "recursion": """
        def depth(node):
            if isinstance(node, dict):
                return {key: depth(value) for key, value in node.items()}
            return node

        def count(node):
            return 1 + sum(count(child) for child in node["children"])

        def handler(event, context):
            sh(depth(event)["x"])  #!
            sh(str(count(event)))
    """,
    "lambdas": """
        pick = lambda event: event["x"]
        drop = lambda *_: "list"

        def handler(event, context):
            sh(pick(event))  #!
            sh(drop(event))
            sh((lambda x, y: y)(event["x"], "list"))
            sh((lambda **k: k["a"])(a=event["a"], b="list"))  #!
    """,
    "calls that are tried again": """
        import time
        def retry(f, *args, attempts=3, **kwargs):
            for i in range(attempts):
                try:
                    return f(*args, **kwargs)
                except Exception:
                    time.sleep(1)
            raise RuntimeError("no")
        def run(cmd, shell=False):
            sh(cmd)  #!
        def quiet(cmd, note=None):
            sh(cmd)
        def handler(event, context):
            retry(run, event["x"], shell=True)
            retry(quiet, "ls", note=event["y"])
    """,
    "batches": """
        def batches(items, n):
            batch = []
            for i in items:
                batch.append(i)
                if len(batch) >= n:
                    yield batch
                    batch = []
            if batch:
                yield batch
        def handler(event, context):
            for batch in batches(event["items"], 10):
                sh(" ".join(batch))  #!
            for batch in batches(["a", "b"], 10):
                sh(" ".join(batch))
    """,
}


@pytest.mark.parametrize("text", PROGRAMS.values(), ids=PROGRAMS)
def test_programs(tmp_path: Path, text: str) -> None:
    check(tmp_path, "python", whole("python", text))
