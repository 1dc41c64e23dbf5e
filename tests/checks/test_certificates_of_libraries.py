"""What to write where a certificate is not verified, in the options of the library that is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.events import FindingFound
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: {runtime}
      Handler: index.handler
      CodeUri: .
      Events: {{Get: {{Type: HttpApi, Properties: {{Path: /, Method: get}}}}}}
"""
IN_NODE = [
    ("const { Connection } = require('tedious');\nnew Connection({ options: { trustServerCertificate: true } });",
     "trustServerCertificate: false"),
    ("const sql = require('mssql');\nsql.connect({ options: { trustServerCertificate: true } });",
     "trustServerCertificate: false"),
    ("const { Pool } = require('pg');\nnew Pool({ ssl: { rejectUnauthorized: false } });", "`ssl: { ca: "),
    ("const mysql = require('mysql2');\nmysql.createPool({ ssl: { rejectUnauthorized: false } });", "`ssl: { ca: "),
    ("const { createClient } = require('redis');\n"
     "createClient({ socket: { tls: true, rejectUnauthorized: false } });", "`socket: { tls: true, ca: "),
    ("const Redis = require('ioredis');\nnew Redis({ tls: { rejectUnauthorized: false } });", "`tls: { ca: "),
    ("const { MongoClient } = require('mongodb');\nnew MongoClient('', { tlsInsecure: true });", "tlsCAFile: "),
    ("process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';", "NODE_EXTRA_CA_CERTS"),
    ("const https = require('https');\nnew https.Agent({ rejectUnauthorized: false });", "new https.Agent({ ca: "),
]  # fmt: skip
IN_PYTHON = [
    ("from pymongo import MongoClient\nMongoClient('db', tlsInsecure=True)", '`tlsCAFile="/opt/ca.pem"`'),
    ("import redis\nredis.Redis(ssl=True, ssl_cert_reqs='none')", '`ssl_ca_certs="/opt/ca.pem"`'),
    ("from elasticsearch import Elasticsearch\nElasticsearch('db', verify_certs=False)", '`ca_certs="/opt/ca.pem"`'),
    ("import requests\nrequests.get('https://bank.example', verify=False, timeout=3)", '`verify="/opt/ca.pem"`'),
]


def remedy(folder: Path, name: str, text: str, runtime: str) -> str:
    (folder / "template.yaml").write_text(TEMPLATE.format(runtime=runtime))
    (folder / name).write_text(text)
    findings = [event.finding for event in scan(str(folder)) if isinstance(event, FindingFound)]
    [finding] = [finding for finding in findings if finding.id == "GOAT0221"]
    return finding.remedy


@pytest.mark.parametrize(("line", "expected"), IN_NODE)
def test_in_javascript(tmp_path: Path, line: str, expected: str) -> None:
    told = remedy(tmp_path, "index.js", f"{line}\nexports.handler = async () => 1;\n", "nodejs22.x")
    assert expected in told
    assert ("https.Agent" in told) == ("https" in line)


@pytest.mark.parametrize(("line", "expected"), IN_PYTHON)
def test_in_python(tmp_path: Path, line: str, expected: str) -> None:
    told = remedy(tmp_path, "index.py", f"{line}\n\ndef handler(event, context):\n    return 1\n", "python3.13")
    assert expected in told
