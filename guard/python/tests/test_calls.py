"""Calls of AWS, in a process of their own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
AWS = {"allow": [{"service": "s3", "operation": "GetObject", "resources": ["own/*"]}], "others": "block"}
CLIENT = """
import botocore.session
from botocore.awsrequest import AWSResponse
client = botocore.session.Session().create_client("s3", region_name="eu-west-1", endpoint_url="http://127.0.0.1:9")
client.meta.events.register("before-send", lambda request, **_: AWSResponse("http://127.0.0.1:9", 200, {}, Raw()))
"""
RAW = """
class Raw:
    def stream(self, *_):
        yield b""
    def read(self, *_):
        return b""
"""
GUARD = """
from goatherd_guard import guarded
@guarded
def handler(event, context):
    for name, do in {
        "own": lambda: client.get_object(Bucket="own", Key="a"),
        "other": lambda: client.get_object(Bucket="other", Key="a"),
        "deletes": lambda: client.delete_object(Bucket="own", Key="a"),
        "signs": lambda: client.generate_presigned_url("get_object", {"Bucket": "other", "Key": "a"}),
    }.items():
        try:
            do()
            print("ALLOWED", name)
        except PermissionError:
            print("REFUSED", name)
"""
CALL = "\ntry:\n    handler({}, None)\nexcept PermissionError:\n    pass\n"


@pytest.mark.parametrize("code", [CLIENT + GUARD, "import botocore.client\n" + GUARD + CLIENT, GUARD + CLIENT])
def test_calls_of_clients_are_asked_whenever_these_were_made(tmp_path, code):
    pytest.importorskip("botocore")
    (tmp_path / "app.py").write_text(RAW + code + CALL)
    (tmp_path / "rules.json").write_text((TOP / "cases" / "table.json").read_text(encoding="utf-8"))
    (tmp_path / "policy.json").write_text(json.dumps({"version": 1, "mode": "block", "aws": AWS}))
    variables = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(TOP / "python" / "src"),
        "GOATHERD_GUARD_FOLDER": str(tmp_path),
        "GOATHERD_GUARD_POLICY": str(tmp_path / "policy.json"),
        "AWS_ACCESS_KEY_ID": "a",
        "AWS_SECRET_ACCESS_KEY": "b",
    }
    command = [sys.executable, "-B", "app.py"]
    done = subprocess.run(command, cwd=tmp_path, env=variables, capture_output=True, text=True)
    said = [line for line in done.stdout.splitlines() if line.startswith(("ALLOWED", "REFUSED"))]
    assert said == ["ALLOWED own", "REFUSED other", "REFUSED deletes", "REFUSED signs"], done.stderr
