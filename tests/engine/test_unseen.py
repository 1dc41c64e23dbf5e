"""What a program leaves to code that is not in the tree: modules that it calls, clients that it hands over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engine.programs import behaviour

if TYPE_CHECKING:
    from pathlib import Path

# A program, the modules that it calls without anything being known of them, and services whose clients go away.
PYTHON = {
    "import acme_store\ndef handler(event, context):\n    acme_store.save(1)\n": (["acme_store"], []),
    "from acme.store import save\ndef handler(event, context):\n    save(1)\n": (["acme.store"], []),
    "from .tables import save\ndef handler(event, context):\n    save(1)\n": ([".tables"], []),
    "import acme_store\ndef handler(event, context):\n    return 1\n": ([], []),
    "import json, jwt, boto3, requests\ndef handler(event, context):\n    requests.get(json.dumps(1))\n": ([], []),
    "import near\ndef handler(event, context):\n    near.save()\n": ([], []),
    (
        "import boto3, acme\ndb = boto3.client('dynamodb')\n"
        "def handler(event, context):\n    acme.save(db)\n    db.get_item(TableName='t')\n"
    ): (["acme"], ["dynamodb"]),
    (
        "import boto3\ndb = boto3.client('dynamodb')\n"
        "def handler(event, context):\n    return getattr(db, event['op'])(TableName='t')\n"
    ): ([], ["dynamodb"]),
}
JAVASCRIPT = {
    "const { save } = require('@acme/store');\nexports.handler = async () => save(1);\n": (["@acme/store"], []),
    "const { save } = require('../shared/store');\nexports.handler = async () => save(1);\n": (["../shared/store"], []),
    "const fs = require('node:fs');\nexports.handler = async () => fs.readFileSync('a');\n": ([], []),
    "const { v4 } = require('uuid');\nexports.handler = async () => v4();\n": ([], []),
    (
        "const { S3Client } = require('@aws-sdk/client-s3');\nconst { Store } = require('acme');\n"
        "const store = new Store({ client: new S3Client({}) });\nexports.handler = async () => store.put();\n"
    ): (["acme"], ["s3"]),
}


@pytest.mark.parametrize("program", PYTHON)
def test_python(tmp_path: Path, program: str) -> None:
    found = behaviour(tmp_path, "python", program, files={"near.py": "def save():\n    pass\n"})
    assert (list(found.unseen), list(found.handed)) == PYTHON[program]


@pytest.mark.parametrize("program", JAVASCRIPT)
def test_javascript(tmp_path: Path, program: str) -> None:
    found = behaviour(tmp_path, "javascript", program)
    assert (list(found.unseen), list(found.handed)) == JAVASCRIPT[program]
