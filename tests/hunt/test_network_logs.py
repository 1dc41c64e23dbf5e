"""What networks write: flows of VPCs, and the names that are asked for in them."""

from __future__ import annotations


def test_flows_in_the_default_format(example):
    found = example("vpcflow.log")
    out, refused, nothing = found.records
    assert out.items() >= {"srcaddr": "10.0.1.5", "dstport": 443, "bytes": 4249, "action": "ACCEPT"}.items()
    assert out["eventTime"] == "2026-03-02T10:00:00Z"
    assert refused["action"] == "REJECT"
    assert nothing["log-status"] == "NODATA" and "srcaddr" not in nothing
    assert found.shown[0] == "accept 203.0.113.9:443 by eni-0a1b2c3d from 10.0.1.5"


def test_flows_with_a_heading(example):
    found = example("vpcflow_custom.log")
    assert found.numbers == [2, 3]
    out, refused = found.records
    assert (out["pkt-dstaddr"], out["flow-direction"], out["vpc-id"]) == ("203.0.113.9", "egress", "vpc-1")
    assert "pkt-dstaddr" not in refused


def test_a_flow_with_words_for_numbers_is_told(written):
    found = written(
        "version srcaddr dstaddr dstport action\n5 10.0.1.5 10.0.2.9 many ACCEPT\n5 10.0.1.5 10.0.2.9 1 -\n"
    )
    assert [each["dstport"] for each in found.records] == [1]
    assert [each.number for each in found.damages] == [2]


def test_names_that_are_asked_for(example):
    found = example("resolver.jsonl")
    table, nothing = found.records
    assert table.items() >= {"query": "dynamodb.eu-west-1.amazonaws.com", "record_type": "A", "length": 32}.items()
    assert (table["answer"], table["src_ip"], table["domain"]) == (["203.0.113.9"], "10.0.1.5", "amazonaws.com")
    assert (nothing["domain"], nothing["rcode"]) == ("shop.co.uk", "NXDOMAIN")
    assert found.shown[1] == "TXT nope.shop.co.uk by vpc-1 from 10.0.1.5 NXDOMAIN"
