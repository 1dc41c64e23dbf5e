"""What comes back from a program that was started: the data in its command line, not the secrets that it works with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.model.trigger import Kind
from tests.engine.programs import behaviour, trigger

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """
const { exec, execSync, spawn, spawnSync } = require("child_process");
const { promisify } = require("util");
const execa = require("execa");
const { SecretsManager } = require("aws-sdk");
exports.handler = async (event) => {
  const { SecretString: secret } = await new SecretsManager().getSecretValue({ SecretId: "deploy" }).promise();
  const env = { ...process.env, TOKEN: secret };
  %s
};
"""


@pytest.mark.parametrize(
    "work",
    [
        'exec("deploy", { env }, (error, out, err) => console.log(out, err));',
        'console.log(execSync("deploy", { env }).toString());',
        'const { stdout, stderr } = spawnSync("deploy", ["x"], { env }); console.log(stdout, stderr);',
        'spawn("deploy", ["x"], { env }).stdout.on("data", (data) => console.log(data));',
        "const { stdout } = await promisify(exec)(`deploy ${secret}`); console.log(stdout);",
        'const { stdout } = await execa("deploy", ["x"], { env }); console.log(stdout);',
    ],
)
def test_a_program_does_not_print_the_secret_that_it_gets(tmp_path: Path, work: str) -> None:
    assert behaviour(tmp_path, "javascript", PROGRAM % work, trigger(Kind.HTTP_API)).flows_to("log-secret") == []


def test_what_an_outsider_asks_of_a_program_comes_back(tmp_path: Path) -> None:
    work = "return { statusCode: 200, headers: { 'Content-Type': 'text/html' }, body: execSync(`cat ${event.body}`) };"
    found = behaviour(tmp_path, "javascript", PROGRAM % work, trigger(Kind.HTTP_API))
    assert {flow.kind for flow in found.flows} >= {"shell", "html"}


@pytest.mark.parametrize(
    ("work", "told"),
    [
        ("Object.keys(process.env).forEach((name) => console.log(`decrypting ${name}`));", False),
        ("for (const name in process.env) console.log(name);", False),
        ("console.log(Object.values(process.env));", True),
    ],
)
def test_what_variables_are_called_is_no_secret(tmp_path: Path, work: str, told: bool) -> None:
    found = behaviour(tmp_path, "javascript", PROGRAM % work, trigger(Kind.HTTP_API))
    assert bool(found.flows_to("log-secret")) is told


def test_a_secret_that_is_logged_beside_a_program_is(tmp_path: Path) -> None:
    found = behaviour(tmp_path, "javascript", PROGRAM % "console.log(env);", trigger(Kind.HTTP_API))
    assert found.flows_to("log-secret")
