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
