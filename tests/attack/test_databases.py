"""SQL injection by way of the real clients: built statements are proved with another's row, bound ones are not."""

from __future__ import annotations

import sysconfig

import pytest

from goatherd.attack import run
from goatherd.core.config import Config
from goatherd.core.events import Diagnosed, FindingFound
from goatherd.sandbox.dependencies import Dependencies, find_dependencies
from tests.sandbox.pods import written

HEAD = """
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Timeout: 10
    MemorySize: 512
    Environment:
      Variables: {MYSQL: !GetAtt Shop.Endpoint.Address, POSTGRES: !GetAtt Users.Endpoint.Address, CLUSTER: !Ref Users}
Resources:
  Shop: {Type: AWS::RDS::DBCluster, Properties: {Engine: aurora-mysql}}
  Users: {Type: AWS::RDS::DBInstance, Properties: {Engine: postgres}}
"""
FUNCTION = """
  {name}:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: {runtime}
      Handler: app.{handler}
      CodeUri: {language}
      Role: "arn:aws:iam::123456789012:role/any"
      Events: {{Call: {{Type: HttpApi, Properties: {{Path: /{name}, Method: get}}}}}}
"""
PYTHON = """
import asyncio, json, os, sys
sys.path.insert(0, "/var/dependencies/python")
MYSQL = {"host": os.environ["MYSQL"], "user": "app", "password": "secret"}
POSTGRES = {"host": os.environ["POSTGRES"], "user": "app", "password": "secret"}

def answer(rows):
    return {"statusCode": 200, "body": json.dumps([list(row) for row in rows], default=str)}

def asked(event, name="q"):
    return (event.get("queryStringParameters") or {}).get(name, "")

def ask(connection, *statement):
    rows = connection.cursor()
    try:
        rows.execute(*statement)
        return answer(rows.fetchall())
    except Exception:
        return {"statusCode": 400, "body": "no"}
    finally:
        connection.close()

def pymysql_built(event, context):
    import pymysql
    return ask(pymysql.connect(**MYSQL), f"SELECT id, note FROM users WHERE name = '{asked(event)}'")

def pymysql_bound(event, context):
    import pymysql
    return ask(pymysql.connect(**MYSQL), "SELECT id, note FROM users WHERE name = %s", (asked(event),))

def psycopg2_built(event, context):
    import psycopg2
    return ask(psycopg2.connect(**POSTGRES), f"SELECT * FROM users WHERE name LIKE '%{asked(event)}%'")

def psycopg2_bound(event, context):
    import psycopg2
    return ask(psycopg2.connect(**POSTGRES), "SELECT * FROM users WHERE name = %s", (asked(event),))

def psycopg_built(event, context):
    import psycopg
    return ask(psycopg.connect(**POSTGRES), f"SELECT * FROM users WHERE name = '{asked(event)}' LIMIT 9")

def psycopg_bound(event, context):
    import psycopg
    return ask(psycopg.connect(**POSTGRES), "SELECT * FROM users WHERE name = %s LIMIT 9", (asked(event),))

def pg8000_built(event, context):
    import pg8000.dbapi
    return ask(pg8000.dbapi.connect(**POSTGRES), "SELECT id, note FROM users WHERE id = " + asked(event))

def pg8000_bound(event, context):
    import pg8000.dbapi
    return ask(pg8000.dbapi.connect(**POSTGRES), "SELECT note FROM users WHERE name = %s", (asked(event),))

async def fetched(*statement):
    import asyncpg
    connection = await asyncpg.connect(**POSTGRES)
    return answer(await connection.fetch(*statement))

def asyncpg_built(event, context):
    return asyncio.run(fetched(f"SELECT id, note FROM users WHERE name = '{asked(event)}'"))

def asyncpg_bound(event, context):
    return asyncio.run(fetched("SELECT id, note FROM users WHERE name = $1", asked(event)))

def through(statement, **values):
    import sqlalchemy
    there = f"mysql+pymysql://app:secret@{MYSQL['host']}/shop"
    with sqlalchemy.create_engine(there).connect() as connection:
        return answer(connection.execute(sqlalchemy.text(statement), values))

def sqlalchemy_built(event, context):
    return through(f"SELECT id, note FROM users WHERE name = '{asked(event)}'")

def sqlalchemy_bound(event, context):
    return through("SELECT id, note FROM users WHERE name = :name", name=asked(event))

def data(sql, **more):
    import boto3
    arn = "arn:aws:rds:us-east-1:123456789012:cluster:" + os.environ["CLUSTER"]
    secret = "arn:aws:secretsmanager:us-east-1:123456789012:secret:any"
    given = {"resourceArn": arn, "secretArn": secret, "sql": sql, **more}
    rows = boto3.client("rds-data").execute_statement(**given)["records"]
    return answer([list(field.values()) for field in row] for row in rows)

def data_built(event, context):
    return data(f"SELECT id, note FROM users WHERE name = '{asked(event)}'")

def data_bound(event, context):
    named = [{"name": "name", "value": {"stringValue": asked(event)}}]
    return data("SELECT id, note FROM users WHERE name = :name", parameters=named)
"""
NODE = """
const MYSQL = { host: process.env.MYSQL, user: 'app', password: 'secret', database: 'shop' };
const POSTGRES = { host: process.env.POSTGRES, user: 'app', password: 'secret', database: 'users' };
const BUILT = (name) => `SELECT id, note FROM users WHERE name = '${name}'`;
const BOUND = 'SELECT id, note FROM users WHERE name = ?';
const answering = (rows) => async (event) => {
  const name = event.queryStringParameters?.q ?? '';
  return { statusCode: 200, body: JSON.stringify(await rows(name)) };
};
const mysql = (...given) => new Promise((resolve, reject) => {
  const connection = require('mysql').createConnection(MYSQL);
  connection.on('error', reject);
  connection.query(...given, (error, rows) => {
    connection.end();
    if (error) reject(error); else resolve(rows);
  });
});
const mysql2 = async (...given) => {
  const connection = await require('mysql2/promise').createConnection(MYSQL);
  try {
    return (await connection.execute(...given))[0];
  } finally {
    await connection.end();
  }
};
const pg = async (...given) => {
  const client = new (require('pg').Client)(POSTGRES);
  await client.connect();
  try {
    return (await client.query(...given)).rows;
  } finally {
    await client.end();
  }
};
const knex = async (...given) => {
  const made = require('knex')({ client: 'pg', connection: POSTGRES });
  try {
    return (await made.raw(...given)).rows;
  } finally {
    await made.destroy();
  }
};
const sequelize = async (statement, more) => {
  const { Sequelize } = require('sequelize');
  const made = new Sequelize('shop', 'app', 'secret', { host: MYSQL.host, dialect: 'mysql', logging: false });
  try {
    return (await made.query(statement, more))[0];
  } finally {
    await made.close();
  }
};
exports.mysql_built = answering((name) => mysql(BUILT(name)));
exports.mysql_bound = answering((name) => mysql(BOUND, [name]));
exports.mysql2_built = answering((name) => mysql2(BUILT(name)));
exports.mysql2_bound = answering((name) => mysql2(BOUND, [name]));
exports.pg_built = answering((name) => pg(BUILT(name)));
exports.pg_bound = answering((name) => pg(BOUND.replace('?', '$1'), [name]));
exports.knex_built = answering((name) => knex(BUILT(name)));
exports.knex_bound = answering((name) => knex(BOUND, [name]));
exports.sequelize_built = answering((name) => sequelize(BUILT(name)));
exports.sequelize_bound = answering((name) => sequelize(BOUND, { replacements: [name] }));
"""
CLIENTS = {
    "py": ("pymysql", "psycopg2", "psycopg", "pg8000", "asyncpg", "sqlalchemy", "data"),
    "node": ("mysql", "mysql2", "pg", "knex", "sequelize"),
}
RUNTIMES = {"py": "python3.12", "node": "nodejs20.x"}
MANIFEST = '{"dependencies": {"mysql": "2", "mysql2": "3", "pg": "8", "knex": "3", "sequelize": "6"}}'


def names(how):
    return [f"{client}{how.title()}".replace("_", "") for clients in CLIENTS.values() for client in clients]


@pytest.fixture(scope="module")
def proved(tmp_path_factory):
    """Function -> the evidence; "" -> what could not be attacked or was not simulated."""
    template = HEAD + "".join(
        FUNCTION.format(
            name=f"{client}{how.title()}", runtime=RUNTIMES[language], handler=f"{client}_{how}", language=language
        )
        for language, clients in CLIENTS.items()
        for client in clients
        for how in ("built", "bound")
    )
    files = {"template.yaml": template, "py/app.py": PYTHON, "node/app.js": NODE, "node/package.json": MANIFEST}
    folder = written(tmp_path_factory.mktemp("app"), files)
    libraries = (sysconfig.get_paths()["purelib"], "/var/dependencies/python")

    def dependencies(application, root, **options):
        found = find_dependencies(application, root, **options | {"install": True})
        python = [each.id for each in application.functions if each.language == "python"]
        return Dependencies({**found.folders, **{id: [libraries] for id in python}}, found.problems)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "find_dependencies", dependencies)
        events = list(run.attack(str(folder), Config(select=("GOAT0153", "GOAT1051", "GOAT1052"))))
    found = [event.finding for event in events if isinstance(event, FindingFound)]
    said = {f"{finding.function} {finding.id}": finding.proof.evidence for finding in found}
    return said | {"": [event.diagnosis.message for event in events if isinstance(event, Diagnosed)]}


@pytest.mark.parametrize("function", names("built"))
def test_a_built_statement_brings_back_the_row_of_another(proved, function):
    evidence = proved[f"{function} GOAT0153"]
    assert evidence.startswith("the answer holds a row of alice in table users of the ")
    assert "' OR '" in evidence or " OR " in evidence


@pytest.mark.parametrize("function", names("bound"))
def test_a_bound_value_does_not(proved, function):
    assert {key for key in proved if key.startswith(f"{function} ")} == set()


def test_nothing_is_beyond_the_stand_ins(proved):
    assert proved[""] == []
