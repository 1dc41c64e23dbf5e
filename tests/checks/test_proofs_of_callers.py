"""Handlers that make callers prove who they are are not open; a mention of a signature closes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.confidence import Confidence
from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.core.finding import LOW, Finding
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
PYTHON = """\
import base64, hashlib, hmac, json, os
import boto3, jwt

def work(event):
    boto3.resource("dynamodb").Table("orders").put_item(Item=json.loads(event["body"]))
    return {"statusCode": 200}

"""
JAVASCRIPT = """\
const crypto = require('crypto');
const jwt = require('jsonwebtoken');
const { DynamoDB, SSM } = require('aws-sdk');
const table = new DynamoDB.DocumentClient();

async function work(event) {
  await table.put({ TableName: 'orders', Item: JSON.parse(event.body) }).promise();
  return { statusCode: 200 };
}
"""
IN_JAVASCRIPT = "exports.handler = async (event) => {{\n  {}\n  return work(event);\n}};\n".format
DIGEST = "const expected = crypto.createHmac('sha256', process.env.WEBHOOK_SECRET).update(event.body).digest('hex');"
EXPRESS = """\
const express = require('express');
const serverless = require('serverless-http');
const app = express();
const order = async (req, res) => res.json(await work({ body: req.body }));
const auth = (req, res, next) => {
  try { req.user = jwt.verify(req.headers.authorization, process.env.JWT_SECRET); } catch (e) { return res.end(); }
  next();
};
module.exports.handler = serverless(app);
"""
FLASK = """\
import serverless_wsgi
from functools import wraps
from flask import Flask, abort, request
app = Flask(__name__)
def handler(event, context):
    return serverless_wsgi.handle_request(app, event, context)
"""


def findings(folder: Path, text: str, runtime: str, *ids: str, **others: str) -> list[Finding]:
    python = runtime == "python3.13"
    suffix = "py" if python else "js"
    (folder / "template.yaml").write_text(TEMPLATE % runtime)
    (folder / f"app.{suffix}").write_text((PYTHON if python else JAVASCRIPT) + text)
    for name, other in others.items():
        (folder / f"{name}.{suffix}").write_text(other)
    events = scan(str(folder), Config(select=ids or ("GOAT0201",)))
    return [event.finding for event in events if isinstance(event, FindingFound)]


def javascript(folder: Path, text: str, **others: str) -> list[Finding]:
    return findings(folder, text, "nodejs22.x", **others)


def python(folder: Path, text: str, **others: str) -> list[Finding]:
    return findings(folder, text, "python3.13", **others)


# Whether a request is genuine, as its sender says who is asked.
ASK = (
    "const asked = await fetch('https://pay.example/verify-signature', { method: 'POST', headers: { authorization:"
    " process.env.TOKEN }, body: JSON.stringify({ sig: event.headers['pay-transmission-sig'], event: event.body }) }); "
)
PROOFS = {
    "the sender says so": f"{ASK} const told = await asked.json();"
    " if (told.status !== 'SUCCESS') return { statusCode: 400 };",
    "the sender says yes": f"{ASK} const told = await asked.json(); if (!told.valid) return {{ statusCode: 400 }};",
    "a helper asks the sender": "const genuine = async () => { " + ASK + "if (!asked.ok) return false;"
    " const { status } = await asked.json(); return status === 'VERIFIED'; };"
    " if (!(await genuine())) return { statusCode: 400 };",
    "digest": DIGEST + " if (`sha256=${expected}` !== event.headers['x-sig']) return { statusCode: 401 };",
    "digest fed before": "const h = crypto.createHmac('sha1', process.env.KEY); h.update(event.body);"
    " if (!crypto.timingSafeEqual(h.digest(), Buffer.from(event.headers.sig))) throw new Error('no');",
    "digest of crypto-js": "const d = require('crypto-js').HmacSHA256(event.body, process.env.KEY).toString();"
    " if (event.headers.sig !== d) return { statusCode: 401 };",
    "buffers": DIGEST.replace("'hex'", "") + " if (!expected.equals(Buffer.from(event.headers.sig))) return null;",
    "flag": DIGEST + " let ok = false; if (expected === event.headers.sig) { ok = true; } if (!ok) return null;",
    "stripe": "const stripe = require('stripe')('k');"
    " stripe.webhooks.constructEvent(event.body, event.headers['stripe-signature'], process.env.S);",
    "octokit": "const { Webhooks } = require('@octokit/webhooks'); const hooks = new Webhooks({ secret: 'x' });"
    " if (!(await hooks.verify(event.body, event.headers.sig))) return { statusCode: 401 };",
    "octokit that may fail": "const { Webhooks } = require('@octokit/webhooks');"
    " const failed = (e) => { throw new Error('no'); };"
    " const ok = await new Webhooks({ secret: 'x' }).verify(event.body, event.headers.sig).catch(failed);"
    " if (!ok) return { statusCode: 401 };",
    "svix": "const { Webhook } = require('svix'); new Webhook(process.env.S).verify(event.body, event.headers);",
    "events of slack": "require('@slack/events-api').createEventAdapter('s').requestListener()(event, {});",
    "discord": "const { verifyKey } = require('discord-interactions');"
    " if (!verifyKey(event.body, event.headers.sig, event.headers.ts, process.env.PK)) return { statusCode: 401 };",
    "nacl": "const ok = require('tweetnacl').sign.detached.verify(Buffer.from(event.body), event.headers.sig, 'k');"
    " if (!ok) return { statusCode: 401 };",
    "twilio": "if (!require('twilio').validateRequest('t', event.headers.sig, 'u', event.body)) return null;",
    "line": "if (!require('@line/bot-sdk').validateSignature(event.body, 's', event.headers.sig)) return null;",
    "secret of the environment": "if (event.headers.token !== process.env.TELEGRAM_SECRET) return null;",
    "bearer secret": "if (event.headers.authorization !== `Bearer ${process.env.API_TOKEN}`) return null;",
    "secret of a store": "const p = await new SSM().getParameter({ Name: 'k', WithDecryption: true }).promise();"
    " if (event.queryStringParameters.key !== p.Parameter.Value) return { statusCode: 401 };",
    "one of several secrets": "if (!process.env.API_TOKEN.split(',').includes(event.headers.key)) return null;",
    "key of a tenant": "const t = await table.get({ TableName: 't', Key: { id: event.headers.id } }).promise();"
    " if (t.Item.apiKey !== event.headers.key) return { statusCode: 401 };",
    "token": "try { jwt.verify(event.headers.authorization, process.env.K); } catch (e) { return null; }",
    "token of jose": "await require('jose').jwtVerify(event.headers.authorization, 'k');",
    "token of Cognito": "const { CognitoJwtVerifier } = require('aws-jwt-verify');"
    " await CognitoJwtVerifier.create({ userPoolId: 'x' }).verify(event.headers.authorization);",
    "token of Firebase": "await require('firebase-admin').auth().verifyIdToken(event.headers.authorization);",
    "user of Cognito": "const { CognitoIdentityProvider: C } = require('@aws-sdk/client-cognito-identity-provider');"
    " await new C({}).getUser({ AccessToken: event.headers.authorization });",
    "promise": "await new Promise(async (resolve, reject) => { try { jwt.verify(event.headers.authorization, await KEY,"
    " {}, (e, c) => { if (e) { reject(e); } else { resolve(c); } }); } catch (e) { reject(e); } });",
    "callback": "let who; jwt.verify(event.headers.authorization, 'k', (e, c) => { if (!e) { who = c; } });"
    " if (!who) return { statusCode: 401 };",
    "promise of nothing": "const who = await new Promise((resolve) => jwt.verify(event.headers.authorization, 'k',"
    " (e, c) => resolve(e ? null : c))); if (!who) return { statusCode: 401 };",
    "result as an object": "const user = (t) => { try { return { ok: true, u: jwt.verify(t, 'k') }; }"
    " catch (e) { return { ok: false }; } };"
    " const found = user(event.headers.authorization); if (!found.ok) return { statusCode: 401 };",
    "error as a result": "const check = (t) => { try { jwt.verify(t, 'k'); return null; }"
    " catch (e) { return { statusCode: 401 }; } };"
    " const error = check(event.headers.authorization); if (error) return error;",
}  # fmt: skip


@pytest.mark.parametrize("proof", PROOFS)
def test_a_handler_that_asks_first_is_not_open(proof: str, tmp_path: Path) -> None:
    assert javascript(tmp_path, IN_JAVASCRIPT(PROOFS[proof])) == []


MENTIONS = {
    "a sender that is asked and not heard": f"{ASK} console.log(await asked.json());",
    "a sender that has an answer": f"{ASK} if (!asked.ok) return {{ statusCode: 400 }};",
    "asked without a signature": f"{ASK} const told = await asked.json();".replace("pay-transmission-sig", "id")
    + " if (told.status !== 'SUCCESS') return { statusCode: 400 };",
    "nothing": "",
    "for somebody else": DIGEST + " await fetch('https://example.org', { headers: { sig: expected } });",
    "nothing depends on it": DIGEST + " console.log(expected === event.headers.sig);",
    "not of the request": DIGEST.replace("event.body", "'x'") + " if (expected !== event.headers.sig) return null;",
    "no key": "const h = crypto.createHash('sha256').update(event.body).digest('hex');"
    " if (h !== event.headers.sig) return null;",
    "a setting": "if (event.headers.origin !== process.env.ALLOWED_ORIGIN) return { statusCode: 403 };",
    "a setting among the secrets": "const p = await new SSM().getParameter({ Name: 'shop-id', WithDecryption: true })"
    ".promise(); if (event.headers.shop !== p.Parameter.Value) return { statusCode: 400 };",
    "a setting of a store": "const p = await new SSM().getParameter({ Name: 'k' }).promise();"
    " if (event.headers.shop !== p.Parameter.Value) return { statusCode: 400 };",
    "a constant": "if (event.headers['x-api-key'] !== 'open-sesame') return { statusCode: 401 };",
}


@pytest.mark.parametrize("mention", MENTIONS)
def test_a_mention_closes_nothing(mention: str, tmp_path: Path) -> None:
    assert [f.certainty for f in javascript(tmp_path, IN_JAVASCRIPT(MENTIONS[mention]))] == [Confidence.MEDIUM]


def test_a_token_that_is_only_decoded_closes_nothing(tmp_path: Path) -> None:
    text = IN_JAVASCRIPT("const user = jwt.decode(event.headers.authorization); if (!user) return null;")
    (finding,) = javascript(tmp_path, text)
    assert finding.message.endswith("only the code looks at who calls")


PARTS = {
    "a callback that nobody waits for": IN_JAVASCRIPT(
        "jwt.verify(event.headers.authorization, 'k', (e) => { console.log(e); });"
    ),
    "a promise that is kept anyway": IN_JAVASCRIPT(
        "await new Promise((resolve) => jwt.verify(event.headers.authorization, 'k', (e, c) => resolve(c)));"
    ),
    "on some paths": IN_JAVASCRIPT(
        f"if (process.env.LIVE) {{ {DIGEST} if (expected !== event.headers.s) return null; }}"
    ),
    "for strangers too": IN_JAVASCRIPT(
        "const user = (t) => { if (!t) return { ok: true }; try { return { ok: true, u: jwt.verify(t, 'k') }; }"
        " catch (e) { return { ok: false }; } }; if (!user(event.headers.authorization).ok) return null;"
    ),
    "behind the work": IN_JAVASCRIPT("await work(event); jwt.verify(event.headers.authorization, process.env.K);"),
    "one of two routes": EXPRESS + "app.post('/a', auth, order); app.post('/b', order);",
    "routes before the middleware": EXPRESS + "app.post('/a', order); app.use(auth); app.post('/b', order);",
    "a middleware of other paths": EXPRESS + "app.use('/admin', auth); app.post('/b', order);",
}


def test_where_no_work_is_known_the_answers_count(tmp_path: Path) -> None:
    text = (
        "def handler(event, context):\n    token = event['headers']['authorization']\n"
        "    return first(token) if event['rawPath'] == '/first' else second(token)\n"
        "def first(token):\n    return {'statusCode': 200, 'body': token}\n"
        "def second(token):\n    try:\n        return {'statusCode': 200, 'body': jwt.decode(token, 'k')}\n"
        "    except jwt.PyJWTError:\n        return {'statusCode': 401}\n"
    )
    (finding,) = python(tmp_path, text)
    assert "also gets to an answer (app.py:12) without" in finding.message
    second = text.replace("first(token) if event['rawPath'] == '/first' else ", "")
    assert python(tmp_path, second) == []


METHOD = "const method = event.requestContext?.http?.method || event.httpMethod;"
ASKED = (
    " try { const user = jwt.verify(event.headers.authorization, process.env.K);"
    " return { statusCode: 200, body: user.name }; } catch (e) { return { statusCode: 401 }; }"
)
PREFLIGHTS = {
    "an early return": METHOD + " if (method === 'OPTIONS') return { statusCode: 200, body: '' };" + ASKED,
    "in other words": "const ok = (body) => ({ statusCode: 200, body });"
    " switch (event.httpMethod.toUpperCase()) { case 'OPTIONS': return ok(''); }" + ASKED,
    "the other way round": METHOD + " if (method !== 'OPTIONS') {" + ASKED + " } return { statusCode: 204 };",
}
NO_PREFLIGHTS = {
    "another method": METHOD + " if (method === 'GET') return { statusCode: 200, body: '' };" + ASKED,
    "all others": METHOD + " if (method !== 'OPTIONS') return { statusCode: 200, body: 'x' };" + ASKED,
    "what the caller says": "if (JSON.parse(event.body).method === 'OPTIONS') return { statusCode: 200 };" + ASKED,
    "a second answer": METHOD + " if (method === 'OPTIONS') return { statusCode: 200 };"
    " if (event.body === '') return { statusCode: 200, body: 'x' };" + ASKED,
}


@pytest.mark.parametrize("preflight", PREFLIGHTS)
def test_an_answer_to_a_preflight_needs_nobody(preflight: str, tmp_path: Path) -> None:
    assert javascript(tmp_path, IN_JAVASCRIPT(PREFLIGHTS[preflight])) == []


@pytest.mark.parametrize("answer", NO_PREFLIGHTS)
def test_other_answers_do(answer: str, tmp_path: Path) -> None:
    (finding,) = javascript(tmp_path, IN_JAVASCRIPT(NO_PREFLIGHTS[answer]))
    assert "also gets to an answer (app.js:" in finding.message


def test_so_does_work_that_is_done_for_a_preflight(tmp_path: Path) -> None:
    text = IN_JAVASCRIPT(METHOD + " if (method === 'OPTIONS') return work(event);" + ASKED)
    (finding,) = javascript(tmp_path, text)
    assert "also gets to dynamodb.PutItem (app.js:7) without" in finding.message


@pytest.mark.parametrize("part", PARTS)
def test_where_the_work_is_also_done_without_that_is_said(part: str, tmp_path: Path) -> None:
    (finding,) = javascript(tmp_path, PARTS[part])
    assert (finding.severity, finding.certainty) == (LOW, Confidence.LOW)
    assert "also gets to dynamodb.PutItem (app.js:7) without" in finding.message


def test_what_only_others_do_does_not_weigh(tmp_path: Path) -> None:
    read = "if (event.rawPath === '/all') return table.scan({ TableName: 'orders' }).promise();"
    (finding,) = javascript(tmp_path, IN_JAVASCRIPT(f"{read} {PROOFS['bearer secret']}"))
    assert "also gets to dynamodb.Scan (app.js:" in finding.message
    assert finding.severity is LOW
    mixed = read.replace("return", "await") + " if (event.rawPath === '/put') return work(event);"
    (finding,) = javascript(tmp_path, IN_JAVASCRIPT(f"{mixed} {PROOFS['bearer secret']}"))
    assert "also gets to dynamodb.PutItem (app.js:" in finding.message


def test_a_key_is_not_alone_where_the_code_asks_for_a_secret(tmp_path: Path) -> None:
    template = TEMPLATE.replace("HttpApi, Properties: {", "Api, Properties: {Auth: {ApiKeyRequired: true}, ")
    (tmp_path / "template.yaml").write_text(template % "nodejs22.x")

    def told(handler: str) -> list[Finding]:
        (tmp_path / "app.js").write_text(JAVASCRIPT + handler)
        events = scan(str(tmp_path), Config(select=("GOAT0203",)))
        return [event.finding for event in events if isinstance(event, FindingFound)]

    asks = PROOFS["secret of a store"]
    assert told(IN_JAVASCRIPT(asks)) == []
    (alone,) = told(IN_JAVASCRIPT(""))
    assert (alone.severity, alone.certainty) == (LOW, Confidence.HIGH)
    (late,) = told(IN_JAVASCRIPT("await work(event); " + asks))
    assert (late.severity, late.certainty) == (LOW, Confidence.MEDIUM)
    assert "also gets to dynamodb.PutItem (app.js:7) without" in late.message


WRAPPED = {
    "wrapper": "const withUser = (next) => async (event) => {"
    " try { jwt.verify(event.headers.authorization, process.env.K); return await next(event); }"
    " catch (e) { return 1; } };"
    "\nexports.handler = withUser(async (event) => work(event));",
    "middy": "const middy = require('@middy/core');\nconst auth = () => ({ before: async (request) => {"
    " jwt.verify(request.event.headers.authorization, process.env.K); } });"
    "\nexports.handler = middy(async (event) => work(event)).use(auth());",
    "callback": "exports.handler = (event, context, done) => jwt.verify(event.headers.authorization, 'k', (error) => {"
    " if (error) return done(null, { statusCode: 401 }); work(event); });",
    "middleware": EXPRESS + "app.use(express.json()); app.use(auth); app.post('/a', order);",
    "router": EXPRESS + "const r = express.Router(); r.use(auth); r.route('/a').post(order); app.use('/v1', r);",
    "mounted": EXPRESS + "const r = express.Router(); r.post('/a', order); app.use('/v1', auth, r);",
    "library": EXPRESS + "app.use(require('express-jwt').expressjwt({ secret: 's' })); app.post('/a', order);",
    "passport": EXPRESS + "app.post('/a', require('passport').authenticate('jwt', {}), order);",
    "bolt": "const { App, AwsLambdaReceiver } = require('@slack/bolt');\n"
    "const receiver = new AwsLambdaReceiver({ signingSecret: process.env.S });\nconst app = new App({ receiver });\n"
    "app.command('/x', async ({ command }) => { await work({ body: command.text }); });\n"
    "exports.handler = async (event, context, done) => (await receiver.start())(event, context, done);",
    "bolt's own": "const { AwsLambdaReceiver } = require('@slack/bolt');\n"
    "exports.handler = new AwsLambdaReceiver({ signingSecret: process.env.S }).toHandler();",
}


@pytest.mark.parametrize("wrapper", WRAPPED)
def test_what_stands_before_a_handler_asks_for_it(wrapper: str, tmp_path: Path) -> None:
    assert javascript(tmp_path, WRAPPED[wrapper]) == []


def test_the_check_stands_in_another_module(tmp_path: Path) -> None:
    text = IN_JAVASCRIPT("require('./check').check(event);")
    check = (
        "const crypto = require('crypto');\nexports.check = (event) => {\n"
        "  const s = crypto.createHmac('sha1', process.env.KEY).update(`v0:${event.body}`).digest('hex');\n"
        "  if (s !== event.headers.sig) throw new Error('no');\n};\n"
    )
    assert javascript(tmp_path, text, check=check) == []


def test_the_check_is_among_the_only_thing_that_another_module_exports(tmp_path: Path) -> None:
    text = IN_JAVASCRIPT("if (require('./check').refused(event)) return { statusCode: 401 };")
    check = (
        "import crypto from 'crypto';\n"
        "const sign = (body) => crypto.createHmac('sha1', process.env.KEY).update(body).digest('hex');\n"
        "const refused = (event) => event.headers.sig !== sign(event.body);\nexport default { refused };\n"
    )
    assert javascript(tmp_path, text, check=check) == []


IN_PYTHON = {
    "the sender says so": "import requests\ndef handler(event, context):\n"
    "    sig = {'sig': event['headers']['pay-signature'], 'event': json.loads(event['body'])}\n"
    "    told = requests.post('https://pay.example/verify', json=sig, timeout=3).json()\n"
    "    if told['status'] != 'SUCCESS':\n        return {'statusCode': 400}\n    return work(event)\n",
    "digest": "def handler(event, context):\n    h = hmac.new(os.environ['K'].encode(), digestmod=hashlib.sha256)\n"
    "    h.update(event['body'].encode())\n    if not hmac.compare_digest(h.hexdigest(), event['headers']['sig']):\n"
    "        return {'statusCode': 401}\n    return work(event)\n",
    "decorator": "def auth(f):\n    def inner(event, context):\n        try:\n"
    "            jwt.decode(event['headers']['authorization'], os.environ['K'], algorithms=['HS256'])\n"
    "        except jwt.InvalidTokenError:\n            return {'statusCode': 401}\n        return f(event, context)\n"
    "    return inner\n@auth\ndef handler(event, context):\n    return work(event)\n",
    "tuple": "def user(event):\n    try:\n        return jwt.decode(event['headers']['authorization'], 'k'), None\n"
    "    except jwt.PyJWTError:\n        return None, {'statusCode': 401}\n"
    "def handler(event, context):\n    found, error = user(event)\n    if error:\n        return error\n"
    "    return work(event)\n",
    "slack": "from slack_sdk.signature import SignatureVerifier\ndef handler(event, context):\n"
    "    if not SignatureVerifier('s').is_valid_request(event['body'], event['headers']):\n"
    "        return {'statusCode': 401}\n    return work(event)\n",
    "bolt": "from slack_bolt import App\nfrom slack_bolt.adapter.aws_lambda import SlackRequestHandler\napp = App()\n"
    "@app.command('/x')\ndef command(ack, body):\n    work({'body': body})\n"
    "def handler(event, context):\n    return SlackRequestHandler(app=app).handle(event, context)\n",
    "nacl": "from nacl.signing import VerifyKey\ndef handler(event, context):\n"
    "    VerifyKey(b'k').verify(event['body'].encode(), bytes.fromhex(event['headers']['sig']))\n"
    "    return work(event)\n",
    "stripe": "import stripe\ndef handler(event, context):\n"
    "    stripe.Webhook.construct_event(event['body'], event['headers']['sig'], 's')\n    return work(event)\n",
    "twilio": "from twilio.request_validator import RequestValidator\ndef handler(event, context):\n"
    "    if RequestValidator('t').validate('u', event['body'], event['headers']['sig']):\n        return work(event)\n",
    "google": "from google.oauth2 import id_token\ndef handler(event, context):\n"
    "    id_token.verify_oauth2_token(event['headers']['authorization'], None, 'me')\n    return work(event)\n",
    "user of Cognito": "def handler(event, context):\n"
    "    boto3.client('cognito-idp').get_user(AccessToken=event['headers']['authorization'])\n    return work(event)\n",
    "secret of a store": "def handler(event, context):\n"
    "    held = json.loads(boto3.client('secretsmanager').get_secret_value(SecretId='x')['SecretString'])\n"
    "    if event['headers'].get('token') != held['token']:\n        return {'statusCode': 401}\n"
    "    return work(event)\n",
    "basic": "def handler(event, context):\n"
    "    name, password = base64.b64decode(event['headers']['authorization'][6:]).decode().split(':')\n"
    "    if password != os.environ['PASSWORD']:\n        return {'statusCode': 401}\n    return work(event)\n",
    "flask, before": FLASK + "@app.before_request\ndef check():\n"
    "    if request.headers.get('x-api-key') != os.environ['API_KEY']:\n        abort(401)\n"
    "@app.post('/a')\ndef order():\n    return work({'body': request.data})\n",
    "flask, decorator": FLASK + "def auth(f):\n    @wraps(f)\n    def inner(*args, **kwargs):\n        try:\n"
    "            jwt.decode(request.headers['Authorization'], 'k', algorithms=['HS256'])\n"
    "        except jwt.PyJWTError:\n            return '', 401\n        return f(*args, **kwargs)\n    return inner\n"
    "@app.post('/a')\n@auth\ndef order():\n    return work({'body': request.data})\n",
}


@pytest.mark.parametrize("proof", IN_PYTHON)
def test_a_handler_in_python_that_asks_first_is_not_open(proof: str, tmp_path: Path) -> None:
    assert python(tmp_path, IN_PYTHON[proof]) == []


def test_a_signature_is_compared_slowly_whatever_it_is_made_into(tmp_path: Path) -> None:
    text = IN_JAVASCRIPT(PROOFS["digest"])
    assert [f.id for f in findings(tmp_path, text, "nodejs22.x", "GOAT0223")] == ["GOAT0223"]


SOCKET = """\
service: chat
provider: {name: aws, runtime: python3.13}
functions:
  connect:
    handler: app.connect
    events: [{websocket: $connect}]
  said:
    handler: app.said
    events: [{websocket: said}]
"""
CHAT = """\
import json
import boto3, jwt
def connect(event, context):
    boto3.resource("dynamodb").Table("open").put_item(Item={"id": event["requestContext"]["connectionId"]})
    return {"statusCode": 200}
def said(event, context):
    body = json.loads(event["body"])
    %s
    boto3.resource("dynamodb").Table("said").put_item(Item=body)
    return {"statusCode": 200}
"""


@pytest.mark.parametrize(
    ("check", "confidence"),
    [("jwt.decode(body['token'], 'k', algorithms=['HS256'])", Confidence.LOW), ("print(body)", Confidence.MEDIUM)],
)
def test_a_connection_on_which_messages_are_checked_weighs_less(
    check: str, confidence: Confidence, tmp_path: Path
) -> None:
    (tmp_path / "serverless.yml").write_text(SOCKET)
    (tmp_path / "app.py").write_text(CHAT % check)
    events = scan(str(tmp_path), Config(select=("GOAT0201",)))
    (finding,) = [event.finding for event in events if isinstance(event, FindingFound)]
    assert finding.certainty is confidence
    assert finding.message.endswith("only messages to said have to prove who sends them") is ("jwt" in check)


CLAIMS = {
    "a test": "const claims = event.requestContext?.authorizer?.jwt?.claims;"
    " if (!claims) throw new Error('Unauthorized');",
    "a test of one": "if (!event.requestContext.authorizer?.claims?.sub) return { statusCode: 401 };",
    "a helper": "const who = (e) => { const a = e.requestContext.authorizer; if (!a) return null;"
    " return { id: a.claims.sub }; }; const user = who(event); if (!user) return { statusCode: 401 };",
    "no way around it": "const sub = event.requestContext.authorizer.jwt.claims.sub; console.log(sub);",
}
NO_CLAIMS = {
    "a default": "const sub = event.requestContext?.authorizer?.jwt?.claims?.sub ?? 'anonymous'; console.log(sub);",
    "told in headers, which everybody may send": "const said = event.requestContext?.authorizer; if (said) {"
    " event.headers = event.headers ?? {}; event.headers['x-user'] = String(said.sub); }"
    " if (!event.headers['x-secret']) return { statusCode: 401 };",
    "another part": "if (!event.requestContext?.http?.sourceIp) return { statusCode: 401 };",
    "caught": "let sub = ''; try { sub = event.requestContext.authorizer.jwt.claims.sub; } catch (e) { sub = 'x'; }",
    "caught, with errors of its own": "let sub = ''; try { sub = event.requestContext.authorizer.jwt.claims.sub;"
    " if (sub === 'x') throw new Error('x'); } catch (e) { sub = ''; }",
}


@pytest.mark.parametrize("claims", CLAIMS)
def test_what_goes_on_with_an_authorizers_claims_alone_lets_nobody_else_in(claims: str, tmp_path: Path) -> None:
    assert javascript(tmp_path, IN_JAVASCRIPT(CLAIMS[claims])) == []


@pytest.mark.parametrize("claims", NO_CLAIMS)
def test_what_goes_on_without_lets_everybody_in(claims: str, tmp_path: Path) -> None:
    assert len(javascript(tmp_path, IN_JAVASCRIPT(NO_CLAIMS[claims]))) == 1


CLAIMS_IN_PYTHON = {
    "a test": ("claims = event['requestContext'].get('authorizer', {}).get('claims')\n    if not claims:\n"
               "        return {'statusCode': 401}", 0),
    "no way around it": ("sub = event['requestContext']['authorizer']['jwt']['claims']['sub']\n    print(sub)", 0),
    "a default": ("sub = event['requestContext'].get('authorizer', {}).get('claims', {}).get('sub', 'x')", 1),
    "caught": ("try:\n        sub = event['requestContext']['authorizer']['claims']['sub']\n    except KeyError:\n"
               "        sub = ''", 1),
}  # fmt: skip


@pytest.mark.parametrize("claims", CLAIMS_IN_PYTHON)
def test_an_authorizers_claims_in_python(claims: str, tmp_path: Path) -> None:
    text, count = CLAIMS_IN_PYTHON[claims]
    handler = f"def handler(event, context):\n    {text}\n    return work(event)\n"
    assert len(python(tmp_path, handler)) == count


def test_a_module_that_is_called_like_the_package_that_it_wraps_imports_that(tmp_path: Path) -> None:
    wrapper = "import jwt\ndef decode(token):\n    try:\n        return jwt.decode(token, 'k', algorithms=['HS256'])\n"
    wrapper += "    except jwt.PyJWTError:\n        return None\n"
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared/jwt.py").write_text(wrapper)
    text = "from shared import jwt\ndef handler(event, context):\n"
    text += "    if not jwt.decode(event['headers']['authorization']):\n        return {'statusCode': 401}\n"
    assert python(tmp_path, f"{text}    return work(event)\n") == []
