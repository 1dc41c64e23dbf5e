"""Python source in, IR out, shown as compact text."""

from __future__ import annotations

import sys
import warnings
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goatherd.code import ir
from goatherd.code.python import lower


def show(node: Any) -> str:
    """`(If test [body] [orelse])`: class name and fields; names and constants bare; trailing empty fields dropped."""
    if isinstance(node, ir.Name):
        return node.id
    if isinstance(node, ir.Const):
        return repr(node.value)
    if isinstance(node, ir.FunctionIR):
        params = " ".join(
            f"{p.kind}:{show(p.target)}" + (f"={show(p.default)}" if p.default else "") for p in node.params
        )
        return f"<{node.name}({params}) {show(node.body)}>"
    if isinstance(node, ir.ClassIR):
        return f"<class {node.name}{show(node.bases)} {show(node.body)}>"
    if isinstance(node, ir.Node):
        values = [getattr(node, name) for name in node.__slots__ if name != "places"]
        while values and values[-1] in (None, False, 0, [], ""):
            values.pop()
        return "(" + " ".join([type(node).__name__, *map(show, values)]) + ")"
    if isinstance(node, (list, tuple)):
        return "[" + " ".join(map(show, node)) + "]"
    return str(node)


def lowered(source: str) -> str:
    module = lower("a.py", source)
    assert not module.problems
    return " ".join(map(show, module.body))


def function(source: str) -> ir.FunctionIR:
    definition = lower("a.py", source).body[-1]
    assert isinstance(definition, ir.FunctionDef)
    return definition.function


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a = b = c", "(Assign b (AssignExpr a c))"),
        ("a, *b = c", "(Assign (ListPattern [a (Star b)]) c)"),
        ("a[1:2] = x", "(Assign (Slice a 1 2) x)"),
        ("a.b[c] += 1", "(AugAssign + (Item (Attr a b) c) 1)"),
        ("x: int = 3", "(Assign x 3)"),
        ("x: int", ""),
        ("del a, b[0]", "(Delete a) (Delete (Item b 0))"),
        ("1 < a < 3", "(ExprStmt (Logical and (Compare < 1 a) (Compare < a 3)))"),
        ("a and b and c", "(ExprStmt (Logical and (Logical and a b) c))"),
        ("a + b + c", "(ExprStmt (Binary + (Binary + a b) c))"),
        ("f(*a, k=1, **d)", "(ExprStmt (Call f [(Spread a)] [[k 1] [None d]]))"),
        ("f'a{b!r}{c:>{w}}'", "(ExprStmt (Template ['a' (Call repr [b]) c]))"),
        ("f'{f\"{x}\"}'", "(ExprStmt (Template [(Template [x])]))"),
        ("{**a, 'k': v}", "(ExprStmt (Dict [[None a] ['k' v]]))"),
        ("{1, *a}", "(ExprStmt (List [1 (Spread a)] set))"),
        ("a[1:, ::2]", "(ExprStmt (Item a (List [(Call slice [1 None None]) (Call slice [None None 2])] tuple)))"),
        ("(y := f(x))", "(ExprStmt (AssignExpr y (Call f [x])))"),
        ("assert a, 'm'", "(If (Unary not a) [(Raise (Call AssertionError ['m']))])"),
        ("raise A from b", "(Raise A)"),
        ("with a as b, c: d()", "(With [[a b] [c None]] [(ExprStmt (Call d))])"),
        ("for a in b: break\nelse: pass", "(For a b [(Break)] [] of)"),
        ("while a: continue", "(While a [(Continue)])"),
        (
            "try: a()\nexcept E as e: b()\nexcept: c()\nfinally: d()",
            "(Try [(ExprStmt (Call a))] [[E e [(ExprStmt (Call b))]] [None None [(ExprStmt (Call c))]]]"
            " [] [(ExprStmt (Call d))])",
        ),
        ("try: a()\nexcept* E: b()", "(Try [(ExprStmt (Call a))] [[E None [(ExprStmt (Call b))]]])"),
        (
            "if a: b()\nelif c: d()\nelse: e()",
            "(If a [(ExprStmt (Call b))] [(If c [(ExprStmt (Call d))] [(ExprStmt (Call e))])])",
        ),
        ("import a.b, c as d", "(Import a.b) (Import c [] d)"),
        ("from ..a import x as y, z", "(Import a [[x y] [z z]]  2)"),
        ("from . import *", "(Import  [[* *]]  1)"),
        (
            "lambda a, /, b=1, *c, d, **e: a",
            "(ExprStmt (Lambda <<lambda>(positional:a positional:b=1 star:c keyword:d doublestar:e) [(Return a)]>))",
        ),
        ("[x for x in y if x for z in x]", "(ExprStmt (Comprehension list None x [[x y [x]] [z x []]]))"),
        ("{k: v for k, v in d}", "(ExprStmt (Comprehension dict k v [[(ListPattern [k v]) d []]]))"),
        ("async def f():\n  async for x in y: await z", "(FunctionDef <f() [(For x y [(ExprStmt (Await z))] [] of)]>)"),
        (
            "class A(B):\n  'doc'\n  x = 1\n  def m(self): ...",
            "(ClassDef <class A[B] [(Assign x 1) (FunctionDef <m(positional:self) []>)]>)",
        ),
    ],
)
def test_statement(source: str, expected: str) -> None:
    assert lowered(source) == expected


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("1", "(If (Compare == match#1 1) [BODY])"),
        ("None", "(If (Compare is match#1 None) [BODY])"),
        ("1 | 2", "(If (Logical or (Compare == match#1 1) (Compare == match#1 2)) [BODY])"),
        ("x", "(Assign x match#1) BODY"),
        ("_", "BODY"),
        ("x if x > 1", "(If (Sequence [(AssignExpr x match#1) (Compare > x 1)]) [BODY])"),
        (
            "[a, *b, 3]",
            "(If (Logical and (Call __match__ [match#1 'sequence' 2 True]) (Compare == (Item match#1 -1) 3))"
            " [(Assign a (Item match#1 0)) (Assign b (Slice match#1 1 -1)) BODY])",
        ),
        (
            "{'k': v, **rest}",
            "(If (Call __match__ [match#1 'mapping' 'k']) [(Assign v (Item match#1 'k')) (Assign rest match#1) BODY])",
        ),
        ("str(s)", "(If (Call __match__ [match#1 'class' str]) [(Assign s match#1) BODY])"),
        (
            "P(a, y=b)",
            "(If (Call __match__ [match#1 'class' P])"
            " [(Assign a (Call getattr [match#1 (Item (Attr P __match_args__) 0)])) (Assign b (Attr match#1 y)) BODY])",
        ),
        (
            "[1, a] | [a]",
            "(If (Logical or (Logical and (Logical and (Call __match__ [match#1 'sequence' 2 False])"
            " (Compare == (Item match#1 0) 1)) (Sequence [(AssignExpr a (Item match#1 1)) True]))"
            " (Logical and (Call __match__ [match#1 'sequence' 1 False])"
            " (Sequence [(AssignExpr a (Item match#1 0)) True]))) [BODY])",
        ),
    ],
)
def test_match(case: str, expected: str) -> None:
    text = lowered(f"match s:\n  case {case}: body()")
    assert text == "(Assign match#1 s) " + expected.replace("BODY", "(ExprStmt (Call body))")


def test_match_cases_become_else_branches() -> None:
    text = lowered("match s:\n  case 1: a()\n  case 2: b()\n  case _: c()")
    assert text == (
        "(Assign match#1 s) (If (Compare == match#1 1) [(ExprStmt (Call a))] [(If (Compare == match#1 2)"
        " [(ExprStmt (Call b))] [(ExprStmt (Call c))])])"
    )


def test_locals_are_what_python_binds() -> None:
    lowered = function(
        "def f(a, *b, c=1, **d):\n"
        " global g; nonlocal_ = 1; g = 2; e: int\n"
        " import x.y, p as q\n"
        " for h, (i, *j) in a: pass\n"
        " with a as k: pass\n"
        " try: pass\n"
        " except E as m: pass\n"
        " def n(): hidden = 1\n"
        " class o: also_hidden = 1\n"
        " [comp for comp in a if (walrus := comp)]\n"
        " a.no, a[0] = 1, 2\n"
        " match a:\n"
        "  case {'k': r, **s}: pass\n"
    )
    assert lowered.locals == {
        *(
            "a",
            "b",
            "c",
            "d",
            "e",
            "nonlocal_",
            "x",
            "q",
            "h",
            "i",
            "j",
            "k",
            "m",
            "n",
            "o",
            "comp",
            "walrus",
            "r",
            "s",
        ),
        "match#1",
    }
    assert lowered.globals == {"g"}


def test_nonlocal_belongs_to_the_function_around() -> None:
    outer = function("def f():\n x = 1\n def g():\n  nonlocal x\n  x = 2")
    inner = outer.body[-1]
    assert isinstance(inner, ir.FunctionDef)
    assert (inner.function.locals, inner.function.nonlocals) == (frozenset(), {"x"})


def test_comprehension_variable_is_renamed_where_the_function_means_something_else_by_it() -> None:
    lowered = function("def f(event):\n return [event for event in event['Records']], event")
    assert show(lowered.body) == (
        "[(Return (List [(Comprehension list None event#2 [[event#2 (Item event 'Records') []]]) event] tuple))]"
    )
    assert lowered.locals == {"event", "event#2"}


def test_global_of_the_same_name_stays_visible_beside_a_comprehension() -> None:
    lowered = function("def f():\n g = [x for x in y]\n return x")
    assert show(lowered.body[-1]) == "(Return x)"
    assert "x" not in lowered.locals


def test_nested_comprehensions_with_one_name_keep_it_apart() -> None:
    assert lowered("[[x for x in x] for x in y]") == (
        "(ExprStmt (Comprehension list None (Comprehension list None x#3 [[x#3 x []]]) [[x y []]]))"
    )


def test_lambda_parameter_hides_a_comprehension_variable_and_lambda_body_sees_one() -> None:
    assert "[(Return x)]" in lowered("[lambda x: x for x in y]")
    assert lowered("x = [lambda: x for x in y]").count("x#2") == 2


@pytest.mark.parametrize(
    ("decorators", "kind", "remaining"),
    [
        ("@staticmethod", "static", "[]"),
        ("@classmethod\n @cache", "class", "[cache]"),
        ("@functools.cached_property", "get", "[]"),
        ("@x.setter", "set", "[]"),
        ("@logger.inject", "", "[(Attr logger inject)]"),
    ],
)
def test_method_kind(decorators: str, kind: str, remaining: str) -> None:
    cls = lower("a.py", f"class A:\n {decorators}\n def m(self): pass").body[0]
    assert isinstance(cls, ir.ClassDef)
    method = cls.cls.body[0]
    assert isinstance(method, ir.FunctionDef)
    assert (method.function.kind, show(method.function.decorators)) == (kind, remaining)


def test_class_fields_are_the_annotated_variables() -> None:
    cls = lower("a.py", "class A:\n x: int\n y: str = 'd'\n z = 1").body[0]
    assert isinstance(cls, ir.ClassDef)
    assert show(cls.cls.fields) == "[['x' None] ['y' 'd']]"


def test_generators_are_marked() -> None:
    assert function("def f():\n yield 1").is_generator
    assert not function("def f():\n def g(): yield 1").is_generator


def test_positions_are_lines_from_1_and_columns_from_0() -> None:
    statement = lower("a.py", "\n  \nx = y").body[0]
    assert isinstance(statement, ir.Assign)
    assert (ir.line_of(statement.value.pos), ir.column_of(statement.value.pos)) == (3, 4)


@pytest.mark.parametrize(
    ("source", "line", "message"),
    [
        ("print 'hello' 'you' me", 1, "is written for Python 2"),
        ("x = (\n", 1, "is not valid Python: '(' was never closed"),
        ("x = 1\0", 1, "is not valid Python: source code"),
        ("-" * 200_000 + "1", 1, "is nested too deeply"),
        ("(" * 5_000, 1, "is not valid Python: too many nested parentheses"),
    ],
)
def test_problem(source: str, line: int, message: str) -> None:
    module = lower("a.py", source)
    assert module.body == []
    assert module.problems[0][0] == line
    assert message in module.problems[0][1]


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="this Python parses it")
def test_what_only_a_newer_python_parses_says_so() -> None:
    ((line, message),) = lower("a.py", 'x = 1\nx = f"{f"{f"{f"{f"{f"{c}"}"}"}"}"}"').problems
    assert (line, message[:32]) == (2, "looks like syntax of Python 3.12")


def test_long_concatenations_and_ladders_are_no_problem() -> None:
    assert not lower("a.py", "x = " + " + ".join(["a"] * 500)).problems
    ladder = "if a: pass\n" + "elif b: pass\n" * 80
    assert not lower("a.py", ladder).problems


def test_warnings_about_the_scanned_program_stay_inside() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        lower("a.py", "x = '\\d'; y = 1 is 1; assert (1, 'm')")
    assert caught == []


@given(st.text(alphabet="abx01 \n\t()[]{}:=,.*'\"f\\@#+-", max_size=60))
def test_never_raises(text: str) -> None:
    lower("a.py", text)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('x = f"{event["key"]}"', "(Assign x (Template [(Item event 'key')]))"),
        ("x = f'a {e['b']['c']:>{w}} {{}} d'", "(Assign x (Template ['a ' (Item (Item e 'b') 'c') ' {} d']))"),
        ('x = f"{f"{a}"}" + y["k"]', "(Assign x (Binary + (Template [(Template [a])]) (Item y 'k')))"),
        (r"""x = f"{'\n'.join(a)}" """, "(Assign x (Template [(Call (Attr '\\n' join) [a])]))"),
    ],
)
@pytest.mark.skipif(sys.version_info >= (3, 12), reason="this Python parses them itself")
def test_newer_fstrings_on_an_older_python(source: str, expected: str) -> None:
    assert lowered(source) == expected


def test_positions_behind_a_newer_fstring() -> None:
    statement = lower("a.py", 'x = f"{a["k"]}"; y = z').body[-1]
    assert (ir.line_of(statement.pos), ir.column_of(statement.pos)) == (1, 17)


def test_the_parts_of_a_formatted_text_stand_where_it_begins():
    """Python 3.11 knows no better place, and one program is the same to all versions."""
    statement = lower("a.py", 'x = f"""\n  one {a}\n  two {b}\n"""').body[0]
    assert isinstance(statement, ir.Assign)
    assert isinstance(statement.value, ir.Template)
    assert [part.pos >> 20 for part in statement.value.parts] == [1, 2, 1, 3, 1]
