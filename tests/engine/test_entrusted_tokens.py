"""A token that is decoded, and that code which is not in the tree may verify."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.confidence import Confidence
from goatherd.model.trigger import Kind
from tests.engine.programs import behaviour, trigger

if TYPE_CHECKING:
    from pathlib import Path

PYTHON = """
import jwt
%s
def handler(event, context):
    token = event["headers"]["authorization"]
    issuer = jwt.decode(token, options={"verify_signature": False})["iss"]
    return %s
"""
JAVASCRIPT = """
const jwt = require("jsonwebtoken");
const %s = require("%s");
exports.handler = async (event) => {
  const token = event.headers.authorization;
  const { kid } = jwt.decode(token, { complete: true }).header;
  return %s;
};
"""


@pytest.mark.parametrize(
    ("language", "program", "expected"),
    [
        ("python", PYTHON % ("import acme", "issuer"), Confidence.HIGH),
        ("python", PYTHON % ("import acme", "acme.keep(token), issuer"), Confidence.MEDIUM),
        ("python", PYTHON % ("import acme", "acme.verify_token(token), issuer"), Confidence.LOW),
        ("python", PYTHON % ("from .auth import validate", "validate(issuer, {'token': token})"), Confidence.LOW),
        ("python", PYTHON % ("import acme", "acme.verify_token(context), issuer"), Confidence.HIGH),
        ("javascript", JAVASCRIPT % ("auth", "@acme/auth", "[auth.authenticate(token), kid]"), Confidence.LOW),
        ("javascript", JAVASCRIPT % ("{ check }", "../lib/auth", "check({ token, kid })"), Confidence.LOW),
        ("javascript", JAVASCRIPT % ("axios", "axios", "axios.get('https://a.example', { kid })"), Confidence.HIGH),
    ],
)
def test_confidence(tmp_path: Path, language: str, program: str, expected: Confidence) -> None:
    found = behaviour(tmp_path, language, program, trigger(Kind.HTTP_API)).flows_to("jwt")
    assert [flow.confidence for flow in found] == [expected]


def test_the_header_of_a_token_is_no_claim(tmp_path: Path) -> None:
    program = (
        'import { decodeProtectedHeader } from "jose";\nexport const handler = async (e) => %s(e.headers.token);\n'
    )
    found = behaviour(tmp_path, "javascript", program % "decodeProtectedHeader", trigger(Kind.HTTP_API))
    assert found.flows_to("jwt") == []
