"""Whole applications: templates that depend on each other, conditions, and templates that make no sense."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from goatherd.code.modules import Modules
from goatherd.core.source import Span
from goatherd.frontends import read_applications
from goatherd.frontends.aws.assemble import build_application
from goatherd.frontends.aws.stack import Declared, Stack
from goatherd.frontends.node import Node
from goatherd.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_a_template_wires_a_function_of_another(tree_of: Callable[..., Tree]) -> None:
    tree = tree_of(
        {
            "functions.yaml": """
                Resources: {Fn: {Type: AWS::Lambda::Function, Properties: {Handler: a.b}}}
                Outputs: {Fn: {Value: !GetAtt Fn.Arn, Export: {Name: fn-arn}}}
                """,
            "topic.yaml": """
                Resources:
                  Topic:
                    Type: AWS::SNS::Topic
                    Properties: {Subscription: [{Protocol: lambda, Endpoint: !ImportValue fn-arn}]}
                """,
        }
    )
    applications, diagnoses = read_applications(Modules(tree))
    (trigger,) = applications[0].functions[0].triggers
    assert (trigger.kind, trigger.source, trigger.span.path) == ("sns", "/topic-yaml/Topic", "topic.yaml")
    assert diagnoses == []


def test_a_definition_that_is_not_there_is_said_aloud(tree_of: Callable[..., Tree]) -> None:
    text = "Resources: {M: {Type: AWS::Serverless::StateMachine, Properties: {DefinitionUri: flow.json}}}"
    _, diagnoses = read_applications(Modules(tree_of({"template.yaml": text})))
    assert [d.message for d in diagnoses] == [
        "the definition of M cannot be read: the file flow.json is not part of the scanned tree"
    ]


CONDITIONAL = """
Parameters: {Stage: {Type: String, Default: dev}}
Conditions: {Production: !Equals [!Ref Stage, prod]}
Resources:
  Always: {Type: AWS::Lambda::Function}
  Open: {Type: AWS::Lambda::Url, Condition: Production, Properties: {TargetFunctionArn: !Ref Always, AuthType: NONE}}
  Daily: {Type: AWS::Events::Rule, Properties: {ScheduleExpression: r, Targets: [{Arn: !GetAtt Always.Arn}]}}
  Optional: {Type: AWS::Lambda::Function, Condition: Production}
  Hourly:
    Type: AWS::Events::Rule
    Condition: Production
    Properties: {ScheduleExpression: r, Targets: [{Arn: !GetAtt Optional.Arn}]}
"""


def test_what_a_false_condition_removes_is_only_used_where_nothing_else_is_known(tree_of: Callable[..., Tree]) -> None:
    (application,), _ = read_applications(Modules(tree_of({"template.yaml": CONDITIONAL})))
    assert {f.id: [t.kind for t in f.triggers] for f in application.functions} == {
        "Always": ["schedule"],
        "Optional": ["schedule"],
    }


def test_nested_stacks_keep_their_ids_apart(tree_of: Callable[..., Tree]) -> None:
    child = """
        Transform: AWS::Serverless-2016-10-31
        Resources:
          Fn:
            Type: AWS::Serverless::Function
            Properties: {Events: {E: {Type: Api, Properties: {Path: /, Method: get}}}}
        """
    parent = "Resources: {Child: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: ./child.yaml}}}"
    (application,), _ = read_applications(Modules(tree_of({"template.yaml": parent, "child.yaml": child})))
    assert [f.id for f in application.functions] == ["Child/Fn"]
    assert [t.source for t in application.functions[0].triggers] == ["Child/ServerlessRestApi"]


# --- templates that make no sense ---

SPAN = Span("template.yaml", 1)
TYPES = [
    "AWS::Serverless::Function",
    "AWS::Lambda::Function",
    "AWS::Serverless::Api",
    "AWS::Serverless::HttpApi",
    "AWS::Serverless::StateMachine",
    "AWS::Serverless::GraphQLApi",
    "AWS::ApiGateway::RestApi",
    "AWS::ApiGateway::Method",
    "AWS::ApiGateway::Resource",
    "AWS::ApiGateway::Stage",
    "AWS::ApiGatewayV2::Api",
    "AWS::ApiGatewayV2::Route",
    "AWS::ApiGatewayV2::Integration",
    "AWS::AppSync::GraphQLApi",
    "AWS::AppSync::Resolver",
    "AWS::AppSync::DataSource",
    "AWS::Lambda::EventSourceMapping",
    "AWS::Lambda::Permission",
    "AWS::Lambda::Alias",
    "AWS::Events::Rule",
    "AWS::Events::EventBusPolicy",
    "AWS::Pipes::Pipe",
    "AWS::S3::Bucket",
    "AWS::SQS::QueuePolicy",
    "AWS::SNS::Topic",
    "AWS::IoT::TopicRule",
    "AWS::Cognito::UserPool",
    "AWS::CloudFront::Distribution",
    "AWS::ElasticLoadBalancingV2::TargetGroup",
    "AWS::ElasticLoadBalancingV2::Listener",
    "Custom::Thing",
]
KEYS = [
    *("Events", "Type", "Properties", "Api", "Path", "Method", "Auth", "Authorizers", "Authorizer", "ResourcePolicy"),
    *("DefinitionBody", "Body", "paths", "get", "security", "securityDefinitions", "x-amazon-apigateway-integration"),
    *("Definition", "DefinitionString", "States", "Resource", "Parameters", "FunctionName", "Branches", "Iterator"),
    *("Targets", "Arn", "Id", "EventPattern", "source", "Pattern", "ScheduleExpression", "Source", "Target", "Policy"),
    *("Statement", "Effect", "Principal", "Action", "Condition", "PolicyDocument", "Queues", "Subscription"),
    *("NotificationConfiguration", "LambdaConfigurations", "LambdaConfig", "PreSignUp", "Integration", "Uri"),
    *("RestApiId", "ResourceId", "ParentId", "PathPart", "ApiId", "RouteKey", "Code", "ZipFile", "CodeUri", "Role"),
    *("Environment", "Variables", "EventInvokeConfig", "DestinationConfig", "OnSuccess", "Destination", "Actions"),
    *("FunctionUrlConfig", "AuthType", "TopicRulePayload", "DistributionConfig", "CacheBehaviors", "DefaultActions"),
    *("Resolvers", "DataSources", "Functions", "MethodSettings", "Cors", "EndpointConfiguration", "Layers"),
]
WORDS = [
    "${A}",
    "${A.Arn}",
    "${B}",
    "${C.Arn}/${A}",
    "${?}",
    "Api",
    "GET /a",
    "Allow",
    "*",
    "NONE",
    "AWS_PROXY",
    "",
    "{}",
]

scalars = st.sampled_from([*WORDS, True, 7, None]).map(lambda value: Node.scalar(value, SPAN))
opaque = st.just(Node.opaque("a reason", SPAN))


def mapping(entries: dict[str, Node]) -> Node:
    return Node.mapping(entries, dict.fromkeys(entries, SPAN), SPAN)


nodes: st.SearchStrategy[Any] = st.recursive(
    scalars | opaque,
    lambda inner: (
        st.dictionaries(st.sampled_from(KEYS), inner, max_size=6).map(mapping)
        | st.lists(inner, max_size=3).map(lambda items: Node.sequence(tuple(items), SPAN))
    ),
    max_leaves=25,
)


@settings(max_examples=300)
@given(st.lists(st.tuples(st.sampled_from(TYPES), nodes), min_size=1, max_size=6))
def test_no_template_is_too_strange(tmp_path_factory: Any, written: list[tuple[str, Node]]) -> None:
    folder: Path = tmp_path_factory.getbasetemp()
    stack = Stack("template.yaml", "sam")
    for id, (type, properties) in zip("ABCDEF", written, strict=False):
        stack.resources[id] = Declared(id, type, SPAN, properties, mapping({}), "template.yaml")
    application = build_application(stack, Tree(str(folder)))
    assert all(function.triggers for function in application.functions)
