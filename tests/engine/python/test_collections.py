"""Collections, comprehensions, unpacking and texts: which part of them the data is in."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.programs import check, whole

PROGRAMS = {
    "comprehensions": """
        def handler(event, context):
            sh([x for x in event["items"]][0])  #!
            sh(["list" for x in event["items"]][0])
            sh(str([i for i, x in enumerate(event["items"])]))
            sh({k: "list" for k in event["items"]}["a"])
            sh({k: v for k, v in event["map"].items()}["a"])  #!
            sh(" ".join(x for x in event["items"] if x in ("a", "b")))
            sh(" ".join(x for x in event["items"] if x))  #!
            sh({x for x in event["items"]}.pop())  #!
            sh([y for x in event["items"] for y in x["names"]][0])  #!
            sh([[y, "list"] for y in event["items"]][0][1])
            sh([[y, "list"] for y in event["items"]][0][0])  #!
    """,
    "comprehensions have their own variables": """
        def handler(event, context):
            x = "list"
            [x for x in event["items"]]
            sh(x)
            [y := item for item in event["items"]]
            sh(y)  #!
    """,
    "conditions": """
        def handler(event, context):
            sh(event["a"] if event["b"] else "list")  #!
            sh("a" if event["b"] else "list")
            sh(event["c"] or "list")  #!
            sh("list" or event["d"])
            sh("" or event["e"])  #!
            sh("list" and "halt")
            sh(event["f"] and "list")
            sh(event["g"] == "x" and "list" or "halt")
    """,
    "walrus": """
        def handler(event, context):
            if (x := event.get("x")) is not None:
                sh(x)  #!
            if (n := len(event["y"])) > 3:
                sh(str(n))
            while chunk := event["z"].pop():
                sh(chunk)  #!
            if (match := re.fullmatch("[a-z]+", event["w"])):
                sh(match.group(0))
    """,
    "unpacking": """
        def handler(event, context):
            a, b = event["x"], "list"
            sh(a)  #!
            sh(b)
            a, b = b, a
            sh(a)
            sh(b)  #!
            first, *middle, last = ["list", event["y"], "list"]
            sh(first)
            sh(middle[0])  #!
            sh(last)
            (c, (d, e)) = "list", (event["z"], "list")
            sh(c + e)
            sh(d)  #!
            f = g = event["w"]
            sh(g)  #!
            [h, i] = "list", "list"
            sh(h + i)
    """,
    "spreading": """
        def handler(event, context):
            both = [*["list"], *event["items"]]
            sh(both[1])  #!
            merged = {"a": event["a"], **{"a": "list", "b": event["b"]}}
            sh(merged["a"])
            sh(merged["b"])  #!
            over = {"a": "list", **event}
            sh(over["a"])  #!
            under = {**event, "a": "list"}
            sh(under["a"])
            sh(under["z"])  #!
            union = {"a": event["a"]} | {"a": "list"}
            sh(union["a"])
            union |= {"b": event["b"]}
            sh(union["b"])  #!
            sh(union["a"])
    """,
    "dictionaries": """
        def handler(event, context):
            d = {}
            d.setdefault("a", event["a"])
            d.setdefault("b", "list")
            d.setdefault("b", event["b"])
            d.setdefault("c", []).append(event["c"])
            sh(d["a"])  #!
            sh(d["b"])
            sh(d["c"][0])  #!
            d.update(e=event["e"], f="list")
            d.update({"g": event["g"]})
            sh(d["e"])  #!
            sh(d["f"])
            sh(d["g"])  #!
            sh(d.pop("g"))  #!
            sh(d.get("g", "list"))
            sh(d.pop("zz", "list"))
            del d["e"]
            d["e"] = "list"
            sh(d["e"])
            d.clear()
            sh(str(d.get("a")))
    """,
    "views of dictionaries": """
        def handler(event, context):
            d = {"list": event["x"]}
            for k in d:
                sh(k)
            for k, v in d.items():
                sh(k)
                sh(v)  #!
            for v in d.values():
                sh(v)  #!
            for k in {event["k"]: "list"}.keys():
                sh(k)  #!
            for v in {event["k"]: "list"}.values():
                sh(v)
            sh(list(d)[0])
            sh(sorted(d.items())[0][0])
            sh(sorted(d.items())[0][1])  #!
            sh(dict(zip(["a"], [event["y"]]))["a"])  #!
            sh(dict([("a", "list"), ("b", event["z"])])["a"])
            sh({v: k for k, v in {"list": event["x"]}.items()}[event["y"]])
            sh(dict.fromkeys(event["keys"], "list")["a"])
            sh(dict.fromkeys(["a"], event["x"])["a"])  #!
    """,
    "lists": """
        def handler(event, context):
            items = ["list", event["x"]]
            items.append("list")
            items.insert(0, event["y"])
            sh(items[0])  #!
            sh(items[1])
            sh(items[-1])
            sh(items[2])  #!
            items.extend([event["z"]])
            sh(items.pop())  #!
            sh(items.pop(1))
            copy = items[:]
            sh(copy[0])  #!
            sh(["list", event["x"]][:1][0])
            sh(["list", event["x"]][1:][0])  #!
            sh(list(reversed(["list", event["x"]]))[0])  #!
            sh(list(reversed(["list", event["x"]]))[1])
            sh(str(items.index(event["x"])))
            sh((["list"] * 3)[1])
            sh((["list"] + [event["x"]])[1])  #!
            sh(max([len(event["x"]), 3]) * "a")
    """,
    "collections": """
        from collections import ChainMap, Counter, OrderedDict, defaultdict, deque

        def handler(event, context):
            groups = defaultdict(list)
            groups["a"].append(event["a"])
            sh(groups["a"][0])  #!
            sh(str(groups["b"]))
            fixed = defaultdict(lambda: "list")
            sh(fixed[event["x"]])
            chain = ChainMap({"a": "list"}, {"a": event["a"], "b": event["b"]})
            sh(chain["a"])
            sh(chain["b"])  #!
            queue = deque(["list"], maxlen=4)
            queue.appendleft(event["c"])
            sh(queue[0])  #!
            sh(queue[1])
            sh(queue.popleft())  #!
            ordered = OrderedDict(a=event["d"], b="list")
            sh(ordered["a"])  #!
            sh(ordered["b"])
            counts = Counter(event["words"])
            sh(counts.most_common(1)[0][0])  #!
            sh(str(counts["a"]))
    """,
    "itertools": """
        import itertools
        from itertools import chain, groupby, islice, product, starmap, zip_longest

        def handler(event, context):
            for x in chain(["list"], event["items"]):
                sh(x)  #!
            for x in chain.from_iterable([["list"], ["halt"]]):
                sh(x)
            for x in islice(event["items"], 3):
                sh(x)  #!
            for key, group in groupby(event["items"], key=lambda x: len(x)):
                sh(str(key))
                for x in group:
                    sh(x)  #!
            for a, b in product(["list"], event["items"]):
                sh(a)
                sh(b)  #!
            for x in starmap(lambda a, b: a, [("list", event["x"])]):
                sh(x)
            for x in starmap(lambda a, b: b, [("list", event["x"])]):
                sh(x)  #!
            for a, b in zip_longest(["list"], event["items"], fillvalue="list"):
                sh(a)
                sh(b)  #!
            for x in itertools.takewhile(lambda x: x, event["items"]):
                sh(x)  #!
            for x in itertools.repeat("list", 3):
                sh(x)
            for n in itertools.count():
                sh(str(n))
                break
            for x in itertools.accumulate(event["items"], lambda a, b: a + b):
                sh(x)  #!
            for pair in itertools.combinations(["a", "b"], 2):
                sh(pair[0])
    """,
    "builtins over collections": """
        def handler(event, context):
            sh(list(map(str.upper, event["items"]))[0])  #!
            sh(list(map(lambda x: "list", event["items"]))[0])
            sh(list(filter(None, event["items"]))[0])  #!
            sh(list(filter(lambda x: x in ("a", "b"), event["items"]))[0])
            sh(str(any(x == "a" for x in event["items"])))
            sh(str(len(event["items"])))
            for a, b in zip(["list"], event["items"]):
                sh(a)
                sh(b)  #!
            for i, x in enumerate(event["items"], start=1):
                sh(str(i))
                sh(x)  #!
            sh(next(iter(event["items"])))  #!
            sh(next((x for x in ("a", "b") if x == event["x"]), "list"))
            sh(next((x for x in event["items"] if x), "list"))  #!
            sh(str(sum(int(x) for x in event["items"])))
            sh("".join(sorted(event["word"])))  #!
            sh(str(abs(hash(event["x"]))))
            sh(str(bool(event["x"])))
            sh(str(isinstance(event["x"], str)))
            sh(type(event["x"]).__name__)
    """,
    "sorting with keys": """
        def loud(x):
            sh(x)  #!
            return x

        def quiet(x):
            sh(x)
            return x

        def handler(event, context):
            sorted(event["items"], key=loud)
            sorted(["b", "a"], key=quiet)
            event["other"].sort(key=lambda x: sh(x))  #!
            sh(max(event["items"], key=len))  #!
            sh(max(["a", "b"], key=lambda x: event["x"]))
            sh(min(["a", "b"], key=event["ranks"].get))
            sh(sorted([{"n": "list", "v": event["x"]}], key=lambda x: x["v"])[0]["n"])
            max(event["items"], key=lambda x: sh(x))  #!
    """,
    "operators as functions": """
        from operator import add, attrgetter, itemgetter, methodcaller

        class Job:
            def __init__(self, x):
                self.x = x
                self.y = "list"

            def line(self, z):
                return z

        def handler(event, context):
            sh(itemgetter("x")(event))  #!
            sh(itemgetter("a")({"a": "list", "b": event["x"]}))
            a, b = itemgetter("a", "b")({"a": "list", "b": event["x"]})
            sh(a)
            sh(b)  #!
            sh(attrgetter("x")(Job(event["x"])))  #!
            sh(attrgetter("y")(Job(event["x"])))
            sh(methodcaller("line", "list")(Job(event["x"])))
            sh(methodcaller("line", event["z"])(Job("list")))  #!
            sh(add("ls ", event["x"]))  #!
            sh(list(map(itemgetter("name"), event["items"]))[0])  #!
            sh(sorted(event["items"], key=itemgetter("name"))[0]["x"])  #!
    """,
    "formatted texts": """
        from string import Template

        def handler(event, context):
            x = event["x"]
            n = int(event["n"])
            sh(f"ls {x}")  #!
            sh(f"ls {x!r:>{n}}")  #!
            sh(f"ls {n:05d}")
            sh(f"ls {len(x)}")
            sh(f"{'list':{n}}")
            sh(f"{x=}")  #!
            sh("ls {}".format(x))  #!
            sh("ls {1}".format(x, "list"))
            sh("ls {b}".format(a=x, b="list"))
            sh("ls {a}".format(a=x, b="list"))  #!
            sh("ls {a[k]}".format(a={"k": "list", "j": x}))
            sh("ls %s" % x)  #!
            sh("ls %s %d" % ("a", n))
            sh("ls %(a)s" % {"a": "list", "b": x})
            sh("ls %(b)s" % {"a": "list", "b": x})  #!
            sh("ls {a}".format_map({"a": x}))  #!
            sh("ls {a}".format_map({"a": "list", "b": x}))
            sh(Template("ls $a").substitute(a=x))  #!
            sh(Template("ls $a").safe_substitute({"a": x}))  #!
    """,
    "methods of texts": """
        def handler(event, context):
            x = event["x"]
            sh(x.strip().lower())  #!
            sh(" ".join(["ls", x]))  #!
            sh(x.join(["a", "b"]))  #!
            sh(x.split(",")[0])  #!
            head, _, tail = ("list:" + x).partition(":")
            sh(tail)  #!
            sh("list".replace("l", x))  #!
            sh("a-b".replace("-", "+"))
            sh(str(x.startswith("a")))
            sh(str(x.count("a")))
            sh(x.encode().decode())  #!
            sh(x[0])  #!
            sh(x * 2)  #!
            sh("list"[: len(x)])
            sh(str(ord(x[0])))
            sh(x.translate({59: None}))  #!
    """,
    "match on values": """
        def handler(event, context):
            match event["kind"]:
                case "a" | "b" as kind:
                    sh(kind)
                case "c":
                    sh(event["kind"])
                case str(other):
                    sh(other)  #!
                case _:
                    sh("list")
    """,
    "match on mappings": """
        def handler(event, context):
            match event:
                case {"kind": "run", "command": command}:
                    sh(command)  #!
                case {"kind": ("ls" | "df") as kind, **rest}:
                    sh(kind)
                    sh(rest["x"])  #!
                case {"count": int(count)}:
                    sh(f"head {count}")
                case _:
                    sh("list")
    """,
    "match on sequences": """
        def handler(event, context):
            match ["list", event["x"], "halt"]:
                case [first, second, *rest]:
                    sh(first)
                    sh(second)  #!
                    sh(rest[0])
            match event["parts"].split():
                case ["go", direction]:
                    sh(direction)  #!
                case ["stop"]:
                    sh("list")
                case [*others]:
                    sh(others[0])  #!
            match (event["a"], "list"):
                case (a, b) if a in ("x", "y"):
                    sh(a)
                    sh(b)
                case (a, b):
                    sh(a)  #!
    """,
    "match on classes": """
        from dataclasses import dataclass

        @dataclass
        class Run:
            command: str
            note: str

        @dataclass
        class Stop:
            code: str

        def act(message):
            match message:
                case Run(command=c, note="x" as n):
                    sh(c)  #!
                    sh(n)
                case Run(c, n):
                    sh(n)
                case Stop(code):
                    sh(code)

        def handler(event, context):
            act(Run(event["x"], "list"))
            act(Run(event["x"], "x"))
            act(Stop("list"))
    """,
    "match on enumerations": """
        from enum import Enum

        class Kind(Enum):
            RUN = "run"
            STOP = "stop"

        class Codes:
            OK = "ok"

        def handler(event, context):
            match Kind(event["kind"]):
                case Kind.RUN:
                    sh(event["x"])  #!
                case Kind.STOP:
                    sh("list")
            match event["code"]:
                case Codes.OK:
                    sh(event["code"])
                case None:
                    sh(str(event["code"]))
    """,
    "a value that is not matched is not bound": """
        def handler(event, context):
            match "list":
                case "other":
                    sh(event["x"])
                case x:
                    sh(x)
            match 3:
                case int():
                    sh("list")
                case str():
                    sh(event["x"])
    """,
    "sets": """
        def handler(event, context):
            allowed = {"ls", "df"}
            chosen = allowed & set(event["items"])
            for x in chosen:
                sh(x)
            for x in allowed | set(event["items"]):
                sh(x)  #!
            for x in set(event["items"]) - allowed:
                sh(x)  #!
            for x in allowed.intersection(event["items"]):
                sh(x)
            if event["x"] in frozenset({"a"}):
                sh(event["x"])
            if set(event["items"]) <= allowed:
                for x in event["items"]:
                    sh(x)
    """,
    "what is left of a set may be nothing": """
        def handler(event, context):
            missing = {"a", "b"} - set(event)
            if missing:
                return
            sh(event["a"])  #!
            if {"a", "b"}.difference(event):
                return
            sh(event["b"])  #!
    """,
    "allow lists with values": """
        ALLOWED = {"a": "ls", "b": "df"}

        def handler(event, context):
            sh(ALLOWED[event["k"]])
            sh(ALLOWED.get(event["k"], "list"))
            found = ALLOWED.get(event["k"])
            if not found:
                return
            sh(found)
            sh(event["k"])
    """,
    "allow lists by membership": """
        ALLOWED = {"a": "ls", "b": "df"}

        def handler(event, context):
            k = event["k"]
            sh(k)  #!
            if k not in ALLOWED:
                raise ValueError(k)
            sh(k)
            sh(ALLOWED[k])
    """,
    "allow lists by exception": """
        ALLOWED = {"a": "ls", "b": "df"}

        def handler(event, context):
            try:
                command = ALLOWED[event["k"]]
            except KeyError:
                return None
            sh(command)
            sh(event["k"])
    """,
    "tables that are no allow lists": """
        def handler(event, context):
            table = event["table"]
            found = table.get(event["k"])
            if not found:
                return
            sh(found)  #!
            sh(event["k"])  #!
            other = {"a": "ls"}.get(event["j"])
            if not other:
                sh(event["j"])  #!
            third = {"a": "ls"}.get(event["l"], "list")
            if not third:
                return
            sh(event["l"])  #!
            fourth = {"a": "ls", event["m"]: "df"}.get(event["n"])
            if not fourth:
                return
            sh(event["n"])  #!
    """,
    "groups": """
        from collections import defaultdict
        from itertools import groupby
        from operator import itemgetter
        def handler(event, context):
            groups = defaultdict(list)
            for r in event["Records"]:
                groups[r["kind"]].append(r["body"])
            for kind, bodies in groups.items():
                sh(kind)  #!
                for b in bodies:
                    sh(b)  #!
            for kind, rows in groupby(sorted(event["rows"], key=itemgetter("k")), key=itemgetter("k")):
                sh(kind)  #!
                sh(str(len(list(rows))))
            nested = defaultdict(lambda: defaultdict(int))
            for r in event["Records"]:
                nested[r["a"]][r["b"]] += 1
            sh(str(nested["x"]["y"]))
    """,
    "namespaces and read-only mappings": """
        from types import SimpleNamespace, MappingProxyType
        def handler(event, context):
            ns = SimpleNamespace(a=event["x"], b="ls")
            sh(ns.a)  #!
            sh(ns.b)
            m = MappingProxyType({"a": event["x"], "b": "ls"})
            sh(m["a"])  #!
            sh(m["b"])
            ns2 = SimpleNamespace(**event)
            sh(ns2.z)  #!
    """,
}


@pytest.mark.parametrize("text", PROGRAMS.values(), ids=PROGRAMS)
def test_programs(tmp_path: Path, text: str) -> None:
    check(tmp_path, "python", whole("python", text))
