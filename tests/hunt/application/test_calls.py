"""What a function's role does, held against its code and its policies."""

from __future__ import annotations

from tests.hunt.application.conftest import ACCOUNT, TABLE, TEMPLATE, by, call

OTHER = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/users"
BY_HAND = {"userAgent": "aws-cli/2.17.0 os/linux", "sourceIPAddress": "198.51.100.7"}


def test_every_day_is_quiet(shop):
    found = shop.hunt()
    assert found.alerts.ordered == []
    assert list(found.baseline.summary()) == [
        "2 of 3 functions of the application are in the logs, in stack shop-prod",
        "not in the logs: Tell",
    ]


def test_a_call_that_is_not_in_the_code(shop):
    alert, *_ = shop.hunt(
        call("dynamodb", "Scan", resources=[{"ARN": TABLE}]) | by("Take"),
        call("s3", "ListBuckets", errorCode="AccessDenied") | by("Take"),
        call("sts", "GetCallerIdentity") | by("Take"),
    ).alerts.ordered
    assert (alert.about.id, alert.count) == ("GOAT0190", 3)
    calls = "dynamodb:Scan, s3:ListBuckets (refused), sts:GetCallerIdentity"
    assert alert.context.said == f"Take calls {calls}, which its code never calls"
    assert [each.what for each in alert.evidence] == ["Scan", "ListBuckets", "GetCallerIdentity"]


def test_the_line_that_allowed_it(shop):
    (alert,) = shop.hunt(call("dynamodb", "Scan", resources=[{"ARN": TABLE}]) | by("Take")).alerts.ordered
    line = next(n for n, text in enumerate(TEMPLATE.splitlines(), 1) if "DynamoDBCrudPolicy" in text)
    assert (alert.context.place.span.line, alert.context.place.says) == (line, "allowed here")


def test_another_table(shop):
    assert shop.told(call("dynamodb", "PutItem", resources=[{"ARN": OTHER}]) | by("Take")) == [
        ("GOAT0191", f"Take acts on what its code never touches: dynamodb:PutItem on {OTHER}")
    ]


def test_the_same_table_of_another_stack(shop):
    other = TABLE.replace("shop-prod", "crm-prod")
    assert [id for id, _ in shop.told(call("dynamodb", "PutItem", resources=[{"ARN": other}]) | by("Take"))] == [
        "GOAT0191"
    ]
    nested = TABLE.replace("shop-prod", "shop-prod-Data-1A2B3C4D5E6F")
    assert shop.told(call("dynamodb", "PutItem", resources=[{"ARN": nested}]) | by("Take")) == []


def test_what_the_policies_do_not_allow_was_refused(shop):
    listed = call("s3", "ListObjects", {"bucketName": f"receipts-{ACCOUNT}"})
    refused = (
        "GOAT0491",
        f"Print was refused s3:ListObjects on arn:aws:s3:::receipts-{ACCOUNT}: its policies do not allow it",
    )
    assert shop.told(listed | by("Print") | {"errorCode": "AccessDenied"}) == [refused]


def test_what_the_policies_do_not_allow_succeeded(shop):
    listed = call("s3", "ListObjects", {"bucketName": f"receipts-{ACCOUNT}"})
    more = f"Print may s3:ListObjects on arn:aws:s3:::receipts-{ACCOUNT}, which its template does not allow"
    assert shop.told(listed | by("Print")) == [("GOAT0490", more)]


def test_calls_that_services_make_are_not_the_functions(shop):
    event = call("kms", "CreateGrant") | by("Take")
    event["userIdentity"]["invokedBy"] = "dynamodb.amazonaws.com"
    assert shop.told(event) == []


def test_code_that_cannot_be_read_is_not_judged(shop):
    del shop.files["src/take.py"]
    found = shop.hunt(call("sts", "GetCallerIdentity") | by("Take"))
    assert found.alerts.ordered == []
    assert "calls of functions whose code does not tell whether it makes them" in list(found.baseline.summary())[-1]


def test_code_that_names_the_operation_may_call_it(shop):
    shop.files["src/take.py"] += "    getattr(event, 'client').get_caller_identity()\n"
    assert shop.told(call("sts", "GetCallerIdentity") | by("Take")) == []


def test_credentials_outside_of_the_function(shop):
    event = call("dynamodb", "PutItem", resources=[{"ARN": TABLE}]) | by("Take")
    assert shop.told(event | {"userAgent": "[aws-cli/2.17.0 os/linux]"}) == [
        ("GOAT0192", "Take does not run what used its credentials: aws-cli/2.17.0")
    ]


def test_credentials_from_where_somebody_works(shop):
    event = call("dynamodb", "PutItem", resources=[{"ARN": TABLE}]) | by("Take")
    erin = call("lambda", "UpdateFunctionConfiguration", {"functionName": "another"}) | BY_HAND
    assert shop.told(erin, event | {"sourceIPAddress": "198.51.100.7"}) == [
        (
            "GOAT0192",
            "Take is in no network of people, and its credentials came from 198.51.100.7, from where erin works",
        )
    ]


def test_a_link_that_the_function_signed_is_opened_anywhere(shop):
    event = call("s3", "GetObject", {"bucketName": f"receipts-{ACCOUNT}"}) | by("Print") | BY_HAND
    assert shop.told({**event, "additionalEventData": {"AuthenticationMethod": "QueryString"}}) == []


def test_a_session_that_is_no_functions(shop):
    told = shop.told(call("s3", "ListBuckets") | by("Take", session="erin"))
    assert told == [("GOAT0290", "Take has a role that was assumed by something else, as erin")]
    assert shop.told(call("sqs", "ReceiveMessage") | by("Take", session="awslambda_637_20260302")) == []


def test_another_role(shop):
    event = call("dynamodb", "PutItem", resources=[{"ARN": TABLE}]) | by("Take", role="Everything")
    assert shop.told(event) == [("GOAT0390", "Take runs with role Everything, and its template says another one")]
