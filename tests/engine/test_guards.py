"""What a test proves about an outsider's data, and where it proves nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.programs import body, check, whole

PYTHON = {
    "no test": """
        sh(event["x"])  #!
    """,
    "allow list": """
        if event["x"] in ("start", "stop"):
            sh(event["x"])
        else:
            sh(event["x"])  #!
    """,
    "early return": """
        if event["x"] not in ["start", "stop"]:
            return
        sh(event["x"])
    """,
    "early raise": """
        x = event["x"]
        if x not in {"start", "stop"}:
            raise ValueError(x)
        sh(x)
    """,
    "one of several pieces of data": """
        x = event["x"]
        for y in event["y"]:
            if flag(y):
                x = y
        if x not in {"start", "stop"}:
            raise ValueError(x)
        sh(x)
        sh(event["x"])  #!
    """,
    "one of several, where it is none": """
        x = event["x"] if event["z"] else event["y"]
        if x in {"start", "stop"}:
            return
        sh(x)  #!
    """,
    "assertion": """
        assert event["x"] in ("start", "stop")
        sh(event["x"])
    """,
    "keys of a dictionary": """
        commands = {"start": 1, "stop": 2}
        if event["x"] not in commands:
            return
        sh(event["x"])
    """,
    "value of a dictionary": """
        commands = {"start": "run", "stop": "halt"}
        sh(commands[event["x"]])
        sh(commands.get(event["x"], "list"))
    """,
    "empty or good": """
        x = event["x"]
        if x and not re.fullmatch("[a-z]+", x):
            return
        sh(x)
        if event["y"] and event["z"]:
            return
        sh(event["y"])  #!
    """,
    "equality": """
        if event["x"] == "start":
            sh(event["x"])
        elif event["x"] == event["y"]:
            sh(event["x"])  #!
    """,
    "either of two": """
        if event["x"] == "start" or event["x"] == "stop":
            sh(event["x"])
        if event["x"] != "start" and event["x"] != "stop":
            return
        sh(event["x"])
    """,
    "one of two proves nothing": """
        if event["x"] == "start" or event["y"] == "stop":
            sh(event["x"])  #!
        if os.environ["DEBUG"] or event["x"] == "start":
            sh(event["x"])  #!
    """,
    "both of two": """
        if event["x"] == "start" and event["y"] == "stop":
            sh(event["x"] + event["y"])
            sh(event["z"])  #!
    """,
    "not": """
        if not event["x"] in ("start", "stop"):
            sh(event["x"])  #!
        else:
            sh(event["x"])
    """,
    "another field": """
        if event["x"] not in ("start", "stop"):
            return
        sh(event["y"])  #!
    """,
    "lost after the join": """
        if event["x"] in ("start", "stop"):
            mode = 1
        else:
            mode = 2
        sh(event["x"])  #!
    """,
    "a list from the event allows nothing": """
        if event["x"] in event["allowed"]:
            sh(event["x"])  #!
    """,
    "truth is no guard": """
        if not event.get("x"):
            return
        sh(event["x"])  #!
    """,
    "length is no guard": """
        if len(event["x"]) > 100:
            return
        sh(event["x"])  #!
    """,
    "anchored pattern": """
        if not re.match(r"^[a-z0-9]+$", event["x"]):
            return
        sh(event["x"])
    """,
    "compiled pattern": """
        name = re.compile("[a-z0-9]+")
        if name.fullmatch(event["x"]):
            sh(event["x"])
        if name.match(event["x"]):
            sh(event["x"])  #!
        if name.search(event["x"]):
            sh(event["x"])  #!
    """,
    "pattern that lets too much through": """
        if re.fullmatch("[a-z; ]+", event["x"]):
            sh(event["x"])  #!
    """,
    "a denylist of some characters": """
        if ";" in event["x"] or "|" in event["x"]:
            return
        sh(event["x"])  #!
    """,
    "a denylist in a loop": """
        for bad in ["rm", "curl"]:
            if bad in event["x"]:
                return
        sh(event["x"])  #!
    """,
    "a denylist by pattern": """
        if re.search("[;|&]", event["x"]):
            return
        sh(event["x"])  #!
    """,
    "all letters": """
        if event["x"].isalnum():
            sh(event["x"])
    """,
    "a number": """
        sh("sleep " + str(int(event["x"])))
        sh("sleep %d" % event["x"])
        if isinstance(event["y"], int):
            sh(event["y"])
    """,
    "text is no number": """
        if isinstance(event["x"], str):
            sh(event["x"])  #!
    """,
    "guard in a loop": """
        for x in event["xs"]:
            if x not in ("start", "stop"):
                continue
            sh(x)
        for y in event["ys"]:
            if y not in ("start", "stop"):
                break
            sh(y)
        for z in event["zs"]:
            if z == "list":
                continue
            sh(z)  #!
    """,
    "guard on what was cut off": """
        name = event["x"].split("/")[0]
        if name in ("a", "b"):
            sh(name)
            sh(event["x"])  #!
    """,
    "conditional expression": """
        sh(event["x"] if event["x"] in ("a", "b") else "list")
        sh("list" if event["x"] in ("a", "b") else event["x"])  #!
    """,
    "short circuit": """
        event["x"] in ("a", "b") and sh(event["x"])
        event["x"] in ("a", "b") or sh(event["x"])  #!
    """,
    "filtered comprehension": """
        for x in [x for x in event["xs"] if x in ("a", "b")]:
            sh(x)
        for y in [y for y in event["ys"] if y]:
            sh(y)  #!
    """,
    "none that is not allowed": """
        bad = [x for x in event["xs"] if x not in ("a", "b")]
        if bad:
            return
        for x in event["xs"]:
            sh(x)
        if len([y for y in event["ys"] if y not in ("a", "b")]) > 0:
            return
        for y in event["ys"]:
            sh(y)
        good = [z for z in event["zs"] if z in ("a", "b")]
        if not good:
            return
        for z in event["zs"]:
            sh(z)  #!
    """,
    "while": """
        x = event["x"]
        while x not in ("a", "b"):
            x = event["next"]
        sh(x)
    """,
}

PYTHON_HELPERS = {
    "helper that returns a truth": """
        def valid(name):
            return name in ("start", "stop")

        def handler(event, context):
            if valid(event["x"]):
                sh(event["x"])
            if not valid(event["y"]):
                return
            sh(event["y"])
            sh(event["z"])  #!
    """,
    "helper of branches": """
        def valid(name):
            if not name:
                return False
            if re.fullmatch("[a-z]+", name):
                return True
            return False

        def handler(event, context):
            if valid(event["x"]):
                sh(event["x"])
            else:
                sh(event["x"])  #!
    """,
    "helper that says yes to too much": """
        def valid(name):
            if name == "start":
                return True
            return len(name) < 10

        def handler(event, context):
            if valid(event["x"]):
                sh(event["x"])  #!
    """,
    "helper that raises": """
        def require(name):
            if name not in ("start", "stop"):
                raise ValueError("no such name")

        def handler(event, context):
            require(event["x"])
            sh(event["x"])
            sh(event["y"])  #!
    """,
    "helper that raises, caught": """
        def require(name):
            if name not in ("start", "stop"):
                raise ValueError("no such name")

        def handler(event, context):
            try:
                require(event["x"])
            except ValueError:
                pass
            sh(event["x"])  #!
    """,
    "helper that gives back what it checked": """
        def checked(name):
            if name not in ("start", "stop"):
                raise ValueError("no such name")
            return name

        def handler(event, context):
            sh(checked(event["x"]))
    """,
    "helper that lists errors": """
        def problems(body):
            found = []
            if body["x"] not in ("start", "stop"):
                found.append("x")
                return found
            return []

        def handler(event, context):
            if problems(event):
                return {"statusCode": 400}
            sh(event["x"])
    """,
    "helper that replaces": """
        def cleaned(name):
            return re.sub("[^a-z]", "", name)

        def handler(event, context):
            sh(cleaned(event["x"]))
    """,
    "helper that ends the process": """
        import sys

        def require(name):
            if name not in ("start", "stop"):
                sys.exit(1)

        def handler(event, context):
            require(event["x"])
            sh(event["x"])
    """,
    "helper called for another field": """
        def valid(name):
            return name in ("start", "stop")

        def handler(event, context):
            if valid(event["x"]) and valid(event["y"]):
                sh(event["x"] + event["y"])
            if valid(event["x"]) or valid(event["y"]):
                sh(event["x"])  #!
    """,
}

JAVASCRIPT = {
    "no test": """
        sh(event.x);  //!
    """,
    "allow list": """
        if (["start", "stop"].includes(event.x)) {
          sh(event.x);
        } else {
          sh(event.x);  //!
        }
    """,
    "set": """
        const allowed = new Set(["start", "stop"]);
        if (!allowed.has(event.x)) return;
        sh(event.x);
        sh(event.y);  //!
    """,
    "key of an object": """
        const commands = { start: 1, stop: 2 };
        if (!(event.x in commands)) return;
        sh(event.x);
    """,
    "early throw": """
        if (!["start", "stop"].includes(event.x)) throw new Error("no");
        sh(event.x);
    """,
    "neither of two": """
        if (event.x !== "start" && event.x !== "stop") return;
        sh(event.x);
    """,
    "either of two": """
        if (event.x === "start" || event.x === "stop") sh(event.x);
        if (event.x === "start" || event.y === "stop") sh(event.x);  //!
    """,
    "typeof": """
        if (typeof event.x === "number") sh(event.x);
        if (typeof event.x !== "number") return;
        sh("sleep " + event.x);
        if (typeof event.y === "string") sh(event.y);  //!
    """,
    "anchored pattern": """
        if (/^[a-z0-9]+$/.test(event.x)) sh(event.x);
        if (/[a-z0-9]+/.test(event.x)) sh(event.x);  //!
        if (!/^[a-z]+$/.test(event.y)) return;
        sh(event.y);
    """,
    "match": """
        if (!event.x.match(/^[a-z0-9]+$/)) return;
        sh(event.x);
    """,
    "a denylist": """
        if (event.x.includes(";") || event.x.includes("|")) return;
        sh(event.x);  //!
    """,
    "truth is no guard": """
        if (!event.x) return;
        sh(event.x);  //!
    """,
    "switch": """
        switch (event.x) {
          case "start":
          case "stop":
            sh(event.x);
            break;
          default:
            sh(event.x);  //!
        }
    """,
    "switch of tests": """
        switch (true) {
          case event.x === "start":
            sh(event.x);
            break;
          default:
            sh(event.x);  //!
        }
    """,
    "guard in a loop": """
        for (const x of event.xs) {
          if (!["a", "b"].includes(x)) continue;
          sh(x);
        }
        for (const y of event.ys) {
          if (y === "a") continue;
          sh(y);  //!
        }
    """,
    "none that is not allowed": """
        const bad = event.xs.filter((x) => !["a", "b"].includes(x));
        if (bad.length > 0) return;
        event.xs.forEach((x) => sh(x));
        if (event.ys.find((y) => !["a", "b"].includes(y))) return;
        event.ys.forEach((y) => sh(y));
        const good = event.zs.filter((z) => ["a", "b"].includes(z));
        if (good.length === 0) return;
        event.zs.forEach((z) => sh(z));  //!
    """,
    "short circuit": """
        ["a", "b"].includes(event.x) && sh(event.x);
        ["a", "b"].includes(event.y) || process.exit(1);
        sh(event.y);
        sh(event.z);  //!
    """,
    "a number": """
        sh("sleep " + Number(event.x));
        sh("sleep " + parseInt(event.x, 10));
        sh("sleep " + +event.x);
    """,
    "conditional": """
        sh(["a", "b"].includes(event.x) ? event.x : "list");
        sh(["a", "b"].includes(event.x) ? "list" : event.x);  //!
    """,
}

JAVASCRIPT_HELPERS = {
    "helper that returns a truth": """
        const valid = (name) => ["start", "stop"].includes(name);
        exports.handler = async (event) => {
          if (valid(event.x)) sh(event.x);
          if (!valid(event.y)) return;
          sh(event.y);
          sh(event.z);  //!
        };
    """,
    "helper that throws": """
        function requireName(name) {
          if (!/^[a-z]+$/.test(name)) throw new Error("no");
        }
        exports.handler = async (event) => {
          requireName(event.x);
          sh(event.x);
          sh(event.y);  //!
        };
    """,
    "helper that throws, caught": """
        function requireName(name) {
          if (!/^[a-z]+$/.test(name)) throw new Error("no");
        }
        exports.handler = async (event) => {
          try {
            requireName(event.x);
          } catch (e) {
          }
          sh(event.x);  //!
        };
    """,
    "helper that rejects": """
        async function requireName(name) {
          if (!/^[a-z]+$/.test(name)) return Promise.reject(new Error("no"));
          return name;
        }
        exports.handler = async (event) => {
          const name = await requireName(event.x);
          sh(name);
          sh(event.x);
        };
    """,
}


@pytest.mark.parametrize("name", PYTHON)
def test_python(tmp_path: Path, name: str) -> None:
    check(tmp_path, "python", body("python", PYTHON[name]))


@pytest.mark.parametrize("name", PYTHON_HELPERS)
def test_python_helpers(tmp_path: Path, name: str) -> None:
    check(tmp_path, "python", whole("python", PYTHON_HELPERS[name]))


@pytest.mark.parametrize("name", JAVASCRIPT)
def test_javascript(tmp_path: Path, name: str) -> None:
    check(tmp_path, "javascript", body("javascript", JAVASCRIPT[name]))


@pytest.mark.parametrize("name", JAVASCRIPT_HELPERS)
def test_javascript_helpers(tmp_path: Path, name: str) -> None:
    check(tmp_path, "javascript", whole("javascript", JAVASCRIPT_HELPERS[name]))
