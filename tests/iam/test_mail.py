"""Which right to send a mail is asked for depends on what is sent; where that is not seen, it may be any."""

from __future__ import annotations

from pathlib import Path

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.scan import scan

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Mail:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      Policies:
        - Statement: [{{Effect: Allow, Action: [{granted}], Resource: '*'}}]
"""
SEND = """
import {{ {kind}Client, {command} }} from '@aws-sdk/client-{module}';
const client = new {kind}Client({{}});
export const handler = async (event) => client.send(new {command}({{ {input} }}));
"""
TEMPLATED = "Content: { Template: { TemplateName: 'hello' } }"
SIMPLE = "Content: { Simple: { Subject: { Data: 'hello' } } }"


@pytest.mark.parametrize(
    ("kind", "module", "command", "input", "granted", "found"),
    [
        ("PinpointEmail", "pinpoint-email", "SendEmailCommand", TEMPLATED, "ses:SendTemplatedEmail", set()),
        ("PinpointEmail", "pinpoint-email", "SendEmailCommand", TEMPLATED, "ses:SendEmail", set()),
        ("SESv2", "sesv2", "SendEmailCommand", TEMPLATED, "ses:SendTemplatedEmail", set()),
        ("SESv2", "sesv2", "SendEmailCommand", TEMPLATED, "ses:SendEmail, ses:SendTemplatedEmail", set()),
        ("SESv2", "sesv2", "SendEmailCommand", "...event", "ses:SendRawEmail", set()),
        ("SESv2", "sesv2", "SendEmailCommand", SIMPLE, "ses:SendEmail", set()),
        ("SESv2", "sesv2", "SendEmailCommand", SIMPLE, "ses:SendTemplatedEmail", {"GOAT0420", "GOAT0422"}),
        ("SESv2", "sesv2", "SendBulkEmailCommand", "", "ses:SendBulkTemplatedEmail", set()),
        ("SESv2", "sesv2", "SendBulkEmailCommand", "", "ses:SendBulkEmail", set()),
        ("SESv2", "sesv2", "SendEmailCommand", TEMPLATED, "ses:SendEmail, ses:DeleteIdentity", {"GOAT0420"}),
        ("SES", "ses", "SendTemplatedEmailCommand", "Template: 'hello'", "ses:SendTemplatedEmail", set()),
        ("SES", "ses", "SendTemplatedEmailCommand", "Template: 'hello'", "ses:SendEmail", {"GOAT0420", "GOAT0422"}),
    ],
)
def test_rights_to_send(
    tmp_path: Path, kind: str, module: str, command: str, input: str, granted: str, found: set[str]
) -> None:
    (tmp_path / "template.yaml").write_text(TEMPLATE.format(granted=granted))
    (tmp_path / "index.mjs").write_text(SEND.format(kind=kind, module=module, command=command, input=input))
    events = scan(str(tmp_path), Config(select=("GOAT0420", "GOAT0422")))
    assert {event.finding.id for event in events if isinstance(event, FindingFound)} == found
