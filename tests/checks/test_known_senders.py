"""What only who holds a secret can send weighs less than what anybody can; a check that keeps nobody out does nothing.

Where users prove who they are, that is told, and weighs as much: anybody may become one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.confidence import Confidence, Doubt
from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.core.finding import CRITICAL, HIGH, MEDIUM, Finding
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Hook:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: %s
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /hook, Method: post}}
"""
JAVASCRIPT = """\
import crypto from 'node:crypto';
import jwt from 'jsonwebtoken';
import { execSync } from 'node:child_process';

const digest = (body) => `sha256=${crypto.createHmac('sha256', process.env.WEBHOOK_SECRET).update(body).digest('hex')}`;
const same = (a, b) => a.length === b.length && crypto.timingSafeEqual(Buffer.from(a), Buffer.from(b));
async function work(event) {
  await fetch(JSON.parse(event.body).repository.url);
  return { statusCode: 200 };
}
"""
HANDLER = "export const handler = async (event) => {{\n  {}\n  return work(event);\n}};\n".format
PYTHON = """\
import hashlib, hmac, json, os, subprocess
from functools import wraps
import boto3, jwt, requests

def digest(body):
    return hmac.new(os.environ["WEBHOOK_SECRET"].encode(), body.encode(), hashlib.sha256).hexdigest()

def work(event):
    requests.get(json.loads(event["body"])["repository"]["url"])
    return {"statusCode": 200}

"""


def findings(folder: Path, text: str, runtime: str, *ids: str) -> list[Finding]:
    suffix = "py" if runtime.startswith("python") else "mjs"
    (folder / "template.yaml").write_text(TEMPLATE % runtime)
    (folder / f"app.{suffix}").write_text(text)
    events = scan(str(folder), Config(select=ids or ("GOAT0107",)))
    return [event.finding for event in events if isinstance(event, FindingFound)]


def javascript(folder: Path, text: str, *ids: str) -> list[Finding]:
    return findings(folder, JAVASCRIPT + text, "nodejs22.x", *ids)


def python(folder: Path, text: str, *ids: str) -> list[Finding]:
    return findings(folder, PYTHON + text, "python3.13", *ids)


def doubts(finding: Finding) -> set[Doubt]:
    return {reason.kind for reason in finding.reasons}


PARTNERS = {
    "digest": HANDLER("if (!same(digest(event.body), event.headers['x-hub-signature'])) return { statusCode: 401 };"),
    "an awaited helper that answers": "const verified = async (event) => same(digest(event.body), event.headers.sig);\n"
    + HANDLER("if (!(await verified(event))) return { statusCode: 401 };"),
    "an awaited helper that throws": "const verify = async ({ body, headers }) => {\n"
    "  if (digest(body) !== headers.sig) throw new Error('no');\n};\n"
    + HANDLER("try { await verify(event); } catch (e) { return { statusCode: 401 }; }"),
    "a helper that answers a refusal": "const refusal = (event) => {\n"
    "  if (!event.headers.sig) return { statusCode: 400 };\n"
    "  if (digest(event.body) !== event.headers.sig) return { statusCode: 401 };\n  return null;\n};\n"
    + HANDLER("const refused = refusal(event); if (refused) return refused;"),
    "a helper that answers an outcome": "const check = async (event) => {\n"
    "  if (!same(digest(event.body), event.headers.sig)) return { ok: false, error: 'bad signature' };\n"
    "  return { ok: true };\n};\n"
    + HANDLER("const { ok } = await check(event); if (!ok) return { statusCode: 401 };"),
    "a secret in a header": HANDLER("if (event.headers['x-secret'] !== process.env.JOBS_SECRET) return null;"),
    "a secret with a default for the desk": HANDLER(
        "let expected = process.env.BOOTSTRAP_SECRET;"
        " if (!expected && process.env.NODE_ENV === 'local') expected = 'local-secret';"
        " if (!expected) throw new Error('none'); if (event.headers['x-secret'] !== expected) throw new Error('no');"
    ),
    "stripe": "import Stripe from 'stripe';\nconst stripe = new Stripe(process.env.STRIPE_KEY);\n"
    + HANDLER("try { stripe.webhooks.constructEvent(event.body, event.headers['stripe-signature'], process.env.S); }"
              " catch (e) { return { statusCode: 400 }; }"),
    "octokit": "import { Webhooks } from '@octokit/webhooks';\nconst hooks = new Webhooks({ secret: process.env.S });\n"
    + HANDLER("if (!(await hooks.verify(event.body, event.headers.sig))) return { statusCode: 401 };"),
    "svix": "import { Webhook } from 'svix';\n"
    + HANDLER("new Webhook(process.env.S).verify(event.body, event.headers);"),
    "razorpay": "import { validateWebhookSignature } from 'razorpay/dist/utils/razorpay-utils';\n"
    + HANDLER("if (!validateWebhookSignature(event.body, event.headers.sig, process.env.S)) return null;"),
    "twilio": "import twilio from 'twilio';\n"
    + HANDLER("if (!twilio.validateRequest(process.env.T, event.headers.sig, 'https://x', event.body)) return null;"),
    "middy": "import middy from '@middy/core';\nconst signed = () => ({ before: async ({ event }) => {\n"
    "  if (digest(event.body) !== event.headers.sig) throw new Error('no');\n} });\n"
    "export const handler = middy(work).use(signed());\n",
    "express": "import express from 'express';\nimport serverless from 'serverless-http';\nconst app = express();\n"
    "const onlyJobs = async (req, res, next) => {\n  try {\n"
    "    if (!req.headers['x-secret']) throw new Error('none');\n"
    "    if (req.headers['x-secret'] !== process.env.JOBS_SECRET) throw new Error('no');\n    next();\n"
    "  } catch (e) { next(e); }\n};\n"
    "app.post('/a', onlyJobs, async (req, res) => { await fetch(req.body.url); res.end(); });\n"
    "export const handler = serverless(app);\n",
    "hono": "import { Hono } from 'hono';\nimport { handle } from 'hono/aws-lambda';\nconst app = new Hono();\n"
    "app.use(async (c, next) => {\n"
    "  if (!same(digest(await c.req.text()), c.req.header('sig'))) return c.json({}, 401);\n  await next();\n});\n"
    "app.post('/a', async (c) => { await fetch((await c.req.json()).url); return c.json({}); });\n"
    "export const handler = handle(app);\n",
    "fastify": "import Fastify from 'fastify';\nimport awsLambdaFastify from '@fastify/aws-lambda';\n"
    "const app = Fastify();\napp.addHook('preHandler', async (request, reply) => {\n"
    "  if (request.headers['x-secret'] !== process.env.JOBS_SECRET) { reply.code(401).send(); return reply; }\n});\n"
    "app.post('/a', async (request) => { await fetch(request.body.url); return {}; });\n"
    "export const handler = awsLambdaFastify(app);\n",
}  # fmt: skip


@pytest.mark.parametrize("check", PARTNERS)
def test_who_holds_a_secret_is_no_stranger(check: str, tmp_path: Path) -> None:
    (finding,) = javascript(tmp_path, PARTNERS[check])
    assert (finding.severity, finding.certainty) == (MEDIUM, Confidence.LOW)
    assert Doubt.KNOWN_SENDER in doubts(finding)
    assert "whose sender has to hold a secret" in finding.steps[0].note


STRANGERS = {
    "nothing": HANDLER(""),
    "the digest is only logged": HANDLER("console.log(same(digest(event.body), event.headers.sig));"),
    "the refusal is not given back": HANDLER("if (digest(event.body) !== event.headers.sig) ({ statusCode: 401 });"),
    "only where there is one": HANDLER(
        "if (event.headers.sig && digest(event.body) !== event.headers.sig) return { statusCode: 401 };"
    ),
    "the error is swallowed": HANDLER(
        "try { if (digest(event.body) !== event.headers.sig) throw new Error('no'); } catch (e) { console.log(e); }"
    ),
    "the helper answers yes to all": "const verified = (event) => { if (!event.headers.sig) return true;\n"
    "  return same(digest(event.body), event.headers.sig); };\n"
    + HANDLER("if (!verified(event)) return { statusCode: 401 };"),
    "afterwards": HANDLER(
        "await work(event); if (digest(event.body) !== event.headers.sig) return { statusCode: 401 };"
    ).replace("return work(event);", "return { statusCode: 200 };"),
    "no key": HANDLER(
        "if (crypto.createHash('sha256').update(event.body).digest('hex') !== event.headers.sig) return null;"
    ),
}  # fmt: skip


@pytest.mark.parametrize("check", STRANGERS)
def test_a_check_that_keeps_nobody_out_changes_nothing(check: str, tmp_path: Path) -> None:
    (finding,) = javascript(tmp_path, STRANGERS[check])
    assert (finding.severity, finding.certainty) == (HIGH, Confidence.HIGH)
    assert "anonymous" in finding.steps[0].note


USERS = {
    "token": HANDLER("try { jwt.verify(event.headers.authorization, process.env.K); } catch (e) { return null; }"),
    "a token's digest": HANDLER(
        "const [data, sig] = event.headers.authorization.split('.');"
        " if (crypto.createHmac('sha256', process.env.K).update(data).digest('base64url') !== sig) return null;"
    ),
    "a topic": "import MessageValidator from 'sns-validator';\n"
    "const validator = new MessageValidator();\n"
    "export const handler = (event, context, done) => validator.validate(JSON.parse(event.body), (error) => {\n"
    "  if (error) return done(null, { statusCode: 403 });\n  work(event).then((r) => done(null, r));\n});\n",
    "the key of one of many": "import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';\n"
    "const table = DynamoDBDocument.from({});\n"
    + HANDLER("const t = await table.get({ TableName: 't', Key: { id: event.headers.id } });"
              " if (t.Item.apiKey !== event.headers.key) return { statusCode: 401 };"),
}  # fmt: skip


@pytest.mark.parametrize("check", USERS)
def test_users_may_be_anybody(check: str, tmp_path: Path) -> None:
    (finding,) = javascript(tmp_path, USERS[check])
    assert (finding.severity, finding.certainty) == (HIGH, Confidence.HIGH)
    assert "whose sender has to prove who that is" in finding.steps[0].note


def test_what_others_wrote_is_passed_on(tmp_path: Path) -> None:
    run = "execSync(`echo ${JSON.parse(event.body).title}`);"
    check = "if (digest(event.body) !== event.headers.sig) return { statusCode: 401 };"
    (signed,) = javascript(tmp_path, HANDLER(f"{check} {run}"), "GOAT0101")
    assert (signed.severity, signed.certainty) == (HIGH, Confidence.MEDIUM)
    assert doubts(signed) == {Doubt.PASSED_ON}
    (open_,) = javascript(tmp_path, HANDLER(run), "GOAT0101")
    assert (open_.severity, open_.certainty) == (CRITICAL, Confidence.HIGH)


IN_PYTHON = {
    "digest": "def handler(event, context):\n"
    "    if not hmac.compare_digest(digest(event['body']), event['headers']['sig']):\n"
    "        return {'statusCode': 401}\n    return work(event)\n",
    "a helper that answers": "def verified(event):\n    given = event['headers'].get('sig')\n    if not given:\n"
    "        return False\n    return hmac.compare_digest(digest(event['body']), given)\n"
    "def handler(event, context):\n    if not verified(event):\n        return {'statusCode': 401}\n"
    "    return work(event)\n",
    "a helper that raises": "def verify(event):\n    if digest(event['body']) != event['headers']['sig']:\n"
    "        raise PermissionError('no')\n"
    "def handler(event, context):\n    verify(event)\n    return work(event)\n",
    "a helper that answers a refusal": "def refusal(event):\n    if digest(event['body']) != event['headers']['sig']:\n"
    "        return {'statusCode': 401}\n    return None\n"
    "def handler(event, context):\n    refused = refusal(event)\n    if refused is not None:\n        return refused\n"
    "    return work(event)\n",
    "a decorator": "def signed(f):\n    @wraps(f)\n    def inner(event, context):\n"
    "        if event['headers'].get('x-secret') != os.environ['JOBS_SECRET']:\n"
    "            return {'statusCode': 401}\n        return f(event, context)\n    return inner\n"
    "@signed\ndef handler(event, context):\n    return work(event)\n",
    "stripe": "import stripe\ndef handler(event, context):\n    try:\n"
    "        stripe.Webhook.construct_event(event['body'], event['headers']['sig'], os.environ['S'])\n"
    "    except stripe.error.SignatureVerificationError:\n        return {'statusCode': 400}\n    return work(event)\n",
    "slack": "from slack_sdk.signature import SignatureVerifier\ndef handler(event, context):\n"
    "    if not SignatureVerifier('s').is_valid_request(event['body'], event['headers']):\n"
    "        return {'statusCode': 401}\n    return work(event)\n",
    "fastapi": "from fastapi import Depends, FastAPI, Header, HTTPException, Request\nfrom mangum import Mangum\n"
    "app = FastAPI()\ndef only_jobs(x_secret: str = Header(None)):\n"
    "    if x_secret != os.environ['JOBS_SECRET']:\n        raise HTTPException(401)\n"
    "@app.post('/a', dependencies=[Depends(only_jobs)])\nasync def order(request: Request):\n"
    "    requests.get((await request.json())['url'])\nhandler = Mangum(app)\n",
    "a class of Starlette's": "from fastapi import FastAPI, Request\nfrom fastapi.responses import JSONResponse\n"
    "from mangum import Mangum\nfrom starlette.middleware.base import BaseHTTPMiddleware\napp = FastAPI()\n"
    "class OnlyJobs(BaseHTTPMiddleware):\n    async def dispatch(self, request, call_next):\n"
    "        if request.headers.get('x-secret') != os.environ['JOBS_SECRET']:\n"
    "            return JSONResponse({}, status_code=401)\n        return await call_next(request)\n"
    "app.add_middleware(OnlyJobs)\n@app.post('/a')\nasync def order(request: Request):\n"
    "    requests.get((await request.json())['url'])\nhandler = Mangum(app)\n",
    "flask": "import serverless_wsgi\nfrom flask import Flask, abort, request\napp = Flask(__name__)\n"
    "@app.before_request\ndef check():\n    if request.headers.get('x-secret') != os.environ['JOBS_SECRET']:\n"
    "        abort(401)\n@app.post('/a')\ndef order():\n    requests.get(request.json['url'])\n    return ''\n"
    "def handler(event, context):\n    return serverless_wsgi.handle_request(app, event, context)\n",
}


@pytest.mark.parametrize("check", IN_PYTHON)
def test_who_holds_a_secret_is_no_stranger_in_python(check: str, tmp_path: Path) -> None:
    (finding,) = python(tmp_path, IN_PYTHON[check])
    assert (finding.severity, finding.certainty) == (MEDIUM, Confidence.LOW)
    assert Doubt.KNOWN_SENDER in doubts(finding)


STRANGERS_IN_PYTHON = {
    "the answer is not looked at": "def handler(event, context):\n"
    "    hmac.compare_digest(digest(event['body']), event['headers']['sig'])\n    return work(event)\n",
    "the error is swallowed": "def verify(event):\n    if digest(event['body']) != event['headers']['sig']:\n"
    "        raise PermissionError('no')\ndef handler(event, context):\n    try:\n        verify(event)\n"
    "    except PermissionError:\n        print('unsigned')\n    return work(event)\n",
    "a decorator that warns": "def signed(f):\n    @wraps(f)\n    def inner(event, context):\n"
    "        if event['headers'].get('x-secret') != os.environ['JOBS_SECRET']:\n            print('unsigned')\n"
    "        return f(event, context)\n    return inner\n"
    "@signed\ndef handler(event, context):\n    return work(event)\n",
}


@pytest.mark.parametrize("check", STRANGERS_IN_PYTHON)
def test_a_check_that_keeps_nobody_out_changes_nothing_in_python(check: str, tmp_path: Path) -> None:
    (finding,) = python(tmp_path, STRANGERS_IN_PYTHON[check])
    assert (finding.severity, finding.certainty) == (HIGH, Confidence.HIGH)


# --- what a function hands on to others -----------------------------------------------------------

WORKERS = """\
service: jobs
provider:
  name: aws
  runtime: nodejs22.x
  environment: {WORKER: jobs-dev-worker, QUEUE: !Ref Jobs}
  iam: {role: {statements: [{Effect: Allow, Action: ["lambda:InvokeFunction", "sqs:*"], Resource: "*"}]}}
functions:
  api:
    handler: api.handler
    events: [{httpApi: POST /jobs}, {httpApi: POST /try}]
  worker: {handler: worker.handler}
  consumer:
    handler: worker.queued
    events: [{sqs: !GetAtt Jobs.Arn}]
resources:
  Resources:
    Jobs: {Type: AWS::SQS::Queue}
"""
API = """\
const express = require('express');
const serverless = require('serverless-http');
const { LambdaClient, InvokeCommand } = require('@aws-sdk/client-lambda');
const { SQSClient, SendMessageCommand } = require('@aws-sdk/client-sqs');
const app = express();
const isOurs = (req) => req.headers['x-secret'] === process.env.JOBS_SECRET;
const secret = (req, res, next) => (isOurs(req) ? next() : res.status(401).end());
const start = (body) => {
  const Payload = Buffer.from(JSON.stringify({ input: { url: body.url } }));
  return new LambdaClient({}).send(new InvokeCommand({ FunctionName: process.env.WORKER, Payload }));
};
const enqueue = (body) =>
  new SQSClient({}).send(
    new SendMessageCommand({ QueueUrl: process.env.QUEUE, MessageBody: JSON.stringify({ url: body.url }) }),
  );
app.post('/jobs', secret, async (req, res) => { await start(req.body); await enqueue(req.body); res.end(); });
"""
WORKER = """\
exports.handler = async ({ input }) => (await fetch(input.url)).status;
exports.queued = async (event) => {
  for (const record of event.Records) await fetch(JSON.parse(record.body).url);
};
"""


def worked(folder: Path, more: str) -> dict[str, Finding]:
    (folder / "serverless.yml").write_text(WORKERS)
    (folder / "api.js").write_text(API + more + "\nmodule.exports.handler = serverless(app);\n")
    (folder / "worker.js").write_text(WORKER)
    found = [e.finding for e in scan(str(folder), Config(select=("GOAT0107",))) if isinstance(e, FindingFound)]
    return {finding.function: finding for finding in found}


def test_a_worker_has_the_callers_of_whoever_starts_it(tmp_path: Path) -> None:
    found = worked(tmp_path, "")
    assert found.keys() == {"worker", "consumer"}
    for finding in found.values():
        assert (finding.severity, finding.certainty) == (MEDIUM, Confidence.LOW)
        assert Doubt.KNOWN_SENDER in doubts(finding)


def test_of_several_the_most_open_counts(tmp_path: Path) -> None:
    more = "app.post('/try', async (req, res) => { await start(req.body); await enqueue(req.body); res.end(); });"
    found = worked(tmp_path, more)
    assert {finding.severity for finding in found.values()} == {HIGH}
    assert not any(Doubt.KNOWN_SENDER in doubts(finding) for finding in found.values())
