"""HTTP of every kind of brokenness, over both ports: the next client is served as if nothing had been."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goatherd.sandbox.cloud.calls import Message, read_call
from goatherd.sandbox.cloud.keys import OWNER_KEY
from tests.sandbox.fuzz.lab import in_lab, junk, say

SIGNED = f"AWS4-HMAC-SHA256 Credential={OWNER_KEY}/20260101/us-east-1/{{}}/aws4_request, SignedHeaders=host, "
SIGNED += "Signature=0"
DEEP, LAUGHS = b"[" * 200_000, b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "%s">]><a>&b;</a>' % (b"&a;" * 100_000)
DATA = "rds-data.us-east-1.amazonaws.com"


def request(host, path="/", body=b"", method="POST", **headers):
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", *(f"{k.replace('_', '-')}: {v}" for k, v in headers.items())]
    lines += ["Connection: close", f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n" + body


def call(service, target, body):
    host = f"{service}.us-east-1.amazonaws.com"
    return request(host, body=body, X_Amz_Target=target, Authorization=SIGNED.format(service))


JUNK = {
    "junk": junk("http"),
    "lines": b"\r\n" * 500_000,
    "one long line": b"GET /" + b"a" * 1_000_000,
    "many headers": b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 150_000 + b"\r\n",
    "negative length": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\nabc",
    "endless length": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\nabc",
    "odd length": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \xb2\r\n\r\nabc",
    "broken chunks": b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "negative chunk": b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nabc",
    "million chunks": b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\na\r\n" * 160_000,
    "odd host": request("\xff" * 300),
    "no host": b"GET / HTTP/1.0\r\n\r\n",
    "brackets": request("[::1", "//[/?a=[", X_Amz_Date="\xe9"),
    "odd credential": request("s3.amazonaws.com", Authorization="AWS4-HMAC-SHA256 Credential=////aws4_request"),
    "long credential": request("s3.amazonaws.com", Authorization="Credential=" + "/a" * 30_000),
    "odd query": request("s3.amazonaws.com", "/?X-Amz-Credential=a/b/c/d/e&" + "a=%zz&" * 8000),
    "deep json": call("dynamodb", "DynamoDB_20120810.PutItem", b'{"Item":' + DEEP),
    "list for an object": call("dynamodb", "DynamoDB_20120810.PutItem", b"[1]"),
    "other types": call("dynamodb", "DynamoDB_20120810.PutItem", b'{"TableName": {"a": [1e999]}, "Item": 5}'),
    "deep data api": request(DATA, "/Execute", DEEP, Authorization=SIGNED.format("rds-data")),
    "list for the data api": request(DATA, "/Execute", b"[]", Authorization=SIGNED.format("rds-data")),
    "deep cbor": request(
        "monitoring.us-east-1.amazonaws.com",
        "/service/GraniteServiceVersion20100801/operation/PutMetricData",
        b"\x81" * 200_000,
        Smithy_Protocol="rpc-v2-cbor",
        Authorization=SIGNED.format("monitoring"),
    ),
    "deep form": request(
        "sns.us-east-1.amazonaws.com",
        body=b"Action=Publish&Version=2010-03-31&" + b"MessageAttributes.entry." * 20_000 + b"=1",
        Authorization=SIGNED.format("sns"),
    ),
    "deep xml": request(
        "s3.amazonaws.com", "/b?delete", b"<a>" * 200_000, Authorization=SIGNED.format("s3"), Content_Type="text/xml"
    ),
    "laughs": request("s3.amazonaws.com", "/b?delete", LAUGHS, Authorization=SIGNED.format("s3")),
    "odd base64": call("kinesis", "Kinesis_20131202.PutRecord", b'{"StreamName": "s", "Data": "\\ud800"}'),
    "deep payload": request(
        "lambda.us-east-1.amazonaws.com", "/2015-03-31/functions/goatherd-Run/invocations", DEEP,
        Authorization=SIGNED.format("lambda"),
    ),
    "aws chunks": request(
        "s3.amazonaws.com", "/b/k", b"ffffffffffffffffff\r\nabc", "PUT", Authorization=SIGNED.format("s3"),
        X_Amz_Content_Sha256="STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
    ),
}  # fmt: skip
HONEST = request("example.com", "/page", method="GET")
TABLES = call("dynamodb", "DynamoDB_20120810.ListTables", b"{}")


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    """Name of the junk -> (what an honest client gets afterwards from anywhere, what AWS's client gets)"""

    def work(pod):
        host, _ = pod.cloud
        for name, data in JUNK.items():
            say((host, 80), data, pod=pod)
            say((host, 443), data, pod=pod)
            say((host, 443), data, tls=True, pod=pod)
            yield name, *(say((host, 80), each, pod=pod).decode() for each in (HONEST, TABLES))
        yield "", say((host, 443), HONEST, tls=True, pod=pod).decode(), ""

    return {name: rest for name, *rest in in_lab(tmp_path_factory.mktemp("app"), work)}


@pytest.mark.parametrize("name", JUNK)
def test_the_next_client_is_served(outcome, name):
    page, tables = outcome[name]
    assert page.startswith("HTTP/1.1 200")
    assert "collaborator" in page
    assert json.loads(tables.partition("\r\n\r\n")[2]) == {"TableNames": []}


def test_the_next_client_with_tls_is_served(outcome):
    assert outcome[""][0].startswith("HTTP/1.1 200")


TEXT = st.text(max_size=30) | st.sampled_from(["s3", "/", "?", "%", "..", "Key", "Bucket", "DynamoDB_20120810.PutItem"])


@given(
    st.sampled_from(["GET", "PUT", "POST", "DELETE"]),
    st.sampled_from(["s3", "dynamodb", "sqs", "sns", "lambda", "monitoring", "ec2", "b.s3", "rds-data", "", "[", "."]),
    TEXT,
    TEXT,
    st.dictionaries(
        st.sampled_from(["authorization", "x-amz-target", "content-type", "x-amz-content-sha256", "x-amz-meta-a"]),
        TEXT | st.sampled_from([SIGNED.format("s3"), SIGNED.format("dynamodb"), "text/xml", "STREAMING-X"]),
    ),
    st.binary(max_size=60)
    | st.sampled_from([DEEP, b'{"Item": {"a": {"S": ["x"]}}}', b"Action=Publish&a.b=1", b"\x9f\x81"]),
)
@settings(derandomize=True, deadline=None, max_examples=300)
def test_any_request_is_a_call_or_none(method, service, path, query, headers, body):
    call = read_call(Message(method, f"{service}.us-east-1.amazonaws.com", "/" + path, query, headers, body))
    if call is not None:
        json.dumps(call.parameters, allow_nan=False)
        assert all(value is None or isinstance(value, (str, int, float)) for value in call.parameters.values())
