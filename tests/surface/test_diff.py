"""What a change adds to the surface."""

from __future__ import annotations

import pytest

from goatherd.outcome import ExitCode
from goatherd.surface.diff import diff

from .conftest import FILES, SHOP


@pytest.fixture
def changed(map_files):
    """The changes after parts of the shop's template are replaced, or after files are."""

    def compare(*replaced: tuple[str, str], **files: str):
        before = map_files(FILES)
        template = SHOP
        for old, new in replaced:
            assert old in template
            template = template.replace(old, new)
        code = {f"src/{name}.py": text for name, text in files.items()}
        return diff("main", before, map_files({**FILES, "template.yaml": template, **code}))

    return compare


def told(difference):
    return [(change.widens, change.direction, change.kind, change.text) for change in difference.changes]


def test_nothing(changed):
    difference = changed()
    assert (difference.changes, difference.exit_code) == ((), ExitCode.CLEAN)


def test_a_lost_authorizer(changed):
    difference = changed((", Auth: {Authorizer: Users}", ""))
    assert told(difference)[:2] == [
        (True, "changed", "exposure", "authenticated → anonymous: REST API Api POST /buy → Buy"),
        (True, "changed", "authorizer", "REST API Api POST /buy → Buy asks nobody, it asked Api:Users"),
    ]
    assert difference.exit_code == ExitCode.FINDINGS


def test_a_gained_authorizer_widens_nothing(changed):
    difference = changed(("Path: /show, Method: GET", "Path: /show, Method: GET, Auth: {Authorizer: Users}"))
    assert ("authenticated", "Users") not in told(difference)
    assert [change for change in difference.widening if change.kind != "attack path"] == []


def test_a_new_route(changed):
    route = "        More: {Type: Api, Properties: {RestApiId: !Ref Api, Path: /more, Method: PUT}}\n"
    difference = changed(("      Events:\n        Show:", f"      Events:\n{route}        Show:"))
    assert told(difference) == [
        (True, "added", "way in", "anonymous: REST API Api PUT /more → Show"),
        (True, "added", "data", "anybody can read Orders by PUT /more"),
    ]


def test_a_new_schedule_widens_nothing(changed):
    event = "        Weekly: {Type: Schedule, Properties: {Schedule: rate(7 days)}}\n"
    difference = changed(("      Events:\n        Nightly:", f"      Events:\n{event}        Nightly:"))
    assert told(difference) == [(False, "added", "way in", "internal: schedule rate(7 days) → Clean")]
    assert difference.exit_code == ExitCode.CLEAN


def test_a_permission_on_one_resource_is_told_and_widens_nothing(changed):
    difference = changed(
        ("AWSSecretsManagerGetSecretValuePolicy: {SecretArn: !Ref Key}", "S3ReadPolicy: {BucketName: !Ref Pictures}")
    )
    assert told(difference) == [
        (False, "added", "reach", "Mail reads Pictures"),
        (False, "removed", "reach", "Mail reads Key"),
    ]


def test_a_permission_on_all_of_the_account_widens(changed):
    difference = changed(
        (
            "AWSSecretsManagerGetSecretValuePolicy: {SecretArn: !Ref Key}",
            "Statement: [{Effect: Allow, Action: 'secretsmanager:GetSecretValue', Resource: '*'}]",
        )
    )
    assert told(difference) == [(True, "added", "reach", "Mail reads every secret")]


def test_a_new_hole_is_a_new_attack_path_and_a_moved_line_is_none(changed):
    code = FILES["src/buy.py"].replace(
        "handler(event, context):\n", "handler(event, context):\n    os.system(event['body'])\n"
    )
    difference = changed(buy=code, show="\n\n" + FILES["src/show.py"])
    assert told(difference) == [
        (True, "added", "attack path", "authenticated → Api → Buy → Mails (GOAT0101 event-data-in-shell)")
    ]


def test_a_new_right_to_more_rights(changed):
    granted = 'Action: "lambda:InvokeFunction", Resource: !GetAtt Mail.Arn'
    difference = changed((granted, "Action: 'iam:PutRolePolicy', Resource: '*'"))
    assert (True, "added", "gain", "Clean can write any policy into its own role") in told(difference)


def test_an_application_that_is_gone(map_files, tmp_path):
    before = map_files(FILES)
    (tmp_path / "template.yaml").unlink()
    difference = diff("main", before, map_files({}))
    assert not [change for change in difference.changes if change.application == "template.yaml" and change.widens]
    assert (False, "removed", "function", "Buy") in told(difference)


def test_an_incomplete_side_makes_the_comparison_incomplete(map_files):
    before = map_files(FILES)
    assert diff("main", before, map_files({**FILES, "template.yaml": SHOP + "  Broken: {\n"})).exit_code == 3
