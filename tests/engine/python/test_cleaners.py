"""What makes an outsider's data harmless in Python, and what only seems to."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from goatherd.core.confidence import Confidence
from goatherd.model.trigger import Kind
from tests.engine.programs import behaviour, check, trigger
from tests.engine.python.test_sinks import program

PROGRAMS = {
    "numbers": """
        os.system(f"ls {int(x)}")
        os.system("ls %d" % x)
        os.system(f"ls {float(x)}")
    """,
    "a conversion that raises": """
        int(x)
        os.system("ls " + x)
    """,
    "identifiers": """
        import uuid, ipaddress
        os.system(f"ls {uuid.UUID(x)}")
        open(f"/tmp/{uuid.UUID(x)}")
        ipaddress.ip_address(event["y"])
        os.system("ping " + event["y"])
    """,
    "dates": """
        import datetime
        os.system(f"ls {datetime.datetime.strptime(x, '%Y')}")
    """,
    "digests": """
        import hashlib
        open("/tmp/" + hashlib.sha256(x.encode()).hexdigest())
    """,
    "base64": """
        import base64
        os.system("echo " + base64.b64encode(x.encode()).decode())
        os.system("echo " + base64.b64decode(x).decode())  #!
        os.system("echo " + base64.b64decode(base64.b64encode(x.encode())).decode())  #!
    """,
    "quoting": """
        from urllib.parse import quote, quote_plus
        os.system("curl https://example.com/?q=" + quote(x))
        open("/tmp/" + quote(x))  #! path
        open("/tmp/" + quote_plus(x))
    """,
    "an enumeration": """
        import enum
        class Color(enum.Enum):
            RED = "red"
        color = Color(x)
        os.system("paint " + color.value)
        os.system("paint " + x)
    """,
    "a table of functions": """
        commands = {"start": "run", "stop": "halt"}
        os.system(commands[x])
        os.system(commands.get(x, "list"))
    """,
    "a real path": """
        path = os.path.realpath(os.path.join("/srv/data", x))
        open(path)  #! path
        if not path.startswith("/srv/data/"):
            raise ValueError
        open(path)
    """,
    "a prefix of a path that is not worked out": """
        path = os.path.join("/srv/data", x)
        if path.startswith("/srv/data/"):
            open(path)  #! path
    """,
    "a common path": """
        path = os.path.realpath(x)
        if os.path.commonpath(["/srv", path]) != "/srv":
            return
        open(path)
    """,
    "relative path objects": """
        from pathlib import Path
        path = (Path("/srv") / x).resolve()
        if not path.is_relative_to("/srv"):
            return
        path.read_text()
    """,
    "path objects that raise": """
        from pathlib import Path
        path = (Path("/srv") / x).resolve()
        path.relative_to("/srv")
        path.read_text()
    """,
    "no way up behind a folder": """
        if ".." in x:
            raise ValueError
        open("/srv/" + x)
        open(x)  #! path
    """,
    "the host of an address": """
        import requests
        from urllib.parse import urlparse
        if urlparse(x).hostname not in ("example.com", "example.org"):
            raise ValueError
        requests.get(x)
        os.system("curl " + x)  #!
    """,
    "the scheme of an address": """
        import requests
        from urllib.parse import urlparse
        if urlparse(x).scheme != "https":
            raise ValueError
        requests.get(x)  #! ssrf
    """,
    "both sides of or": """
        y = ""
        for c in x:
            if c.isalnum() or c in "-_":
                y += c
        os.system("ls " + y)
    """,
    "one side of or": """
        y = ""
        for c in x:
            if c.isalnum() or c != "'":
                y += c
        os.system("ls " + y)  #!
    """,
    "a choice that is kept": """
        y = "list"
        if x in ("start", "stop"):
            y = x
        os.system(y)
    """,
    "a denylist": """
        if ";" in x or "&" in x:
            raise ValueError
        os.system("ls " + x)  #!
    """,
}


@pytest.mark.parametrize("text", PROGRAMS.values(), ids=PROGRAMS)
def test_what_cleans(tmp_path: Path, text: str) -> None:
    check(tmp_path, "python", program(_indented(text)), trigger(Kind.REST_API_MAPPED))


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())


@pytest.mark.parametrize(
    "validation",
    [
        "import jsonschema; jsonschema.validate(event, {})",
        "import jsonschema; jsonschema.validate(instance=event, schema={})",
        "from aws_lambda_powertools.utilities.validation import validate; validate(event=event, schema={})",
    ],
)
def test_a_schema_makes_harm_less_likely(tmp_path: Path, validation: str) -> None:
    text = f"import os\ndef handler(event, context):\n    {validation}\n    os.system(event['x'])\n"
    flow = next(f for f in behaviour(tmp_path, "python", text).flows if f.kind == "shell")
    assert flow.confidence < Confidence.HIGH
    assert any("schema" in reason.words for reason in flow.reasons)


def test_a_walk_over_a_syntax_tree_makes_harm_less_likely(tmp_path: Path) -> None:
    text = """
        import ast
        def handler(event, context):
            tree = ast.parse(event["x"], mode="eval")
            for node in ast.walk(tree):
                if not isinstance(node, (ast.Expression, ast.Constant)):
                    raise ValueError(node)
            return eval(compile(tree, "", "eval"))
    """
    flows = [f for f in behaviour(tmp_path, "python", dedent(text)).flows if f.kind == "code"]
    assert {f.confidence for f in flows} == {Confidence.MEDIUM}
    assert {str(reason) for f in flows for reason in f.reasons} == {
        "code looks through its syntax tree in `ast.walk()`, how strictly is not known (app.py:5)"
    }


def test_a_name_in_a_folder_of_the_program_only_chooses_a_file(tmp_path: Path) -> None:
    text = """
        import joblib, os, tempfile
        from pathlib import Path
        def handler(event, context):
            joblib.load("/tmp/" + event["x"])
            joblib.load(os.path.join(tempfile.gettempdir(), event["x"]))
            joblib.load(Path("/tmp") / event["x"])
            joblib.load(event["y"])
    """
    flows = [f for f in behaviour(tmp_path, "python", dedent(text)).flows if f.kind == "deserialization"]
    assert [(f.source.path, f.confidence) for f in flows] == [
        *[("event.x", Confidence.MEDIUM)] * 3,
        ("event.y", Confidence.HIGH),
    ]
