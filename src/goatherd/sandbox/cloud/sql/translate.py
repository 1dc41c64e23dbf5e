"""Statements of MySQL and PostgreSQL as SQLite's: parsed by sqlglot, and changed where the languages part ways."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

import sqlglot
from sqlglot import exp

from goatherd.sandbox.cloud.sql.errors import SqlError
from goatherd.sandbox.cloud.sql.types import DECLARED, of_cast

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_STATEMENT = 100_000  # characters
MAX_NODES = 20_000
CATALOGS = ("information_schema", "pg_catalog")
_NEAR = re.compile(r"\x1b\[4m(.*?)\x1b\[0m", re.DOTALL)
_REPLACE = re.compile(r"\s*REPLACE(?:\s+INTO)?\s", re.IGNORECASE)
_KEPT_CASTS = frozenset({"int", "bigint", "float", "text", "numeric"})

logging.getLogger("sqlglot").setLevel(logging.CRITICAL)


def parse(statement: str, dialect: str) -> exp.Expr:
    """The tree of one statement with named placeholders; raises SqlError."""
    if len(statement) > MAX_STATEMENT:
        raise SqlError("too long")
    replacing = dialect == "mysql" and _REPLACE.match(statement)
    text = f"INSERT INTO {statement[replacing.end() :]}" if replacing else statement
    try:
        tree = sqlglot.parse_one(text, read=dialect)
    except sqlglot.ParseError as error:
        raise SqlError("syntax", _near(str(error), text)) from error
    except sqlglot.TokenError as error:
        raise SqlError("syntax", text[-60:]) from error
    except RecursionError as error:
        raise SqlError("too long") from error
    if sum(1 for _ in tree.walk()) > MAX_NODES:
        raise SqlError("too long")
    if replacing and isinstance(tree, exp.Insert):
        tree.set("alternative", "REPLACE")
    if isinstance(tree, exp.Insert):
        _without_defaults(tree)
    return tree


def to_sqlite(tree: exp.Expr) -> str:
    """The text for SQLite; the tree is changed."""
    if isinstance(tree, exp.Create) and isinstance(tree.this, exp.Schema):
        return _create(tree)
    if isinstance(tree, exp.TruncateTable):
        return f"DELETE FROM {tree.expressions[0].sql('sqlite')}"
    for node in list(tree.walk()):
        change = _CHANGES.get(type(node))
        changed = change(node) if change else node
        if changed is not node and node is not tree:
            node.replace(changed)
    try:
        return tree.sql("sqlite").replace("\0", "\N{REPLACEMENT CHARACTER}")  # for SQLite, a text ends there
    except RecursionError as error:
        raise SqlError("too long") from error


def _without_defaults(tree: exp.Insert) -> None:
    """SQLite knows no DEFAULT among values; NULL makes it choose a key."""
    for row in tree.find_all(exp.Tuple):
        for value in row.expressions:
            if isinstance(value, (exp.Column, exp.Var)) and value.name.upper() == "DEFAULT":
                value.replace(exp.null())


def _near(said: str, text: str) -> str:
    """The part of the statement that a parser's error points at."""
    found = _NEAR.search(said)
    return found[1] if found and found[1] in text else text[-60:]


def _call(name: str, *arguments: Any) -> exp.Expr:
    return exp.Anonymous(this=name, expressions=list(arguments))


def _text(value: object) -> exp.Expr:
    return exp.Literal.string(str(value))


def _table(table: exp.Expr) -> exp.Expr:
    if str(table.args.get("db") or "").strip('"`').lower() not in CATALOGS:
        table.set("db", None)
    table.set("catalog", None)
    return table


def _column(column: exp.Expr) -> exp.Expr:
    column.set("db", None)
    column.set("catalog", None)
    return column


def _shifted(sign: str) -> Callable[[exp.Expr], exp.Expr]:
    """An interval added to or taken from a time, as our function `shifted(time, sign, number, unit)`."""

    def change(node: exp.Expr) -> exp.Expr:
        other = node.expression
        if isinstance(other, exp.Interval):
            number, unit = other.this, other.args.get("unit")
        elif isinstance(node, (exp.Add, exp.Sub)):
            return node
        else:
            number, unit = other, node.args.get("unit")
        return _call("shifted", node.this, _text(sign), number or _text("0"), _text(unit or ""))

    return change


def _interval(node: exp.Expr) -> exp.Expr:
    if isinstance(node.parent, (exp.Add, exp.Sub, exp.DateAdd, exp.DateSub)):
        return node
    return _text(f"{node.this.name if node.this else ''} {node.args.get('unit') or ''}".strip())


def _cast(node: exp.Expr) -> exp.Expr:
    kind = of_cast(node.args["to"])
    if kind not in _KEPT_CASTS:
        return _call("cast_to", node.this, _text(kind))
    node.set("to", exp.DataType.build(DECLARED[kind], dialect="sqlite"))
    return node


def _any(node: exp.Expr) -> exp.Expr:
    """`x = ANY(list)`: lists are JSON here, as parameters and as written."""
    if not isinstance(node.expression, exp.Any):
        return node
    given = node.expression.this.unnest()
    if isinstance(given, (exp.Subquery, exp.Select)):
        return exp.In(this=node.this, query=given if isinstance(given, exp.Subquery) else exp.Subquery(this=given))
    if isinstance(given, exp.Cast):
        given = given.this
    if isinstance(given, exp.Array):
        return exp.In(this=node.this, expressions=given.expressions)
    listed = sqlglot.parse_one("SELECT value FROM json_each(x)", read="sqlite")
    for column in list(listed.find_all(exp.Column)):
        if column.name == "x":
            column.replace(given.copy())
    return exp.In(this=node.this, query=exp.Subquery(this=listed))


def _conflict(node: exp.Expr) -> exp.Expr:
    if node.args.get("duplicate"):
        node.set("duplicate", False)
        node.set("action", exp.var("DO UPDATE"))
    node.set("constraint", None)
    keys = [key.this if isinstance(key, exp.Ordered) else key for key in node.args.get("conflict_keys") or ()]
    node.set("conflict_keys", keys or None)
    return node


def _function(node: exp.Expr) -> exp.Expr:
    if node.name.upper() == "VALUES" and node.find_ancestor(exp.OnConflict) and node.expressions:
        return exp.column(node.expressions[0].name, table="excluded")
    return node


def _document(node: exp.Expr) -> exp.Expr:
    """SQLite breaks off at a text that is no JSON."""
    node.set("this", _call("as_json", node.this))
    return node


def _values(node: exp.Expr) -> exp.Expr:
    """`(VALUES …) AS t(a, b)`: SQLite's columns are called column1 and so on."""
    alias = node.args.get("alias")
    if not isinstance(alias, exp.TableAlias) or not alias.columns:
        return node
    node.set("alias", None)
    named = [exp.alias_(exp.column(f"column{number}"), each.name) for number, each in enumerate(alias.columns, 1)]
    return exp.Subquery(
        this=exp.select(*named).from_(exp.Subquery(this=node.copy())), alias=exp.TableAlias(this=alias.this)
    )


def _without(*names: str) -> Callable[[exp.Expr], exp.Expr]:
    def change(node: exp.Expr) -> exp.Expr:
        for name in names:
            node.set(name, None)
        return node

    return change


_CHANGES: dict[type[exp.Expr], Callable[[exp.Expr], exp.Expr]] = {
    exp.Table: _table,
    exp.Column: _column,
    exp.Add: _shifted("+"),
    exp.Sub: _shifted("-"),
    exp.DateAdd: _shifted("+"),
    exp.DateSub: _shifted("-"),
    exp.Interval: _interval,
    exp.Cast: _cast,
    exp.TryCast: _cast,
    exp.EQ: _any,
    exp.OnConflict: _conflict,
    exp.Values: _values,
    exp.JSONExtract: _document,
    exp.JSONExtractScalar: _document,
    exp.Anonymous: _function,
    exp.Select: _without("locks", "hint", "into"),
    exp.Delete: _without("limit", "order"),
    exp.Update: _without("limit", "order"),
    exp.Drop: _without("cascade", "restrict", "constraints"),
    exp.Collate: lambda node: node.this,
    exp.Introducer: lambda node: node.expression,
    exp.ByteString: lambda node: _text(node.name),
    exp.CurrentVersion: lambda _: _call("version"),
    exp.CurrentDatabase: lambda _: _call("current_database"),
    exp.CurrentSchema: lambda _: _call("current_schema_name"),
    exp.CurrentUser: lambda _: _call("session_user_name"),
    exp.CurrentTimestamp: lambda _: _call("now"),
    exp.UtcTimestamp: lambda _: _call("now"),
    exp.SessionParameter: lambda node: _call("setting", _text(node.name)),
    exp.Parameter: lambda _: exp.null(),
    exp.Extract: lambda node: _call("extracted", _text(node.this), node.expression),
    exp.TimestampTrunc: lambda node: _call("truncated", _text(node.args.get("unit") or ""), node.this),
    exp.ArrayAgg: lambda node: _call("json_group_array", node.this),
    exp.Array: lambda node: _call("json_array", *node.expressions),
    exp.Dot: lambda node: node.expression if isinstance(node.expression, exp.Func) else node,
    exp.RegexpLike: lambda node: _call("matches", node.this, node.expression),
    exp.MatchAgainst: lambda node: _call("holds", node.this, *node.expressions),
}


def _create(tree: exp.Create) -> str:
    """A table with its columns, keys and defaults that are constants; other constraints are left out."""
    columns, keys = [], []
    for part in tree.this.expressions:
        if isinstance(part, exp.ColumnDef):
            columns.append(part)
        elif isinstance(part, exp.PrimaryKey):
            keys = [each.name for each in part.expressions]
    if not columns:
        raise SqlError("gap", "a table without columns")
    lines = [_definition(column, keys) for column in columns]
    if len(keys) > 1:
        lines.append(f"PRIMARY KEY ({', '.join(quoted(key) for key in keys)})")
    exists = "IF NOT EXISTS " if tree.args.get("exists") else ""
    return f"CREATE TABLE {exists}{quoted(tree.this.this.name)} ({', '.join(lines)})"


def _definition(column: exp.ColumnDef, keys: list[str]) -> str:
    kind = of_cast(column.kind)
    words = [quoted(column.name), DECLARED[kind]]
    constraints = {type(each.kind): each.kind for each in column.args.get("constraints") or ()}
    if exp.PrimaryKeyColumnConstraint in constraints or keys == [column.name]:
        # Only an INTEGER counts up by itself.
        words[1:] = ["INTEGER" if kind == "bigint" else words[1], "PRIMARY KEY"]
    elif exp.UniqueColumnConstraint in constraints:
        words.append("UNIQUE")
    elif exp.NotNullColumnConstraint in constraints and not constraints[exp.NotNullColumnConstraint].args.get(
        "allow_null"
    ):
        words.append("NOT NULL")
    default = constraints.get(exp.DefaultColumnConstraint)
    if default:
        constant = isinstance(default.this, (exp.Literal, exp.Boolean, exp.Null))
        words.append(f"DEFAULT {default.this.sql('sqlite') if constant else 'CURRENT_TIMESTAMP'}")
    return " ".join(words)


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
