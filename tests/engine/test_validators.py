"""What validators prove of the data: only what the schema says of the field cleans, everything else is doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.confidence import Confidence
from goatherd.model.trigger import Kind
from tests.engine.programs import behaviour, trigger

if TYPE_CHECKING:
    from pathlib import Path

SAFE, DOUBT, SURE = (), (Confidence.MEDIUM,), (Confidence.HIGH,)
PYTHON = """
import json, jsonschema, pymongo
from typing import Any
from marshmallow import Schema, fields
from pydantic import BaseModel, ConfigDict
from aws_lambda_powertools.utilities.validation import validate
users = pymongo.MongoClient("x").db.users
TEXT = {"type": "object", "properties": {"name": {"type": "string"}}}
ANY = {"type": "object", "required": ["name"]}
class Typed(BaseModel):
    name: str
class Loose(BaseModel):
    model_config = ConfigDict(extra="allow")
    name: str
class Anything(BaseModel):
    name: Any
class Loaded(Schema):
    name = fields.Str()
    raw = fields.Raw()
def check(model, data):
    return model.model_validate(data)
def handler(event, context):
    body = json.loads(event["body"])
    %s
    return users.find_one(%s)
"""
JAVASCRIPT = """
import { MongoClient } from "mongodb";
import { z } from "zod";
import Joi from "joi";
import * as yup from "yup";
import { parse } from "@aws-lambda-powertools/parser";
import { validate as conform } from "@aws-lambda-powertools/validation";
import { plainToInstance } from "class-transformer";
import { IsString, IsOptional, validate, validateOrReject } from "class-validator";
const users = new MongoClient("x").db("a").collection("users");
const text = z.object({ name: z.string() });
const other = z.object({ name: z.any(), age: z.number() });
const joi = Joi.object({ name: Joi.string() });
class Query {
  @IsString()
  name: string;
  @IsOptional()
  raw: any;
}
export const handler = async (event: any) => {
  const body = JSON.parse(event.body);
  %s
  return users.findOne({ name: %s });
};
"""
PLAIN = "const query = plainToInstance(Query, body); "
ERRORS = PLAIN + "const errors = await validate(query); "
CASES = [
    (PYTHON, "pass", '{"name": body["name"]}', SURE),
    (PYTHON, "q = check(Typed, body)", "q.model_dump(exclude_unset=True)", SAFE),
    (PYTHON, "q = Loose.model_validate(body)", "q.model_dump()", SURE),
    (PYTHON, "q = Anything(**body)", '{"name": q.name}', SURE),
    (PYTHON, "q = Loaded().load(body)", '{"name": q["name"]}', SAFE),
    (PYTHON, "q = Loaded().load(body)", '{"name": q["raw"]}', DOUBT),
    (PYTHON, "jsonschema.validate(body, TEXT)", '{"name": body["name"]}', SAFE),
    (PYTHON, "jsonschema.validate(body, ANY)", '{"name": body["name"]}', DOUBT),
    (PYTHON, "validate(event=body, schema=TEXT)", '{"name": body["name"]}', SAFE),
    (JAVASCRIPT, "", "body.name", SURE),
    (JAVASCRIPT, "text.parse(body);", "body.name", SAFE),
    (JAVASCRIPT, "if (!text.safeParse(body).success) return 400;", "body.name", SAFE),
    (JAVASCRIPT, "text.safeParse(body);", "body.name", SURE),
    (JAVASCRIPT, "other.parse(body);", "body.name", DOUBT),
    (JAVASCRIPT, "const q = text.passthrough().parse(body);", "q.more", DOUBT),
    (JAVASCRIPT, "const { error } = joi.validate(body); if (error) return 400;", "body.name", SAFE),
    (JAVASCRIPT, "const { error } = joi.validate(body); if (!error) return 400;", "body.name", SURE),
    (JAVASCRIPT, "const q = Joi.attempt(body, joi);", "q.name", SAFE),
    (JAVASCRIPT, "await yup.object({ name: yup.string() }).validate(body);", "body.name", DOUBT),
    (JAVASCRIPT, "const q = parse(event, undefined, text);", "q.name", SAFE),
    (
        JAVASCRIPT,
        'conform({ payload: body, schema: { properties: { name: { type: "string" } } } });',
        "body.name",
        SAFE,
    ),
    (JAVASCRIPT, PLAIN, "query.name", SURE),
    (JAVASCRIPT, PLAIN + "await validateOrReject(query);", "query.name", SAFE),
    (JAVASCRIPT, PLAIN + "await validateOrReject(query);", "query.raw", DOUBT),
    (JAVASCRIPT, ERRORS + "if (errors.length > 0) return 400;", "query.name", SAFE),
    (JAVASCRIPT, ERRORS + "if (errors.length === 0) return 400;", "query.name", SURE),
    (JAVASCRIPT, ERRORS + "console.log(errors.length);", "query.name", SURE),
]


@pytest.mark.parametrize(("frame", "check", "used", "expected"), CASES)
def test_query(tmp_path: Path, frame: str, check: str, used: str, expected: tuple[Confidence, ...]) -> None:
    python = frame is PYTHON
    found = behaviour(
        tmp_path,
        "python" if python else "javascript",
        frame % (check, used),
        trigger(Kind.HTTP_API),
        file="app.py" if python else "index.ts",
    )
    assert tuple(flow.confidence for flow in found.flows_to("nosql")) == expected
