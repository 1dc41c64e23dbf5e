"""Event data is put into speech markup (SSML).

## Why it matters
The sender adds tags of their own: what is said, how long, and in which voice, at the expense of who pays for it. An
unclosed tag makes the call fail.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Speak:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Events:
        Post: {Type: HttpApi, Properties: {Path: /speak, Method: post}}
```
```python app.py
import boto3

polly = boto3.client("polly")


def handler(event, context):
    text = f"<speak><p>{event['body']}</p></speak>"
    polly.start_speech_synthesis_task(
        Text=text,  # GOAT0120
        TextType="ssml",
        VoiceId="Joanna",
        OutputFormat="mp3",
        OutputS3BucketName="speech",
    )
    return {"statusCode": 202}
```

## Fixed
```python app.py
from xml.sax.saxutils import escape

import boto3

polly = boto3.client("polly")


def handler(event, context):
    text = f"<speak><p>{escape(event['body'])}</p></speak>"
    polly.start_speech_synthesis_task(
        Text=text, TextType="ssml", VoiceId="Joanna", OutputFormat="mp3", OutputS3BucketName="speech"
    )
    return {"statusCode": 202}
```

## Vulnerable, in JavaScript
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Speak:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: .
      Events:
        Post: {Type: HttpApi, Properties: {Path: /speak, Method: post}}
```
```javascript index.js
const { PollyClient, SynthesizeSpeechCommand } = require('@aws-sdk/client-polly');
const polly = new PollyClient();

exports.handler = async (event) => {
  const { name } = JSON.parse(event.body);
  const spoken = await polly.send(new SynthesizeSpeechCommand({
    Text: `<speak>Welcome, <emphasis>${name}</emphasis></speak>`, // GOAT0120
    TextType: 'ssml',
    VoiceId: 'Joanna',
    OutputFormat: 'mp3',
  }));
  return { statusCode: 200, body: await spoken.AudioStream.transformToString('base64'), isBase64Encoded: true };
};
```

## Fixed, in JavaScript: plain text
```javascript index.js
const { PollyClient, SynthesizeSpeechCommand } = require('@aws-sdk/client-polly');
const polly = new PollyClient();

exports.handler = async (event) => {
  const { name } = JSON.parse(event.body);
  const spoken = await polly.send(new SynthesizeSpeechCommand({
    Text: `Welcome, ${name}`,
    TextType: 'text',
    VoiceId: 'Joanna',
    OutputFormat: 'mp3',
  }));
  return { statusCode: 200, body: await spoken.AudioStream.transformToString('base64'), isBase64Encoded: true };
};
```

## Remedy
Escape `<`, `>` and `&` in the data, or send plain text.

## Remedy in Python
`xml.sax.saxutils.escape` escapes them.

## Remedy in JavaScript
lodash's `escape` escapes them.

## References
- https://docs.aws.amazon.com/polly/latest/dg/escapees.html
- https://cwe.mitre.org/data/definitions/91.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import LOW, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function


@check("GOAT0120", sas=1, cwe=91, severity=LOW, since="0.1")
def event_data_in_speech(function: Function, app: Application) -> Iterator[Finding]:
    for flow in app.flows(function, "ssml"):
        yield flow.finding(f"{flow.source.path} is put into speech markup without escaping")
