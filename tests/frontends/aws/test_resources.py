"""Resources: what the nouns hold after reading a template."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.value import Known, Unknown, known
from goatherd.frontends.aws.resources import read_resources
from goatherd.model.resource import (
    Bucket,
    Database,
    IdentityPool,
    InvokePermission,
    Layer,
    LogGroup,
    Queue,
    Resource,
    ResourcePolicy,
    Secret,
    SecurityGroup,
    Table,
    Trail,
    UserPool,
    UserPoolClient,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.frontends.aws.stack import Stack

    Reader = Callable[[str], dict[str, Resource]]


@pytest.fixture
def read(stacks_of: Callable[[dict[str, str | bytes]], list[Stack]]) -> Reader:
    def resources(template: str) -> dict[str, Resource]:
        (stack,) = stacks_of({"app/template.yaml": template})
        return read_resources(stack)

    return resources


def test_bucket(read: Reader) -> None:
    found = read("""
        Parameters: {Acl: {Type: String}}
        Resources:
          Plain: {Type: AWS::S3::Bucket}
          Asked: {Type: AWS::S3::Bucket, Properties: {AccessControl: !Ref Acl}}
          Open:
            Type: AWS::S3::Bucket
            Properties:
              BucketName: open
              AccessControl: PublicRead
              PublicAccessBlockConfiguration: {BlockPublicAcls: false, BlockPublicPolicy: true}
              WebsiteConfiguration: {IndexDocument: index.html}
              VersioningConfiguration: {Status: Suspended}
              CorsConfiguration: {CorsRules: [{AllowedOrigins: ["*"], AllowedMethods: [PUT]}]}
              Tags: [{Key: team, Value: shop}]
        """)
    plain, asked, opened = found["Plain"], found["Asked"], found["Open"]
    assert isinstance(plain, Bucket)
    assert isinstance(asked, Bucket)
    assert isinstance(opened, Bucket)
    assert plain.block_public_policy == Known(True)
    assert not plain.block_public_policy.explicit
    assert isinstance(asked.acl, Unknown)
    assert known(opened.acl) == "PublicRead"
    # what a written block leaves out is off
    assert [known(v) for v in (opened.block_public_acls, opened.block_public_policy, opened.ignore_public_acls)] == [
        False,
        True,
        False,
    ]
    assert known(opened.website)
    assert opened.versioning_suspended
    assert opened.cors[0].origins == ("*",)
    assert opened.tags == {"team": "shop"}


def test_trails_know_whose_data_events_they_have(read: Reader) -> None:
    found = read("""
        Resources:
          Plain: {Type: AWS::CloudTrail::Trail, Properties: {IsLogging: true}}
          Basic:
            Type: AWS::CloudTrail::Trail
            Properties: {EventSelectors: [{DataResources: [{Type: AWS::S3::Object, Values: ["arn:aws:s3"]}]}]}
          Advanced:
            Type: AWS::CloudTrail::Trail
            Properties:
              AdvancedEventSelectors:
                - FieldSelectors:
                    - {Field: eventCategory, Equals: [Data]}
                    - {Field: resources.type, Equals: [AWS::DynamoDB::Table, AWS::SQS::Queue]}
        """)
    selected = {id: each.data_events for id, each in found.items() if isinstance(each, Trail)}
    assert selected == {
        "Plain": frozenset(),
        "Basic": {"AWS::S3::Object"},
        "Advanced": {"AWS::DynamoDB::Table", "AWS::SQS::Queue"},
    }


def test_queues_know_whose_dead_letters_they_hold(read: Reader) -> None:
    found = read("""
        Transform: AWS::Serverless-2016-10-31
        Resources:
          Orders:
            Type: AWS::SQS::Queue
            Properties: {RedrivePolicy: {deadLetterTargetArn: !GetAtt Failed.Arn, maxReceiveCount: 3}}
          Failed: {Type: AWS::SQS::Queue}
          Lost: {Type: AWS::SQS::Queue}
          Pay:
            Type: AWS::Serverless::Function
            Properties:
              Handler: a.b
              Runtime: python3.13
              EventInvokeConfig: {DestinationConfig: {OnFailure: {Type: SQS, Destination: !GetAtt Lost.Arn}}}
        """)
    orders, failed, lost = found["Orders"], found["Failed"], found["Lost"]
    assert isinstance(orders, Queue)
    assert isinstance(failed, Queue)
    assert isinstance(lost, Queue)
    assert known(orders.dead_letter)
    assert failed.is_dead_letter_of == ("Orders",)
    assert lost.is_dead_letter_of == ("Pay",)


def test_policies_name_their_targets_by_id(read: Reader) -> None:
    found = read("""
        Resources:
          Files: {Type: AWS::S3::Bucket, Properties: {BucketName: !Sub "files-${AWS::AccountId}"}}
          ByName:
            Type: AWS::S3::BucketPolicy
            Properties: {Bucket: !Sub "files-${AWS::AccountId}", PolicyDocument: {Statement: []}}
          ByReference:
            Type: AWS::S3::BucketPolicy
            Properties: {Bucket: !Ref Files, PolicyDocument: {Statement: []}}
          Bus:
            Type: AWS::Events::EventBus
            Properties:
              Name: bus
              Policy: {Statement: [{Effect: Allow, Principal: "*", Action: "events:PutEvents", Resource: "*"}]}
        """)
    policies = {id: r.targets for id, r in found.items() if isinstance(r, ResourcePolicy)}
    assert policies == {"ByName": ("Files",), "ByReference": ("Files",), "Bus:Policy": ("Bus",)}


def test_user_pool_with_its_client_and_identities(read: Reader) -> None:
    found = read("""
        Resources:
          Users:
            Type: AWS::Cognito::UserPool
            Properties:
              Policies: {PasswordPolicy: {MinimumLength: 6, RequireSymbols: false}}
              Schema: [{Name: role, Mutable: true}, {Name: team, Mutable: false}]
          Web:
            Type: AWS::Cognito::UserPoolClient
            Properties: {UserPoolId: !Ref Users, ExplicitAuthFlows: [ALLOW_USER_SRP_AUTH]}
          Guests: {Type: AWS::Cognito::IdentityPool, Properties: {AllowUnauthenticatedIdentities: true}}
          Roles:
            Type: AWS::Cognito::IdentityPoolRoleAttachment
            Properties: {IdentityPoolId: !Ref Guests, Roles: {unauthenticated: !GetAtt Guest.Arn}}
          Guest: {Type: AWS::IAM::Role}
        """)
    users, web, guests = found["Users"], found["Web"], found["Guests"]
    assert isinstance(users, UserPool)
    assert isinstance(web, UserPoolClient)
    assert isinstance(guests, IdentityPool)
    assert known(users.minimum_length) == 6
    assert [(a.name, a.mutable) for a in users.attributes] == [("role", True), ("team", False)]
    assert web.user_pool == "Users"
    assert not web.has_write_attributes
    assert guests.unauthenticated_role == "Guest"


def test_clients_whose_users_cannot_change_themselves(read: Reader) -> None:
    found = read("""
        Resources:
          Hosted:
            Type: AWS::Cognito::UserPoolClient
            Properties: {ExplicitAuthFlows: [ADMIN_NO_SRP_AUTH], AllowedOAuthScopes: [openid, email]}
          Scoped:
            Type: AWS::Cognito::UserPoolClient
            Properties:
              ExplicitAuthFlows: [ADMIN_NO_SRP_AUTH]
              AllowedOAuthScopes: [openid, aws.cognito.signin.user.admin]
          Direct:
            Type: AWS::Cognito::UserPoolClient
            Properties: {ExplicitAuthFlows: [ALLOW_USER_SRP_AUTH], AllowedOAuthScopes: [openid]}
          Bare: {Type: AWS::Cognito::UserPoolClient}
        """)
    clients = [client for client in found.values() if isinstance(client, UserPoolClient)]
    assert [client.id for client in clients if not client.lets_users_edit] == ["Hosted"]


def test_permission_reaches_the_function_behind_an_alias(read: Reader) -> None:
    found = read("""
        Resources:
          Pay: {Type: AWS::Lambda::Function}
          Live: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !Ref Pay, Name: live}}
          Allow:
            Type: AWS::Lambda::Permission
            Properties: {FunctionName: !Ref Live, Principal: s3.amazonaws.com, Action: "lambda:InvokeFunction"}
        """)
    permission = found["Allow"]
    assert isinstance(permission, InvokePermission)
    assert permission.function == "Pay"
    assert permission.source_arn is None


def test_the_other_nouns(read: Reader) -> None:
    found = read("""
        Transform: AWS::Serverless-2016-10-31
        Resources:
          Orders: {Type: AWS::Serverless::SimpleTable, Properties: {PrimaryKey: {Name: order, Type: String}}}
          Log: {Type: AWS::Logs::LogGroup}
          Generated: {Type: AWS::SecretsManager::Secret, Properties: {GenerateSecretString: {}}}
          Written: {Type: AWS::SecretsManager::Secret, Properties: {SecretString: abc}}
          Data: {Type: AWS::RDS::DBInstance, Properties: {PubliclyAccessible: true}}
          Restored: {Type: AWS::RDS::DBCluster, Properties: {SnapshotIdentifier: s}}
          Shared: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: ../layer}}
          SharedFor:
            Type: AWS::Lambda::LayerVersionPermission
            Properties: {LayerVersionArn: !Ref Shared, Principal: "*"}
          Group: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: g}}
          Rule:
            Type: AWS::EC2::SecurityGroupIngress
            Properties: {GroupId: !Ref Group, IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}
          Other: {Type: AWS::Some::Thing}
        """)
    table, log, database = found["Orders"], found["Log"], found["Data"]
    assert isinstance(table, Table)
    assert table.keys == ("order",)
    assert isinstance(log, LogGroup)
    assert log.retention_days is None
    literals = {id: r.literal for id, r in found.items() if isinstance(r, Secret)}
    assert literals == {"Generated": None, "Written": Known("abc")}
    assert isinstance(database, Database)
    assert known(database.public)
    restored = found["Restored"]
    assert isinstance(restored, Database)
    assert isinstance(restored.encrypted, Unknown)
    layer = found["Shared"]
    assert isinstance(layer, Layer)
    assert layer.path == "layer"
    assert known(layer.public)
    group = found["Group"]
    assert isinstance(group, SecurityGroup)
    assert [(i.cidr, i.first_port) for i in group.ingress] == [("0.0.0.0/0", 22)]
    assert type(found["Other"]) is Resource


def test_resources_of_false_conditions_are_left_out(read: Reader) -> None:
    found = read("""
        Parameters: {Stage: {Type: String}}
        Conditions: {Never: !Equals [a, b], Perhaps: !Equals [!Ref Stage, prod]}
        Resources:
          Gone: {Type: AWS::S3::Bucket, Condition: Never}
          Maybe: {Type: AWS::S3::Bucket, Condition: Perhaps}
        """)
    assert list(found) == ["Maybe"]
    assert found["Maybe"].condition == "Perhaps"
