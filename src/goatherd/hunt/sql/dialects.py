"""Expressions -> the text of a dialect. sqlglot translates all of them but what Spark has in a way of its own: JSON,
which is VARIANT there, and how numbers are written.
"""

from __future__ import annotations

from sqlglot import exp

_DECIMAL = exp.DataType.build("decimal(38, 15)")
_ZERO = exp.Literal.string("0")
DIALECTS = ("athena", "duckdb", "spark", "trino")


def written(query: exp.Query, dialect: str, *, pretty: bool = False) -> str:
    """For Spark, of version 4 or newer."""
    return (query.transform(_as_spark) if dialect == "spark" else query).sql(dialect, pretty=pretty)


def _as_spark(node: exp.Expr) -> exp.Expr:
    """With what is in it: a node that is replaced is not looked into again."""
    if isinstance(node, exp.ParseJSON):
        return _call("TRY_PARSE_JSON", node.this)
    if isinstance(node, exp.JSONFormat):
        return _call("TO_JSON", node.this)
    if isinstance(node, exp.JSONExtractScalar):
        return _got(node.this, node.expression, "string")
    if isinstance(node, exp.JSONExtract):
        return _got(node.this, node.expression, "variant")
    if isinstance(node, exp.TryCast) and node.to.is_type(exp.DataType.Type.ARRAY):
        return _got(node.this, exp.JSONPath(expressions=[]), "array<variant>")
    if isinstance(node, exp.Cast) and node.is_type("varchar") and node.this.is_type("double"):
        return exp.Trim(
            this=exp.cast(exp.cast(node.this, _DECIMAL), "varchar"), expression=_ZERO.copy(), position="TRAILING"
        )
    return node


def _got(value: exp.Expr, path: exp.Expr, form: str) -> exp.Expr:
    keys = "".join(f'["{key.this}"]' for key in path.find_all(exp.JSONPathKey))
    return _call("TRY_VARIANT_GET", value, exp.Literal.string(f"${keys}"), exp.Literal.string(form))


def _call(name: str, value: exp.Expr, *more: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this=name, expressions=[value.transform(_as_spark), *more])
