"""Logs of requests, by whom they were written: the fields that Sigma's rules for web servers ask for, and their own."""

from __future__ import annotations

import json

import pytest

from goatherd.hunt.telemetry.files import read_file


def has(record: dict, **said) -> bool:
    return record.items() >= {name.replace("__", "-"): value for name, value in said.items()}.items()


def test_api_gateway_in_json_with_the_owner_s_names(example):
    found = example("apigateway.jsonl")
    assert found.services == ["apigateway"] * 3
    rest, http, own = found.records
    assert has(rest, eventTime="2026-03-02T10:00:00Z", eventID="JKJaXmPLvHcESHA=", route="GET /orders/{id}")
    assert has(rest, c__ip="198.51.100.7", sc__status=200, cs__method="GET", cs__uri="/prod/orders/7", sc__bytes=312)
    assert "cs-username" not in rest, "a - is nobody"
    assert has(http, eventTime="2026-03-02T10:00:01.000Z", route="POST /orders", cs__method="POST", sc__status=403)
    assert has(http, cs__uri="/orders", error="The policy denies", time__taken=12)
    assert http["data"]["customer"] == "c-1"
    assert has(own, eventTime="2026-03-02T10:00:02Z", c__ip="2001:db8::7", cs__uri__stem="/search", sc__status=500)
    assert own["cs-uri-query"] == "q=1' OR 1=1--"
    assert found.shown[1] == "POST /orders by somebody from 198.51.100.7 403"


def test_api_gateway_in_the_common_log_format(example):
    rest, http, combined = example("apigateway.log").records
    assert has(rest, cs__method="GET", cs__uri="/orders/{id}", sc__status=200, sc__bytes=312, eventID="a-1")
    assert has(http, route="GET /items", cs__uri="/items", cs__username="erin", sc__status=404, eventID="a-2")
    assert (combined["cs-referer"], combined["cs-user-agent"]) == ("https://example.org/", "Mozilla/5.0 (X11)")


def test_api_gateway_in_columns(example):
    assert [(each["cs-method"], each["sc-status"], each["eventID"]) for each in example("apigateway.csv").records] == [
        ("GET", 200, "a-1"),
        ("DELETE", 403, "a-2"),
    ]


def test_a_line_that_a_program_wrote_about_a_request_is_the_function_s(written):
    line = {"level": "INFO", "message": "done", "status": 200, "path": "/", "requestId": "r", "ip": "198.51.100.7"}
    assert written(json.dumps(line)).services == ["lambda"]


def test_a_moment_in_seconds_or_milliseconds(written):
    line = '{"requestId":"a","ip":"198.51.100.7","httpMethod":"GET","status":"200","requestTimeEpoch":"%s"}\n'
    found = written(line % 1772445600 + line % 1772445600000)
    assert [each["eventTime"][:19] for each in found.records] == ["2026-03-02T10:00:00"] * 2


def test_s3(example):
    found = example("s3access.log")
    read, refused, expired = found.records
    assert has(read, bucket="invoices", operation="REST.GET.OBJECT", key="2026/1.pdf", objectSize=2662992)
    assert has(read, eventTime="2026-03-02T10:00:00Z", eventID="3E57427F3EXAMPLE", aclRequired="Yes")
    assert read["cs-host"] == "invoices.s3.eu-west-1.amazonaws.com"
    assert has(refused, sc__status=403, errorCode="AccessDenied", cs__uri__query="versioning")
    assert refused["cs-user-agent"] == 'odd "quoted" agent'
    assert (expired["operation"], expired["key"]) == ("S3.EXPIRE.OBJECT", "2024/1.pdf")
    assert found.shown[1] == "GET /invoices?versioning by somebody from 203.0.113.9 403"


def test_s3_where_many_objects_are_deleted_at_once(written):
    owner = "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"
    line = (
        f"{owner} invoices [02/Mar/2026:10:00:00 +0000] 198.51.100.7 arn:aws:iam::123456789012:user/erin 3E57427F3EX "
        "BATCH.DELETE.OBJECT 2026/1.pdf - 204 - - 344017 - - - - - aWQ= SigV4 ECDHE-RSA-AES128-SHA AuthHeader "
        "invoices.s3.eu-west-1.amazonaws.com TLSv1.2\n"
    )
    (read,) = written(line).records
    assert has(read, operation="BATCH.DELETE.OBJECT", key="2026/1.pdf", sc__status=204, objectSize=344017)
    assert has(read, hostId="aWQ=", signatureVersion="SigV4", tlsVersion="TLSv1.2")
    assert "cs-method" not in read or not read["cs-method"]


def test_cloudfront_below_its_heading(example):
    found = example("cloudfront.log")
    assert found.numbers == [3, 4]
    seen, tried = found.records
    assert has(seen, eventTime="2026-03-02T10:00:00Z", eventID="REQUEST1==", c__ip="198.51.100.7", sc__status=200)
    assert seen["cs-uri"] == "/view/my/file.html?a=b&c=d"
    assert (seen["cs-user-agent"], seen["cs-host"], seen["time-taken"]) == ("Mozilla/5.0 (X11)", "shop.example", 1.0)
    assert has(tried, sc__status=404) and tried["cs-uri-stem"] == "/.env"


def test_cloudfront_in_json(example):
    found = example("cloudfront.jsonl")
    assert found.services == ["cloudfront"] * 2
    assert [each["eventTime"] for each in found.records] == ["2026-03-02T10:00:00Z", "2026-03-02T10:00:01Z"]
    assert "cs-uri-query" not in found.records[0]


def test_a_line_with_other_columns_than_its_heading_is_told(written):
    heading = "#Version: 1.0\n#Fields: date time x-edge-location c-ip cs-method cs-uri-stem sc-status\n"
    found = written(f"{heading}2026-03-02\t10:00:00\tFRA\t198.51.100.7\tGET\t/\t200\n2026-03-02\t10:00:01\tFRA\n")
    assert len(found.records) == 1
    assert [(each.number, each.why) for each in found.damages] == [(4, "this line has 3 columns, its heading 7")]


@pytest.mark.parametrize(
    "said",
    [
        {
            "request": {"requestId": "r", "requestTime": "09/Apr/2026:12:34:56 +0000"},
            "client": {"sourceIp": "203.0.113.7", "userAgent": "curl"},
            "http": {"path": "/orders", "routeKey": "GET /orders", "httpMethod": "GET"},
            "error": {"messageString": "-", "message": "no"},
            "response": {"status": "500"},
        },
        {
            "requestId": "r",
            "identity": {"ip": "203.0.113.7", "caller": "-", "user": "-", "userAgent": "curl"},
            "requestTime": "09/Apr/2026:12:34:56 +0000",
            "httpMethod": "GET",
            "resourcePath": "/orders",
            "error": {"message": "no", "messageString": "-"},
            "status": "500",
        },
    ],
    ids=["everything in objects", "who it was in an object"],
)
def test_a_format_with_objects_in_it(tmp_path, said):
    (tmp_path / "access.log").write_text(json.dumps(said))
    (batch,) = read_file(tmp_path / "access.log", "access.log")
    record = json.loads(batch.rows[0])
    asked = ("eventID", "eventTime", "c-ip", "cs-user-agent", "cs-method", "cs-uri-stem", "sc-status", "error")
    expected = ["r", "2026-04-09T12:34:56Z", "203.0.113.7", "curl", "GET", "/orders", 500, "no"]
    assert [record[name] for name in asked] == expected
