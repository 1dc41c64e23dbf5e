"""Classes whose instances are made from data: what their annotations say counts where a library checks them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.programs import check, whole

PROGRAMS = {
    "pydantic": """
        from typing import Literal, Optional
        from uuid import UUID
        from pydantic import BaseModel

        class Order(BaseModel):
            id: UUID
            count: Optional[int] = 1
            kind: Literal["a", "b"]
            note: str

        def handler(event, context):
            order = Order(**event)
            sh(f"ls {order.id} {order.count} {order.kind}")
            sh("ls " + order.note)  #!
    """,
    "pydantic from data": """
        from pydantic import BaseModel

        class Order(BaseModel):
            count: int
            note: str = "none"

        def handler(event, context):
            order = Order.model_validate_json(event["body"])
            sh(f"ls {order.count}")
            sh("ls " + order.note)  #!
            sh("ls " + Order.parse_obj(event["body"]).model_dump()["note"])  #!
    """,
    "models in models": """
        from dataclasses import dataclass
        from typing import Dict, Optional, TypedDict, Union
        import datetime, enum
        from pydantic import BaseModel, Field, IPvAnyAddress, parse_obj_as

        class Color(enum.Enum):
            RED = "red"

        class Span(TypedDict):
            days: int
            name: str

        @dataclass
        class Sort:
            column: int
            name: str

        class Page(BaseModel):
            limit: int = 10
            ids: list[int] = Field(default_factory=list)
            day: Optional[datetime.date] = None
            color: Color = Color.RED
            address: None | IPvAnyAddress = None
            number_or_name: Union[int, str] = 0
            names: Dict[int, str] = {}
            note: str = ""

        class Query(BaseModel):
            page: Page = Field(default_factory=Page)
            pages: list[Page] = []
            sort: Sort
            span: Span
            inner: Optional["Query"] = None

        class Request(BaseModel):
            query: Query

        def handler(event, context):
            body = json.loads(event["body"])
            query = Request(**body).query
            page = query.page
            sh(f"ls {page.limit} {page.ids} {page.ids[0]} {page.day} {page.color.value} {page.address}")
            sh(f"ls {query.pages[0].limit} {query.sort.column} {query.span['days']} {query.inner.page.limit}")
            sh(f"ls {page.note}")  #!
            sh(f"ls {page.number_or_name}")  #!
            sh(f"ls {page.names[1]}")  #!
            sh(f"ls {query.pages[0].note}")  #!
            sh(f"ls {query.sort.name}")  #!
            sh(f"ls {query.span['name']}")  #!
            sh(f"ls {query.inner.inner.page.note}")  #!
            sh(f"ls {query.pages}")  #!
            read = Request.model_validate_json(event["body"])
            sh(f"ls {read.model_dump()['query']['page']['limit']} {read.model_copy().query.page.limit}")
            sh(f"ls {read.model_dump()['query']['page']['note']}")  #!
            given = parse_obj_as(Request, body)
            sh(f"ls {given.query.page.limit}")
            sh(f"ls {given.query.page.note}")  #!
    """,
    "a dataclass that a library fills": """
        import dacite
        import pydantic
        from dataclasses import dataclass
        from dataclasses_json import dataclass_json

        @dataclass
        class Plain:
            count: int
            note: str

        @dataclass_json
        @dataclass
        class Converted:
            count: int
            note: str

        @pydantic.dataclasses.dataclass
        class Checked:
            count: int
            note: str

        def handler(event, context):
            made = (dacite.from_dict(Plain, event), Converted.from_json(event["body"]), Checked(**event))
            sh(f"ls {made[0].count} {made[1].count} {made[2].count}")
            sh(made[0].note)  #!
            sh(made[1].note)  #!
            sh(made[2].note)  #!
            sh(f"ls {Converted(**event).count}")  #!
    """,
    "a dataclass checks nothing": """
        from dataclasses import dataclass

        @dataclass
        class Order:
            count: int
            note: str = "none"

        def handler(event, context):
            order = Order(event["x"], "mine")
            sh(f"ls {order.count}")  #!
            sh("ls " + order.note)
    """,
    "an inherited field": """
        from pydantic import BaseModel

        class Base(BaseModel):
            note: str

        class Order(Base):
            count: int

        def handler(event, context):
            order = Order(**event)
            sh("ls " + order.note)  #!
            sh(f"ls {order.count}")
    """,
    "a list of numbers": """
        from pydantic import BaseModel

        class Order(BaseModel):
            counts: list[int]
            notes: list[str]

        def handler(event, context):
            for count in Order(**event).counts:
                sh(f"ls {count}")
            for note in Order(**event).notes:
                sh(f"ls {note}")  #!
    """,
}


@pytest.mark.parametrize("text", PROGRAMS.values(), ids=PROGRAMS)
def test_fields(tmp_path: Path, text: str) -> None:
    check(tmp_path, "python", whole("python", text))
