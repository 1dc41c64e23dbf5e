"""Branches, loops, switch and exceptions: which lines are reached, with which data."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.programs import body, check, whole

PYTHON = {
    "a branch that is never taken": """
        if False:
            sh(event["x"])
        DEBUG = 0
        if DEBUG:
            sh(event["x"])
        x = event["x"] if 1 > 2 else "list"
        sh(x)
    """,
    "a branch that is always taken": """
        x = event["x"]
        if 7 * 6 == 42:
            x = "list"
        sh(x)
    """,
    "a constant of one branch and data of the other": """
        if event["a"]:
            x = "list"
        else:
            x = event["x"]
        sh(x)  #!
    """,
    "overwritten in both branches": """
        x = event["x"]
        if event["a"]:
            x = "list"
        else:
            x = "stop"
        sh(x)
    """,
    "checked in one branch, constant in the other": """
        if event["x"] in ("start", "stop"):
            x = event["x"]
        else:
            x = "list"
        sh(x)
    """,
    "replaced where it is not allowed": """
        x = event["x"]
        if x not in ("start", "stop"):
            x = "list"
        sh(x)
    """,
    "nothing behind return": """
        return 1
        sh(event["x"])
    """,
    "nothing behind raise in both branches": """
        if event["a"]:
            raise ValueError("a")
        else:
            return 2
        sh(event["x"])
    """,
    "data of every element": """
        for x in event["xs"]:
            sh(x)  #!
        for index, y in enumerate(event["ys"]):
            sh(y)  #!
            sh(index)
    """,
    "what a loop leaves": """
        last = "list"
        for x in event["xs"]:
            last = x
        sh(last)  #!
    """,
    "carried into the next round": """
        before = "list"
        for x in event["xs"]:
            sh(before)  #!
            before = x
    """,
    "carried over two rounds": """
        one = two = "list"
        while event["more"]:
            sh(two)
            two = one
            one = "halt"
        sh(two)
    """,
    "append in a loop": """
        parts = []
        for x in event["xs"]:
            parts.append("-a " + x)
        sh(" ".join(parts))  #!
        sh(parts[0])  #!
        sh(str(len(parts)))
    """,
    "a short constant list is unrolled": """
        commands = {}
        for name in ["start", "stop"]:
            commands[name] = "run " + name
        sh(commands["start"])
        sh(commands[event["x"]])
    """,
    "an unrolled list keeps its elements apart": """
        for x in ["list", event["x"], "halt"]:
            sh(x)  #!
        first = None
        for x in ["list", event["x"]]:
            first = first or x
        sh(first)
    """,
    "break leaves the rest undone": """
        x = event["x"]
        for _ in range(9):
            x = "list"
            break
        else:
            x = "halt"
        while True:
            y = "list"
            break
            sh(event["x"])
        sh(y)
    """,
    "else of a loop": """
        for x in event["xs"]:
            if x == "a":
                break
        else:
            sh(event["y"])  #!
    """,
    "else of a loop that always breaks": """
        while True:
            break
        else:
            sh(event["y"])
    """,
    "an endless loop ends nowhere": """
        while True:
            if event["a"]:
                return 1
        sh(event["x"])
    """,
    "continue": """
        for x in event["xs"]:
            y = x
            if event["a"]:
                y = "list"
                continue
            sh(y)  #!
    """,
    "caught": """
        try:
            x = json.loads(event["x"])
        except ValueError:
            sh(event["x"])  #!
            x = "list"
        sh(x)  #!
    """,
    "the state when it was raised": """
        x = "list"
        try:
            x = event["x"]
            raise KeyError("x")
        except KeyError:
            sh(x)  #!
        y = event["y"]
        try:
            y = "list"
            raise KeyError("y")
        except KeyError:
            sh(y)
    """,
    "a handler of a body without calls": """
        try:
            x = event["a"]["x"]
        except KeyError:
            x = event["y"]
            sh(x)  #!
    """,
    "else of try": """
        try:
            x = open("/tmp/x").read()
        except OSError:
            x = event["x"]
        else:
            x = "list"
        sh(x)  #!
    """,
    "finally": """
        x = event["x"]
        try:
            open("/tmp/x")
        finally:
            x = "list"
        sh(x)
    """,
    "finally on the way out": """
        try:
            x = event["x"]
            return 1
        finally:
            sh(x)  #!
        sh(event["x"])
    """,
    "finally on the way out of a raise": """
        try:
            x = event["x"]
            raise ValueError(x)
        finally:
            sh(x)  #!
        sh(event["x"])
    """,
    "an inner try that does not catch": """
        try:
            try:
                raise ValueError(event["x"])
            finally:
                pass
        except ValueError as e:
            sh(str(e))  #!
    """,
    "an inner try that catches something else": """
        try:
            try:
                open(event["x"] + "y")  #! path
            except KeyError:
                pass
        except OSError:
            sh(event["x"])  #!
    """,
    "raised again": """
        try:
            try:
                raise ValueError("list")
            except ValueError:
                raise
        except ValueError:
            sh(event["x"])  #!
    """,
    "what is raised carries data": """
        try:
            raise ValueError("list " + event["x"])
        except ValueError as e:
            sh(str(e))  #!
    """,
    "with": """
        with open("/tmp/x") as file:
            x = event["x"]
        sh(x)  #!
    """,
    "match": """
        match event["x"]:
            case "start" | "stop":
                sh(event["x"])
            case other:
                sh(other)  #!
    """,
}

PYTHON_WHOLE = {
    "raised in a function, caught by its caller": """
        def fail(x):
            raise ValueError("list " + x)

        def handler(event, context):
            try:
                fail(event["x"])
            except ValueError as e:
                sh(str(e))  #!
            sh(event["y"])  #!
    """,
    "raised two calls deep": """
        def inner(x):
            if x:
                raise ValueError(x)

        def outer(x):
            inner(x)
            return "list"

        def handler(event, context):
            x = "halt"
            try:
                x = outer(event["x"])
            except ValueError:
                x = event["x"]
            sh(x)  #!
    """,
    "raised the second time too": """
        def fail(x):
            raise ValueError(x)

        def handler(event, context):
            try:
                fail(event["x"])
            except ValueError:
                pass
            try:
                fail(event["x"])
            except ValueError as e:
                sh(str(e))  #!
    """,
    "library code raises the second time too": """
        def load(x):
            return json.loads(x)

        def handler(event, context):
            try:
                load(event["x"])
            except ValueError:
                pass
            try:
                load(event["x"])
            except ValueError:
                sh(event["y"])  #!
    """,
    "what was written before it was raised": """
        state = {"x": "list"}

        def fail(x):
            state["x"] = x
            raise ValueError("no")

        def handler(event, context):
            for _ in range(2):
                try:
                    fail(event["x"])
                except ValueError:
                    sh(state["x"])  #!
    """,
    "nothing behind a call that never returns": """
        def fail(x):
            raise ValueError(x)

        def handler(event, context):
            fail(1)
            sh(event["x"])
    """,
}

JAVASCRIPT = {
    "a branch that is never taken": """
        if (false) sh(event.x);
        const DEBUG = 0;
        if (DEBUG) sh(event.x);
        sh(1 > 2 ? event.x : "list");
    """,
    "switch falls through": """
        let x = "list";
        switch (event.kind) {
          case 1:
            x = event.x;
          case 2:
            sh(x);  //!
            break;
          case 3:
            sh(x);
        }
    """,
    "switch on a constant": """
        const mode = "safe";
        switch (mode) {
          case "raw":
            sh(event.x);
            break;
          case "safe":
            sh("list");
            break;
          default:
            sh(event.y);
        }
    """,
    "default in the middle": """
        switch (event.kind) {
          default:
            sh(event.x);  //!
          case 1:
            sh(event.y);  //!
        }
    """,
    "switch that returns": """
        switch (event.kind) {
          case 1:
            return 1;
          default:
            return 2;
        }
        sh(event.x);
    """,
    "labels": """
        let x = event.x;
        outer: for (const a of event.as) {
          for (const b of event.bs) {
            x = "list";
            break outer;
          }
          sh(event.y);  //!
        }
        next: for (const a of event.as) {
          for (const b of event.bs) {
            continue next;
          }
          sh(event.z);  //!
        }
        done: {
          if (event.a) break done;
          sh(event.z);  //!
        }
    """,
    "loops": """
        let last = "list";
        for (let i = 0; i < event.xs.length; i++) last = event.xs[i];
        sh(last);  //!
        for (const key in event.map) sh(event.map[key]);  //!
        do {
          last = "halt";
        } while (event.more);
        sh(last);
        for (;;) {
          sh(event.x);  //!
          break;
        }
    """,
    "try": """
        let x = "list";
        try {
          x = JSON.parse(event.x);
          x = "halt";
        } catch {
          sh(event.y);  //!
        } finally {
          sh(event.z);  //!
        }
        sh(x);
    """,
    "throw": """
        try {
          throw new Error(event.x);
        } catch (e) {
          sh(e.message);  //!
        }
        try {
          return 1;
        } finally {
          sh(event.z);  //!
        }
    """,
    "an inner try that does not catch": """
        try {
          try {
            throw new Error(event.x);
          } finally {
            sh("list");
          }
        } catch (e) {
          sh(e.message);  //!
        }
    """,
    "nullish": """
        const x = event.x ?? "list";
        sh(x);  //!
        const y = "list" ?? event.y;
        sh(y);
        const z = event.a?.z;
        sh(z);  //!
        let w;
        w ??= "list";
        w ||= event.x;
        sh(w);
    """,
}


@pytest.mark.parametrize("name", PYTHON)
def test_python(tmp_path: Path, name: str) -> None:
    check(tmp_path, "python", body("python", PYTHON[name]))


@pytest.mark.parametrize("name", PYTHON_WHOLE)
def test_python_functions(tmp_path: Path, name: str) -> None:
    check(tmp_path, "python", whole("python", PYTHON_WHOLE[name]))


@pytest.mark.parametrize("name", JAVASCRIPT)
def test_javascript(tmp_path: Path, name: str) -> None:
    check(tmp_path, "javascript", body("javascript", JAVASCRIPT[name]))
