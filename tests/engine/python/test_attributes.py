"""Attributes of classes and instances: where the data is that one of them gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.programs import check, whole

PROGRAMS = {
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
    "methods of enumerations": """
        from enum import Enum
        class Op(Enum):
            LIST = "ls"
            DISK = "df"
            @classmethod
            def parse(cls, text):
                for op in cls:
                    if op.value == text:
                        return op
                raise ValueError(text)
            @property
            def command(self):
                return self.value + " -l"
        def handler(event, context):
            sh(Op.parse(event["x"]).command)
            sh(Op(event["y"]).command)
    """,
    "classes of mappings and lists": """
        from collections import UserDict
        class Config(UserDict):
            def safe(self, key):
                return "ls"
        class Commands(list):
            def first(self):
                return self[0]
        class Env(dict):
            def __getattr__(self, name):
                return self[name]
        def handler(event, context):
            c = Config({"a": event["x"], "b": "ls"})
            sh(c["a"])  #!
            sh(c["b"])
            sh(c.safe("a"))
            l = Commands([event["y"]])
            sh(l.first())  #!
            e = Env(a=event["z"], b="ls")
            sh(e.a)  #!
            sh(e.b)
    """,
    "mappings that fill themselves": """
        class Answer(dict):
            def __init__(self, text, status):
                dict.__init__(self, text=text, status=status)
        class Refusal(Answer):
            def __init__(self, text):
                super().__init__(text, "ls")
        class Order(dict):
            def __init__(self, text):
                self.update(text=text, kind="ls")
        def handler(event, context):
            refusal = Refusal(event["x"])
            sh(refusal["text"])  #!
            sh(refusal["status"])
            order = Order(event["y"])
            sh(order["text"])  #!
            sh(order.get("kind"))
    """,
}


@pytest.mark.parametrize("text", PROGRAMS.values(), ids=PROGRAMS)
def test_programs(tmp_path: Path, text: str) -> None:
    check(tmp_path, "python", whole("python", text))
