"""A tree made to break its reader: every bad file is named with its line, everything else is still scanned."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

MEMORY = 400  # MB, for a tree that holds 100 MB in one file
# Runs a command and says how many kB it used: this process has had other children.
MEASURED = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(code)
"""

GOOD = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Good:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /run, Method: post}}
"""
FUNCTION = """
  {name}:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: {runtime}
      Handler: {handler}
      CodeUri: {folder}/
      Events:
        Call: {{Type: HttpApi, Properties: {{Path: /{name}, Method: post}}}}
"""
HEADER = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n"
DEEP = 2000


def bad_templates(root: Path) -> list[str]:
    """Templates that cannot be read, by path."""
    laughs = "".join(f"  L{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]\n" for n in range(1, 12))
    nested = '{"A": ' * DEEP + "1" + "}" * DEEP
    bucket = '{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"B": {"Type": "AWS::S3::Bucket", "Properties": '
    texts = {
        "broken.yaml": HEADER + "  Bucket:\n    Type: 'AWS::S3::Bucket\n",
        "recursive.yaml": HEADER + "  Bucket: &again\n    Type: AWS::S3::Bucket\n    Properties: *again\n",
        "laughs.yaml": HEADER + "  L0: &l0 [ha, ha]\n" + laughs + "  B: {Type: AWS::S3::Bucket, Properties: *l11}\n",
        "deep.json": bucket + nested + "}}}",
    }
    for name, text in texts.items():
        (root / name).write_text(text)
    (root / "binary.template").write_bytes(HEADER.encode() + bytes(range(256)) * 20)
    (root / "latin.yaml").write_bytes(HEADER.encode() + "  # d\u00e9j\u00e0 vu\n".encode("latin-1"))
    with (root / "huge.yaml").open("wb") as stream:
        stream.write(HEADER.encode())
        stream.truncate(100_000_000)
    return [*texts, "binary.template", "latin.yaml", "huge.yaml"]


def bad_code(root: Path) -> list[str]:
    """Handlers that cannot be read to their end, by path; a template of their own names them."""
    sources = {
        "nested_python/app.py": "def handler(event, context):\n    return " + "(" * DEEP + "1" + ")" * DEEP + "\n",
        "nested_javascript/app.js": "exports.handler = async (event) => " + "[" * DEEP + "]" * DEEP + ";\n",
        "broken_python/app.py": "def handler(event, context):\n    return (1\n",
        "latin_python/app.py": "",
    }
    template = "Transform: AWS::Serverless-2016-10-31\nResources:\n"
    for path, text in sources.items():
        folder = root / Path(path).parent
        folder.mkdir()
        (root / path).write_text(text)
        runtime = "nodejs22.x" if path.endswith(".js") else "python3.13"
        name = folder.name.title().replace("_", "")
        template += FUNCTION.format(name=name, runtime=runtime, handler="app.handler", folder=folder.name)
    (root / "latin_python/app.py").write_bytes(b"def handler(event, context):\n    return 'd\xe9j\xe0 vu'\n")
    (root / "handlers.yaml").write_text(template)
    return list(sources)


def harmless_oddities(root: Path) -> None:
    """What needs no word: loops of links, a pipe, a bundle in one line, junk that nobody asked for."""
    (root / "loop").symlink_to(root, target_is_directory=True)
    (root / "out").symlink_to("/etc/passwd")
    os.mkfifo(root / "pipe.yaml")
    (root / "junk.bin").write_bytes(os.urandom(10_000))
    (root / "bundle.min.js").write_text("var a=[" + "1," * 500_000 + "1];")


@pytest.fixture
def hostile(tmp_path: Path) -> tuple[Path, list[str]]:
    root = tmp_path / "tree"
    root.mkdir()
    (root / "good").mkdir()
    (root / "good" / "template.yaml").write_text(GOOD)
    (root / "good" / "app.py").write_text("import os\n\ndef handler(event, context):\n    os.system(event['body'])\n")
    bad = bad_templates(root) + bad_code(root)
    harmless_oddities(root)
    return root, bad


def test_a_hostile_tree(hostile: tuple[Path, list[str]]) -> None:
    root, bad = hostile
    scan = [sys.executable, "-m", "goatherd", "scan", str(root), "--format", "json"]
    command = [sys.executable, "-c", MEASURED, *scan]
    run = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    peak = int(run.stderr.split()[-1]) / 1024

    assert run.returncode == 3, run.stderr
    result = json.loads(run.stdout)
    assert ("GOAT0101", "good/app.py", 4) in {(f["id"], f["path"], f["line"]) for f in result["findings"]}
    told = {d["path"] for d in result["diagnoses"] if d["line"] >= 1 and d["message"]}
    assert set(bad) <= told
    assert not [d for d in result["diagnoses"] if "bug in goatherd" in d["message"]]
    assert "root:" not in run.stdout  # the link to a file outside was not followed
    assert peak < MEMORY
