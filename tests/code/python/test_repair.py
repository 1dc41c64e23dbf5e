"""Files that the running Python does not accept: newer or older syntax is read, a mistake costs one statement."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goatherd.code import ir
from goatherd.code.python import lower
from tests.code.python.test_lower import show


def read(source: str) -> str:
    return " ".join(map(show, lower("a.py", source).body))


@pytest.mark.parametrize(
    ("source", "same"),
    [
        # PEP 695 and 696: types have parameters
        ("type X = int", "X = int"),
        ("type X[T: int = str, *Ts, **P] = dict[T, P]", "X = dict[T, P]"),
        ("def f[T](x: T) -> T:\n return x", "def f(x: T) -> T:\n return x"),
        ("def f[\n  T,\n  U\n](x):\n return x", "def f(x):\n return x"),
        ("class A[T: (int, str)](B):\n x = 1", "class A(B):\n x = 1"),
        ("class A[T]: pass", "class A: pass"),
        ("async def f[T](x): await x", "async def f(x): await x"),
        # PEP 701: f-strings hold anything
        ('x = f"{\n  a["b"]  # it\'s {a}\n}"; y = 1', "x = f'{a[\"b\"]}'; y = 1"),
        ('x = f"{a:#x} {b:\'>3}" + f"{f"{c}"}"', "x = f'{a:#x} {b:>3}' + f'{f\"{c}\"}'"),
        # PEP 750: template strings
        ("x = t'a {b} {c!r:>3}' + rt'a'", "x = f'a {b} {c!r:>3}' + rf'a'"),
        # PEP 758: except without parentheses
        ("try:\n f()\nexcept A, b.C, D:\n g()", "try:\n f()\nexcept (A, b.C, D):\n g()"),
        ("try: f()\nexcept* A, B: g()", "try: f()\nexcept* (A, B): g()"),
        # PEP 810: lazy imports
        ("lazy import a.b as c\nlazy from a import b", "import a.b as c\nfrom a import b"),
        # Python 2
        ("print 'a' % b, c  # d", "print('a' % b, c)"),
        ("if x: print 'a'; print b", "if x: print('a'); print(b)"),
        ("print>>sys.stderr, 'x'; print'y',", "print('x'); print('y',)"),
        ("exec code in ns", "exec(code, ns)"),
        ("exec 'code'", "exec('code')"),
        ("raise E, 'msg %s' % e", "raise E('msg %s' % e)"),
        ("raise E('x'), None, tb", "raise E('x')"),
        ("try:\n f()\nexcept (A, B), e: g(e)", "try:\n f()\nexcept (A, B) as e: g(e)"),
        ("try:\n f()\nexcept A, error:\n g(error)", "try:\n f()\nexcept A as error:\n g(error)"),
        ("x = `a` <> 0755 + 10L + 0xFFL + 0", "x = (a) != 0o755 + 10 + 0xFF + 0"),
        ("x = ur'a\\d'", "x = r'a\\d'"),
        ("def f(a, (b, c), d=(1, 2)): return b", "def f(a, b, c, d=(1, 2)): return b"),
        ("sorted(y, key=lambda (k, v): (v, k))", "sorted(y, key=lambda k, v: (v, k))"),
        ("f(async=True)\nx.async = 1", "f(async_=True)\nx.async_ = 1"),
        ("if a:\n\tx = 1\n        y = 2\n", "if a:\n    x = 1\n    y = 2\n"),
    ],
)
def test_other_versions_are_read_whole(source: str, same: str) -> None:
    assert lower("a.py", source).problems == []
    assert read(source) == read(same)


@pytest.mark.parametrize(
    "text",
    ["type = 1; type (x)", "print = f; print (a), b", "x = 'print 1; a <> b; 0777'  # `a` exec x", "'''\nprint x\n'''"],
)
def test_what_is_well_stays_beside_a_mistake(text: str) -> None:
    assert read(f"{text}\nx y") == read(f"{text}\npass")


@pytest.mark.parametrize(
    ("source", "line", "left"),
    [
        ("a = 1\nx = (\nb = 2\ndef f():\n return 3", 2, "a = 1\nb = 2\ndef f():\n return 3"),
        ("x = '''never closed\ny = 2", 1, "y = 2"),
        ("x = f'{a\ny = 2", 1, "y = 2"),
        ("a()\n}\nb()", 2, "a()\nb()"),
        ("def f():\n  x = 1 +\n  return x", 2, "def f():\n  return x"),
        ("def f(x)\n  return x\ng()", 1, "def f(*_, **__):\n  return x\ng()"),
        ("@dec\ndef f(:\n  return 1\ng()", 2, "@dec\ndef f(*_, **__):\n  return 1\ng()"),
        ("class A\n  def m(self):\n   return 1\nb()", 1, "class A:\n  def m(self):\n   return 1\nb()"),
        ("if x y:\n  a()\nelse:\n  b()", 1, "if 1:\n  a()\nelse:\n  b()"),
        ("match x y:\n case 1:\n  a()\nb()", 1, "b()"),
        ("a()\n  b()\nc()", 2, "a()\nb()\nc()"),
        ("def f():\n    a()\n  b()\nc()", 3, "def f():\n    a()\nb()\nc()"),
        ("def f():\nb()\n", 2, "def f(): pass\nb()"),
        ("def f():\n  try:\n    a()\n  b()\nc()", 4, "def f():\n  if 1:\n    a()\n  b()\nc()"),
        ("try:\n  a()\nfinally\n  b()\nc()", 3, "try:\n  a()\nfinally:\n  b()\nc()"),
        ("def f(e):\n    {% if x %}\n    a()\n    {% endif %}\n    return b", 2, "def f(e):\n    a()\n    return b"),
        ("a()\n<<<<<<< HEAD\nb()\n=======\nc()\n>>>>>>> other\nd()", 2, "a()\nb()\nc()\nd()"),
    ],
)
def test_a_mistake_costs_one_statement(source: str, line: int, left: str) -> None:
    assert lower("a.py", source).problems[0][0] == line
    assert read(source) == read(left)


def test_positions_are_those_of_the_file() -> None:
    source = "type X[\n  T\n] = int\nprint 'a'\nx = (\ndef f():\n  return t'{y}'\n"
    function = lower("a.py", source).body[-1]
    assert isinstance(function, ir.FunctionDef)
    assert (ir.line_of(function.pos), ir.line_of(function.function.body[0].pos)) == (6, 7)


def test_too_many_mistakes_end_the_reading() -> None:
    module = lower("a.py", "a = 1\ndef f():\n  return 1\n" + "x y\n" * 100 + "b = 2\n")
    assert [message.partition(":")[0] for _, message in module.problems] == [
        *["is not valid Python"] * 3,
        "is not read from here on",
    ]
    assert read("a = 1\ndef f():\n  return 1\n") == " ".join(map(show, module.body))


WORDS = (
    *("def f", "class A", "print ", "except ", "lambda ", "type ", "if ", "try:", "raise ", "x", "1L", "="),
    *("(", ")", "[", "]", "{", "}", ":", ",", ";", "@", "#", "\\", "`", "'", '"', "'''", "f'", 't"'),
    *("\n", "\n  ", "\n    ", "\t"),
)


@given(st.lists(st.sampled_from(WORDS), max_size=30).map("".join))
def test_never_raises(text: str) -> None:
    lower("a.py", text)


@pytest.mark.parametrize("piece", ["(\n", "x = [\n", "x = $\n", "f'{\n", "x = '''\n", "def f(:\n  x = (\n", "print a;"])
def test_hostile_files_are_given_up_in_time(piece: str) -> None:
    started = time.process_time()
    lower("a.py", piece * (50_000 // len(piece)))
    assert time.process_time() - started < 20


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        (r"""x = f"{d["it's"]}" """, """(Template [(Item d "it's")])"""),
        (r"""x = f"it's {d["a"]}" """, """(Template ["it's " (Item d 'a')])"""),
        (r"""x = f'{f'{f'{a}'}'}'""", "(Template [(Template [(Template [a])])])"),
        (r"""x = f"{f"{a["b"]}" + 'c'}" """, "(Template [(Binary + (Template [(Item a 'b')]) 'c')])"),
        (r"""x = f"{d.get("a", "")}{'"'}" """, """(Template [(Call (Attr d get) ['a' '']) '"'])"""),
        (r"""x = f"{f('"{}"'.format(a["b"]))} it's" """, """'"{}"'"""),
        (r"""x = f"{', '.join(f"{k}='{v}'" for k, v in d)}" """, """(Template [k "='" v "'"])"""),
        (r"""x = f"{', '.join(f'"{k}"' for k in d)} a" """, """(Template ['"' k '"'])"""),
        (r"""x = f"{g({"a": "it's \"b\""})}" """, r"""['a' 'it\'s "b"']"""),
    ],
)
def test_strings_inside_of_strings_may_have_any_quotes(source: str, shown: str) -> None:
    assert lower("a.py", source + "; y = 1").problems == []
    assert shown in read(source)
