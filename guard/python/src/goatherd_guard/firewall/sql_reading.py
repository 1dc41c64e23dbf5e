"""A text read as the rest of a statement of SQL: operands and operators by turns, until that is proof or ends."""

from goatherd_guard.firewall.sql_endings import cuts, ends_string, finishes, has_blank, is_sandwich
from goatherd_guard.firewall.sql_names import is_dangerous
from goatherd_guard.firewall.sql_operands import STAY, WANTED, Clause, Operands
from goatherd_guard.firewall.sql_phrases import acts, stands_alone
from goatherd_guard.firewall.sql_tokens import words

_NUMBERS = words("int integer bigint smallint numeric int2 int4 int8 float8 double")
_CATALOGUES = ("information_schema.", "pg_catalog.", "sysobjects", "`information_schema`")
# Keywords with which a text begins that goes on after an operand of the statement's.
_GOES_ON = words("as from union intersect except minus order group having where limit procedure into then waitfor")
_BETWEEN = words("l c a # ) ; : ,")
_WITHOUT_SEMICOLON = words(
    "exec execute insert update delete drop truncate declare waitfor if shutdown create alter grant begin"
)


class Reading(Operands):
    """Each method of `_HAD` gives None where another operand has to come, STAY where not, else the verdict."""

    __slots__ = ()

    def proves(self):
        kind, value, spaced = self.tokens.at(0)
        if self.quote == "*":
            wants = kind in ("1", "w", "(", "u")
        elif self.quote:
            self.clause.operand = "1"
            if kind == "w" and self.tokens.at(1)[0] == "(":
                return spaced and is_dangerous(value) and ends_string(self)
            wants = False
        elif kind == "?" or value == "/":
            return False
        elif stands_alone(self.tokens):
            return True
        else:
            # Before it may stand an operand of the statement's.
            wants = value in ("+", "-", "*") or not (kind in _BETWEEN or (kind == "k" and value in _GOES_ON))
        while True:
            kind, value, spaced = self.tokens.at(self.place)
            read = (WANTED if wants else _HAD).get(kind)
            step = read(self, value) if read is not None else kind == "?" and is_sandwich(self)
            if step is None:
                wants = not wants
            elif step is not STAY:
                return step
            self.place += 1

    def logical(self, value):
        clause = self.clause
        if not clause.logical:
            clause.base = "" if clause.compared else clause.operand
            clause.first = clause.first if clause.compared else self.last
        clause.logical = value
        self.operators += 1

    def comparison(self, value):
        clause, after = self.clause, self.next()
        if (value == "in" and after[0] != "(") or (value == "?" and self.last[:1] not in ("'", '"') and not self.quote):
            return False
        if value == "is" and after[1] == "not":
            self.place += 1
            after = self.next()
        clause.by_word = value.isalpha()
        if clause.by_word and not self.quote:
            if after[0] in ("w", "?", ".") and (
                "1" not in (clause.base, clause.operand) or self.next(2)[0] not in ("(", "#")
            ):
                return False
            if value == "is" and clause.operand == "1" and self.last[:1] in ("'", '"'):
                return False
        if value in ("similar", "sounds"):
            self.place += 1
        clause.left, clause.name = clause.operand, self.last
        if not clause.logical:
            clause.first = value
        self.operators += 1
        return None

    def arithmetic(self, _):
        self.operators += 1
        self.clause.arithmetic = True

    def comma(self, _):
        self.operators += 1
        self.clause = Clause(self.clause.call)

    def opened_had(self, _):
        return self.next()[1] == "select" and (self.quote or self.clause.operand == "1") and self.selects(2)

    def cast(self, _):
        kind, value, _ = self.next()
        if not self.quote and self.clause.operand in ("w", "f", "c") and value.lower() in _NUMBERS:
            return True
        self.place += 1
        return STAY if kind == "w" else False

    def negated(self, value):
        return STAY if value == "not" and self.next()[0] == "c" else False

    def continues(self, value):
        """A keyword or a name."""
        value = value.lower()
        read = _CONTINUED.get(value)
        if read is not None:
            return read(self, value)
        if value not in _WITHOUT_SEMICOLON:
            return self.name_of_digits()
        if value == "if" and not (
            self.quote
            and (self.next()[1] == "exists" or (self.next()[0] == "(" and self.next(2)[0] in ("1", "s", "k")))
        ):
            return False
        if not self.quote:
            counts = self.place <= 2 and self.clause.operand == "1" and not self.last.endswith(".")
            counts = counts or value == "waitfor" or self.closed > 0
            return (counts or self.tokens.veiled) and acts(self.tokens, self.place)
        # What a string begins with, rather than what stands after one, is a quotation of code.
        before = self.text[: self.start - 1]
        if not self.place and not (ends_string(self) and (self.next(0)[2] or (before and not has_blank(before)))):
            return False
        return acts(self.tokens, self.place)

    def name_of_digits(self):
        """`1a` is one in MySQL."""
        if self.place and self.next(-1)[0] == "1" and not self.next(0)[2]:
            self.clause.operand = "w"
            return STAY
        return False

    def separated(self, _):
        """After a semicolon: does another statement begin, or is the rest cut off?"""
        kind, value, _ = self.next()
        if kind == ".":
            return self.quote != "" and ends_string(self) and bool(self.clause.logical or self.others or self.operators)
        named = self.clause.operand == "w"
        if named and value == "if":
            return False
        if kind == "w" and not named and self.next(2)[0] == "(" and is_dangerous(value):
            return True
        return acts(self.tokens, self.place + 1, anything=self.quote != "") or (
            not named and cuts(self, self.place + 1)
        )

    def united(self, _):
        more = 1
        if self.next()[1] in ("all", "distinct", "distinctrow"):
            more = 2
            if self.quote == "*":
                return True
        while self.next(more)[0] == "(":
            more += 1
        if self.next(more)[0] != "k" or self.next(more)[1] not in ("select", "values"):
            return False
        return self.quote != "" or self.selects(more + 1)

    def ordered(self, _):
        if self.next()[1] != "by":
            return False
        if self.next(2)[0] == "1":
            after = self.next(3)[0]
            if (
                after in ("#", ",", ")")
                or (after == "." and (not self.place or self.clause.operand == "1"))
                or (self.quote and after != "w")
            ):
                return True
        self.place += 1
        return self.other("")

    def other(self, _):
        self.others += 1

    def after(self, _):
        return STAY

    def other_after(self, _):
        self.others += 1
        return STAY

    def alias(self, _):
        self.place += 1
        return STAY if self.next(0)[0] == "w" else False

    def source(self, _):
        after = self.next()
        if after[0] == "(":
            return self.next(2)[1] == "select" and self.selects(3)
        self.others += 1
        if self.quote:
            return None
        return after[1].lower().startswith(_CATALOGUES) or (self.closed > 0 and self.next(2)[1] == "where")

    def procedure(self, _):
        return self.next()[0] == "w" and self.next(2)[0] == "("

    def into(self, _):
        return self.next()[1].lower() in ("outfile", "dumpfile") or self.next()[1][:1] == "@"

    def when(self, value):
        return self.logical(value) if self.cases else False

    def then(self, _):
        return self.cases > 0


_HAD = {
    "l": Reading.logical, "c": Reading.comparison, "a": Reading.arithmetic, ",": Reading.comma, ")": Reading.close,
    "(": Reading.opened_had, "k": Reading.continues, "w": Reading.continues, ";": Reading.separated,
    "u": Reading.negated, ":": Reading.cast, "#": finishes, ".": finishes,
}  # fmt: skip
_CONTINUED = {
    "union": Reading.united, "intersect": Reading.united, "except": Reading.united, "minus": Reading.united,
    "then": Reading.then, "when": Reading.when, "else": Reading.other, "end": Reading.other_after,
    "returning": Reading.other, "offset": Reading.other, "fetch": Reading.other, "limit": Reading.other,
    "notnull": Reading.other_after, "isnull": Reading.other_after, "order": Reading.ordered, "group": Reading.ordered,
    "asc": Reading.after, "desc": Reading.after, "nulls": Reading.after, "as": Reading.alias, "from": Reading.source,
    "procedure": Reading.procedure, "into": Reading.into,
}  # fmt: skip
