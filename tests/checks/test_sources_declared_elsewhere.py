"""What a program grants for reading a source that it does not declare is used by the platform."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

APP = """
import { App, Fn, Stack } from 'aws-cdk-lib';
import { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Code, Function, Runtime, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, KinesisEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
class Pay extends Stack {
  constructor(scope, id) {
    super(scope, id);
    const code = Code.fromAsset('src');
    const fn = new Function(this, 'Fn', { runtime: Runtime.PYTHON_3_13, handler: 'app.handler', code });
    const streamArn = somewhere();
    const source = SOURCE;
    fn.addEventSource(source);
  }
}
new Pay(new App(), 'Pay');
"""
TABLE = "Table.fromTableAttributes(this, 'T', { tableArn: streamArn, tableStreamArn: streamArn })"
STREAM = "Stream.fromStreamArn(this, 'S', streamArn)"


@pytest.mark.parametrize(
    "source",
    [
        f"new DynamoEventSource({TABLE}, {{ startingPosition: StartingPosition.LATEST }})",
        f"new KinesisEventSource({STREAM}, {{ startingPosition: StartingPosition.LATEST }})",
    ],
)
def test_reading_a_stream_of_another_stack(tmp_path: Path, source: str) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "cdk.json").write_text('{"app": "npx ts-node app.ts"}')
    (tmp_path / "app.ts").write_text(APP.replace("SOURCE", source))
    (tmp_path / "src/app.py").write_text("def handler(event, context):\n    return len(event['Records'])\n")
    found = [
        e.finding for e in scan(str(tmp_path), Config(select=("GOAT0420", "GOAT0806"))) if isinstance(e, FindingFound)
    ]
    assert {finding.id for finding in found} == {"GOAT0806"}  # the stream is known to be one
