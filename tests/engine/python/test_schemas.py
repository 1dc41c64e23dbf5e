"""Schemas in Python: which data they leave nothing dangerous in, and which they only look at."""

from __future__ import annotations

from pathlib import Path

import pytest

from goatherd.model.trigger import Kind
from tests.engine.programs import check, trigger
from tests.engine.python.test_sinks import program

PROGRAMS = {
    "pydantic": """
        from enum import Enum
        from typing import Annotated, Literal
        from uuid import UUID
        from pydantic import BaseModel, ConfigDict, Field

        class Kind(Enum):
            A = "a"

        class Order(BaseModel):
            model_config = ConfigDict(extra="forbid")
            id: UUID
            count: int = Field(gt=0)
            kind: Kind
            size: Literal["s", "m"]
            name: Annotated[str, Field(max_length=9)]
            tags: list[str]
            lines: list[int]

        order = Order.model_validate(x)
        os.system(f"ls {order.id} {order.count} {order.kind.value} {order.size}")
        os.system(f"ls {order.lines[0]}")
        os.system(f"ls {order.name}")  #! shell
        os.system(f"ls {order.tags[0]}")  #! shell
        again = Order.model_validate_json(json.dumps(x))
        os.system(f"ls {again.id}")
        os.system(f"ls {again.name}")  #! shell
        third = Order(**x)
        os.system(f"ls {third.count}")
        os.system(f"ls {third.model_dump()['name']}")  #! shell
    """,
    "patterns, validators and adapters of pydantic": """
        import re
        from pydantic import BaseModel, Field, TypeAdapter, constr, field_validator

        class Order(BaseModel):
            count: int
            code: str = Field(pattern=r"^[A-Z]{3}$")
            short: constr(pattern=r"^[a-z]+$")
            plain: str
            name: str

            @field_validator("plain")
            @classmethod
            def checked(cls, value):
                if not re.fullmatch(r"[a-z]+", value):
                    raise ValueError("no")
                return value

        order = Order.model_validate(x)
        os.system(f"ls {order.code} {order.short}")
        os.system("ls " + order.plain)
        os.system("ls " + order.name)  #! shell
        many = TypeAdapter(list[Order]).validate_python(x)
        os.system(f"ls {many[0].count}")
        os.system(f"ls {many[0].name}")  #! shell
    """,
    "jsonschema": """
        import jsonschema
        from jsonschema import Draft202012Validator, ValidationError
        SCHEMA = {"type": "object", "properties": {
            "id": {"type": "integer"}, "size": {"enum": ["s", "m"]},
            "code": {"type": "string", "pattern": "^[A-Z]{3}$"}, "name": {"type": "string"}}}
        os.system(f"ls {x['id']}")  #! shell
        try:
            jsonschema.validate(instance=x, schema=SCHEMA)
        except ValidationError:
            return {}
        os.system(f"ls {x['id']} {x['size']} {x['code']}")
        os.system(f"ls {x['name']}")  #! shell
    """,
    "validators of jsonschema": """
        from jsonschema import Draft7Validator, Draft202012Validator
        SCHEMA = {"type": "object", "properties": {"id": {"type": "integer"}, "name": {"type": "string"}}}
        checker = Draft202012Validator(SCHEMA)
        checker.validate(x)
        os.system(f"ls {x['id']}")
        os.system(f"ls {x['name']}")  #! shell
    """,
    "a test by jsonschema": """
        from jsonschema import Draft7Validator
        SCHEMA = {"type": "object", "properties": {"id": {"type": "integer"}, "name": {"type": "string"}}}
        if Draft7Validator(SCHEMA).is_valid(x):
            os.system(f"ls {x['id']}")
            os.system(f"ls {x['name']}")  #! shell
        else:
            os.system(f"ls {x['id']}")  #! shell
    """,
    "fastjsonschema": """
        import fastjsonschema
        SCHEMA = {"type": "object", "properties": {"id": {"type": "integer"}, "name": {"type": "string"}}}
        check = fastjsonschema.compile(SCHEMA)
        check(x)
        os.system(f"ls {x['id']}")
        os.system(f"ls {x['name']}")  #! shell
    """,
    "marshmallow": """
        from marshmallow import Schema, fields

        class OrderSchema(Schema):
            id = fields.Int(required=True)
            when = fields.DateTime()
            name = fields.Str()

        order = OrderSchema().load(x)
        os.system(f"ls {order['id']}")
        os.system(f"ls {order['when']}")
        os.system(f"ls {order['name']}")  #! shell
    """,
    "single values": """
        import uuid, validators
        from email_validator import validate_email
        if validators.uuid(x):
            os.system("ls " + x)
        if validators.url(x):
            os.system("ls " + x)  #! shell
        os.system("ls " + str(uuid.UUID(x)))
    """,
}


@pytest.mark.parametrize("text", PROGRAMS.values(), ids=PROGRAMS.keys())
def test_what_a_schema_leaves(tmp_path: Path, text: str) -> None:
    check(tmp_path, "python", program(text, 8), trigger(Kind.REST_API_MAPPED))
