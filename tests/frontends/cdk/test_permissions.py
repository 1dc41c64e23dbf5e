"""What roles may do, by grants and by policies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.model.application import Application
    from goatherd.model.role import Statement

    Read = Callable[..., Application]

IMPORTS = """
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secrets from 'aws-cdk-lib/aws-secretsmanager';
import * as sqs from 'aws-cdk-lib/aws-sqs';
"""
FN = """
const fn = new lambda.Function(this, 'Fn', {
  runtime: lambda.Runtime.NODEJS_20_X, code: lambda.Code.fromAsset('src'), handler: 'index.handler',
  environment: {}, %s
});
"""


def statements(application: Application, function: str = "Fn") -> list[Statement]:
    role = next(f.role for f in application.functions if f.id == function)
    assert role is not None and not role.unreadable
    return role.statements


@pytest.mark.parametrize(
    ("body", "action", "resources"),
    [
        ("new s3.Bucket(this, 'B').grantRead(fn);", "s3:GetObject*", ("${B.Arn}", "${B.Arn}/*")),
        ("new s3.Bucket(this, 'B').grantPut(fn, 'in/*');", "s3:PutObject", ("${B.Arn}/in/*",)),
        ("new sqs.Queue(this, 'Q').grantSendMessages(fn);", "sqs:SendMessage", ("${Q.Arn}",)),
        (
            "s3.Bucket.fromBucketName(this, 'Away', 'elsewhere').grantRead(fn);",
            "s3:List*",
            ("arn:aws:s3:::elsewhere", "arn:aws:s3:::elsewhere/*"),
        ),
        ("new secrets.Secret(this, 'S').grantRead(fn);", "secretsmanager:GetSecretValue", ("${S}",)),
        (
            "secrets.Secret.fromSecretNameV2(this, 'Away', 'shop/mail').grantRead(fn);",
            "secretsmanager:GetSecretValue",
            ("arn:aws:secretsmanager:${AWS-Region}:${AWS-AccountId}:secret:shop/mail-??????",),
        ),
        (
            "new dynamodb.Table(this, 'T', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } })"
            ".grantReadWriteData(fn);",
            "dynamodb:PutItem",
            ("${T.Arn}",),
        ),
        (
            "fn.addToRolePolicy(new iam.PolicyStatement({ actions: ['ses:SendEmail'], resources: ['*'] }));",
            "ses:SendEmail",
            ("*",),
        ),
    ],
)
def test_grants(typescript: Read, body: str, action: str, resources: tuple[str, ...]) -> None:
    (statement,) = statements(typescript(FN % "" + body, IMPORTS))
    assert action in statement.actions
    assert statement.resources == resources


@pytest.mark.parametrize("kind", ["ServerlessCluster", "DatabaseCluster"])
def test_the_data_api_comes_with_transactions_and_the_secret(typescript: Read, kind: str) -> None:
    body = f"new rds.{kind}(this, 'Db', {{}}).grantDataApiAccess(fn);"
    data, secret = statements(typescript(FN % "" + body, IMPORTS + "import * as rds from 'aws-cdk-lib/aws-rds';"))
    assert {"rds-data:ExecuteStatement", "rds-data:BeginTransaction", "rds-data:CommitTransaction"} < set(data.actions)
    assert data.resources == ("${Db.Arn}",)
    assert "secretsmanager:GetSecretValue" in secret.actions
    assert secret.resources == ("${Db/Secret}",)


def test_a_grant_is_found_where_it_is_written(typescript: Read) -> None:
    application = typescript(FN % "" + "new s3.Bucket(this, 'B').grantRead(fn);", IMPORTS)
    (statement,) = statements(application)
    assert statement.span.line == application.resources["B"].span.line


def test_a_role_of_the_program(typescript: Read) -> None:
    application = typescript(
        """
        const role = new iam.Role(this, 'Role', {
          assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
          managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('AdministratorAccess')],
          inlinePolicies: { own: new iam.PolicyDocument({ statements: [
            new iam.PolicyStatement({ effect: iam.Effect.DENY, actions: ['s3:*'], resources: ['*'] }),
          ] }) },
        });
        """
        + FN % "role,",
        IMPORTS,
    )
    role = application.functions[0].role
    assert role is not None
    assert (role.id, [reference.name for reference in role.references]) == (
        "Role",
        ["arn:aws:iam::aws:policy/AdministratorAccess"],
    )
    assert [(s.effect, s.actions) for s in role.statements] == [("Deny", ("s3:*",))]


def test_grants_in_python(python: Read) -> None:
    application = python(
        """
        fn = lambda_.Function(self, "Fn", runtime=lambda_.Runtime.PYTHON_3_12, handler="index.handler",
                              code=lambda_.Code.from_asset("src"))
        key = dynamodb.Attribute(name="id", type=dynamodb.AttributeType.STRING)
        table = dynamodb.Table(self, "T", partition_key=key)
        table.grant_read_data(fn)
        fn.add_to_role_policy(iam.PolicyStatement(actions=["ses:*"], resources=["*"]))
        fn.add_environment("TABLE", table.table_name)
        """,
        "from aws_cdk import aws_dynamodb as dynamodb, aws_iam as iam",
    )
    read, mail = statements(application)
    assert ("dynamodb:GetItem" in read.actions, mail.actions) == (True, ("ses:*",))
    assert application.functions[0].environment["TABLE"].value == "${T}"  # type: ignore[union-attr]
    assert application.resources["T"].keys == ("id",)  # type: ignore[attr-defined]


def test_settings_of_resources(typescript: Read) -> None:
    resources = typescript(
        FN % ""
        + """
        const blockPublicAccess = s3.BlockPublicAccess.BLOCK_ALL;
        new s3.Bucket(this, 'B', { blockPublicAccess, enforceSSL: true, versioned: true });
        new sqs.Queue(this, 'Q', { deadLetterQueue: { queue: new sqs.Queue(this, 'D'), maxReceiveCount: 3 } });
        """,
        IMPORTS,
    ).resources
    bucket, queue, dead = resources["B"], resources["Q"], resources["D"]
    assert (bucket.versioning.value, bucket.block_public_acls.value) == (True, True)  # type: ignore[attr-defined]
    assert (queue.dead_letter.value, dead.is_dead_letter_of) == (True, ("Q",))  # type: ignore[attr-defined]
    assert [s.effect for s in resources["B/Policy"].statements] == ["Deny"]  # type: ignore[attr-defined]


def test_names_of_declared_resources_and_of_their_properties(typescript: Read) -> None:
    resources = typescript(
        FN % ""
        + """
        fn.metricErrors().createAlarm(this, 'Errors', { threshold: 1, evaluationPeriods: 1 });
        fn.addPermission('Bucket', { principal: new iam.ServicePrincipal('s3.amazonaws.com'), sourceAccount: '123' });
        new rds.CfnDBCluster(this, 'Db', { enableIamDatabaseAuthentication: true, storageEncrypted: true });
        const table = new dynamodb.CfnTable(this, 'T', { keySchema: [{ attributeName: 'id', keyType: 'HASH' }] });
        table.addPropertyOverride('SSESpecification.SSEEnabled', true);
        """,
        IMPORTS + "import * as rds from 'aws-cdk-lib/aws-rds';",
    ).resources
    assert resources["Errors"].type == "AWS::CloudWatch::Alarm"
    assert resources["Fn/Bucket"].source_account.value == "123"  # type: ignore[attr-defined]
    database, table = resources["Db"], resources["T"]
    assert (database.iam_authentication.value, database.encrypted.value) == (True, True)  # type: ignore[attr-defined]
    assert (table.keys, table.customer_key.value) == (("id",), True)  # type: ignore[attr-defined]


def test_policies_of_other_libraries(typescript: Read) -> None:
    application = typescript(
        FN % ""
        + """
        const mail = new HouseAllowPolicy(this, 'Mail', { actions: ['ses:SendEmail'], resources: ['*'] });
        fn.role!.attachInlinePolicy(mail);
        fn.role!.attachInlinePolicy(new HouseSecrets(this, 'Secrets'));
        """,
        "import { HouseAllowPolicy, HouseSecrets } from '@house/constructs';",
    )
    role = application.functions[0].role
    assert role is not None
    assert [statement.actions for statement in role.statements] == [("ses:SendEmail",)]
    assert [why for _, why in role.unreadable] == ["what the policy allows is not known"]


def test_a_trust_keeps_the_conditions_of_each_principal(typescript: Read) -> None:
    body = """
const subject = { StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:shop/api:*' } };
new iam.Role(this, 'Deploy', {
  assumedBy: new iam.CompositePrincipal(
    new iam.ServicePrincipal('codebuild.amazonaws.com'),
    new iam.WebIdentityPrincipal('arn:aws:iam::1:oidc-provider/token.actions.githubusercontent.com', subject),
  ),
});
"""
    application = typescript(FN % "" + body, IMPORTS)
    role = next(role for role in application.roles.values() if role.id.startswith("Deploy"))
    assert [(each.principals[0][0], bool(each.conditions)) for each in role.trust] == [
        ("Service", False),
        ("Federated", True),
    ]
