"""The whole event, or all of its headers, in a log: what counts as whole, and where the logger was called."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from goatherd.model.trigger import Kind
from tests.engine.programs import application, body, check, function, trigger

HEADERS = ", ".join(f'event["headers"]["h{n}"]' for n in range(30))
FIELDS = HEADERS + ', event["body"], event["queryStringParameters"]["q"]'
PYTHON = {
    "a text message, as services post it": """
        from urllib.parse import parse_qs
        form = parse_qs(event["body"])
        print(json.dumps(form["From"][0]))  #! log-personal
        print(json.dumps(form["Body"]))  #! log-personal
        print(json.dumps(form["MessageSid"][0]))
    """,
    "what is looked up by a field is no part of it": """
        import lookup
        account = lookup.find(event["queryStringParameters"]["q"])
        connect(account["password"])
        print(json.dumps(event["queryStringParameters"]["q"]))
    """,
    "what has a field that the program reads": """
        order = json.loads(event["body"])["order"]
        send(order["customer"]["email"])
        print(json.dumps(order))  #! log-personal
        print(json.dumps(order["things"]))
    """,
    "a document that is read, as it was kept": """
        from google.cloud import firestore
        member = firestore.Client().collection("members").document("1").get().to_dict()
        send(member["email"])
        print(member)  #! log-personal
        order = firestore.Client().collection("orders").document("1").get().to_dict()
        print(order, order["total"])
    """,
    "documents of a database, one by one": """
        import os
        import pymongo
        people = pymongo.MongoClient(os.environ["DATABASE"]).club.people
        one = people.find_one({"_id": "1"})
        print(one)  #! log-personal
        send(one["mobile"])
        for each in people.find({}):
            print(each)  #! log-personal
            send(each["email"])
        print(people.count_documents({}))
    """,
    "an address, as a path has it": """
        from urllib.parse import unquote
        email = unquote(event["pathParameters"]["email"]).strip().lower()
        print(json.dumps(email))  #! log-personal
    """,
    "what people write to a bot": """
        update = json.loads(event["body"])
        print(json.dumps(update["message"]["text"]))  #! log-personal
        print(json.dumps(update["message"]["chat"]["id"]))
    """,
    "the event": "print(event)  #! log-event",
    "all headers": 'print("headers", dict(event["headers"]))  #! log-event',
    "one header": 'print("agent", event["headers"]["user-agent"])  #! log',
    "many fields": f"print(json.dumps([{FIELDS}]))",
    "a session": """
        import boto3
        idp = boto3.client("cognito-idp")
        answer = idp.initiate_auth(ClientId="a", AuthFlow="USER_PASSWORD_AUTH", AuthParameters={"USERNAME": "a"})
        print(answer["ChallengeName"], answer["AuthenticationResult"]["ExpiresIn"])
        print(answer["AuthenticationResult"])  #! log-secret
        return {"statusCode": 200, "body": answer["AuthenticationResult"]["IdToken"]}
    """,
    "objects, which are written with their line breaks escaped": """
        from dataclasses import dataclass
        @dataclass
        class Order:
            name: str
        order = Order(event["queryStringParameters"]["name"])
        print(f"order {order}", "list %s" % [order.name])
        print(f"order {order.name}")  #! log
    """,
    "many headers": f"print(json.dumps([{HEADERS}]))",
}


@pytest.mark.parametrize("name", PYTHON)
def test_python(tmp_path: Path, name: str) -> None:
    check(tmp_path, "python", body("python", PYTHON[name]), trigger(Kind.REST_API))


ENCODED = {
    "python": """
        from urllib.parse import unquote_plus

        def handler(event, context):
            for record in event["Records"]:
                key = record["s3"]["object"]["key"]
                print("key " + key)
                print(f"key {key}")
                print("key " + unquote_plus(key))  #! log
    """,
    "javascript": """
        exports.handler = async (event) => {
          for (const record of event.Records) {
            const key = record.s3.object.key;
            console.log(`key ${key}`);
            console.log(`key ${decodeURIComponent(key)}`);  //! log
          }
        };
    """,
}


@pytest.mark.parametrize("language", ENCODED)
def test_keys_of_notifications_are_percent_encoded_until_they_are_decoded(tmp_path: Path, language: str) -> None:
    check(tmp_path, language, dedent(ENCODED[language]), trigger(Kind.S3))


JAVASCRIPT = """
const { PrismaClient } = require('@prisma/client');
const mongoose = require('mongoose');
const { Sequelize } = require('sequelize');
const { DataSource } = require('typeorm');
const { MongoClient } = require('mongodb');
const prisma = new PrismaClient();
const User = mongoose.model('User', new mongoose.Schema({}));
const Member = new Sequelize('club').define('member', {});
const people = new DataSource({}).getRepository('people');
const found = async (connection, ids) => {
  const users = [];
  for (const id of ids) users.push(...(await connection.users.findMany({ where: { id } })));
  return users;
};
const send = async (address) => {};
exports.handler = async (event) => {
  const users = await found(prisma, ['a', 'b']);
  console.log('by name', users);  //! log-personal
  for (const user of users) await send(user.email);
  const one = await User.findOne({ name: 'a' }).lean().exec();
  console.log(one);  //! log-personal
  await send(one.phoneNumber);
  const member = await Member.findByPk(1);
  console.log(JSON.stringify(member.toJSON()));  //! log-personal
  await send(member.mobile);
  const person = await people.findOne({ where: { id: 1 } });
  console.log(person);  //! log-personal
  await send(person.birthdate);
  const rows = await new MongoClient(process.env.DATABASE).db().collection('people').find({}).toArray();
  console.log(rows);  //! log-personal
  rows.forEach((row) => send(row.email));
  const orders = await prisma.orders.findMany({});
  console.log(orders, users.length, one._id, member.id);
  return { statusCode: 204 };
};
"""


def test_rows_and_documents_in_javascript(tmp_path: Path) -> None:
    check(tmp_path, "javascript", JAVASCRIPT, trigger(Kind.HTTP_API))


def test_winston_writes_what_stands_behind_the_message_as_json(tmp_path: Path) -> None:
    program = """
        const { createLogger } = require("winston");
        const logger = createLogger({});
        exports.handler = async (event) => {
          logger.info("user", event.queryStringParameters.user);
          logger.info(`user ${event.queryStringParameters.user}`);  //! log
          logger.log("info", `user ${event.queryStringParameters.user}`);  //! log
        };
    """
    check(tmp_path, "javascript", dedent(program), trigger(Kind.REST_API))


def test_the_callers_of_a_logger(tmp_path: Path) -> None:
    files = {
        "log.js": """
            class Log {
              constructor() { this.context = []; }
              text(...parts) { return [...this.context, ...parts].join(' '); }
              write(text) { console.log(text); }
              info(...parts) { this.write(this.text(...parts)); }
            }
            module.exports = new Log();
        """,
        "index.js": """
            const log = require('./log');
            exports.handler = async (event) => {
              log.info('called with', JSON.stringify(event));
              log.info('called with', JSON.stringify(event.headers));
            };
        """,
    }
    made = application(tmp_path, files, function("index.js", trigger(Kind.REST_API)))
    found = made.flows(made.functions[0], "log-event")
    assert {(str(flow.sink), str(flow.entered[0])) for flow in found} == {
        ("log.js:5", "index.js:4"),
        ("log.js:5", "index.js:5"),
    }


def test_what_an_error_says_of_somebody_has_to_be_logged(tmp_path: Path) -> None:
    source = """
        exports.handler = async (event) => {
          const order = JSON.parse(event.body).order;
          try {
            throw { status: 404, email: order.email };
          } catch (error) {
            console.error(error);
          }
          console.log(order.email);  //! log log-personal
        };
    """
    check(tmp_path, "javascript", dedent(source), trigger(Kind.REST_API))
