"""Who invokes a function, held against its triggers."""

from __future__ import annotations

import json

import pytest

from tests.hunt.application.conftest import NAMES, by, invoked

UNDECLARED = "{} was invoked by {}, which none of its triggers declares"


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (invoked("Take"), UNDECLARED.format("Take", "erin")),
        (invoked("Take", "sns"), UNDECLARED.format("Take", "sns")),
        (
            invoked("Print", "s3", sourceArn="arn:aws:s3:::another"),
            UNDECLARED.format("Print", "s3 for arn:aws:s3:::another"),
        ),
    ],
)
def test_nothing_declares_it(shop, event, said):
    assert shop.told(event) == [("GOAT0990", said)]


def test_a_topic_is_known_by_the_name_that_the_deployment_makes(shop):
    topic = "  News: {Type: AWS::SNS::Topic}\n"
    event = "        Told: {Type: SNS, Properties: {Topic: !Ref News}}\n        Put: {Type: S3"
    shop.files["template.yaml"] = shop.files["template.yaml"].replace("        Put: {Type: S3", event) + topic
    arn = "arn:aws:sns:eu-west-1:111122223333:{}"
    assert shop.told(invoked("Print", "sns", sourceArn=arn.format("shop-prod-News-a1B2c3D4e5F6"))) == []
    other = arn.format("another")
    assert shop.told(invoked("Print", "sns", sourceArn=other)) == [
        ("GOAT0990", UNDECLARED.format("Print", f"sns for {other}"))
    ]


def test_another_function_of_the_application_is_told_as_a_call(shop):
    event = invoked("Print") | by("Take")
    assert shop.told(event) == [("GOAT0190", "Take calls lambda:Invoke, which its code never calls")]


def test_functions_without_triggers_are_invoked_by_whoever_may(shop):
    assert shop.told(invoked("Tell")) == []


def test_services_that_nothing_is_known_of_are_not_judged(shop):
    assert shop.told(invoked("Take", "something-new")) == []


def test_memory_in_the_log(shop):
    report = "REPORT RequestId: 3f1a5c2e-7f6b-4d0e-9a53-0c4f0d6c7f11\tDuration: 3.0 ms\tMemory Size: {} MB\t"
    events = [{"id": str(n), "timestamp": 1772445600000, "message": report.format(n)} for n in (256, 1024)]
    log = {"logGroup": f"/aws/lambda/{NAMES['Take']}", "logStream": "s", "logEvents": events}
    (shop.folder / "logs").mkdir()
    (shop.folder / "logs" / "log.json").write_text(json.dumps(log))
    assert shop.told() == [("GOAT0390", "Take runs with 1024 MB, and its template says 256")]
