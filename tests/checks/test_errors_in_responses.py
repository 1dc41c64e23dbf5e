"""Which texts of errors are told, and where: a shared helper answers with those that it is handed."""

from __future__ import annotations

import pytest

from goatherd.core.config import Config
from goatherd.review import review
from goatherd.scan import scan

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  List:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: app.handler
      Events: {Get: {Type: HttpApi, Properties: {Path: /, Method: get}}}
"""
HANDLER = """
const { DynamoDBClient, ListTablesCommand } = require('@aws-sdk/client-dynamodb');
const db = new DynamoDBClient({});

const fail = (message) => ({ statusCode: 500, body: JSON.stringify({ message }) });

async function one() {
  try { return await db.send(new ListTablesCommand({})); }
  catch (error) { return fail(`one: ${error}`); }
}

async function two() {
  try { return await db.send(new ListTablesCommand({})); }
  catch (error) { return fail(`two: ${error}`); }
}

exports.handler = async (event) => event.queryStringParameters.which === 'one' ? one() : two();
"""


def test_every_place_that_hands_an_error_to_a_helper_is_named(tmp_path):
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    (tmp_path / "app.js").write_text(HANDLER)
    config = Config(select=("GOAT1001",))
    (finding,) = review(scan(str(tmp_path), config), config).findings
    assert (finding.span.line, [place.line for place in finding.locations]) == (5, [9, 14])


OWN_ERRORS = """
const { DynamoDBClient, ListTablesCommand } = require('@aws-sdk/client-dynamodb');
const db = new DynamoDBClient({});

class HttpError extends Error {
  constructor(status, body) { super(); this.statusCode = status; this.body = body; }
}

async function work() {
  try { return await db.send(new ListTablesCommand({})); }
  catch (error) { throw new HttpError(500, TEXT); }
}

exports.handler = async () => {
  try { return { statusCode: 200, body: JSON.stringify(await work()) }; }
  catch (error) { return { statusCode: error.statusCode, body: error.body }; }
};
"""


@pytest.mark.parametrize(("text", "lines"), [("'something went wrong'", []), ("error.message", [16])])
def test_what_only_the_programs_own_errors_have_holds_what_they_were_given(tmp_path, text, lines):
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    (tmp_path / "app.js").write_text(OWN_ERRORS.replace("TEXT", text))
    config = Config(select=("GOAT1001",))
    assert [finding.span.line for finding in review(scan(str(tmp_path), config), config).findings] == lines


@pytest.mark.parametrize(
    ("runtime", "file", "code", "caught"),
    [
        (
            "nodejs22.x",
            "app.js",
            "exports.handler = async () => { try { await fetch('https://a.example') } catch (e) { return String(e) } }",
            "an error is caught",
        ),
        (
            "python3.13",
            "app.py",
            "import json\n\ndef handler(event, context):\n    try:\n        return json.loads(event['body'])\n"
            "    except Exception as error:\n        return str(error)\n",
            "an exception is caught",
        ),
    ],
)
def test_what_is_caught_is_called_as_the_language_calls_it(tmp_path, runtime, file, code, caught):
    (tmp_path / "template.yaml").write_text(TEMPLATE.replace("nodejs22.x", runtime))
    (tmp_path / file).write_text(code)
    config = Config(select=("GOAT1001",))
    (finding,) = review(scan(str(tmp_path), config), config).findings
    assert finding.steps[0].note == caught
