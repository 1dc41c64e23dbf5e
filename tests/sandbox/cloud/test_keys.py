"""Keys that the cloud gives out are known from then on, as many as a cloud may remember."""

from __future__ import annotations

import pytest

from goatherd.sandbox.cloud.keys import MOST, Keys, looks_like_a_key

ANSWER = b"<Credentials><AccessKeyId>%s</AccessKeyId></Credentials>"


def test_a_key_that_was_given_out_is_known() -> None:
    keys = Keys({})
    assert keys.take("sts", ANSWER % b"ASIAEXAMPLEEXAMPLE00") == "ASIAEXAMPLEEXAMPLE00"
    assert keys.is_known("ASIAEXAMPLEEXAMPLE00")
    assert keys.function("ASIAEXAMPLEEXAMPLE00") == ""


@pytest.mark.parametrize("service", ["s3", "dynamodb", "secretsmanager"])
def test_what_others_answer_gives_out_no_key(service: str) -> None:
    keys = Keys({})
    assert keys.take(service, ANSWER % b"ASIAEXAMPLEEXAMPLE00") == ""
    assert not keys.is_known("ASIAEXAMPLEEXAMPLE00")


def test_a_function_that_asks_for_ever_fills_no_memory() -> None:
    keys = Keys({})
    given = [keys.take("sts", ANSWER % f"ASIA{number:016d}".encode()) for number in range(MOST + 10)]
    assert given[MOST - 1 :] == [f"ASIA{MOST - 1:016d}", *[""] * 10]
    assert len(keys.others) == MOST


@pytest.mark.parametrize(
    ("text", "is_key"),
    [("ASIAEXAMPLEEXAMPLE00", True), ("A" * 15, False), ("A" * 129, False), ("ASIA EXAMPLE EXAMPLE", False)],
)
def test_what_a_key_looks_like(text: str, is_key: bool) -> None:
    assert looks_like_a_key(text) is is_key
