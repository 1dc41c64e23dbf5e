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
    "attributes of class and instance": """
        class Settings:
            command = "list"
            shared = []

            def load(self, event):
                self.command = event["x"]

        def handler(event, context):
            a = Settings()
            b = Settings()
            a.load(event)
            a.shared.append(event["y"])
            sh(a.command)  #!
            sh(b.command)
            sh(Settings.command)
            sh(b.shared[0])  #!
    """,
    "class attributes that are written": """
        class Settings:
            command = "list"
            other = "list"

        def handler(event, context):
            Settings.command = event["x"]
            sh(Settings().command)  #!
            sh(Settings().other)
    """,
    "properties": """
        class Order:
            def __init__(self, data):
                self._data = data

            @property
            def file(self):
                return self._data["file"]

            @file.setter
            def file(self, value):
                self._data["file"] = value

            @property
            def kind(self):
                return "list"

            @kind.setter
            def kind(self, value):
                sh(value)  #!

        def handler(event, context):
            order = Order(event)
            sh(order.file)  #!
            sh(order.kind)
            order.kind = event["y"]
            clean = Order({})
            clean.file = "list"
            sh(clean.file)
    """,
    "cached properties": """
        from functools import cached_property

        class Order:
            def __init__(self, data):
                self.data = data

            @cached_property
            def command(self):
                return "ls " + self.data["x"]

            @cached_property
            def safe(self):
                return "ls"

        def handler(event, context):
            order = Order(event)
            sh(order.command)  #!
            sh(order.safe)
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
    "items": """
        class Box:
            def __init__(self):
                self.items = {}

            def __setitem__(self, key, value):
                self.items[key] = value

            def __getitem__(self, key):
                return self.items[key]

            def __delitem__(self, key):
                sh(key)  #!

        def handler(event, context):
            box = Box()
            box["a"] = event["a"]
            box["b"] = "list"
            sh(box["a"])  #!
            sh(box["b"])
            del box[event["c"]]
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
    "attributes by name": """
        class Box:
            pass

        def handler(event, context):
            box = Box()
            setattr(box, "a", event["a"])
            setattr(box, "b", "list")
            sh(getattr(box, "a"))  #!
            sh(getattr(box, "b"))
            sh(getattr(box, "c", "list"))
            sh(getattr(box, "d", event["d"]))  #!
            box.__dict__["e"] = event["e"]
            sh(box.e)  #!
            sh(vars(box)["a"])  #!
            sh(vars(box)["b"])
    """,
    "missing attributes": """
        class Proxy:
            known = "list"

            def __init__(self, data):
                self.data = data

            def __getattr__(self, name):
                return self.data[name]

        class Fixed:
            def __getattr__(self, name):
                return "list"

        def handler(event, context):
            proxy = Proxy(event)
            sh(proxy.command)  #!
            sh(proxy.known)
            sh(Fixed().anything)
            sh(Proxy({"command": "list"}).command)
    """,
    "written attributes": """
        class Watch:
            def __setattr__(self, name, value):
                sh(value)  #!
                object.__setattr__(self, name, value)

        class Drop:
            def __init__(self):
                self.x = "list"

            def __setattr__(self, name, value):
                super().__setattr__(name, "list")

        def handler(event, context):
            Watch().x = event["x"]
            drop = Drop()
            drop.x = event["y"]
            sh(drop.x)
    """,
    "descriptors": """
        class Field:
            def __set_name__(self, owner, name):
                self.name = "_" + name

            def __get__(self, obj, owner=None):
                return getattr(obj, self.name)

            def __set__(self, obj, value):
                setattr(obj, self.name, value)

        class Number:
            def __get__(self, obj, owner=None):
                return "1"

            def __set__(self, obj, value):
                pass

        class Order:
            command = Field()
            count = Number()

        def handler(event, context):
            order = Order()
            order.command = event["x"]
            order.count = event["y"]
            sh(order.command)  #!
            sh(order.count)
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
    "enumerations": """
        from enum import Enum

        class Kind(Enum):
            LIST = "ls"
            SHOW = "cat"

        class Name(str, Enum):
            A = "a"

        def handler(event, context):
            sh(Kind(event["kind"]).value)
            sh(Kind[event["kind"]].value)
            sh(Kind.LIST.value)
            sh(Name(event["name"]))
            for kind in Kind:
                if kind.value == event["kind"]:
                    sh(kind.value)
            sh(event["other"])  #!
    """,
    "named tuples": """
        from collections import namedtuple
        from typing import NamedTuple

        Pair = namedtuple("Pair", ["left", "right"])
        Trio = namedtuple("Trio", "one two three", defaults=("list",))

        class Order(NamedTuple):
            command: str
            kind: str = "list"

            def line(self):
                return self.kind + self.command

        def handler(event, context):
            pair = Pair(event["a"], "list")
            sh(pair.left)  #!
            sh(pair.right)
            sh(pair[0])  #!
            sh(pair[1])
            left, right = pair
            sh(left)  #!
            sh(right)
            order = Order(event["b"])
            sh(order.command)  #!
            sh(order.kind)
            sh(order.line())  #!
            sh(pair._replace(left="list").left)
            sh(order._asdict()["kind"])
            sh(order._asdict()["command"])  #!
            sh(Trio("a", right, *["list"]).three)
            sh(Pair._make([event["c"], "list"]).left)  #!
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
}


@pytest.mark.parametrize("text", PROGRAMS.values(), ids=PROGRAMS)
def test_programs(tmp_path: Path, text: str) -> None:
    check(tmp_path, "python", whole("python", text))
