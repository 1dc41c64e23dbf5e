"""Packages as their authors publish them: what the guard in Node.js sees of their calls."""

from __future__ import annotations

import pytest

from tests.guard.applications import TOP, made, ran

PACKAGES = ("mysql@2.18.1", "mysql2@3.24.6", "pg@8.23.1", "mongodb@6.20.0", "ejs@3.1.10")
# Nothing listens at these addresses: what the guard lets through ends with an error that the handler swallows.
FUNCTION = """
const { guarded } = require(process.env.GUARD);
const at = { host: '127.0.0.1', port: 9, user: 'a', database: 'a' };
const query = (client, value) => new Promise((resolve) => {
  client.on?.('error', () => {});
  client.query("SELECT * FROM t WHERE a = '" + value + "'", resolve);
});
const calls = {
  'mysql': (value) => query(require('mysql').createConnection(at), value),
  'mysql, pool': (value) => query(require('mysql').createPool(at), value),
  'mysql2': (value) => query(require('mysql2').createConnection(at), value),
  'mysql2, pool': (value) => query(require('mysql2').createPool(at), value),
  'mysql2, promises': (value) => require('mysql2/promise').createPool(at).query("SELECT '" + value + "'"),
  'pg': (value) => new (require('pg').Client)(at).query("SELECT '" + value + "'", () => {}),
  'pg, pool': (value) => query(new (require('pg').Pool)(at), value),
  'mongodb': (value) => {
    const client = new (require('mongodb').MongoClient)('mongodb://127.0.0.1:9/', { serverSelectionTimeoutMS: 100 });
    return client.db('a').collection('b').findOne({ a: JSON.parse(value) });
  },
  'ejs': (value) => require('ejs').render('<p>' + value + '</p>'),
};
const [call, value] = process.argv.slice(2);
const handler = guarded(async (event) => {
  await Promise.resolve(calls[call](event.queryStringParameters.value)).catch(() => {});
  return { statusCode: 200 };
});
const requestContext = { http: { method: 'GET', path: '/' } };
const event = { version: '2.0', rawPath: '/', headers: {}, queryStringParameters: { value }, requestContext };
handler(event, {}).then((answer) => {
  console.log('ANSWER ' + answer.statusCode);
  process.exit(0);
});
"""


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    options = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error")
    command = ["npm", "install", "--prefix", ".", *options, *PACKAGES]
    return made(tmp_path_factory.mktemp("app"), "app.cjs", FUNCTION, command)


STATEMENTS = ("mysql", "mysql, pool", "mysql2", "mysql2, pool", "mysql2, promises", "pg", "pg, pool")


@pytest.mark.parametrize(
    ("call", "harmful", "harmless", "rule"),
    [
        *((call, "1' OR '1'='1", "O-1234", "sink-sql") for call in STATEMENTS),
        ("mongodb", '{"$gt": ""}', '"abcd"', "sink-nosql"),
        ("ejs", "<%= 7 * 7 %>", "abcd", "sink-template"),
    ],
)
def test_a_value_that_changes_the_structure_is_refused_and_another_is_not(app, call, harmful, harmless, rule):
    def run(value):
        return ran(app, ["node", "app.cjs", call, value], {"GUARD": str(TOP / "node/src/index.cjs")})

    assert run(harmful) == (403, {rule})
    assert run(harmless) == (200, set())
