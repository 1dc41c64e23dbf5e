"""Python code that a build puts beside the handler's runs there, and what is proved stands at lines of its sources."""

from __future__ import annotations

from goatherd.attack.run import Settings, attack
from goatherd.core.config import Config
from goatherd.core.events import FindingFound, NotAttacked
from tests.sandbox.pods import written

TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Run:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.12
      Handler: app.handler
      CodeUri: functions/run
      Events:
        Call: {Type: HttpApi, Properties: {Path: /run, Method: post}}
"""
APP = """\
import json
import os
import sys

sys.path.append(os.path.join(os.path.dirname(__file__), "..", "..", "shared"))

import names
from commands import printing
from tools.shell import run


def handler(event, context):
    wanted = json.loads(event["body"])["name"]
    return {"statusCode": 200, "body": names.OWN + run(printing.command(wanted))}
"""
FILES = {
    "template.yaml": TEMPLATE,
    "functions/run/app.py": APP,
    "functions/run/names.py": "OWN = 'own'\n",
    "shared/names.py": "raise RuntimeError('the other one')\n",
    "shared/commands/__init__.py": "",
    "shared/commands/printing.py": "from .words import ECHO\n\n\ndef command(name):\n    return ECHO + name\n",
    "shared/commands/words.py": "ECHO = 'echo '\n",
    "tools/shell.py": "import subprocess\n\n\ndef run(command):\n    return subprocess.getoutput(command)\n",
}


def test_modules_that_a_build_copies(tmp_path):
    events = list(attack(str(written(tmp_path, FILES)), Config(select=("GOAT0151",)), Settings()))
    assert [str(event) for event in events if isinstance(event, NotAttacked)] == []
    (finding,) = (event.finding for event in events if isinstance(event, FindingFound) and event.finding.proof)
    assert (finding.span.path, finding.span.line) == ("tools/shell.py", 5)
