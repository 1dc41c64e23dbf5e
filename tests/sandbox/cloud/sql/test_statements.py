"""What the stand-ins for databases answer to statements: each as the real one would, from tables that nobody made."""

from __future__ import annotations

import itertools

import pytest

from goatherd.sandbox.canaries import Canaries
from goatherd.sandbox.cloud.sql.databases import MAX_RECORDS, Database
from goatherd.sandbox.cloud.sql.errors import SqlError
from goatherd.sandbox.cloud.sql.types import Session
from goatherd.sandbox.tenants import ATTACKER, VICTIM

WATCH = "ghmark"


class Client:
    """One connection; `told` is what the database tells the pod."""

    def __init__(self, dialect):
        self.told = []
        self.database = Database(
            dialect, WATCH, Canaries.seeded(0), lambda kind, **what: self.told.append({"kind": kind, **what})
        )
        self.session = Session(database="shop", user="app")

    def run(self, statement, *parameters):
        return self.database.run(statement, parameters, self.session)

    def rows(self, statement, *parameters):
        return [tuple(row) for row in self.run(statement, *parameters).rows]

    def fails(self, statement, *parameters):
        with pytest.raises(SqlError) as caught:
            self.run(statement, *parameters)
        return caught.value

    @property
    def ended(self):
        return self.told[-1]["ended"]


@pytest.fixture
def mysql():
    return Client("mysql")


@pytest.fixture
def postgres():
    return Client("postgres")


@pytest.fixture(params=["mysql", "postgres"])
def either(request):
    return Client(request.param)


def canaries(client):
    return {each["owner"]: each["text"] for each in client.told if each["kind"] == "canary"}


def test_a_table_that_nobody_made_holds_a_row_of_each_tenant(either):
    found = either.rows("SELECT id, email, note, is_admin, created_at FROM users ORDER BY id")
    planted = canaries(either)
    assert found == [
        (1, ATTACKER.email, planted["mallory"], 0, "2026-01-01 00:00:00"),
        (2, VICTIM.email, planted["alice"], 0, "2026-01-01 00:00:00"),
    ]


def test_what_is_compared_with_shows_the_types(either):
    either.run("SELECT a, b FROM shown WHERE code = 'x' AND size = 4 AND kind = 'public' AND id = 'm'")
    columns = either.run("SELECT code, size, id, kind FROM shown")
    assert [column.type for column in columns.columns] == ["text", "int", "text", "text"]
    assert [row[2:] for row in columns.rows] == [("mallory-1", "public"), ("alice-1", "public")]


def test_all_columns_of_an_unknown_table(either):
    (columns, row) = (
        [column.name for column in either.run("SELECT * FROM things").columns],
        either.rows("SELECT * FROM things WHERE id = 2"),
    )
    assert {"id", "username", "email", "name"} <= set(columns)
    assert VICTIM.email in row[0]


def test_names_of_an_outsider_are_not_made_up(mysql, postgres):
    mysql.run("SELECT id FROM users")
    assert mysql.fails(f"SELECT id FROM users WHERE id = {WATCH}").mysql[:2] == (1054, "42S22")
    assert mysql.fails(f"SELECT id FROM {WATCH}").mysql[:2] == (1146, "42S02")
    assert postgres.fails(f"SELECT {WATCH} FROM users").postgres == ("42703", f'column "{WATCH}" does not exist')


@pytest.mark.parametrize(
    ("statement", "ended"),
    [
        (f"SELECT id FROM users WHERE name = '{WATCH}'x'", "error"),
        (f"SELECT id FROM users WHERE name = '{WATCH}", "error"),
        (f"SELECT id FROM users WHERE id = {WATCH} 'x", "error"),
        ("SELECT id FROM users WHERE name = ", "doubtful"),
        (f"SELEC id FROM users WHERE name = '{WATCH}'", "doubtful"),
    ],
)
def test_errors_of_syntax_are_certain_only_where_the_outsider_made_them(either, statement, ended):
    error = either.fails(statement)
    assert (error.mysql[0], error.postgres[0]) == (1064, "42601")
    assert (either.ended, either.told[-1]["gap"]) == (ended, "")


def test_what_is_recorded(either):
    place = "?" if either.database.dialect == "mysql" else "$1"
    either.run(f"SELECT id FROM users WHERE id = {place}", 2)
    record = {name: either.told[-1][name] for name in ("kind", "text", "parameters", "rows", "ended", "gap")}
    text = f"SELECT id FROM users WHERE id = {place}"
    assert record == {"kind": "sql", "text": text, "parameters": 1, "rows": 1, "ended": "ok", "gap": ""}


def test_records_are_bounded(mysql):
    mysql.run(f"SELECT '{'x' * 50_000}'")
    assert len(mysql.told[-1]["text"]) == 8_000
    for _ in range(MAX_RECORDS + 5):
        mysql.run("SET a = 1")
    assert [each["kind"] for each in mysql.told].count("sql") == MAX_RECORDS


def test_writing_and_keys(mysql, postgres):
    first = mysql.run("INSERT INTO orders (total, note) VALUES (?, ?)", 5, "x")
    assert (first.affected, first.last_id) == (1, 3)
    assert mysql.rows("SELECT LAST_INSERT_ID()") == [(3,)]
    assert mysql.run("UPDATE orders SET total = 6 WHERE id > 1 LIMIT 5").affected == 2
    assert mysql.run("INSERT INTO orders (id, total) VALUES (3, 1) ON DUPLICATE KEY UPDATE total = VALUES(total)")
    assert mysql.run("REPLACE INTO orders (id, total) VALUES (3, 9)").affected == 1
    assert mysql.rows("SELECT total FROM orders WHERE id = 3") == [(9,)]
    assert mysql.fails("INSERT INTO orders (id) VALUES (1)").mysql[0] == 1062
    statement = (
        "INSERT INTO k (email, n) VALUES ($1, 1) ON CONFLICT (email) DO UPDATE SET n = EXCLUDED.n RETURNING n, id"
    )
    assert postgres.rows(statement, VICTIM.email) == [(1, 2)]
    assert postgres.run("DELETE FROM k").affected == 2


def test_tables_of_the_application_are_its_own(either):
    either.run(
        "CREATE TABLE own (id INT PRIMARY KEY, name VARCHAR(20) NOT NULL, at TIMESTAMP DEFAULT CURRENT_TIMESTAMP)"
    )
    assert either.rows("SELECT * FROM own") == []
    either.run("INSERT INTO own (id, name) VALUES (1, 'a')")
    assert either.fails("INSERT INTO own (id) VALUES (2)").mysql[0] == 1048
    assert either.fails("SELECT other FROM own").kind == "no column"
    assert either.fails("CREATE TABLE own (id INT)").kind == "table exists"


def test_a_table_that_may_be_there_has_rows(either):
    either.run("CREATE TABLE IF NOT EXISTS notes (id INT PRIMARY KEY, owner VARCHAR(40), body TEXT)")
    assert either.rows("SELECT id, owner FROM notes ORDER BY id") == [(1, ATTACKER.subject), (2, VICTIM.subject)]


def test_transactions(mysql, postgres):
    for client in (mysql, postgres):
        client.run("SELECT id FROM t")
        client.run("BEGIN")
        client.run("DELETE FROM t")
        client.run("ROLLBACK")
        assert len(client.rows("SELECT id FROM t")) == 2
    mysql.run("SET autocommit=0")
    mysql.run("DELETE FROM t")
    mysql.run("ROLLBACK")
    assert len(mysql.rows("SELECT id FROM t")) == 2
    postgres.run("BEGIN")
    postgres.fails("SELEC")
    assert postgres.fails("SELECT 1").postgres[0] == "25P02"
    postgres.run("ROLLBACK")
    assert postgres.rows("SELECT 1") == [(1,)]


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT VERSION(), @@version, DATABASE(), @@session.sql_mode, CONNECTION_ID()",
        "SET NAMES utf8mb4 COLLATE utf8mb4_unicode_ci",
        "SHOW VARIABLES LIKE 'sql_mode'",
        "SHOW FULL TABLES FROM `shop`",
        "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()",
        "SELECT DATE_SUB(NOW(), INTERVAL 7 DAY), DATE_FORMAT(created_at, '%Y-%m'), IFNULL(a, 1) FROM t FOR UPDATE",
        "SELECT u.name, COUNT(*) n FROM users u LEFT JOIN orders o ON o.user_id = u.id GROUP BY u.name HAVING n > 0",
        "SELECT GROUP_CONCAT(name SEPARATOR ';'), SLEEP(30) FROM users WHERE MATCH(name, note) AGAINST ('a b')",
        "SELECT id FROM users WHERE made_up_here(name) = 'x'",
    ],
)
def test_mysql_takes(mysql, statement):
    mysql.run(statement)
    assert mysql.ended == "ok"


@pytest.mark.parametrize(
    "statement",
    [
        "select pg_catalog.version(), current_database(), current_schema(), pg_sleep(30)",
        "show standard_conforming_strings",
        "SET TIME ZONE INTERVAL '+00:00' HOUR TO MINUTE",
        "SELECT c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace",
        "SELECT now() - interval '7 days', date_trunc('day', created_at), extract(epoch from created_at) FROM t",
        "SELECT data->>'k', name::text, id::int FROM public.t WHERE name ILIKE '%x%' AND id = ANY(ARRAY[1, 2])",
        "WITH q AS (SELECT id, total FROM orders) SELECT q.id, u.name FROM q JOIN users u ON u.id = q.id ORDER BY 2",
        "SELECT p FROM (VALUES ('a', 1), ('b', 2)) AS t(p, q) ORDER BY q",
        "SELECT E'a\\'b', $$x;'y$$, 'a' || 'b', gen_random_uuid(), count(*) FILTER (WHERE id > 1) FROM t",
        "CREATE EXTENSION IF NOT EXISTS pgcrypto",
        "SELECT pg_advisory_unlock_all()",
    ],
)
def test_postgres_takes(postgres, statement):
    postgres.run(statement)
    assert postgres.ended == "ok"


@pytest.mark.parametrize(
    "statement",
    [
        "ATTACH DATABASE '/tmp/x' AS y",
        "PRAGMA database_list",
        "VACUUM INTO '/tmp/x'",
        "SELECT load_extension('/tmp/x')",
        "SELECT " + "(" * 3_000 + "1" + ")" * 3_000,
        "SELECT " + " + ".join(["1"] * 30_000),
        "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT count(*) FROM r",
        "SELECT hex(zeroblob(900000000))",
        "SELECT '" + "x" * 200_000,
        "\0\0'\\",
        "SELECT 'a\0b' FROM t WHERE b = '\ud800'",
        "SELECT id FROM users WHERE a\0b = 1",
        "EXPLAIN SELECT 1",
    ],
)
def test_nothing_ends_the_conversation(either, statement):
    try:
        either.run(statement)
    except SqlError as error:
        assert error.mysql and error.postgres
    assert either.rows("SELECT 1") == [(1,)]


def test_what_is_not_simulated_is_a_gap(either):
    either.fails("EXPLAIN SELECT 1")
    assert (either.ended, either.told[-1]["gap"]) == ("gap", "EXPLAIN")


def test_tables_are_bounded(mysql):
    made = itertools.count()
    with pytest.raises(SqlError):
        for _ in range(200):
            mysql.run(f"SELECT id FROM t{next(made)}")


def test_all_is_forgotten_but_the_texts_stay(either):
    first = either.rows("SELECT note FROM users")
    either.run("DELETE FROM users")
    either.run("CREATE TABLE own (id INT)")
    either.database.forget()
    assert either.rows("SELECT note FROM users") == first
    either.run("CREATE TABLE own (id INT)")


def test_that_a_statement_begins_is_told_before_it_ends():
    client = Client("postgres")
    client.run("SELECT 1")
    client.run("SELECT 2")
    client.database.forget()
    client.run("SELECT 3")
    assert [each["kind"] for each in client.told] == ["begun", "sql", "sql", "begun", "sql"]


def test_no_function_reads_a_long_text_for_ever():
    digits = "substr(hex(zeroblob(2000000)), 1, 2000000)"
    client = Client("postgres")
    assert client.rows(f"SELECT shifted('2020-01-01', '+', {digits}, '')") == [("2020-01-01 00:00:00",)]
    assert client.rows("SELECT shifted('2020-01-01', '+', '1 day 2 hours', '')") == [("2020-01-02 02:00:00",)]
