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


IN_AN_OBJECT = """
const { DynamoDBClient, ListTablesCommand } = require('@aws-sdk/client-dynamodb');
const db = new DynamoDBClient({});
const answer = (status, content) => ({ statusCode: status, body: JSON.stringify(content) });

exports.handler = async (event) => {
  const failed = [];
  try { await db.send(new ListTablesCommand({})); }
  catch (error) {
    failed.push({
      name: 'one',
      why: error.message,
    });
  }
  return answer(200, { failed });
};
"""


def test_the_place_is_named_where_the_text_of_an_error_is_read_for_a_helper(tmp_path):
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    (tmp_path / "app.js").write_text(IN_AN_OBJECT)
    config = Config(select=("GOAT1001",))
    (finding,) = review(scan(str(tmp_path), config), config).findings
    assert (finding.span.line, [place.line for place in finding.locations]) == (4, [12])


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
            "def handler(event, context):\n    try:\n        return open(event['body']).read()\n"
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


PYTHON_TEMPLATE = TEMPLATE.replace("nodejs22.x", "python3.13")
FLASK = """
import boto3
from botocore.exceptions import ClientError
from flask import Blueprint, Flask, jsonify
from werkzeug.exceptions import HTTPException
import serverless_wsgi

app = Flask(__name__)
HANDLER
@app.route("/")
def tables():
    return jsonify(boto3.client("dynamodb").list_tables())

def handler(event, context):
    return serverless_wsgi.handle_request(app, event, context)
"""
FASTAPI = """
import boto3
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from mangum import Mangum

app = FastAPI()
HANDLER
@app.get("/")
def tables():
    return boto3.client("dynamodb").list_tables()

handler = Mangum(app)
"""
POWERTOOLS = """
import boto3
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError

app = APIGatewayHttpResolver()
HANDLER
@app.get("/")
def tables():
    return boto3.client("dynamodb").list_tables()

def handler(event, context):
    return app.resolve(event, context)
"""
STARLETTE = """
import boto3
from mangum import Mangum
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

def tables(request):
    return PlainTextResponse(boto3.client("dynamodb").list_tables()["LastEvaluatedTableName"])
HANDLER
app = Starlette(routes=[Route("/", tables)], exception_handlers={Exception: failed})
handler = Mangum(app)
"""


@pytest.mark.parametrize(
    ("program", "handler"),
    [
        (FLASK, "@app.errorhandler(Exception)\ndef failed(error):\n    return jsonify(error=str(error)), 500  #!\n"),
        (FLASK, "def failed(error):\n    return error.response, 500  #!\n"
                "app.register_error_handler(ClientError, failed)\n"),
        (FLASK, "@app.errorhandler(500)\ndef failed(error):\n    return str(error.original_exception)  #!\n"),
        (FLASK, "@app.errorhandler(500)\ndef failed(error):\n    return jsonify(error=str(error)), 500\n"),
        (FLASK, "@app.errorhandler(HTTPException)\ndef failed(error):\n    return error.description, error.code\n"),
        (FLASK, "@app.errorhandler(Exception)\ndef failed(error):\n    print(error)\n    return 'sorry', 500\n"),
        (FASTAPI, "def failed(request, error):\n    return JSONResponse(f'{error}')  #!\n"
                  "app.add_exception_handler(Exception, failed)\n"),
        (FASTAPI, "@app.exception_handler(500)\ndef failed(request, error):\n"
                  "    return JSONResponse(f'{error}')  #!\n"),
        (FASTAPI, "@app.exception_handler(404)\ndef failed(request, error):\n    return JSONResponse(f'{error}')\n"),
        (FASTAPI, "@app.middleware('http')\nasync def watched(request, call_next):\n    try:\n"
                  "        return await call_next(request)\n    except Exception as error:\n"
                  "        return JSONResponse(str(error))  #!\n"),
        (STARLETTE, "def failed(request, error):\n    return PlainTextResponse(str(error))  #!\n"),
        (STARLETTE, "def failed(request, error):\n    return PlainTextResponse('sorry')\n"),
        (POWERTOOLS, "@app.exception_handler(ValueError)\ndef failed(error):\n"
                     "    return Response(500, body=str(error))  #!\n"),
        (POWERTOOLS, "@app.exception_handler(NotFoundError)\ndef failed(error):\n"
                     "    return Response(404, body=str(error))\n"),
    ],
)  # fmt: skip
def test_handlers_of_errors_that_a_framework_calls(tmp_path, program, handler):
    text = program.replace("HANDLER", handler)
    assert told(tmp_path, PYTHON_TEMPLATE, "app.py", text) == marked(text, "#!")


HONO = """
const { Hono } = require('hono');
const { handle } = require('hono/aws-lambda');
const pool = require('mysql2/promise').createPool({});
const orders = new Hono();
orders.get('/', async (c) => { await pool.query('SELECT 1'); return c.json({}); });
const app = new Hono();
app.route('/orders', orders);
HANDLER
exports.handler = handle(app);
"""
FASTIFY = """
const app = require('fastify')();
const pool = require('mysql2/promise').createPool({});
app.get('/', async (request, reply) => { await pool.query('SELECT 1'); return {}; });
HANDLER
exports.handler = require('@fastify/aws-lambda')(app);
"""


@pytest.mark.parametrize(
    ("program", "handler"),
    [
        (HONO, "app.onError((error, c) => c.json({ error: error.message }, 500)); //!"),
        (HONO, "app.onError((error, c) => { console.error(error); return c.json({ error: 'sorry' }, 500); });"),
        (FASTIFY, "app.setErrorHandler((error, request, reply) => reply.send(error.message)); //!"),
        (FASTIFY, "app.setErrorHandler((error, request, reply) => reply.send('sorry'));"),
    ],
)
def test_handlers_of_errors_that_a_framework_of_javascript_calls(tmp_path, program, handler):
    text = program.replace("HANDLER", handler)
    assert told(tmp_path, TEMPLATE, "app.js", text) == marked(text, "//!")


def told(folder, template, file, text):
    (folder / "template.yaml").write_text(template)
    (folder / file).write_text(text)
    config = Config(select=("GOAT1001",))
    return [finding.span.line for finding in review(scan(str(folder), config), config).findings]


def marked(text, mark):
    return [number for number, line in enumerate(text.splitlines(), 1) if line.endswith(mark)]


GUARDED = """
const express = require('express');
const serverless = require('serverless-http');
const { DynamoDBClient, ListTablesCommand } = require('@aws-sdk/client-dynamodb');

const served = (app) => {
  if (typeof app !== 'function') {
    throw new TypeError('an application is needed');
  }
  return serverless(app);
};
const app = express();
app.get('/', async (req, res) => {
  await new DynamoDBClient({}).send(new ListTablesCommand({}));
  res.sendStatus(204);
});
app.use((error, req, res, next) => {
  res.status(500).json({ message: process.env.NODE_ENV !== 'production' ? error.message : 'It went wrong' });
});
exports.handler = served(app);
"""


@pytest.mark.parametrize(("stage", "found"), [("prod", [18]), ("production", []), ('"{{resolve:ssm:stage}}"', [])])
def test_a_handler_of_errors_that_is_quiet_in_an_environment_that_the_template_never_sets(tmp_path, stage, found):
    setting = f"Environment: {{Variables: {{NODE_ENV: {stage}}}}}"
    (tmp_path / "template.yaml").write_text(TEMPLATE.replace("Handler:", f"{setting}\n      Handler:"))
    (tmp_path / "app.js").write_text(GUARDED)
    config = Config(select=("GOAT1001",))
    assert [finding.span.line for finding in review(scan(str(tmp_path), config), config).findings] == found


PROMISES = """
const { DynamoDBClient, ListTablesCommand } = require('@aws-sdk/client-dynamodb');
const axios = require('axios');
const fs = require('fs');
const db = new DynamoDBClient({});
const tables = async () => { const found = await db.send(new ListTablesCommand({})); return found.TableNames[0]; };
const asked = () => db.send(new ListTablesCommand({}));
const failed = (error) => ({ statusCode: 500, body: error.message });

exports.handler = async () => {
  try {
    return WORK;
  } catch (error) {
    return failed(error);
  }
};
"""


@pytest.mark.parametrize(
    ("work", "found"),
    [
        ("tables()", False),
        ("asked()", False),
        ("db.send(new ListTablesCommand({}))", False),
        ("axios.get('https://a.example').then((answer) => answer.data)", False),
        ("axios.get('https://a.example').then(tables)", False),
        ("process.env.TABLES ? asked() : tables()", False),
        ("await tables()", True),
        ("await asked()", True),
        ("{ statusCode: 200, body: await tables() }", True),
        ("fs.readFileSync('/tmp/tables')", True),
        ("JSON.parse(process.env.TABLES)", False),
        ("tables().catch((error) => failed(error))", True),
    ],
)
def test_a_promise_that_is_returned_is_rejected_behind_the_try_around_it(tmp_path, work, found):
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    (tmp_path / "app.js").write_text(PROMISES.replace("WORK", work))
    config = Config(select=("GOAT1001",))
    assert bool(review(scan(str(tmp_path), config), config).findings) is found


def test_a_promise_that_is_returned_is_rejected_where_its_caller_waits_for_it(tmp_path):
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    handler = "const inner = async () => { try { return tables(); } catch { return {}; } };\nexports.handler"
    text = PROMISES.replace("exports.handler", handler).replace("WORK", "await inner()")
    (tmp_path / "app.js").write_text(text)
    config = Config(select=("GOAT1001",))
    assert len(review(scan(str(tmp_path), config), config).findings) == 1


KINDS = """
import datetime
import json
import logging
import os

import boto3
import requests


def checked(order):
    if not order.get("id"):
        raise ValueError("an order has an id")
    return order["id"]


def asked():
    try:
        return requests.get(os.environ["PARTNER"], timeout=3).text
    except requests.RequestException as error:
        raise ValueError(f"the partner says {error}")


def again(key):
    try:
        return stored(key)
    except Exception as error:
        logging.warning("not read")
        raise error


def stored(key):
    return boto3.resource("dynamodb").Table("orders").get_item(Key={"id": key})["Item"]["state"]


def handler(event, context):
    try:
        return {"statusCode": 200, "body": WORK}
    except KIND as error:
        return {"statusCode": 400, "body": str(error)}
    except Exception:
        return {"statusCode": 500, "body": "sorry"}
"""


@pytest.mark.parametrize(
    ("work", "kind", "found"),
    [
        ("stored(checked(json.loads(event['body'])))", "ValueError", False),
        ("stored(checked(json.loads(event['body'])))", "(ValueError, LookupError)", False),
        ("again(checked(json.loads(event['body'])))", "ValueError", False),
        ("str(datetime.date.fromisoformat(event['body']))", "ValueError", False),
        ("stored(checked(json.loads(event['body'])))", "(ValueError, OSError)", True),
        ("stored(checked(json.loads(event['body'])))", "RuntimeError", True),
        ("stored(checked(json.loads(event['body'])))", "Exception", True),
        ("stored(event['body'])", "ValueError", True),
        ("asked()", "ValueError", True),
    ],
)
def test_what_a_program_raises_to_say_what_is_wrong_is_meant_for_the_caller(tmp_path, work, kind, found):
    text = KINDS.replace("WORK", work).replace("KIND", kind)
    assert bool(told(tmp_path, PYTHON_TEMPLATE, "app.py", text)) is found


RESPOND = """
const response = (status, content) => ({ statusCode: status, body: JSON.stringify(content) });
exports.failed = (status, message) => response(status, { message });
exports.fine = (content) => response(200, content);
"""
HANDED = """
const { DynamoDBClient, ListTablesCommand } = require('@aws-sdk/client-dynamodb');
const respond = require('./respond');

exports.handler = async (event) => {
  try {
    const found = await new DynamoDBClient({}).send(new ListTablesCommand({}));
    if (event.rawPath === '/hello') {
      return respond.fine({ message: 'hello', event });
    }
    return respond.fine({ input: event });
  } catch (error) {
    if (event.rawPath === '/hello') {
      return respond.failed(500, error.message);
    }
    return respond.failed(500, `${error}`);
  }
};
"""


@pytest.mark.parametrize(("check", "places"), [("GOAT1001", [14, 16]), ("GOAT1004", [9, 11])])
def test_of_helpers_in_a_file_of_their_own_the_calls_from_other_files_are_named(tmp_path, check, places):
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    (tmp_path / "respond.js").write_text(RESPOND)
    (tmp_path / "app.js").write_text(HANDED)
    config = Config(select=(check,))
    (finding,) = review(scan(str(tmp_path), config), config).findings
    assert (finding.span.path, finding.span.line) == ("respond.js", 2)
    assert [(place.path, place.line) for place in finding.locations] == [("app.js", line) for line in places]


BOTS = """
const axios = require('axios');
const { WebClient } = require('@slack/web-api');
const line = require('@line/bot-sdk');
const { ApiGatewayManagementApiClient, PostToConnectionCommand } = require('@aws-sdk/client-apigatewaymanagementapi');
const { DynamoDBClient, ListTablesCommand } = require('@aws-sdk/client-dynamodb');
const slack = new WebClient(process.env.SLACK_TOKEN);
const bot = new line.Client({});
const socket = new ApiGatewayManagementApiClient({});

exports.handler = async (event) => {
  const body = JSON.parse(event.body);
  try {
    await new DynamoDBClient({}).send(new ListTablesCommand({}));
  } catch (error) {
    await TELL;
  }
  return { statusCode: 204 };
};
"""


@pytest.mark.parametrize(
    ("tell", "found"),
    [
        ("axios.post(`https://api.telegram.org/bot${process.env.T}/sendMessage`, "
         "{ chat_id: body.message.chat.id, text: error.message })", True),
        ("fetch('https://slack.com/api/chat.postMessage', "
         "{ method: 'POST', body: JSON.stringify({ channel: body.event.channel, text: `no: ${error}` }) })", True),
        ("slack.chat.postMessage({ channel: body.event.channel, text: error.message })", True),
        ("slack.chat.postMessage({ channel: process.env.OPERATORS, text: error.message })", False),
        ("slack.chat.postMessage({ channel: body.event.channel, text: 'sorry' })", False),
        ("bot.replyMessage(body.events[0].replyToken, { type: 'text', text: error.message })", True),
        ("axios.post('https://errors.example', { chat_id: body.message.chat.id, text: error.message })", False),
        ("socket.send(new PostToConnectionCommand({ ConnectionId: 'a', Data: error.message }))", True),
        ("socket.send(new PostToConnectionCommand({ ConnectionId: error.message, Data: 'sorry' }))", False),
    ],
)  # fmt: skip
def test_who_wrote_is_told_of_errors_in_a_message(tmp_path, tell, found):
    assert bool(told(tmp_path, TEMPLATE, "app.js", BOTS.replace("TELL", tell))) is found


@pytest.mark.parametrize(("part", "count"), [("errors", 0), ("issues", 0), ("message", 1)])
def test_what_a_schema_says_of_the_callers_fields_is_theirs(tmp_path, part, count):
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    (tmp_path / "app.js").write_text(
        "const { DynamoDBClient, ListTablesCommand } = require('@aws-sdk/client-dynamodb');\n"
        "exports.handler = async (event) => {\n"
        "  try { return await new DynamoDBClient({}).send(new ListTablesCommand({})); }\n"
        f"  catch (error) {{ return {{ statusCode: 400, body: JSON.stringify(error.{part}) }}; }}\n"
        "};\n"
    )
    config = Config(select=("GOAT1001",))
    assert len(review(scan(str(tmp_path), config), config).findings) == count
