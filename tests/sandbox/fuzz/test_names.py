"""Junk sent to the name server, and junk of functions that becomes names, notes and messages."""

from __future__ import annotations

import struct

from hypothesis import given, settings
from hypothesis import strategies as st

from goatherd.sandbox.cloud import dns
from goatherd.sandbox.cloud.services import is_aws

QUESTION = b"\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x07example\x03com\x00\x00\x01\x00\x01"


@given(st.binary(max_size=512) | st.binary(max_size=500).map(lambda rest: QUESTION[:12] + rest))
@settings(derandomize=True, deadline=None, max_examples=500)
def test_any_packet_is_answered_or_is_no_question(query):
    found = dns.answer(query)
    if found is not None:
        name, reply = found
        is_aws(name)
        assert reply[:2] == query[:2]
        assert len(reply) <= len(query) + 16


@given(st.integers(0, len(QUESTION)), st.binary(min_size=1, max_size=3))
@settings(derandomize=True, deadline=None)
def test_a_question_with_any_bytes_changed(place, change):
    dns.answer(QUESTION[:place] + change + QUESTION[place + len(change) :])


def test_a_whole_question_is_answered_with_one_address():
    name, reply = dns.answer(QUESTION)
    assert name == "example.com"
    assert struct.unpack_from(">HHHHHH", reply)[3] == 1


def test_the_longest_names_take_no_time():
    for name in ("a." * 250, "a" * 500, "-" * 500, "a.us-east-1." * 40 + "amazonaws.com"):
        is_aws(name)
