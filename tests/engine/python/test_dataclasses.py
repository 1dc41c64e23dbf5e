"""Dataclasses, attrs and pydantic: each field for itself, and what their options do to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.programs import check, whole

PROGRAMS = {
    "fields": """
        from dataclasses import dataclass, field

        @dataclass
        class Job:
            name: str
            command: str = "list"
            tags: list = field(default_factory=list)
            kind: str = field(default="list")

        def handler(event, context):
            job = Job(event["name"])
            sh(job.name)  #!
            sh(job.command)
            sh(job.kind)
            job.tags.append(event["tag"])
            sh(job.tags[0])  #!
            sh(str(Job("a").tags))
            sh(Job(name="a", command=event["c"]).command)  #!
            sh(Job(name="a", command=event["c"]).name)
    """,
    "inheritance": """
        from dataclasses import dataclass

        @dataclass
        class Base:
            first: str
            second: str = "list"

        @dataclass
        class Child(Base):
            third: str = "list"

        @dataclass(kw_only=True)
        class Named(Base):
            fourth: str

        def handler(event, context):
            child = Child("list", event["b"], "list")
            sh(child.first)
            sh(child.second)  #!
            sh(child.third)
            named = Named(first=event["a"], fourth="list")
            sh(named.first)  #!
            sh(named.fourth)
    """,
    "after construction": """
        from dataclasses import InitVar, dataclass, field

        @dataclass
        class Job:
            name: str
            raw: InitVar[str] = ""
            command: str = field(init=False, default="list")
            fixed: str = field(init=False)

            def __post_init__(self, raw):
                self.command = "ls " + raw
                self.fixed = "ls"

        @dataclass
        class Cleaned:
            name: str

            def __post_init__(self):
                self.name = "list"

        def handler(event, context):
            job = Job("list", event["x"])
            sh(job.command)  #!
            sh(job.name)
            sh(job.fixed)
            sh(Cleaned(event["y"]).name)
    """,
    "copies": """
        from dataclasses import asdict, astuple, dataclass, fields, replace

        @dataclass(frozen=True)
        class Job:
            name: str
            command: str

        def handler(event, context):
            job = Job(event["name"], "list")
            sh(asdict(job)["name"])  #!
            sh(asdict(job)["command"])
            sh(astuple(job)[0])  #!
            sh(astuple(job)[1])
            safe = replace(job, name="list")
            sh(safe.name)
            sh(replace(job, command=event["c"]).command)  #!
            for f in fields(job):
                sh(f.name)
    """,
    "frozen": """
        from dataclasses import dataclass

        @dataclass(frozen=True, slots=True)
        class Job:
            name: str

            @classmethod
            def parse(cls, data: dict) -> "Job":
                return cls(**{k: v for k, v in data.items() if k == "name"})

            @property
            def command(self):
                return f"ls {self.name}"

        def handler(event, context):
            sh(Job.parse(event).command)  #!
            sh(Job("list").command)
    """,
    "annotations that are not checked": """
        from dataclasses import dataclass

        @dataclass
        class Page:
            limit: int

        def handler(event, context):
            sh(f"head {Page(event['limit']).limit}")  #!
            sh(f"head {Page(int(event['limit'])).limit}")
    """,
    "attrs": """
        import attr
        from attrs import define, field

        @define
        class Job:
            name: str
            command: str = "list"
            count: int = field(converter=int, default=1)
            tags: list = field(factory=list)

        @attr.s
        class Old:
            x = attr.ib()
            y = attr.ib(default="list")

        def handler(event, context):
            job = Job(event["name"], count=event["count"])
            sh(job.name)  #!
            sh(job.command)
            sh(f"head {job.count}")
            old = Old(event["x"])
            sh(old.x)  #!
            sh(old.y)
    """,
    "pydantic fields": """
        from pydantic import BaseModel, Field

        class Job(BaseModel):
            name: str
            command: str = "list"
            count: int = 1
            alias: str = Field(alias="Alias", default="list")
            code: str = Field(pattern="^[a-z]{3}$")

        class Child(Job):
            extra: str = "list"

        def handler(event, context):
            job = Job(name=event["name"], code=event["code"])
            sh(job.name)  #!
            sh(job.command)
            sh(job.code)
            child = Child(**event)
            sh(child.extra)  #!
            sh(f"head {child.count}")
            sh(child.code)
            sh(child.model_dump()["name"])  #!
            sh(str(child.model_dump()["count"]))
            sh(Job(name="list", code="abc").name)
    """,
    "pydantic validators": """
        from typing import Annotated
        from pydantic import AfterValidator, BaseModel, field_validator, model_validator

        ALLOWED = {"ls", "df"}

        def safe(value: str) -> str:
            if value not in ALLOWED:
                raise ValueError("no")
            return value

        class Job(BaseModel):
            command: str
            other: str
            loose: str
            third: Annotated[str, AfterValidator(safe)]

            @field_validator("command")
            @classmethod
            def known(cls, value):
                if value not in ALLOWED:
                    raise ValueError("no")
                return value

            @field_validator("other")
            @classmethod
            def replaced(cls, value):
                return "list"

            @field_validator("loose")
            @classmethod
            def stripped(cls, value):
                return value.strip()

        def handler(event, context):
            job = Job(**event)
            sh(job.command)
            sh(job.other)
            sh(job.loose)  #!
            sh(job.third)
    """,
    "pydantic bounds": """
        import time
        from typing import Annotated
        from pydantic import BaseModel, Field, conint

        class Wait(BaseModel):
            short: int = Field(le=5)
            open: int = Field(ge=0)
            both: Annotated[int, Field(gt=0, lt=10)]
            made: conint(le=3)
            plain: int

        def handler(event, context):
            wait = Wait(**event)
            time.sleep(wait.short)
            time.sleep(wait.open)  #! sleep
            time.sleep(wait.both)
            time.sleep(wait.made)
            time.sleep(wait.plain)  #! sleep
    """,
    "type adapters": """
        from typing import Literal
        from pydantic import BaseModel, TypeAdapter

        class Item(BaseModel):
            count: int
            name: str

        ITEMS = TypeAdapter(list[Item])

        def handler(event, context):
            for item in ITEMS.validate_python(event["items"]):
                sh(f"head {item.count}")
                sh(item.name)  #!
            item = TypeAdapter(Item).validate_json(event["body"])
            sh(f"head {item.count}")
            sh(item.name)  #!
            sh(f"head {TypeAdapter(int).validate_python(event['n'])}")
            sh(TypeAdapter(Literal["a", "b"]).validate_python(event["kind"]))
    """,
    "nested models": """
        from pydantic import BaseModel

        class Address(BaseModel):
            street: str
            number: int

        class Person(BaseModel):
            address: Address
            others: list[Address] = []

        def handler(event, context):
            person = Person.model_validate(event)
            sh(person.address.street)  #!
            sh(f"head {person.address.number}")
            for other in person.others:
                sh(other.street)  #!
                sh(f"head {other.number}")
    """,
    "sqlmodel": """
        from typing import Optional
        from sqlmodel import Field, SQLModel

        class Hero(SQLModel, table=True):
            id: Optional[int] = Field(default=None, primary_key=True)
            age: int
            name: str

        class HeroIn(SQLModel):
            age: int
            name: str

        def handler(event, context):
            # Tables are not validated when they are made.
            sh(f"head {Hero(**event).age}")  #!
            sh(f"head {HeroIn(**event).age}")
            sh(HeroIn(**event).name)  #!
            sh(f"head {Hero.model_validate(event).age}")
    """,
    "copies of models": """
        from pydantic import BaseModel

        class Job(BaseModel):
            name: str
            command: str = "list"

        def handler(event, context):
            job = Job(name=event["name"])
            copy = job.model_copy(update={"name": "list"})
            sh(copy.name)
            sh(job.model_copy().name)  #!
            sh(job.model_copy(update={"command": event["c"]}).command)  #!
            sh(job.model_copy(update={"command": event["c"]}).name)  #!
    """,
}


@pytest.mark.parametrize("text", PROGRAMS.values(), ids=PROGRAMS)
def test_programs(tmp_path: Path, text: str) -> None:
    check(tmp_path, "python", whole("python", text))
