"""What stands where a statement of SQL wants an operand."""

from goatherd_guard.firewall.sql_endings import ends_string, finishes, is_sandwich
from goatherd_guard.firewall.sql_names import is_dangerous, is_plain, is_telling
from goatherd_guard.firewall.sql_phrases import selects
from goatherd_guard.firewall.sql_tokens import Tokens, words

STAY = "stay"
_DEEPEST = 4096  # parentheses in one another; nobody nests so many who only gives a value
_CALLED = words("exists binary any all row if insert")


class Clause:
    """What was read between two parentheses or commas.

    Kinds of operands: `1` constant, `t` truth, `w` name, `c` call of a telling function, `f` anything else.
    """

    __slots__ = ("call", "base", "logical", "name", "left", "operand", "compared", "arithmetic", "first", "by_word")

    def __init__(self, call="", base="", logical=""):
        self.call = call  # `c` or `f` within the parentheses of a function
        self.operand = ""  # kind of the one that was read last
        self.base = base  # kind of the one that stood alone before the first logical operator
        self.logical = logical  # the last one
        self.name = ""  # the left operand itself
        self.left = ""  # kind of the left operand of a comparison whose right one is to come
        self.by_word = self.compared = self.arithmetic = False
        self.first = ""  # the first comparison, or the operand that stood alone


class Operands:
    """A text as it is read.

    `quote` is what the string was in that ends at `start`, "" outside of one, `*` in a comment.
    Each method of `WANTED` gives None once the operand came, STAY before that, else the verdict.
    """

    __slots__ = (
        "text", "start", "quote", "tokens", "place", "clause", "stack", "operators", "cases", "others", "closed",
        "last",
    )  # fmt: skip

    def __init__(self, text, start, quote):
        self.text, self.start, self.quote = text, start, quote
        self.tokens = Tokens(text, start)
        self.place = 0
        self.clause, self.stack = Clause(), []
        self.operators = self.cases = self.others = self.closed = 0
        self.last = ""

    def next(self, more=1):
        return self.tokens.at(self.place + more)

    def constant(self, value):
        return self.operand("1", value)

    def name(self, value):
        after = self.next()
        if after[0] == "(" and (not after[2] or self.quote or is_telling(value) or is_dangerous(value)):
            return self.call(value)
        return self.operand("w", value)

    def variable(self, value):
        return True if value.startswith("@@") and self.is_led_to() else self.operand("w", value)

    def opens(self, _):
        return self.opened("")

    def opened(self, call):
        if self.next()[1] == "select" and self.next()[0] == "k":
            return self.selects(2)
        if len(self.stack) > _DEEPEST:
            return self.operators > 0
        outer = self.clause
        self.stack.append(outer)
        self.clause = Clause(call) if call else Clause("", outer.base, outer.logical)
        return STAY

    def unended(self, value):
        if self.quote and value[0] != self.quote:
            return False
        return self.operand("1", value) or finishes(self, value)

    def keyword_wanted(self, value):
        if value == "null":
            return self.operand("1", value)
        if value in ("true", "false"):
            return self.operand("t", value)
        if value == "case":
            self.cases += 1
            return STAY
        if value == "when" and self.cases:
            self.clause = Clause(self.clause.call)
            return STAY
        if value == "select":
            led = self.clause.base == "1" if not self.quote else self.next(-1)[1] in ("all", "any", "some")
            return led and self.selects(1)
        return value in _CALLED and self.next()[0] == "(" and self.call(value)

    def sign(self, value):
        """An operator, or a mark that stands where an operand has to."""
        if value in ("+", "-"):
            return STAY
        if value == "*" and (self.clause.call or not self.place):
            return self.operand("w", value)
        if value == "?" and self.quote:
            return self.operand("w", value)
        return value in ("like", "glob") and self.next()[0] == "(" and self.call(value)

    def before(self, value):
        return self.call(value) if value in _CALLED and self.next()[0] == "(" else STAY

    def closed_wanted(self, _):
        if not self.place:
            self.clause.operand = "w"
            return None
        if self.clause.call and not self.clause.operand:
            self.clause.operand = "w"
            step = self.close()
            return None if step is STAY else step
        return False

    def odd(self, value):
        """`{x 1}` of MySQL is 1."""
        if value == "{" and self.operators and self.next()[0] in ("w", "k"):
            self.place += 1
            return STAY
        return is_sandwich(self)

    # What they have in common

    def is_led_to(self):
        """Whether what stands before leads from a value to it, with an operator at least."""
        if self.quote:
            return self.operators > 0 and ends_string(self)
        return self.clause.logical != "" and self.clause.base == "1"

    def call(self, name):
        if is_dangerous(name):
            if self.place or self.quote:
                return True
            given, sign, _ = self.next(2)
            return given != ")" if not self.next()[2] else given in ("1", "s", "(") or sign == "-"
        telling = is_telling(name)
        # Nobody but a statement asks for a part of a part.
        inner = telling and not is_plain(name)
        if (telling and self.is_led_to()) or (inner and self.clause.call == "c"):
            return True
        self.place += 1
        return self.opened("c" if inner else "f")

    def selects(self, more):
        return selects(self.tokens, self.place + more, anything=self.quote != "")

    def operand(self, kind, value):
        """Takes it as one, and says whether a comparison that it ends is proof."""
        clause = self.clause
        if clause.arithmetic:
            clause.arithmetic = False
            kind = "1" if clause.operand == kind == "1" else "f"
        if clause.left:
            left, clause.left = clause.left, ""
            if self.is_proof(left, kind) or (clause.logical and kind == left == "w" and value == clause.name):
                return True
            clause.compared, kind = True, "f"
        elif clause.logical and not clause.compared and self.is_true(kind, value):
            return True
        clause.operand = kind
        self.last = value
        return None

    def is_proof(self, left, right):
        """Whether a comparison is."""
        clause = self.clause
        if not clause.logical or (self.quote and clause.by_word and right == "w"):
            self.others += 1
            return False
        if self.quote or clause.base == "1":
            return True
        if left == "c" or self.tokens.veiled:
            return (left == "c") == (self.tokens.at(0)[0] == "l")
        return (
            left in ("1", "t")
            and right in ("1", "t")
            and not (clause.compared and clause.first in ("<", ">", "<=", ">="))
        )

    def is_true(self, kind, value):
        """`or 1` after a 1, `or true` after a number."""
        clause = self.clause
        if (
            self.quote
            or clause.logical not in ("or", "||")
            or clause.base != "1"
            or self.next()[0] not in (".", "#", ")")
        ):
            return False
        return kind == "t" or (kind == "1" and value == clause.first and "1" <= value[:1] <= "9")

    def close(self, _=""):
        """A parenthesis ends: what was in it is an operand of what it is in."""
        inner = self.clause
        if not self.stack:
            self.closed += 1
            self.clause = Clause()
            self.clause.operand = "1" if inner.operand in ("", "1", "t") else inner.operand
            return STAY
        self.clause = self.stack.pop()
        constant = not inner.call and inner.operand == "1" and not inner.compared
        step = self.operand("1" if constant else inner.call or "f", "")
        return STAY if step is None else step


WANTED = {
    "1": Operands.constant, "s": Operands.constant, "w": Operands.name, "v": Operands.variable, "(": Operands.opens,
    "o": Operands.unended, "k": Operands.keyword_wanted, "a": Operands.sign, "c": Operands.sign, "u": Operands.before,
    ")": Operands.closed_wanted, "?": Operands.odd,
}  # fmt: skip
