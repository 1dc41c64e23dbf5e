"""One function that cannot be interpreted hides nothing, work is bounded, and the same input gives the same facts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from time import process_time

import pytest

from goatherd.code.modules import Modules
from goatherd.engine.interpreter import loops, machine
from goatherd.engine.interpreter.hurry import ABRIDGED
from goatherd.engine.interpreter.machine import Machine
from goatherd.tree import Tree
from tests.engine.programs import application, body, facts, function, reported, trigger, whole

GOOD = body("python", 'sh(event["x"])')


def test_a_crash_is_told_of_its_function_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(m: Machine, *args: object) -> bool:
        if m.module.path == "bad.py":
            raise KeyError("no such thing")
        return whole_loop(m, *args)  # type: ignore[arg-type]

    whole_loop = loops.for_each
    monkeypatch.setattr(loops, "for_each", crash)
    bad = body("python", 'sh(event["x"])\nfor x in event["xs"]:\n    sh(x)')
    functions = [function(f"{name}.py", trigger(), id=name) for name in ("bad", "good")]
    found = application(tmp_path, {"bad.py": bad, "good.py": GOOD}, *functions).behaviours
    assert found["bad"].truncated == "KeyError: 'no such thing'; this is a bug in goatherd, please report it"
    assert reported(found["bad"]) == {"bad.py:4": ["shell"]}
    assert found["good"].truncated == ""
    assert reported(found["good"]) == {"good.py:4": ["shell"]}


def one(root: Path, program: str, file: str = "app.py") -> tuple[dict[str, object], float]:
    started = process_time()
    found = application(root, {file: program}, function(file, trigger())).behaviours["F"]
    return facts(found), process_time() - started


EXPENSIVE = {
    "functions that call each other many times": "\n".join(
        [f"def f{i}(x):\n    return f{i + 1}(x + 'a{i}') + f{i + 1}(x + 'b{i}')" for i in range(30)]
        + ["def f30(x):\n    return x", "def handler(event, context):\n    sh(f0(event['x']))"]
    ),
    "nested branches": "def handler(event, context):\n    x = ''\n"
    + "".join(f"    if event['a{i}']:\n        x = x + 'a{i}' + event['x{i}']\n" for i in range(300))
    + "    sh(x)\n",
    "nested loops": "def handler(event, context):\n"
    + "".join("    " * (i + 1) + f"for x{i} in event['x{i}']:\n" for i in range(18))
    + "    " * 19
    + "sh(x3)\n",
    "callbacks of callbacks": "\n".join(
        [f"def f{i}(g):\n    return [g(x) for x in map(lambda x: f{(i + 1) % 12}(g), [1, 2, 3])]" for i in range(12)]
        + ["def handler(event, context):\n    sh(f0(lambda x: f1(lambda y: event['x'])))"]
    ),
    "objects in objects": "class Node:\n    def __init__(self, *parts):\n        self.parts = parts\n"
    "def handler(event, context):\n    a = Node(event['x'])\n"
    + "    a = Node(a, a, a, Node(a, event['y']))\n" * 60
    + "    sh(json.dumps(a))\n",
    "a function for every key": "def handler(event, context):\n    d = {}\n"
    + "".join(f"    d['k{i}'] = lambda x: d[x](event['x{i}'])\n" for i in range(200))
    + "    return d[event['a']](event['b'])\n",
}


@pytest.mark.parametrize("name", EXPENSIVE)
def test_work_is_bounded(tmp_path: Path, name: str) -> None:
    found, seconds = one(tmp_path, whole("python", EXPENSIVE[name]))
    assert found["truncated"] in ("", ABRIDGED)
    assert seconds < 20  # far more than it takes, far less than for ever


def test_many_fields_fold_to_their_source(tmp_path: Path) -> None:
    program = body("python", "x = ''\n" + "".join(f"x += event['a{i}']\n" for i in range(60)) + "sh(x)\n")
    found, _ = one(tmp_path, program)
    assert found["truncated"] == ""
    assert {flow[0] for flow in found["flows"]} == {"shell"}  # type: ignore[attr-defined]
    assert len(found["flows"]) < 30  # type: ignore[arg-type]


def test_deeply_nested_code(tmp_path: Path) -> None:
    program = "def handler(event, context):\n    sh(" + "(" * 80 + "event['x']" + " + 'a')" * 80 + ")\n"
    found, _ = one(tmp_path, whole("python", program))
    assert found["truncated"] == ""
    assert len(found["flows"]) == 1  # type: ignore[arg-type]
    chain = "exports.handler = async (event) => sh(event.x" + " + 'a'" * 2000 + ");\n"
    found, _ = one(tmp_path, whole("javascript", chain), "index.js")
    assert found["truncated"] == ""


PROGRAM = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from tests.engine.test_memory import CASES
from goatherd.tree import Tree
from tests.engine.programs import HANDLERS, behaviour, facts
for index, (language, name, files) in enumerate(CASES):
    root = Path(sys.argv[2]) / str(index)
    print(name, facts(behaviour(root, language, files[HANDLERS[language]], files=files)))
"""


def test_same_facts_with_every_hash_seed(tmp_path: Path) -> None:
    outputs = set()
    for seed in ("1", "2"):
        root = str(Path(__file__).parents[2])
        outputs.add(
            subprocess.run(
                [sys.executable, "-c", PROGRAM, root, str(tmp_path)],
                env={**os.environ, "PYTHONHASHSEED": seed},
                capture_output=True,
                check=True,
            ).stdout
        )
    assert len(outputs) == 1
    assert outputs.pop()


LINKS = 300
LONG_CHAINS = {
    "calls": "''" + "".join(f"\n  .concat('a{i}')" for i in range(LINKS)) + ".concat(event.x)",
    "members": "event" + ".b" * LINKS + ".concat('')",
    "sums": "'ls ' + event.x" + "".join(f"\n  + 'a{i}'" for i in range(LINKS)),
    "alternatives": " || ".join(f"event.a{i}" for i in range(LINKS)),
    "a ladder of questions": "event.x === 1 ? 'a' : " * 150 + "event.y",
}


@pytest.mark.parametrize("name", LONG_CHAINS)
def test_long_chains_are_followed_to_their_end(tmp_path: Path, name: str) -> None:
    program = whole("javascript", f"exports.handler = async (event) => sh({LONG_CHAINS[name]});\n")
    root = application(tmp_path, {"index.js": program}, function("index.js", trigger()))
    assert reported(root.behaviours["F"]) == {"index.js:2": ["shell"]}
    assert not any("assigned" in step.note for flow in root.behaviours["F"].flows for step in flow.steps)
    assert Modules(Tree(str(tmp_path))).load("index.js").problems == []


def test_a_ladder_of_else_if_of_any_length(tmp_path: Path) -> None:
    ladder = " else ".join(f"if (event.k === '{i}') {{ return {i}; }}" for i in range(LINKS))
    program = whole("javascript", f"exports.handler = async (event) => {{\n{ladder}\nsh(event.x); }};\n")
    found, _ = one(tmp_path, program, "index.js")
    assert found["truncated"] == ""
    assert len(found["flows"]) == 1  # type: ignore[arg-type]


def busy(helpers: int, routes: int) -> str:
    """Routes that hand each of the helpers something else."""
    merge = "    z = {}\n    for name in y:\n        z[name] = x + y[name]\n    return z"
    lines = [f"def help{i}(x, y):\n{merge}" for i in range(helpers)]
    for i in range(routes):
        calls = ", ".join(f"help{k}(event['x{i}'], {{'k{i}': event}})" for k in range(helpers))
        lines.append(f"def route{i}(event):\n    return [{calls}]")
    return "\n".join(lines)


def test_a_function_that_calls_its_helpers_too_often_is_still_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = "\n".join(f"    route{i}(event)" for i in range(60))
    program = whole("python", f"{busy(20, 60)}\ndef handler(event, context):\n{calls}\n    sh(event['last'])\n")
    monkeypatch.setattr(machine, "MAX_STEPS", 40_000)
    found, _ = one(tmp_path, program)
    assert found["truncated"] == ABRIDGED
    assert {flow[0] for flow in found["flows"]} == {"shell"}  # type: ignore[attr-defined]


def test_a_helper_that_ran_often_is_run_again_for_what_an_outsider_sends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = "\n".join(f"    route{i}({{'x{i}': {i}}})\n    ask('{i}')" for i in range(60))
    program = f"""
{busy(20, 60)}
def ask(text):
    sh("grep " + text)

def handler(event, context):
{before}
    ask(event["last"])
"""
    monkeypatch.setattr(machine, "MAX_STEPS", 40_000)
    found = application(tmp_path, {"app.py": whole("python", program)}, function("app.py", trigger())).behaviours["F"]
    assert found.truncated == ABRIDGED
    assert [flow.source.path for flow in found.flows] == ["event.last"]


def test_what_modules_hand_to_libraries_leaves_enough_for_the_function(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = "\n".join(f"    route{i}(event)" for i in range(60))
    program = f"""
import toolbox
{busy(20, 60)}
def tool(event):
{calls}

toolbox.Tool(tool)

def handler(event, context):
    sh("grep " + event["last"])
"""
    monkeypatch.setattr(machine, "MAX_STEPS", 20_000)
    found = application(tmp_path, {"app.py": whole("python", program)}, function("app.py", trigger())).behaviours["F"]
    assert found.truncated == ABRIDGED
    assert [flow.source.path for flow in found.flows] == ["event.last"]
