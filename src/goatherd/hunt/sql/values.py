"""The values of a record's fields as expressions over its row: what `goatherd.hunt.values` says of a record.

Where a column holds the field, its value is that of the column. Else the values are looked for in the JSON of the
nearest column above it, or of the record, with lists on the way looked into. Of what stands in the row's columns only
that which is asked for is read. Expressions are sqlglot's, of functions that it translates into every dialect.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen
from sqlglot import exp

from goatherd.hunt.lake.columns import RECORD, held
from goatherd.hunt.values import path_of

if TYPE_CHECKING:
    from goatherd.hunt.lake.columns import Held
    from goatherd.hunt.telemetry.kind import Kind
    from goatherd.hunt.values import Path

VALUE, BETWEEN_VALUES = "v", 0x1E
_JSON = exp.DataType.build("json")
_LIST = exp.DataType(this=exp.DataType.Type.ARRAY, expressions=[_JSON], nested=True)


@frozen
class One:
    """At most one value: `text` is null where there is none. `number` is it where a column of numbers holds it."""

    text: exp.Expr
    number: exp.Expr | None = None


@frozen
class Many:
    """`texts` is an array without nulls."""

    texts: exp.Expr


Values = One | Many


class Row:
    """A row of a kind's table. Of an `odd` one, whose columns do not hold all, the record itself is asked."""

    def __init__(self, kind: Kind, *, odd: bool = False) -> None:
        self._kind = kind
        self._odd = odd
        self._held = {path_of(each.field): each for each in held(kind)}

    def values(self, field: str) -> Values:
        path = path_of(field)
        if not path:
            return One(self._record())
        column = self._held.get(path)
        if self._odd:
            values = _many(_array(_parsed(RECORD)), path)
            return Many(self._plain_or(values)) if field == self._kind.named else Many(values)
        if column is not None and not column.is_json:
            return _one(column)
        for length in range(len(path), 0, -1):
            above = self._held.get(path[:length])
            if above is not None and above.is_json:
                return Many(_many(_elements(_parsed(above.name)), path[length:]))
        return Many(_many(_array(_parsed(RECORD)), path))

    def _plain_or(self, values: exp.Expr) -> exp.Expr:
        name = exp.column(self._held[path_of(self._kind.named)].name)
        return exp.Case().when(name.is_(exp.null()).not_(), _array(name)).else_(values)

    def _record(self) -> exp.Expr:
        """The record as rules are asked of it: without blanks, its name the plain one."""
        text = exp.JSONFormat(this=_parsed(RECORD), is_json=True)
        name = self._kind.named
        written = exp.JSONExtractScalar(this=_parsed(RECORD), expression=_json_path((name,)))
        plain = exp.column(self._held[path_of(name)].name)
        begin, end = string(f'"{name}":"'), string('"')
        named = _replaced(text, concatenated(begin, written, end), concatenated(begin, plain.copy(), end))
        return _unquoted(exp.Case().when(plain.is_(exp.null()), text.copy()).else_(named))


class NamedRow(Row):
    """One whose arrays are columns of their own, called as the field is, with `[]` behind it since a column of the
    table may have the same name. `named` are those that were asked for.
    """

    def __init__(self, kind: Kind) -> None:
        super().__init__(kind)
        self.named: dict[str, exp.Expr] = {}

    def values(self, field: str) -> Values:
        found = super().values(field)
        if isinstance(found, One):
            return found
        name = f"{field}[]"
        self.named[field] = exp.alias_(found.texts, name, quoted=True)
        return Many(exp.column(name, quoted=True))


def _one(column: Held) -> One:
    named = exp.column(column.name)
    if column.holds != "number":
        return One(named)
    named.type = "double"
    is_whole = exp.EQ(this=named, expression=exp.Floor(this=named))
    whole = exp.cast(exp.cast(named, "bigint"), "varchar")
    text = exp.Case().when(is_whole, whole).else_(exp.cast(named, "varchar"))
    return One(text, named)


def _many(objects: exp.Expr, path: Path) -> exp.Expr:
    """The texts of what lies at `path` in an array of JSON."""
    for name in path:
        inner = exp.JSONExtract(this=_item(), expression=_json_path((name,)))
        objects = _flat(objects, _elements(inner))
    return exp.ArrayFilter(
        this=exp.Transform(this=objects, expression=function(_text(_item()))),
        expression=function(_item().is_(exp.null()).not_()),
    )


def _flat(array: exp.Expr, inner: exp.Expr) -> exp.Expr:
    return exp.Flatten(this=exp.Transform(this=array, expression=function(inner)))


def _elements(value: exp.Expr) -> exp.Expr:
    """Of JSON: what is in a list, and in lists in it, or else itself, as an array."""
    return _flat(_unwrapped(value), _unwrapped(_item()))


def _unwrapped(value: exp.Expr) -> exp.Expr:
    return exp.Coalesce(this=exp.TryCast(this=value, to=_LIST.copy(), safe=True), expressions=[_array(value.copy())])


def _text(value: exp.Expr) -> exp.Expr:
    """Of JSON that is no list: null of null."""
    written = exp.JSONFormat(this=value, is_json=True)
    scalar = exp.JSONExtractScalar(this=value.copy(), expression=exp.JSONPath(expressions=[exp.JSONPathRoot()]))
    whole = exp.RegexpReplace(this=scalar, expression=string(r"\.0+$"), replacement=string(""))
    return (
        exp.Case()
        .when(exp.Like(this=written, expression=string("{%")), _unquoted(written.copy()))
        .when(exp.Like(this=written.copy(), expression=string('"%')), scalar.copy())
        .else_(whole)
    )


def _unquoted(text: exp.Expr) -> exp.Expr:
    return _replaced(text, string('\\"'), string('"'))


def _replaced(text: exp.Expr, old: exp.Expr, new: exp.Expr) -> exp.Expr:
    return exp.Replace(this=text, expression=old, replacement=new)


def _parsed(column: str) -> exp.Expr:
    return exp.ParseJSON(this=exp.column(column))


def _json_path(names: Path) -> exp.Expr:
    return exp.JSONPath(expressions=[exp.JSONPathRoot(), *(exp.JSONPathKey(this=name) for name in names)])


def _array(item: exp.Expr) -> exp.Expr:
    return exp.Array(expressions=[item])


def concatenated(*parts: exp.Expr) -> exp.Expr:
    found = parts[0]
    for part in parts[1:]:
        found = exp.DPipe(this=found, expression=part, safe=True)
    return found


def _item(name: str = VALUE) -> exp.Column:
    return exp.column(name)


def function(body: exp.Expr, of: str = VALUE) -> exp.Lambda:
    """What is done with each value of an array, which `body` calls by the name `of`."""
    return exp.Lambda(this=body, expressions=[exp.to_identifier(of)])


def string(text: str) -> exp.Literal:
    return exp.Literal.string(text)


def number(value: float) -> exp.Expr:
    return exp.Literal.number(value) if value >= 0 else exp.Neg(this=exp.Literal.number(-value))


def joined(values: Values) -> exp.Expr:
    """All values of a field as one text, as `group_of` joins them."""
    if isinstance(values, One):
        return exp.Coalesce(this=values.text, expressions=[string("")])
    return exp.ArrayToString(this=values.texts, expression=letter(BETWEEN_VALUES))


def letter(code: int) -> exp.Expr:
    return exp.Chr(expressions=[exp.Literal.number(code)])
