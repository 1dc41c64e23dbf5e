"""What Python's library does with data on its way: nothing is lost, nothing is made up."""

from __future__ import annotations

from pathlib import Path

import pytest

from goatherd.model.trigger import Kind
from tests.engine.programs import check, trigger, whole

PROGRAMS = {
    "context managers": """
        from contextlib import closing, contextmanager

        @contextmanager
        def opened(name):
            yield "ls " + name

        def handler(event, context):
            with opened(event["x"]) as command:
                sh(command)  #!
            with closing(event["y"]) as command:
                sh(command)  #!
            with opened("a") as command:
                sh(command)
    """,
    "threads": """
        from concurrent.futures import ThreadPoolExecutor
        from threading import Thread

        def run(x):
            sh(x)  #!
            return x

        def quiet(x):
            sh(x)

        def handler(event, context):
            Thread(target=run, args=(event["x"],)).start()
            Thread(target=quiet, args=("ls",)).start()
            with ThreadPoolExecutor() as pool:
                future = pool.submit(run, event["y"])
                sh(future.result())  #!
    """,
    "methods of classes as values": """
        from concurrent.futures import ThreadPoolExecutor
        from functools import partial

        class Runner:
            prefix = "ls "

            @classmethod
            def run(cls, x):
                sh(cls.prefix + x)  #!

            @classmethod
            def many(cls, x):
                sh(cls.prefix + x)  #!

            @classmethod
            def one(cls, x):
                sh(cls.prefix + x)  #!

            @classmethod
            def quiet(cls, x):
                sh(cls.prefix + cls.__name__)

            @staticmethod
            def plain(x, y):
                sh(x)  #!
                sh(y)

            def bound(self, x, y):
                sh(x)  #!
                sh(y)

        class Derived(Runner):
            pass

        def handler(event, context):
            run = Derived.run
            run(event["x"])
            list(map(Runner.many, [event["x"]]))
            with ThreadPoolExecutor() as pool:
                pool.submit(Runner.one, event["x"])
            table = {"quiet": Runner.quiet}
            table["quiet"](event["x"])
            partial(Runner.plain, event["x"])("ls")
            partial(Runner().bound, event["x"], "ls")()
    """,
    "coroutines": """
        import asyncio

        async def read(x):
            return x

        async def main(event):
            first, second = await asyncio.gather(read(event["x"]), read("ls"))
            sh(first)  #!
            sh(second)

        def handler(event, context):
            asyncio.run(main(event))
            asyncio.get_event_loop().run_until_complete(main(event))
    """,
    "lists": """
        def handler(event, context):
            items = ["a", event["x"], "b"]
            items.pop(0)
            sh(items[0])  #!
            sh(items[1])
            items.insert(0, "c")
            sh(items[0])
            items.reverse()
            sh(items[0])
            sh(items[1])  #!
            items.clear()
            items.append("d")
            sh(items[0])
    """,
    "iterators": """
        import itertools

        def handler(event, context):
            for item in itertools.chain(["a"], [event["x"]]):
                sh(item)  #!
            for item in itertools.chain(["a"], ["b"]):
                sh(item)
            sh("".join(map(str, [1, 2])))
    """,
    "groups of a match": """
        def handler(event, context):
            match = re.match(r"(\\d+)-(?P<name>.*)", event["x"])
            if not match:
                return
            sh("ls " + match.group(1))
            sh("ls " + match[1])
            sh("ls " + match.group(2))  #!
            sh("ls " + match.group("name"))  #!
            sh("ls " + match.groupdict()["name"])  #!
            for found in re.finditer(r"([a-z]+)=(.)", event["y"]):
                sh(found.group(1))
                sh(found.group(2))  #!
            pattern = re.compile(r"id-(\\w+)")
            sh(pattern.search(event["z"]).group(1))
    """,
    "configuration": """
        import configparser

        def handler(event, context):
            parser = configparser.ConfigParser()
            parser.set("a", "b", event["x"])
            parser.set("a", "c", "ls")
            sh(parser.get("a", "b"))  #!
            sh(parser.get("a", "c"))
    """,
    "streams": """
        import io

        def handler(event, context):
            stream = io.StringIO()
            stream.write("ls ")
            stream.write(event["x"])
            sh(stream.getvalue())  #!
            sh(io.StringIO("ls").read())
    """,
    "forms and addresses": """
        from urllib.parse import parse_qs, urlparse

        def handler(event, context):
            sh(parse_qs(event["body"])["cmd"][0])  #!
            sh(urlparse(event["x"]).path)  #!
            sh(str(urlparse(event["x"]).port))
    """,
    "names of the program": """
        def handler(event, context):
            globals()[event["x"]]()  #! dispatch
            globals()["helper"]()
    """,
    "a method stored in an object": """
        class Runner:
            def __init__(self, run):
                self.run = run

        def shell(x):
            sh(x)  #!

        def handler(event, context):
            Runner(shell).run(event["x"])
    """,
    "methods that operators call": """
        class Box:
            def __init__(self, x):
                self.x = x

            def __getitem__(self, key):
                return self.x

            def __getattr__(self, name):
                return self.x

            def __iter__(self):
                return iter([self.x])

            def __str__(self):
                return "ls " + self.x

        def handler(event, context):
            box = Box(event["x"])
            sh(box["a"])  #!
            sh(box.a)  #!
            sh(f"{box}")  #!
            for item in box:
                sh(item)  #!
            sh(Box("ls")["a"])
    """,
}


@pytest.mark.parametrize("text", PROGRAMS.values(), ids=PROGRAMS)
def test_programs(tmp_path: Path, text: str) -> None:
    check(tmp_path, "python", whole("python", text), trigger(Kind.REST_API_MAPPED))
