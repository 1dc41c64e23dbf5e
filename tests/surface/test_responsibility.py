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


def test_of_another_cloud_nothing_is_told_in_words_of_aws(map_files):
    code = "import azure.functions as func\napp = func.FunctionApp()\n"
    code += "@app.route(route='hi')\ndef hi(req):\n    return req.params['a']\n"
    code += "@app.event_hub_message_trigger(arg_name='e', event_hub_name='h', connection='C')\ndef told(e):\n    pass\n"
    (surface,) = map_files({"host.json": '{"version": "2.0"}', "function_app.py": code}).surfaces
    assert row(surface, "compute").evidence == ("2 functions",)
    assert row(surface, "networking").evidence == ("not declared in the tree",)
    told = {way.kind: (way.inspection.answer, way.inspection.why) for way in surface.ways_in}
    assert told["azure-http"][0] == "unknown"
    assert told["event-hub"] == ("no", "a service of the cloud calls; no request passes a firewall")
    assert {view.reach.network for view in surface.functions} == {"not known"}


@pytest.mark.parametrize(
    ("vpc", "told"),
    [
        ("new ec2.Vpc(this, 'Net')", "1 of 1 function in a VPC"),
        ("props.vpc", "1 function whose network is decided at deployment"),
    ],
)
def test_a_network_that_a_cdk_program_gives_is_none_or_not_known(map_files, vpc, told):
    stack = f"""
import * as cdk from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
class Shop extends cdk.Stack {{
  constructor(scope, id, props) {{
    super(scope, id, props);
    new lambda.Function(this, 'Show', {{
      runtime: lambda.Runtime.NODEJS_20_X, handler: 'show.handler', code: lambda.Code.fromAsset('src'), vpc: {vpc},
    }});
  }}
}}
const app = new cdk.App();
new Shop(app, 'Shop', {{ vpc: JSON.parse(process.env.NET) }});
"""
    files = {"cdk.json": '{"app": "npx ts-node bin.ts"}', "bin.ts": stack, "src/show.js": "exports.handler = () => 1;"}
    (surface,) = map_files(files).surfaces
    assert row(surface, "networking").evidence[0] == told


@pytest.mark.parametrize(
    ("uses", "told"),
    [
        ("import pymongo\npymongo.MongoClient('x').shop.orders.find_one()", "MongoDB"),
        ("import mysql.connector\nmysql.connector.connect(host='x')", "MySQL"),
        ("from google.cloud import firestore\nfirestore.Client().collection('a').get()", "Firestore"),
        ("import psycopg2, redis\nredis.Redis()\npsycopg2.connect()", "PostgreSQL, Redis"),
    ],
)
def test_a_database_that_nothing_declares_is_told_by_the_code(surface_of, uses, told):
    surface = surface_of(function("One"), app=f"{uses}\n\n\ndef handler(event, context):\n    return None\n")
    evidence = (f"none declared; the code uses {told}",)
    assert row(surface, "data").evidence == evidence
    assert row(surface, "database").evidence == evidence


def test_a_declared_database_may_be_the_one_that_the_code_uses(surface_of):
    code = "import psycopg2\n\n\ndef handler(event, context):\n    psycopg2.connect()\n"
    surface = surface_of("Data: {Type: AWS::RDS::DBInstance}\n" + function("One"), app=code)
    assert row(surface, "database").evidence == ("1 database server",)
