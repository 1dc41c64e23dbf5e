"""Event data decides where the function sends a request (SSRF).

## Why it matters
The function reaches what the sender cannot: services inside the VPC, the runtime API of the function itself, internal
endpoints. What comes back is often returned. Where a Lambda function outside of a VPC is there to fetch the `url` that
callers name, and sends nothing of its own along, it reaches little that they do not: that is medium.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Preview:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /preview, Method: get}}
```
```javascript app.js
exports.handler = async (event) => {
  const page = await fetch(event.queryStringParameters.url); // GOAT0107
  return { statusCode: 200, body: await page.text() };
};
```

## Fixed
```javascript app.js
const HOSTS = new Set(["example.com", "example.org"]);

exports.handler = async (event) => {
  const host = event.queryStringParameters.host;
  if (!HOSTS.has(host)) return { statusCode: 400 };
  const page = await fetch(`https://${host}/`);
  return { statusCode: 200, body: await page.text() };
};
```

## Vulnerable in Terraform
```hcl main.tf
data "archive_file" "code" {
  type        = "zip"
  source_file = "${path.module}/app.js"
  output_path = "${path.module}/code.zip"
}

resource "aws_iam_role" "preview" {
  name = "preview"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_lambda_function" "preview" {
  function_name = "preview"
  role          = aws_iam_role.preview.arn
  runtime       = "nodejs22.x"
  handler       = "app.handler"
  filename      = data.archive_file.code.output_path
}

resource "aws_lambda_function_url" "preview" {
  function_name      = aws_lambda_function.preview.function_name
  authorization_type = "NONE"
}
```
```javascript app.js
exports.handler = async (event) => {
  const page = await fetch(event.queryStringParameters.url); // GOAT0107
  return { statusCode: 200, body: await page.text() };
};
```

## Fixed in Terraform
```javascript app.js
const HOSTS = new Set(["example.com", "example.org"]);

exports.handler = async (event) => {
  const host = event.queryStringParameters.host;
  if (!HOSTS.has(host)) return { statusCode: 400 };
  const page = await fetch(`https://${host}/`);
  return { statusCode: 200, body: await page.text() };
};
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: preview
provider:
  name: aws
  runtime: nodejs22.x
functions:
  preview:
    handler: app.handler
    url: true
```
```javascript app.js
exports.handler = async (event) => {
  const page = await fetch(event.queryStringParameters.url); // GOAT0107
  return { statusCode: 200, body: await page.text() };
};
```

## Fixed in the Serverless Framework
```javascript app.js
const HOSTS = new Set(["example.com", "example.org"]);

exports.handler = async (event) => {
  const host = event.queryStringParameters.host;
  if (!HOSTS.has(host)) return { statusCode: 400 };
  const page = await fetch(`https://${host}/`);
  return { statusCode: 200, body: await page.text() };
};
```

## Remedy
Fix scheme and host in the code, or compare the host with a list of allowed ones before the request.

## Remedy in Python
`urllib.parse.urlsplit(url).hostname` is the host; `allow_redirects=False` keeps requests from going on to another.

## Remedy in JavaScript
`new URL(url).hostname` is the host; `redirect: "error"` keeps `fetch` from going on to another.

## References
- https://cwe.mitre.org/data/definitions/918.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from attrs import evolve

from goatherd.checks.api import check
from goatherd.checks.chosen import is_composed, said_by_aws
from goatherd.checks.platforms import is_lambda
from goatherd.core.confidence import only_possible
from goatherd.core.finding import HIGH, MEDIUM, Finding
from goatherd.core.value import known
from goatherd.model.application import Application
from goatherd.model.function import Function
from goatherd.model.trigger import Kind

if TYPE_CHECKING:
    from goatherd.model.flow import Flow


_ADDRESSES = re.compile(r"event\.(?:body\.|queryStringParameters\.|pathParameters\.)?urls?(?:\[\])*")
# Clients of HTTP alone, which hand no file over, and what they may be given besides the address: no key of the program.
_PLAIN = frozenset(
    {"requests.get", "requests.head", "httpx.get", "httpx.head", "fetch", "node-fetch", "axios.get", "got"}
)
_HARMLESS = frozenset({"0", "url", "timeout", "verify", "stream", "allow_redirects", "follow_redirects"})


@check("GOAT0107", sas=1, cwe=918, severity=HIGH, since="0.1")
def event_data_as_request_target(function: Function, app: Application) -> Iterator[Finding]:
    found: dict[object, Finding] = {}
    for flow in app.flows(function, "ssrf"):
        if said_by_aws(flow.source.path) or _is_host_of_gateway(flow):
            continue
        finding = flow.finding(f"{flow.source.path} decides where {flow.sink_name} connects to")
        if _is_offered(flow, function, app):
            finding = evolve(finding, severity=MEDIUM)
        elif is_composed(flow):
            reasons = only_possible("where people sign up with an identity provider, that is who says it", flow.sink)
            finding = evolve(finding, severity=MEDIUM, reasons=(*finding.reasons, *reasons))
        # A test of one field is enough, however often it says whom to ask.
        address = (flow.source.path, flow.source.trigger) if flow.source.path.count(".") > 1 else flow
        found[address] = _with_places(found[address], finding) if address in found else finding
    yield from found.values()


def _with_places(one: Finding, other: Finding) -> Finding:
    """The graver of two, with the places of both."""
    first, second = (other, one) if (other.severity or HIGH) > (one.severity or HIGH) else (one, other)
    places = dict.fromkeys((*first.locations, second.span, *second.locations))
    return evolve(first, locations=tuple(place for place in places if place != first.span))


def _is_offered(flow: Flow, function: Function, app: Application) -> bool:
    """Whether fetching an address is what callers are offered, by a function that reaches no more than they do."""
    if flow.via or not _ADDRESSES.fullmatch(flow.source.path) or known(function.in_vpc) is not False:
        return False  # what another function hands on is no offer of this one
    calls = [call for call in app.behaviour(function).calls if call.span == flow.sink and call.name in _PLAIN]
    return bool(calls) and is_lambda(function, app) and all(_HARMLESS.issuperset(call.arguments) for call in calls)


def _is_host_of_gateway(flow: Flow) -> bool:
    """Whether it is the Host header of a request that a gateway would not have found this API by otherwise."""
    trigger = flow.source.trigger
    behind = trigger is not None and trigger.is_http and trigger.kind != Kind.ALB
    return behind and flow.source.path.lower() == "event.headers.host"
