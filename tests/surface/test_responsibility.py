from __future__ import annotations

import pytest

from .conftest import function


def row(surface, key):
    (found,) = (row for row in surface.matrix if row.layer.key == key)
    return found


def test_the_first_six_are_yours_and_the_rest_the_providers(shop):
    assert [row.responsible for row in shop.surfaces[0].matrix] == ["you"] * 6 + ["provider"] * 6


def test_every_finding_is_in_one_row(shop):
    (surface,) = shop.surfaces
    assert sorted(number for row in surface.matrix for number in row.findings) == list(range(len(surface.findings)))
    assert row(surface, "functions").worst.label == "critical"


def test_the_evidence_counts_what_there_is(shop):
    (surface,) = shop.surfaces
    assert row(surface, "data").evidence == (
        "1 table, 1 without a customer key, 1 without point-in-time recovery",
        "1 bucket, 1 without versions",
        "1 queue",
        "1 secret, 1 never rotated",
    )
    assert row(surface, "functions").evidence == ("5 functions", "python3.12 × 5")
    assert "2 HTTP routes, 1 open to anybody" in row(surface, "identity").evidence
    assert row(surface, "networking").evidence == ("no VPC",)


@pytest.mark.parametrize(
    ("resources", "key", "why"),
    [
        (
            "One: {Type: AWS::Serverless::Function, Properties: {PackageType: Image, ImageUri: 'a'}}",
            "system",
            "1 container image: you patch the system in it",
        ),
        (
            "One: {Type: AWS::Serverless::Function, Properties: {Runtime: provided.al2023, Handler: a, CodeUri: .}}",
            "system",
            "1 custom runtime: you build and patch the runtime",
        ),
        ("Files: {Type: AWS::EFS::FileSystem}", "storage", "1 file system: access points and permissions are yours"),
        (
            "Data: {Type: AWS::RDS::DBInstance}",
            "database",
            "1 database server: versions, users and maintenance are yours",
        ),
        ("Group: {Type: AWS::EC2::SecurityGroup}", "networking", "1 security group: their rules are yours"),
        (
            function("One", more="VpcConfig: {SubnetIds: [a], SecurityGroupIds: [b]}"),
            "networking",
            "1 function in a VPC: subnets, routes and security groups are yours",
        ),
    ],
)
def test_what_the_application_brings_itself_is_shared(surface_of, resources, key, why):
    found = row(surface_of(resources), key)
    assert (found.responsible, found.why) == ("shared", why)


def test_without_a_template_nothing_is_claimed(map_files):
    (surface,) = map_files({"app.py": "def lambda_handler(event, context):\n    return event['body']\n"}).surfaces
    assert row(surface, "networking").evidence == ("no template tells",)
    assert row(surface, "functions").evidence[0] == "1 function"
