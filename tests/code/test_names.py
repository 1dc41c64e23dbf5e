from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.code.names import names_in
from tests.code.trees import tree_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("a.py", "import boto3.session\nfrom lib.models import M\n", {"boto3.session", "lib.models", "M"}),
        ("a.py", "def unused():\n    return [c.send_message(x) for c in y if c.url]\n", {"send_message", "url"}),
        ("a.py", "class A:\n    def f(self, x=q.w):\n        def g(): self.run_task()\n", {"w", "run_task"}),
        ("a.js", 'const { PutItemCommand: P } = require("@aws-sdk/client-dynamodb");', {
            "PutItemCommand", "@aws-sdk/client-dynamodb",
        }),
        ("a.mjs", 'import { SendCommand as s } from "lib";\nconst f = () => s?.go();', {"lib", "SendCommand", "go"}),
        ("a.py", "x = 'send_message'\nsend_message = 1\n", set()),
    ],
)  # fmt: skip
def test_names(tmp_path: Path, path: str, text: str, expected: set[str]) -> None:
    assert names_in(tree_of(tmp_path, {path: text}).load(path)) == expected
