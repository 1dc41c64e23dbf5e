"""Functions, closures, classes, generators: where arguments and results go."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.programs import check, whole

PYTHON = {
    "arguments by position, name and default": """
        def run(first, second="list", *rest, key="list", **others):
            sh(first)  #!
            sh(second)  #!
            sh(rest[0])  #!
            sh(key)  #!
            sh(others["extra"])  #!
            sh(others["constant"])

        def handler(event, context):
            run(event["a"], event["b"], event["c"], key=event["d"], extra=event["e"], constant="list")
    """,
    "defaults": """
        def run(first="list", *, key="list"):
            sh(first + key)

        def handler(event, context):
            run()
    """,
    "spread arguments": """
        def run(first, second, third="list"):
            sh(first)
            sh(second)  #!
            sh(third)  #!

        def handler(event, context):
            run(*["list", event["x"]], **{"third": event["y"]})
    """,
    "each call for itself": """
        def same(x):
            return x

        def handler(event, context):
            sh(same("list"))
            sh(same(event["x"]))  #!
            sh(same("halt"))
    """,
    "each object for itself": """
        def new():
            return {}

        def handler(event, context):
            a = new()
            a["x"] = event["x"]
            b = new()
            b["x"] = "list"
            sh(a["x"])  #!
            sh(b["x"])
    """,
    "each object of a nested call for itself": """
        def new():
            made = []
            return made

        def wrapped():
            return {"items": new()}

        def handler(event, context):
            a = wrapped()
            b = wrapped()
            a["items"].append(event["x"])
            sh(b["items"])
            sh(a["items"][0])  #!
    """,
    "what a remembered call reads may change": """
        settings = {}

        def run():
            sh(json.dumps(settings))  #!
            sh(settings.get("x", "list"))  #!

        def handler(event, context):
            run()
            settings["x"] = event["x"]
            run()
    """,
    "what a remembered call writes is written again": """
        settings = {"x": "list"}

        def reset():
            settings["x"] = "list"

        def handler(event, context):
            reset()
            settings["x"] = event["x"]
            sh(settings["x"])  #!
            reset()
            sh(settings["x"])
    """,
    "recursion": """
        def walk(node, depth):
            sh(node["name"])  #!
            for child in node["children"]:
                walk(child, depth + 1)
            return "list"

        def even(n):
            return odd(n)

        def odd(n):
            return even(n) or n

        def handler(event, context):
            sh(walk(event, 0))
            sh(even(event["x"]))  #!
    """,
    "closures": """
        def maker(x):
            def run(y):
                sh(x)  #!
                sh(y)
            return run

        def counter():
            value = "list"
            def put(x):
                nonlocal value
                value = x
            def get():
                return value
            return put, get

        def handler(event, context):
            maker(event["x"])("list")
            put, get = counter()
            sh(get())
            put(event["y"])
            sh(get())  #!
    """,
    "two closures of one function": """
        def maker(x):
            return lambda: x

        def handler(event, context):
            a = maker(event["x"])
            b = maker("list")
            sh(a())  #!
            sh(b())
    """,
    "globals": """
        current = "list"

        def put(x):
            global current
            current = x

        def handler(event, context):
            sh(current)
            put(event["x"])
            sh(current)  #!
    """,
    "functions as values": """
        def run(x):
            sh(x)  #!

        def other(x):
            sh(x)  #!

        ROUTES = {"run": run, "other": other}

        def handler(event, context):
            ROUTES[event["route"]](event["x"])
    """,
    "decorators": """
        def logged(function):
            def inner(event, context):
                return function(event, context)
            return inner

        def with_default(value):
            def decorate(function):
                def inner(event, context):
                    return function({"x": value}, context)
                return inner
            return decorate

        @with_default("list")
        def safe(event, context):
            sh(event["x"])

        @logged
        def handler(event, context):
            safe(event, context)
            sh(event["x"])  #!
    """,
    "generators": """
        def parts(event):
            yield "list"
            yield event["x"]
            yield from event["ys"]

        def handler(event, context):
            for part in parts(event):
                sh(part)  #!
            sh(next(parts({"x": "list", "ys": []})))
    """,
    "classes": """
        class Job:
            command = "list"

            def __init__(self, x, y="list"):
                self.x = x
                self.y = y

            def run(self):
                sh(self.x)  #!
                sh(self.y)
                sh(self.command)

            @property
            def line(self):
                return "run " + self.x

            @staticmethod
            def fixed(x):
                return x

            @classmethod
            def of(cls, x):
                return cls(x)

        def handler(event, context):
            job = Job(event["x"])
            job.run()
            sh(job.line)  #!
            sh(Job.fixed(event["y"]))  #!
            sh(Job.of(event["z"]).x)  #!
            sh(Job("list").line)
    """,
    "inheritance": """
        class Base:
            def __init__(self, x):
                self.x = x

            def run(self):
                sh(self.line())  #!

            def line(self):
                return "list"

        class Safe(Base):
            pass

        class Raw(Base):
            def __init__(self, x):
                super().__init__(x)
                self.y = "list"

            def line(self):
                return super().line() + self.x

        def handler(event, context):
            Safe(event["x"]).run()
            Raw(event["x"]).run()
            sh(Raw(event["x"]).y)
    """,
    "a function that is kept in an object": """
        class Job:
            def __init__(self, run):
                self.run = run

        def run(x):
            sh(x)  #!

        def handler(event, context):
            Job(run).run(event["x"])
            {"run": run}["run"](event["x"])
    """,
    "the old way to call a base": """
        class Base:
            def __init__(self, x):
                self.x = x

        class Job(Base):
            def __init__(self, x):
                Base.__init__(self, x)

        def handler(event, context):
            sh(Job(event["x"]).x)  #!
            sh(Job("list").x)
    """,
    "an iterator": """
        class Parts:
            def __init__(self, parts):
                self.parts = parts

            def __iter__(self):
                return self

            def __next__(self):
                return self.parts.pop()

        class Endless:
            def __iter__(self):
                return self

        def handler(event, context):
            for part in Parts([event["x"]]):
                sh(part)  #!
            for part in Parts(["list"]):
                sh(part)
            for part in Endless():
                sh(part)
    """,
    "what every round makes is a thing of its own": """
        class Job:
            def __init__(self, x):
                self.x = x

        def handler(event, context):
            jobs = [Job(x) for x in [event["x"], "list"]]
            sh(jobs[0].x)  #!
            sh(jobs[1].x)
            more = []
            for x in [event["x"], "list"]:
                more.append({"x": x})
            sh(more[0]["x"])  #!
    """,
    "a dictionary that is spread into itself": """
        def handler(event, context):
            found = {"a": event["x"]}
            for name in event["names"]:
                found = {**found, "b": "list"}
            sh(json.dumps(found))  #!
            sh(found["b"])
    """,
    "callbacks of a library": """
        def handler(event, context):
            for x in map(lambda x: "run " + x, event["xs"]):
                sh(x)  #!
            sh(max(event["ys"], key=lambda y: len(y)))  #!
            list(map(sh, ["list"]))
    """,
}

JAVASCRIPT = {
    "parameters": """
        function run(first, { second, third = "list" }, [fourth], fifth = "list", ...rest) {
          sh(first);  //!
          sh(second);  //!
          sh(third);
          sh(fourth);  //!
          sh(fifth);
          sh(rest[0]);  //!
          sh(arguments[0]);  //!
        }
        exports.handler = async (event) => {
          run(event.a, { second: event.b }, [event.c], undefined, event.d);
        };
    """,
    "each object for itself": """
        const make = () => ({});
        exports.handler = async (event) => {
          const a = make();
          const b = make();
          a.x = event.x;
          b.x = "list";
          sh(a.x);  //!
          sh(b.x);
        };
    """,
    "hoisting": """
        exports.handler = async (event) => {
          run(event.x);
          function run(x) {
            sh(x);  //!
          }
        };
    """,
    "closures": """
        function counter() {
          let value = "list";
          return { put: (x) => { value = x; }, get: () => value };
        }
        exports.handler = async (event) => {
          const one = counter();
          const two = counter();
          one.put(event.x);
          sh(one.get());  //!
          sh(two.get());
        };
    """,
    "this": """
        const job = {
          line: "list",
          put(x) { this.line = x; },
          run() { sh(this.line); },  //!
        };
        exports.handler = async (event) => {
          job.put(event.x);
          job.run();
          const put = job.put.bind({ line: "list" });
          put("halt");
        };
    """,
    "promises": """
        const later = (x) => new Promise((resolve, reject) => setTimeout(() => resolve(x), 10));
        exports.handler = async (event) => {
          sh(await later(event.x));  //!
          sh(await later("list"));
          await later(event.y).then((y) => sh(y));  //!
          const [a, b] = await Promise.all([later("list"), later(event.z)]);
          sh(a);
          sh(b);  //!
        };
    """,
    "generators": """
        function* parts(event) {
          yield "list";
          yield* event.ys;
        }
        exports.handler = async (event) => {
          for (const part of parts(event)) sh(part);  //!
        };
    """,
    "classes": """
        class Base {
          fixed = "list";
          constructor(x) { this.x = x; }
          get line() { return "run " + this.x; }
          set command(x) { this.y = x; }
          run() { sh(this.text()); }  //!
          text() { return "list"; }
          static of(x) { return new this(x); }
        }
        class Raw extends Base {
          constructor(x) { super(x); this.z = "list"; }
          text() { return super.text() + this.x; }
        }
        exports.handler = async (event) => {
          const base = new Base(event.x);
          base.run();
          sh(base.line);  //!
          sh(base.fixed);
          base.command = event.c;
          sh(base.y);  //!
          const raw = new Raw(event.x);
          raw.run();
          sh(raw.z);
          sh(Base.of(event.w).x);  //!
        };
    """,
    "prototypes": """
        function Job(x) { this.x = x; }
        Job.prototype.run = function () { sh(this.x); };  //!
        exports.handler = async (event) => {
          new Job(event.x).run();
          new Job("list").run();
        };
    """,
    "recursion": """
        const walk = (node) => {
          sh(node.name);  //!
          node.children.forEach(walk);
        };
        exports.handler = async (event) => walk(event);
    """,
    "reduce to an object": """
        exports.handler = async (event) => {
          const found = event.xs.reduce((all, x) => ({ ...all, [x.name]: x.value }), {});
          sh(Object.values(found)[0]);  //!
        };
    """,
    "a callback's callback": """
        const each = (items, f) => items.map((item) => f(item));
        exports.handler = async (event) => {
          each(event.xs, (x) => sh(x));  //!
          each(["list"], (x) => sh(x));
        };
    """,
}


@pytest.mark.parametrize("name", PYTHON)
def test_python(tmp_path: Path, name: str) -> None:
    check(tmp_path, "python", whole("python", PYTHON[name]))


@pytest.mark.parametrize("name", JAVASCRIPT)
def test_javascript(tmp_path: Path, name: str) -> None:
    check(tmp_path, "javascript", whole("javascript", JAVASCRIPT[name]))
