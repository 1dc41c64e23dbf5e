"""What is known of the parts of a text that was split, and what an answer that is no response may hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from goatherd.model.trigger import Kind
from tests.engine.programs import body, check, trigger

PROGRAMS = {
    "the last part of a path": (
        "python",
        """
        key = event["key"]
        open("/tmp/" + key.split("/")[-1])
        open("/tmp/" + key.rsplit("/", 1)[-1])
        open("/tmp/" + key.rpartition("/")[2])
        open("/tmp/" + key.partition("/")[0])
        open("/tmp/" + key.split("/", 1)[0])
        open("/tmp/" + key.replace("/", "_"))
        """,
    ),
    "the other part of a path": (
        "python",
        """
        key = event["key"]
        open("/tmp/" + key.rsplit("/", 1)[0])  #! path
        open("/tmp/" + key.rpartition("/")[0])  #! path
        open("/tmp/" + key.partition("/")[2])  #! path
        open("/tmp/" + key.split("/", 1)[-1])  #! path
        open("/tmp/" + key.split("/", 2)[-1])  #! path
        open("/tmp/" + key.split(".")[0])  #! path
        """,
    ),
    "decoded again": (
        "python",
        """
        from urllib.parse import unquote_plus
        open("/tmp/" + unquote_plus(event["key"].split("/")[-1]))  #! path
        """,
    ),
    "parts in JavaScript": (
        "javascript",
        """
        const fs = require("fs");
        const parts = event.key.split("/");
        fs.readFileSync("/tmp/" + parts.pop());
        fs.readFileSync("/tmp/" + parts[parts.length - 1]);
        fs.readFileSync("/tmp/" + event.key.replace(/\\//g, "_"));
        fs.readFileSync("/tmp/" + event.key.split(".")[0]);  //! path
        fs.readFileSync("/tmp/" + event.key.replace("/", "_"));  //! path
        """,
    ),
}


@pytest.mark.parametrize(("language", "text"), PROGRAMS.values(), ids=PROGRAMS)
def test_parts(tmp_path: Path, language: str, text: str) -> None:
    check(tmp_path, language, body(language, text))


def test_an_authorizer_answers_the_gateway_and_not_the_caller(tmp_path: Path) -> None:
    text = """
    import boto3
    key = boto3.client("secretsmanager").get_secret_value(SecretId="plan")["SecretString"]
    if event["tenant"]:
        return {"principalId": "x", "policyDocument": {"Statement": []}, "usageIdentifierKey": key}
    return {"key": key}  #! secret-response
    """
    check(tmp_path, "python", body("python", text), trigger(Kind.UNKNOWN))
