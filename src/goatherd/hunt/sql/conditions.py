"""What a rule asks of a record, as an expression that is true of its row, or else false or null."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from goatherd.hunt.condition import All, AnyOf, Compared, Gap, Like, Matches, Missing, Not, SameAs, Within
from goatherd.hunt.sql.networks import within
from goatherd.hunt.sql.values import VALUE, One, function, number, string
from goatherd.hunt.values import NUMBER

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.hunt.condition import Condition, Pattern, Question
    from goatherd.hunt.sql.values import Row, Values

    Fits = Callable[[exp.Expr], exp.Expr]

OTHER = "o"
_ORDERS: dict[str, type[exp.Binary]] = {"<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE}


def asked(condition: Condition, row: Row) -> exp.Expr:
    if isinstance(condition, All):
        return exp.and_(*(asked(part, row) for part in condition.parts), copy=False)
    if isinstance(condition, AnyOf):
        return _any_of(condition, row)
    if isinstance(condition, Not):
        return _not(condition.part, row)
    if isinstance(condition, Missing):
        return _missing(row.values(condition.field))
    if isinstance(condition, SameAs):
        return _same(condition, row)
    values = row.values(condition.field)
    if isinstance(condition, Compared) and isinstance(values, One) and values.number is not None:
        return _ORDERS[condition.order](this=values.number, expression=number(condition.number))
    return some(values, lambda text: _fits(condition, text))


def some(values: Values, fits: Fits, name: str = VALUE) -> exp.Expr:
    """Whether one of the values fits."""
    if isinstance(values, One):
        return fits(values.text)
    fitting = exp.ArrayFilter(this=values.texts, expression=function(fits(exp.column(name)), name))
    return exp.GT(this=exp.ArraySize(this=fitting), expression=number(0))


def _any_of(condition: AnyOf, row: Row) -> exp.Expr:
    """Texts that one field is compared with are asked together, so that its values are looked for once."""
    literals: dict[str, list[str]] = {}
    parts: list[exp.Expr] = []
    for part in condition.parts:
        if isinstance(part, Like) and part.literal is not None and not part.cased:
            literals.setdefault(part.field, []).append(part.literal.lower())
        else:
            parts.append(asked(part, row))
    for field, texts in literals.items():
        parts.append(some(row.values(field), lambda text, texts=texts: _one_of(exp.Lower(this=text), texts)))  # type: ignore[misc]
    return exp.or_(*parts, copy=False)


def _one_of(text: exp.Expr, texts: list[str]) -> exp.Expr:
    if len(texts) == 1:
        return exp.EQ(this=text, expression=string(texts[0]))
    return exp.In(this=text, expressions=[string(each) for each in texts])


def _not(part: Condition, row: Row) -> exp.Expr:
    inner = asked(part, row)
    if isinstance(part, Missing):
        return exp.not_(inner, copy=False)
    return exp.not_(exp.Coalesce(this=exp.paren(inner, copy=False), expressions=[exp.false()]), copy=False)


def _missing(values: Values) -> exp.Expr:
    if isinstance(values, One):
        return values.text.is_(exp.null())
    return exp.EQ(this=exp.ArraySize(this=values.texts), expression=number(0))


def _same(condition: SameAs, row: Row) -> exp.Expr:
    others = row.values(condition.other)

    def fits(text: exp.Expr) -> exp.Expr:
        return some(others, lambda other: _part(exp.Lower(this=text), exp.Lower(this=other), condition.part), OTHER)

    return some(row.values(condition.field), fits)


def _part(text: exp.Expr, other: exp.Expr, part: str) -> exp.Expr:
    if part == "whole":
        return exp.EQ(this=text, expression=other)
    if part == "inside":
        return exp.GT(this=exp.StrPosition(this=text, substr=other), expression=number(0))
    length = exp.Length(this=other.copy())
    if part == "start":
        return exp.EQ(this=exp.Substring(this=text, start=number(1), length=length), expression=other)
    before = exp.Sub(this=exp.Length(this=text.copy()), expression=length)
    end = exp.Substring(this=text, start=exp.Add(this=before, expression=number(1)))
    return exp.and_(exp.GTE(this=before.copy(), expression=number(0)), exp.EQ(this=end, expression=other), copy=False)


def _fits(question: Question, text: exp.Expr) -> exp.Expr:
    if isinstance(question, Like):
        return _like(question, text)
    if isinstance(question, Matches):
        flags = f"(?{''.join(dict.fromkeys(question.flags))})" if question.flags else ""
        return exp.RegexpLike(this=text, expression=string(flags + question.expression))
    if isinstance(question, Within):
        return within(text, question.network)
    assert isinstance(question, Compared)
    value = exp.TryCast(this=text, to=exp.DataType.build("double"), safe=True)
    is_number = exp.RegexpLike(this=text.copy(), expression=string(rf"^{NUMBER.pattern}\z"))
    compared = _ORDERS[question.order](this=value, expression=number(question.number))
    return exp.and_(is_number, compared, copy=False)


def _like(question: Like, text: exp.Expr) -> exp.Expr:
    asked = text if question.cased else exp.Lower(this=text)
    if question.literal is not None:
        literal = question.literal if question.cased else question.literal.lower()
        return exp.EQ(this=asked, expression=string(literal))
    pattern, escaped = _pattern(question.pattern, cased=question.cased)
    like = exp.Like(this=asked, expression=string(pattern))
    return exp.Escape(this=like, expression=string("\\")) if escaped else like


def _pattern(pattern: Pattern, *, cased: bool) -> tuple[str, bool]:
    """As LIKE writes it, and whether something in it is escaped."""
    gaps = {Gap.ANY: "%", Gap.ONE: "_"}
    texts = ["" if isinstance(part, Gap) else part if cased else part.lower() for part in pattern]
    escaped = any(letter in text for text in texts for letter in "\\%_")
    if escaped:
        texts = [text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") for text in texts]
    parts = [gaps[part] if isinstance(part, Gap) else text for part, text in zip(pattern, texts, strict=True)]
    return "".join(parts), escaped
