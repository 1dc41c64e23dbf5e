"""The real clients of MySQL and PostgreSQL in functions: they connect, ask, bind values and are refused."""

from __future__ import annotations

import os
import signal
import sysconfig

import pytest

from goatherd.sandbox.dependencies import Dependencies, find_dependencies
from goatherd.sandbox.enclosure import enclosed
from goatherd.sandbox.pod import Options, Pod
from goatherd.sandbox.tenants import VICTIM
from tests.sandbox.pods import read, written

WATCH = "ghmark"
TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Timeout: 20
    MemorySize: 1024
    Role: "arn:aws:iam::123456789012:role/any"
    Environment:
      Variables:
        MYSQL: !GetAtt Shop.Endpoint.Address
        MYSQL_PORT: !GetAtt Shop.Endpoint.Port
        POSTGRES: !GetAtt Users.Endpoint.Address
        POSTGRES_PORT: !GetAtt Users.Endpoint.Port
        CLUSTER: !Sub "arn:aws:rds:us-east-1:123456789012:cluster:${Shop}"
Resources:
  Shop: {Type: AWS::RDS::DBCluster, Properties: {Engine: aurora-mysql}}
  Users: {Type: AWS::RDS::DBInstance, Properties: {Engine: postgres}}
  Python: {Type: AWS::Serverless::Function, Properties: {Runtime: python3.12, Handler: app.handler, CodeUri: py}}
  Node: {Type: AWS::Serverless::Function, Properties: {Runtime: nodejs20.x, Handler: app.handler, CodeUri: node}}
"""
PYTHON = '''
import asyncio, json, os, sys
sys.path.insert(0, "/var/dependencies/python")
CA = "/etc/pki/tls/certs/ca-bundle.crt"
MYSQL = {"host": os.environ["MYSQL"], "port": int(os.environ["MYSQL_PORT"]), "user": "app", "password": "secret"}
POSTGRES = {"host": os.environ["POSTGRES"], "port": int(os.environ["POSTGRES_PORT"]), "user": "app"}
POSTGRES |= {"password": "secret"}
BROKEN = "SELECT id FROM users WHERE name = 'ghmark'x'"
kept = {}

def asked(connection, error, code):
    """(the row of a bound key, the key of a new row, the code of a refusal)"""
    rows = connection.cursor()
    rows.execute("SELECT id, email, created_at FROM users WHERE id = %s AND name <> %s", (2, "it's"))
    (found,) = rows.fetchall()
    rows.execute("INSERT INTO users (name, email) VALUES (%s, %s)", ("bob", "b@example.net"))
    connection.commit()
    rows.execute("SELECT count(*) FROM users WHERE name = %s", ("bob",))
    count = rows.fetchall()[0][0]
    try:
        rows.execute(BROKEN)
    except error as refused:
        connection.rollback()
        return [list(found), count, code(refused)]

def pymysql():
    import pymysql
    connection = pymysql.connect(**MYSQL, database="shop")
    return asked(connection, pymysql.MySQLError, lambda refused: refused.args[0])

def pymysql_tls():
    import pymysql
    connection = pymysql.connect(**MYSQL, ssl_ca=CA, ssl_verify_cert=True, ssl_verify_identity=True)
    with connection.cursor(pymysql.cursors.DictCursor) as rows:
        rows.execute("SELECT id, COUNT(*), NOW() AS at FROM users WHERE id = 2")
        (row,) = rows.fetchall()
        return [row["id"], row["COUNT(*)"], type(row["at"]).__name__, connection._secure]

def psycopg2():
    import psycopg2
    connection = psycopg2.connect(**POSTGRES, dbname="users", sslmode="verify-full", sslrootcert=CA)
    return asked(connection, psycopg2.Error, lambda refused: refused.pgcode)

def psycopg():
    import psycopg
    connection = psycopg.connect(**POSTGRES, dbname="users")
    said = asked(connection, psycopg.Error, lambda refused: refused.sqlstate)
    binary = connection.cursor(binary=True)
    binary.execute("SELECT id, created_at, 1.5::numeric FROM users WHERE id = ANY(%s)", ([1, 2],))
    return [*said, [list(map(str, row)) for row in binary.fetchall()]]

def pg8000():
    import pg8000.dbapi
    connection = pg8000.dbapi.connect(**POSTGRES, database="users", ssl_context=True)
    return asked(connection, pg8000.dbapi.DatabaseError, lambda refused: refused.args[0]["C"])

def asyncpg():
    import asyncpg
    async def main():
        connection = await asyncpg.connect(**POSTGRES, database="users")
        found = await connection.fetchrow("SELECT id, email, created_at, is_admin FROM users WHERE id = $1", 2)
        key = await connection.fetchval("INSERT INTO users (name) VALUES ($1) RETURNING id", "bob")
        several = await connection.fetch("SELECT id FROM users WHERE id = ANY($1)", [1, 3])
        async with connection.transaction():
            deleted = await connection.execute("DELETE FROM users WHERE id = $1", 3)
        try:
            await connection.fetch(BROKEN)
        except asyncpg.PostgresError as refused:
            return [list(found), key, [row["id"] for row in several], deleted, refused.sqlstate]
    return asyncio.run(main())

def sqlalchemy(driver):
    import sqlalchemy as sql
    from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
    class Base(DeclarativeBase):
        pass
    class Item(Base):
        __tablename__ = "items"
        id: Mapped[int] = mapped_column(primary_key=True)
        name: Mapped[str] = mapped_column(sql.String(20))
        sold: Mapped[bool] = mapped_column(default=False)
    there = MYSQL if driver.startswith("mysql") else POSTGRES
    engine = sql.create_engine(f"{driver}://app:secret@{there['host']}:{there['port']}/shop")
    Base.metadata.create_all(engine)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([Item(name="one"), Item(name="two")])
        session.commit()
        found = session.scalars(sql.select(Item).where(Item.name == "two")).one()
        other = session.execute(sql.text("SELECT id, email FROM users WHERE id = :id"), {"id": 2}).one()
        return [found.id, found.sold, list(other)]

def data_api():
    import boto3
    api = boto3.client("rds-data")
    given = {"resourceArn": os.environ["CLUSTER"], "secretArn": "arn:aws:secretsmanager:us-east-1:1:secret:x"}
    begun = api.begin_transaction(**given)["transactionId"]
    named = [{"name": "id", "value": {"longValue": 2}}]
    found = api.execute_statement(
        **given, sql="SELECT `id`, email FROM users WHERE id = :id", parameters=named, includeResultMetadata=True,
        transactionId=begun,
    )
    written = api.execute_statement(**given, sql="INSERT INTO users (name) VALUES ('bob')")
    as_json = api.execute_statement(**given, sql="SELECT id FROM users WHERE id = 1", formatRecordsAs="JSON")
    sets = [[{"name": "n", "value": {"stringValue": text}}] for text in "ab"]
    many = api.batch_execute_statement(**given, sql="INSERT INTO users (name) VALUES (:n)", parameterSets=sets)
    ended = api.commit_transaction(**given, transactionId=begun)["transactionStatus"]
    try:
        api.execute_statement(**given, sql=BROKEN)
    except api.exceptions.BadRequestException as refused:
        said = "SQL syntax" in str(refused)
    return [
        found["records"], [column["name"] for column in found["columnMetadata"]], written["generatedFields"],
        as_json["formattedRecords"], len(many["updateResults"]), ended, said,
    ]

def warm():
    import pymysql
    if "connection" not in kept:
        kept["connection"] = pymysql.connect(**MYSQL, autocommit=True)
    rows = kept["connection"].cursor()
    count = rows.execute("SELECT id FROM users")
    rows.execute("DELETE FROM users")
    return count

def hostile():
    import socket
    said = []
    tls = b"\\0\\0\\0\\x08\\x04\\xd2\\x16\\x2f" + b"\\x16\\x03" * 90
    texts = (b"GET / HTTP/1.0\\r\\n\\r\\n", b"\\xff" * 4000, b"", tls)
    for there in (MYSQL, POSTGRES):
        for text in (*texts, os.urandom(3000)):
            with socket.create_connection((there["host"], there["port"]), 5) as connection:
                connection.settimeout(0.2)
                try:
                    connection.sendall(text)
                    connection.recv(100)
                except OSError:
                    pass
        crowd = [socket.create_connection((there["host"], there["port"]), 5) for _ in range(150)]
        for each in crowd:
            each.close()
    import pymysql as driver
    while True:
        try: return pymysql()[2]
        except driver.err.OperationalError: pass  # the crowd is still leaving

def handler(event, context):
    name, *arguments = event["run"].split()
    given = [json.loads(argument) for argument in arguments]
    return json.loads(json.dumps(globals()[name](*given), default=str))
'''
NODE = """
const there = (name, more) => ({
  host: process.env[name], port: Number(process.env[`${name}_PORT`]), user: 'app', password: 'secret', ...more,
});
const MYSQL = there('MYSQL', { database: 'shop' });
const POSTGRES = there('POSTGRES', { database: 'users' });
const BROKEN = "SELECT id FROM users WHERE name = 'ghmark'x'";
const FOUND = 'SELECT id, email, created_at FROM users WHERE id = ?';
const ca = require('fs').readFileSync('/etc/pki/tls/certs/ca-bundle.crt');

const run = {
  mysql: () => new Promise((resolve, reject) => {
    const connection = require('mysql').createConnection({ ...MYSQL, multipleStatements: true });
    connection.on('error', reject);
    connection.query(FOUND, [2], (error, rows) => {
      if (error) return reject(error);
      connection.query('INSERT INTO users SET ?', { name: 'bob' }, (_, made) => {
        connection.query('SELECT 1 AS a; SELECT 2 AS b', (_, both) => {
          connection.query(BROKEN, (refused) => {
            connection.end();
            resolve([rows, made.insertId, both, refused.code]);
          });
        });
      });
    });
  }),
  mysql2: async () => {
    const connection = await require('mysql2/promise').createConnection({ ...MYSQL, ssl: { ca } });
    const [rows] = await connection.execute(FOUND, [2]);
    const [made] = await connection.query('INSERT INTO users (name) VALUES (?)', ['bob']);
    const [count] = await connection.query('SELECT COUNT(*) AS n FROM users');
    const several = await connection.query('SELECT 1; SELECT 2').catch((error) => error.code);
    const refused = await connection.query(BROKEN).catch((error) => error.code);
    await connection.end();
    return [rows, made.insertId, count, several, refused];
  },
  pg: async () => {
    const pool = new (require('pg').Pool)({ ...POSTGRES, ssl: { ca } });
    const { rows } = await pool.query(FOUND.replace('?', '$1'), [2]);
    const made = await pool.query("INSERT INTO users (name) VALUES ($1) RETURNING id", ['bob']);
    const both = await pool.query('SELECT count(*) FROM users; SELECT 2 AS b');
    const refused = await pool.query(BROKEN).catch((error) => error.code);
    await pool.end();
    return [rows, made.rows, both.map((each) => each.rows), refused];
  },
  knex: async (client) => {
    const knex = require('knex')({ client, connection: client === 'pg' ? POSTGRES : MYSQL });
    const rows = await knex('orders').where({ id: 2 }).select('id', 'total');
    await knex.transaction((within) => within('orders').where('id', 2).update({ total: 7 }));
    const raw = await knex.raw('SELECT total FROM orders WHERE id = ?', [2]);
    await knex.destroy();
    return [rows, raw.rows ?? raw[0]];
  },
  sequelize: async (dialect) => {
    const { DataTypes, QueryTypes, Sequelize } = require('sequelize');
    const given = { dialect, logging: false, ...(dialect === 'mysql' ? MYSQL : POSTGRES) };
    const sequelize = new Sequelize(given.database, 'app', 'secret', given);
    const User = sequelize.define('User', { name: DataTypes.STRING, admin: DataTypes.BOOLEAN });
    const made = await User.create({ name: 'eve', admin: true });
    const found = await User.findByPk(made.id);
    const select = { replacements: { id: 2 }, type: QueryTypes.SELECT };
    const rows = await sequelize.query('SELECT id, email FROM people WHERE id = :id', select);
    await sequelize.close();
    return [made.id, found.name, found.admin, rows];
  },
};

exports.handler = async ({ run: text }) => {
  const [name, ...given] = text.split(' ');
  return run[name](...given.map((each) => JSON.parse(each)));
};
"""
FILES = {
    "template.yaml": TEMPLATE,
    "py/app.py": PYTHON,
    "node/app.js": NODE,
    "node/package.json": '{"dependencies": {"mysql": "2", "mysql2": "3", "pg": "8", "knex": "3", "sequelize": "6"}}',
}
AT = "2026-01-01 00:00:00"
ROW = [2, VICTIM.email, AT]
SENT = [{"id": 2, "email": VICTIM.email, "created_at": "2026-01-01T00:00:00.000Z"}]
DRIVERS = ("mysql+pymysql", "postgresql+psycopg2", "postgresql+psycopg", "postgresql+pg8000")
SAID = {
    "pymysql": [ROW, 1, 1064],
    "pymysql_tls": [2, 1, "datetime", True],
    "psycopg2": [ROW, 1, "42601"],
    "psycopg": [ROW, 1, "42601", [["1", AT, "1.5"], ["2", AT, "1.5"]]],
    "pg8000": [ROW, 1, "42601"],
    "asyncpg": [[*ROW, False], 3, [1, 3], "DELETE 1", "42601"],
    **{f'sqlalchemy "{driver}"': [2, False, [2, VICTIM.email]] for driver in DRIVERS},
    "data_api": [
        [[{"longValue": 2}, {"stringValue": VICTIM.email}]],
        ["id", "email"],
        [{"longValue": 3}],
        '[{"id": 1}]',
        2,
        "Transaction Committed",
        True,
    ],
    "hostile": 1064,
}
SAID_BY_NODE = {
    "mysql": [SENT, 3, [[{"a": 1}], [{"b": 2}]], "ER_PARSE_ERROR"],
    "mysql2": [SENT, 3, [{"n": 3}], "ER_PARSE_ERROR", "ER_PARSE_ERROR"],
    "pg": [SENT, [{"id": 3}], [[{"count": "3"}], [{"b": 2}]], "42601"],
    **{f'knex "{client}"': [[{"id": 2, "total": 1}], [{"total": 7}]] for client in ("mysql", "mysql2", "pg")},
    **{f'sequelize "{d}"': [3, "eve", True, [{"id": 2, "email": VICTIM.email}]] for d in ("mysql", "postgres")},
}


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    """What was run -> what came of it."""
    folder = written(tmp_path_factory.mktemp("app"), FILES)
    application = read(folder)
    found = find_dependencies(application, str(folder), install=True)
    libraries = (sysconfig.get_paths()["purelib"], "/var/dependencies/python")
    dependencies = Dependencies({**found.folders, "Python": [libraries]}, found.problems)

    def task(place):
        pod = Pod(application, str(folder), place, dependencies, Options(watch=WATCH, max_timeout=20))
        pod.start()

        def run(function, text):
            done = pod.invoke(function, {"run": text})
            records = [record for record in done.records if record["kind"] == "sql"]
            said = done.response if done.ok else [done.error, done.log]
            return {"run": f"{function} {text}", "said": said, "records": records}

        for function, texts in (("Python", SAID), ("Node", SAID_BY_NODE)):
            for text in texts:
                yield run(function, text)
                pod.restore()
        warm = [run("Python", "warm")["said"], run("Python", "warm")["said"]]
        pod.restore()
        yield {"run": "warm", "said": [*warm, run("Python", "warm")["said"]]}
        os.kill(pod._databases._process, signal.SIGSTOP)
        pod._databases._asked = True
        pod.restore()
        yield {"run": "replaced", "said": [run("Python", "pymysql")["said"], run("Node", "pg")["said"]]}
        os.kill(pod._databases._process, signal.SIGKILL)
        pod.touch()
        pod.restore()
        yield {"run": "killed", "said": [run("Python", "pymysql")["said"], run("Node", "pg")["said"]]}
        yield {"run": "problems", "said": pod.problems}

    return {message["run"]: message for message in enclosed(task)}


@pytest.mark.parametrize("text", SAID)
def test_python(outcome, text):
    assert outcome[f"Python {text}"]["said"] == SAID[text]


@pytest.mark.parametrize("text", SAID_BY_NODE)
def test_node(outcome, text):
    assert outcome[f"Node {text}"]["said"] == SAID_BY_NODE[text]


def test_nothing_was_beyond_the_stand_ins(outcome):
    assert outcome["problems"]["said"] == []
    doubtful = [
        (run, record["text"], record["said"])
        for run, message in outcome.items()
        for record in message.get("records", ())
        if record["ended"] not in ("ok", "error")
    ]
    assert doubtful == []


@pytest.mark.parametrize(("run", "dialect"), [("Python pymysql", "mysql"), ("Node pg", "postgres")])
def test_statements_are_recorded(outcome, run, dialect):
    records = outcome[run]["records"]
    (found,) = [record for record in records if "created_at FROM users" in record["text"]]
    assert (found["dialect"], found["rows"], found["ended"]) == (dialect, 1, "ok")
    assert [record["ended"] for record in records if "ghmark" in record["text"]] == ["error"]


def test_connections_outlive_the_state_of_the_database(outcome):
    assert outcome["warm"]["said"] == [2, 0, 2]


@pytest.mark.parametrize("how", ["replaced", "killed"])
def test_a_process_that_does_not_answer_is_replaced(outcome, how):
    assert outcome[how]["said"] == [SAID["pymysql"], SAID_BY_NODE["pg"]]
