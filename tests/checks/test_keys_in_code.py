"""A key that stands in the code is one thing to mend, however many calls use it."""

from __future__ import annotations

import pytest

from goatherd.core.config import Config
from goatherd.review import review
from goatherd.scan import scan

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: python3.13, CodeUri: .}}
Resources:
  Login: {Type: AWS::Serverless::Function, Properties: {Handler: login.handler}}
  Show: {Type: AWS::Serverless::Function, Properties: {Handler: show.handler}}
"""
LOGIN = "import os, jwt\ndef handler(event, context):\n    return jwt.encode({}, os.environ.get('KEY', 'summer'))\n"
SHOW = """import jwt
def handler(event, context):
    jwt.decode(event["new"], "winter", algorithms=["HS256"])
    return jwt.decode(event["old"], "summer", algorithms=["HS256"])
"""


def test_calls_with_the_same_key_are_one_finding(tmp_path):
    for path, text in {"template.yaml": TEMPLATE, "login.py": LOGIN, "show.py": SHOW}.items():
        (tmp_path / path).write_text(text)
    config = Config(select=("GOAT0721",))
    found = review(scan(str(tmp_path), config), config).findings
    assert [(f"{f.span.path}:{f.span.line}", [place.line for place in f.locations], f.functions) for f in found] == [
        ("login.py:3", [4], ("Login", "Show")),
        ("show.py:3", [], ("Show",)),
    ]


JAVASCRIPT = """const jwt = require('jsonwebtoken');
const KEY = process.env.JWT_SECRET || 'b7Yx2Lq9ZtV4mNc8Rk1WfHs6';

exports.handler = async () => jwt.sign({}, KEY);
"""
ONE = """
Transform: AWS::Serverless-2016-10-31
Parameters: {Given: {Type: String, NoEcho: true}}
Resources:
  Login: {Type: AWS::Serverless::Function, Properties: {Handler: app.handler, Runtime: nodejs22.x, CodeUri: .}}
"""


def reasons(tmp_path, template, text):
    for path, content in {"template.yaml": template, "app.js": text}.items():
        (tmp_path / path).write_text(content)
    config = Config(select=("GOAT0721",))
    (found,) = review(scan(str(tmp_path), config), config).findings
    return [str(reason) for reason in found.reasons]


def test_a_key_that_is_a_fallback_is_told_as_one_with_its_place(tmp_path):
    assert reasons(tmp_path, ONE, JAVASCRIPT) == ["it is only used where JWT_SECRET is not set (app.js:2)"]
    sets = ONE.replace("CodeUri: .", "CodeUri: ., Environment: {Variables: {JWT_SECRET: !Ref Given}}")
    assert reasons(tmp_path, sets, JAVASCRIPT) == [
        "it is only used where JWT_SECRET is not set, and the template sets it (app.js:2)"
    ]


def test_a_key_that_is_used_in_any_case_is_none(tmp_path):
    assert reasons(tmp_path, ONE, JAVASCRIPT.replace("process.env.JWT_SECRET ||", "")) == []


def severities(tmp_path, template, text):
    for path, content in {"template.yaml": template, "app.js": text}.items():
        (tmp_path / path).write_text(content)
    config = Config(select=("GOAT0721", "GOAT0723"))
    return [(f.id, f.severity.name.lower()) for f in review(scan(str(tmp_path), config), config).findings]


def test_a_key_is_judged_as_an_owner_would(tmp_path):
    program = JAVASCRIPT.replace("'b7Yx2Lq9ZtV4mNc8Rk1WfHs6'", "'{}'")
    sets = ONE.replace("CodeUri: .", "CodeUri: ., Environment: {Variables: {JWT_SECRET: !Ref Given}}")
    assert severities(tmp_path, ONE, program.replace("{}'", "our secret'", 1)) == [("GOAT0721", "high")]
    assert severities(tmp_path, sets, program.replace("{}'", "our secret'", 1)) == [("GOAT0721", "low")]
    assert severities(tmp_path, sets, program.replace("{}'", "dev'", 1)) == []
    assert severities(tmp_path, ONE, program.replace("{}'", "<your-secret>'", 1)) == [("GOAT0721", "low")]
    assert severities(tmp_path, ONE, program.replace("{}'", "__JwtSecret__'", 1)) == []
    assert severities(tmp_path, ONE, program.replace("{}'", "PLACEHOLDER_FOR_THE_KEY'", 1)) == [("GOAT0721", "low")]
    assert severities(tmp_path, ONE, program.replace("{}'", "placeholders-b7Yx2Lq9'", 1)) == [("GOAT0721", "high")]


def test_a_key_under_a_name_that_promises_one_is_no_fallback_by_that(tmp_path):
    assert (
        reasons(tmp_path, ONE, JAVASCRIPT.replace("process.env.JWT_SECRET ||", "").replace("KEY", "JWT_SECRET")) == []
    )


def test_what_asks_a_store_for_a_secret_is_its_name(tmp_path):
    text = """
const { SecretsManager } = require('aws-sdk');
const SECRET_KEY = 'the signing key of shop';
exports.handler = async () => new SecretsManager().getSecretValue({ SecretId: SECRET_KEY }).promise();
"""
    assert severities(tmp_path, ONE, text) == []
    assert severities(tmp_path, ONE, text.replace("SecretId: SECRET_KEY", "SecretId: 'x'")) == [("GOAT0723", "medium")]


ISSUED = "9b1f64c0e27d35a8814fd0c6723be95a"


@pytest.mark.parametrize(
    "program",
    [
        "const x = require('mailgun-js')({ apiKey: '@@' });",
        "const M = require('mailgun.js'); const x = new M(FormData).client({ username: 'api', key: '@@' });",
        "const { ServerClient } = require('postmark'); const x = new ServerClient('@@');",
        "const x = require('africastalking')({ apiKey: '@@', username: 'shop' });",
        "const Pusher = require('pusher'); const x = new Pusher({ appId: '1', key: 'shop', secret: '@@' });",
        "const cloudinary = require('cloudinary').v2; cloudinary.config({ cloud_name: 'shop', api_secret: '@@' });",
        "const mc = require('@mailchimp/mailchimp_marketing'); mc.setConfig({ apiKey: '@@-us1', server: 'us1' });",
        "const Airtable = require('airtable'); const x = new Airtable({ apiKey: '@@' }).base('shop');",
        "import OpenAI from 'openai'; const x = new OpenAI({ apiKey: '@@' });",
        "import Stripe from 'stripe'; const x = new Stripe('sk_live_@@');",
        "import sgMail from '@sendgrid/mail'; sgMail.setApiKey('@@');",
        "import { Client } from '@notionhq/client'; const x = new Client({ auth: '@@' });",
        "const x = require('twilio')(process.env.SID, '@@');",
        "const admin = require('firebase-admin'); admin.auth().createUser({ email: 'a@b.example', password: '@@' });",
    ],
)
def test_what_a_service_has_given_out_is_a_key_whatever_it_is_called(tmp_path, program):
    handler = "\nexports.handler = async () => 1;\n"
    ends = handler if "import " not in program else handler.replace("exports.handler =", "export const handler =")
    assert reasons(tmp_path, ONE, program.replace("@@", ISSUED) + ends) == []


@pytest.mark.parametrize(
    "program",
    [
        "import africastalking\nafricastalking.initialize('shop', '@@')",
        "from twilio.rest import Client\nours = '@@'\nx = Client('AC1', ours)",
        "from sendgrid import SendGridAPIClient\nx = SendGridAPIClient('@@')",
        "import openai\nx = openai.OpenAI(api_key='@@')",
        "import openai\nopenai.api_key = '@@'",
        "import pusher\nx = pusher.Pusher(app_id='1', key='shop', secret='@@')",
        "import cloudinary\ncloudinary.config(cloud_name='shop', api_secret='@@')",
        "import telebot\nx = telebot.TeleBot('@@')",
        "from slack_sdk import WebClient\nx = WebClient(token='@@')",
        "from azure.identity import ClientSecretCredential\nx = ClientSecretCredential('tenant', 'id', '@@')",
        "from firebase_admin import auth\nauth.create_user(email='a@b.example', password='@@')",
        "import boto3\nx = boto3.client('cognito-idp')\nx.admin_set_user_password(Password='@@', Permanent=True)",
    ],
)
def test_python_hands_keys_over_by_position_too(tmp_path, program):
    template = ONE.replace("nodejs22.x", "python3.13")
    (tmp_path / "template.yaml").write_text(template)
    (tmp_path / "app.py").write_text(program.replace("@@", ISSUED) + "\ndef handler(event, context):\n    return 1\n")
    config = Config(select=("GOAT0721", "GOAT0723"))
    found = review(scan(str(tmp_path), config), config).findings
    assert [f.severity.name for f in found] == ["HIGH"]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("sk_test_" + ISSUED, [("GOAT0721", "low")]),
        ("pk_live_" + ISSUED, []),
        ("<your key>", []),
        ("YOUR_STRIPE_SECRET_KEY_2", []),
        ("the-key-of-the-shop", []),
        ("", []),
    ],
)
def test_what_opens_nothing_of_value_weighs_little_or_nothing(tmp_path, key, expected):
    program = f"const stripe = require('stripe')('{key}');\nexports.handler = async () => 1;\n"
    assert severities(tmp_path, ONE, program) == expected


MAIL = """const nodemailer = require('nodemailer');
const post = nodemailer.createTransport({ host: '@@', auth: { user: 'shop', pass: 'cfZHdJbUGyMtrzawvz' } });
exports.handler = async () => post.sendMail({ to: 'shop@example.org', text: 'hello' });
"""


def test_a_server_that_passes_no_mail_on_has_no_password_worth_a_word(tmp_path):
    assert severities(tmp_path, ONE, MAIL.replace("@@", "smtp.shop.net")) == [("GOAT0721", "high")]
    assert severities(tmp_path, ONE, MAIL.replace("@@", "smtp.ethereal.email")) == []


@pytest.mark.parametrize(("key", "expected"), [("sk_test_" + ISSUED, "low"), (ISSUED, "high")])
def test_a_key_for_trials_under_a_name_that_promises_one(tmp_path, key, expected):
    program = f"const settings = {{}};\nsettings.apiKey = '{key}';\nexports.handler = async () => settings;\n"
    assert severities(tmp_path, ONE, program) == [("GOAT0723", expected)]


@pytest.mark.parametrize(
    ("name", "value", "severity"),
    [
        ("JWT_SECRET", "b7Yx2Lq9ZtV4mNc8Rk1WfHs6", "high"),
        ("CURSOR_SECRET", "b7Yx2Lq9ZtV4mNc8Rk1WfHs6", "medium"),
        ("JWT_SECRET", "dev-only-secret", "medium"),
    ],
)
def test_a_fallback_for_development_or_of_cursors_weighs_less(tmp_path, name, value, severity):
    text = JAVASCRIPT.replace("JWT_SECRET", name).replace("b7Yx2Lq9ZtV4mNc8Rk1WfHs6", value)
    for path, content in {"template.yaml": ONE, "app.js": text}.items():
        (tmp_path / path).write_text(content)
    config = Config(select=("GOAT0721",))
    (found,) = review(scan(str(tmp_path), config), config).findings
    assert found.severity.label == severity


def test_a_key_for_development_without_a_way_to_set_another_weighs_all(tmp_path):
    text = JAVASCRIPT.replace("process.env.JWT_SECRET || ", "").replace("b7Yx2Lq9ZtV4mNc8Rk1WfHs6", "dev-only-secret")
    for path, content in {"template.yaml": ONE, "app.js": text}.items():
        (tmp_path / path).write_text(content)
    config = Config(select=("GOAT0721",))
    (found,) = review(scan(str(tmp_path), config), config).findings
    assert found.severity.label == "high"
