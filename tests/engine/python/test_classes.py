"""Classes: which method runs and which attribute holds the data."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.programs import check, whole

PROGRAMS = {
    "overridden methods": """
        class Base:
            def build(self, x):
                return "ls " + x

            def run(self, x):
                sh(self.build(x))  #!

        class Safe(Base):
            def build(self, x):
                return "ls"

            def run(self, x):
                sh(self.build(x))

        class Loud(Base):
            pass

        def handler(event, context):
            Safe().run(event["a"])
            Loud().run(event["b"])
    """,
    "super": """
        class Base:
            def __init__(self, x, y="list"):
                self.x = x
                self.y = y

        class One(Base):
            def __init__(self, x, z):
                super().__init__(x)
                self.z = z

        class Two(Base):
            def __init__(self, x):
                super(Two, self).__init__("list", y=x)

        def handler(event, context):
            one = One(event["a"], "list")
            two = Two(event["b"])
            sh(one.x)  #!
            sh(one.y + one.z)
            sh(two.x)
            sh(two.y)  #!
    """,
    "cooperative classes": """
        class Root:
            def build(self, x):
                return x

        class Quoting(Root):
            def build(self, x):
                return super().build("list")

        class Prefixing(Root):
            def build(self, x):
                return "ls " + super().build(x)

        class Both(Prefixing, Quoting):
            pass

        class Other(Quoting, Prefixing):
            pass

        class Only(Prefixing):
            pass

        def handler(event, context):
            sh(Both().build(event["a"]))
            sh(Other().build(event["b"]))
            sh(Only().build(event["c"]))  #!
    """,
    "mixins": """
        class Logs:
            def note(self):
                sh(self.command())  #!

        class Quiet:
            def note(self):
                sh(self.command())

        class Job(Logs):
            def __init__(self, event):
                self.event = event

            def command(self):
                return self.event["x"]

        class Task(Quiet, Logs):
            def command(self):
                return "list"

        def handler(event, context):
            Job(event).note()
            Task().note()
    """,
    "class methods and static methods": """
        class Order:
            prefix = "ls "

            def __init__(self, x):
                self.x = x

            @classmethod
            def parse(cls, event):
                return cls(event["x"])

            @classmethod
            def empty(cls, event):
                return cls("list")

            @staticmethod
            def join(a, b):
                return a

        class Sub(Order):
            def __init__(self, x):
                super().__init__("list")

        def handler(event, context):
            sh(Order.parse(event).x)  #!
            sh(Order.empty(event).x)
            sh(Sub.parse(event).x)
            sh(Order.join(event["y"], "list"))  #!
            sh(Order.join("list", event["y"]))
            sh(Order.parse(event).join("list", event["y"]))
    """,
    "operators": """
        class Command:
            def __init__(self, text):
                self.text = text

            def __add__(self, other):
                return Command(self.text + other)

            def __truediv__(self, other):
                return Command("list")

            def __eq__(self, other):
                sh(other)  #!
                return True

            def __str__(self):
                return self.text

            def __len__(self):
                return 4

            def __contains__(self, item):
                sh(item)  #!
                return True

        def handler(event, context):
            base = Command("ls ")
            sh(str(base + event["a"]))  #!
            sh(str(base / event["b"]))
            base == event["c"]
            if event["d"] in base:
                sh(str(len(base)))
    """,
    "calling instances": """
        class Runner:
            def __init__(self, prefix):
                self.prefix = prefix

            def __call__(self, x):
                return self.prefix + x

        class Constant(Runner):
            def __call__(self, x):
                return self.prefix

        def handler(event, context):
            run = Runner("ls ")
            sh(run(event["x"]))  #!
            sh(Constant("ls")(event["x"]))
            sh(list(map(run, [event["y"]]))[0])  #!
    """,
    "decorated classes": """
        REGISTRY = {}

        def register(name):
            def keep(cls):
                REGISTRY[name] = cls
                return cls
            return keep

        @register("shell")
        class Shell:
            def run(self, x):
                sh(x)  #!

        @register("quiet")
        class Quiet:
            def run(self, x):
                sh("list")

        @register("other")
        class Other:
            def run(self, x):
                sh(x)

        def handler(event, context):
            REGISTRY["shell"]().run(event["x"])
            REGISTRY["quiet"]().run(event["x"])
    """,
    "one method under several names": """
        class Runner:
            def run(self, x):
                sh(x)  #!

            first = second = run

        def handler(event, context):
            Runner().second(event["x"])
    """,
    "registry that the event chooses from": """
        REGISTRY = {}

        def register(cls):
            REGISTRY[cls.__name__] = cls
            return cls

        @register
        class Shell:
            def run(self, x):
                sh(x)  #!

        @register
        class Quiet:
            def run(self, x):
                sh("list")

        def handler(event, context):
            REGISTRY[event["kind"]]().run(event["x"])
    """,
    "registry of subclasses": """
        class Action:
            actions = {}

            def __init_subclass__(cls, name="", **kwargs):
                super().__init_subclass__(**kwargs)
                Action.actions[name] = cls

        class Shell(Action, name="shell"):
            def run(self, x):
                sh(x)  #!

        class Quiet(Action, name="quiet"):
            def run(self, x):
                sh("list")

        class Never(Action, name="never"):
            def run(self, x):
                sh(x)

        def handler(event, context):
            Action.actions["shell"]().run(event["x"])
            Action.actions["quiet"]().run(event["x"])
    """,
    "registry of a metaclass": """
        class Meta(type):
            known = {}

            def __new__(mcs, name, bases, namespace):
                made = super().__new__(mcs, name, bases, namespace)
                Meta.known[name] = made
                return made

        class Shell(metaclass=Meta):
            def run(self, x):
                sh(x)  #!

        class Never(metaclass=Meta):
            def run(self, x):
                sh(x)

        def handler(event, context):
            Meta.known["Shell"]().run(event["x"])
    """,
    "subclasses": """
        class Action:
            pass

        class Shell(Action):
            name = "shell"

            def run(self, x):
                sh(x)  #!

        def handler(event, context):
            for cls in Action.__subclasses__():
                if cls.name == event["name"]:
                    cls().run(event["x"])
    """,
    "abstract classes": """
        from abc import ABC, abstractmethod

        class Step(ABC):
            def execute(self, event):
                self.run(self.prepare(event))

            @abstractmethod
            def prepare(self, event): ...

            @abstractmethod
            def run(self, x): ...

        class Loud(Step):
            def prepare(self, event):
                return event["x"]

            def run(self, x):
                sh(x)  #!

        class Quiet(Step):
            def prepare(self, event):
                return "list"

            def run(self, x):
                sh(x)

        def handler(event, context):
            for step in (Loud(), Quiet()):
                step.execute(event)
    """,
    "singletons": """
        class Config:
            _instance = None

            def __new__(cls):
                if cls._instance is None:
                    cls._instance = super().__new__(cls)
                    cls._instance.command = "list"
                    cls._instance.fixed = "list"
                return cls._instance

        def handler(event, context):
            Config().command = event["x"]
            sh(Config().command)  #!
            sh(Config().fixed)
    """,
    "methods as values": """
        class Service:
            def __init__(self, x):
                self.x = x

            def loud(self, y):
                sh(self.x)  #!
                sh(y)  #!

            def quiet(self, y):
                sh(self.x)

        def handler(event, context):
            service = Service(event["x"])
            table = {"loud": service.loud, "quiet": Service("list").quiet}
            table["loud"](event["y"])
            table["quiet"](event["y"])
            getattr(service, "loud")("list")
            Service.quiet(Service("list"), event["y"])
    """,
    "nested classes": """
        class Outer:
            class Meta:
                command = "list"

            class Inner:
                def __init__(self, x):
                    self.x = x

        def handler(event, context):
            sh(Outer.Meta.command)
            sh(Outer.Inner(event["x"]).x)  #!
            sh(Outer.Inner("list").x)
    """,
    "classes that are made": """
        Point = type("Point", (), {"command": "list"})

        def make(x):
            class Made:
                command = x
            return Made

        def handler(event, context):
            sh(Point().command)
            sh(make(event["x"])().command)  #!
            sh(make("list").command)
    """,
    "class bodies": """
        class Table:
            names = ["a", "b"]
            commands = {name: "ls " + name for name in names}
            handlers = {}

            def loud(x):
                sh(x)  #!

            handlers["loud"] = loud

        def handler(event, context):
            Table.handlers["loud"](event["x"])
            sh(Table.commands["a"])
            sh(Table.commands[event["x"]])
    """,
    "instances that are kept in another": """
        from abc import ABC, abstractmethod
        from dataclasses import dataclass, field
        @dataclass
        class Command:
            name: str
            args: list = field(default_factory=list)
            def __str__(self):
                return self.name + " " + " ".join(self.args)
        class Repo(ABC):
            @abstractmethod
            def get(self, key): ...
        class Memory(Repo):
            def __init__(self, data): self._data = dict(data)
            def get(self, key): return self._data[key]
        class Service:
            def __init__(self, repo: Repo): self.repo = repo
            def execute(self, key): sh(str(self.repo.get(key)))  #!
        def handler(event, context):
            Service(Memory({"a": Command("ls", [event["x"]])})).execute("a")
    """,
    "one of what is kept in another": """
        class Memory:
            def __init__(self, data): self._data = dict(data)
            def get(self, key): return self._data[key]
        class Service:
            def __init__(self, repo): self.repo = repo
            def execute(self, key): sh(str(self.repo.get(key)))
        def handler(event, context):
            Service(Memory({"a": "ls", "b": event["x"]})).execute("a")
    """,
    "routes of a handler that is an object": """
        class Handler:
            routes = {}
            @classmethod
            def route(cls, path):
                def add(f):
                    cls.routes[path] = f
                    return f
                return add
            def __call__(self, event, context):
                f = self.routes.get(event["path"])
                if f is None:
                    return {"statusCode": 404}
                return f(event)
        @Handler.route("/a")
        def a(event):
            sh(event["x"])  #!
        @Handler.route("/b")
        def b(event):
            sh("ls")
        handler = Handler()
    """,
}


@pytest.mark.parametrize("text", PROGRAMS.values(), ids=PROGRAMS)
def test_programs(tmp_path: Path, text: str) -> None:
    check(tmp_path, "python", whole("python", text))
