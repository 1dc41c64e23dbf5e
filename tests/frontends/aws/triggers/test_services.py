"""Everything else that calls functions: workflows, identities, devices, assistants, operators, permissions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.value import known
from goatherd.model.resource import StateMachine

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.model.application import Application

ALARM = "{Type: AWS::CloudWatch::Alarm, Properties: {%s}}"

CASES = {
    "user pool": (
        "Pool: {Type: AWS::Cognito::UserPool, Properties: {LambdaConfig: {PreTokenGeneration: !GetAtt Fn.Arn}}}",
        ["cognito authenticated PreTokenGeneration"],
    ),
    "user pool, two moments": (
        """
        Pool:
          Type: AWS::Cognito::UserPool
          Properties:
            LambdaConfig:
              CustomMessage: !GetAtt Fn.Arn
              PreTokenGenerationConfig: {LambdaArn: !GetAtt Fn.Arn, LambdaVersion: V2_0}
        """,
        ["cognito anonymous CustomMessage", "cognito authenticated PreTokenGeneration"],
    ),
    "topic rule": (
        """
        Rule:
          Type: AWS::IoT::TopicRule
          Properties: {TopicRulePayload: {Sql: select 1, Actions: [{Lambda: {FunctionArn: !GetAtt Fn.Arn}}]}}
        """,
        ["iot authenticated select 1"],
    ),
    "device authorizer": (
        "A: {Type: AWS::IoT::Authorizer, Properties: {AuthorizerFunctionArn: !GetAtt Fn.Arn}}",
        ["authorizer-request anonymous A"],
    ),
    "incoming mail": (
        """
        Mail:
          Type: AWS::SES::ReceiptRule
          Properties: {Rule: {Recipients: [a@b.c], Actions: [{LambdaAction: {FunctionArn: !GetAtt Fn.Arn}}]}}
        """,
        ["ses anonymous a@b.c"],
    ),
    "bot": (
        """
        Bot:
          Type: AWS::Lex::BotAlias
          Properties: {BotAliasLocaleSettings: [{BotAliasLocaleSetting: {LambdaCodeHook: {LambdaArn: !GetAtt Fn.Arn}}}]}
        """,
        ["lex anonymous Bot"],
    ),
    "contact centre": (
        "C: {Type: AWS::Connect::IntegrationAssociation, Properties: {IntegrationArn: !GetAtt Fn.Arn}}",
        ["connect anonymous C"],
    ),
    "agent": (
        "A: {Type: AWS::Bedrock::Agent, Properties: {ActionGroups: [{ActionGroupExecutor: {Lambda: !GetAtt Fn.Arn}}]}}",
        ["bedrock-agent account A"],
    ),
    "edge": (
        """
        Version: {Type: AWS::Lambda::Version, Properties: {FunctionName: !Ref Fn}}
        Cdn:
          Type: AWS::CloudFront::Distribution
          Properties:
            DistributionConfig:
              CacheBehaviors:
                - PathPattern: /a/*
                  LambdaFunctionAssociations: [{EventType: viewer-request, LambdaFunctionARN: !Ref Version}]
        """,
        ["cloudfront anonymous viewer-request /a/*"],
    ),
    "log subscription": (
        "L: {Type: AWS::Logs::SubscriptionFilter, Properties: {DestinationArn: !GetAtt Fn.Arn, LogGroupName: app}}",
        ["cloudwatch-logs account app"],
    ),
    "alarm action": ("A: " + ALARM % "AlarmActions: [!GetAtt Fn.Arn]", ["cloudwatch-alarm internal A"]),
    "alarm about the function only": (
        "A: " + ALARM % "Dimensions: [{Name: FunctionName, Value: !Ref Fn}]",
        ["direct account direct invocation"],
    ),
    "configuration rule": (
        "R: {Type: AWS::Config::ConfigRule, Properties: {Source: {SourceIdentifier: !GetAtt Fn.Arn}}}",
        ["config-rule internal R"],
    ),
    "pipeline": (
        """
        P:
          Type: AWS::CodePipeline::Pipeline
          Properties: {Stages: [{Actions: [{Configuration: {FunctionName: !Ref Fn}}]}]}
        """,
        ["codepipeline internal P"],
    ),
    "rotation": (
        "R: {Type: AWS::SecretsManager::RotationSchedule, Properties: {RotationLambdaARN: !GetAtt Fn.Arn}}",
        ["secrets-rotation internal R"],
    ),
    "delivery stream": (
        """
        D:
          Type: AWS::KinesisFirehose::DeliveryStream
          Properties:
            ExtendedS3DestinationConfiguration:
              ProcessingConfiguration:
                Processors:
                  - {Type: Lambda, Parameters: [{ParameterName: LambdaArn, ParameterValue: !GetAtt Fn.Arn}]}
        """,
        ["firehose account D"],
    ),
    "object lambda": (
        """
        O:
          Type: AWS::S3ObjectLambda::AccessPoint
          Properties:
            ObjectLambdaConfiguration:
              TransformationConfigurations: [{ContentTransformation: {AwsLambda: {FunctionArn: !GetAtt Fn.Arn}}}]
        """,
        ["s3-object-lambda account O"],
    ),
    "custom resource": (
        "C: {Type: Custom::Seed, Properties: {ServiceToken: !GetAtt Fn.Arn}}",
        ["custom-resource internal C (Custom::Seed)"],
    ),
    "permission for a service": (
        "P: {Type: AWS::Lambda::Permission, Properties: {FunctionName: !Ref Fn, Principal: s3.amazonaws.com}}",
        ["s3 account s3"],
    ),
    "permission for a route": (
        """
        P:
          Type: AWS::Lambda::Permission
          Properties:
            FunctionName: !Ref Fn
            Principal: apigateway.amazonaws.com
            SourceArn: arn:aws:execute-api:eu-west-1:1:abc/*/POST/orders
        """,
        ["rest-api anonymous POST /orders"],
    ),
    "permission for another account": (
        "P: {Type: AWS::Lambda::Permission, Properties: {FunctionName: !Ref Fn, Principal: '123456789012'}}",
        ["direct account 123456789012"],
    ),
    "permission for everybody": (
        "P: {Type: AWS::Lambda::Permission, Properties: {FunctionName: !Ref Fn, Principal: '*'}}",
        ["direct anonymous *"],
    ),
    "permission that belongs to a wiring": (
        """
        Topic: {Type: AWS::SNS::Topic, Properties: {Subscription: [{Protocol: lambda, Endpoint: !GetAtt Fn.Arn}]}}
        P: {Type: AWS::Lambda::Permission, Properties: {FunctionName: !Ref Fn, Principal: sns.amazonaws.com}}
        """,
        ["sns account Topic"],
    ),
    "another function's environment": (
        """
        Caller:
          Type: AWS::Lambda::Function
          Properties: {Environment: {Variables: {TARGET: !Ref Fn}}}
        """,
        ["direct account from Caller"],
    ),
    "another function's role": (
        """
        Caller:
          Type: AWS::Serverless::Function
          Properties:
            Policies:
              - Statement: [{Effect: Allow, Action: lambda:InvokeFunction, Resource: !GetAtt Fn.Arn}]
        """,
        ["direct account from Caller"],
    ),
    "a connector from another function": (
        """
        Caller:
          Type: AWS::Serverless::Function
          Connectors: {Call: {Properties: {Destination: {Id: Fn}, Permissions: [Write]}}}
        """,
        ["direct account from Caller"],
    ),
    "another function's policy template": (
        """
        Caller:
          Type: AWS::Serverless::Function
          Properties: {Policies: [{LambdaInvokePolicy: {FunctionName: !Ref Fn}}]}
        """,
        ["direct account from Caller"],
    ),
    "a role for the scheduler": (
        """
        Role:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: scheduler.amazonaws.com}}]}
            Policies:
              - PolicyDocument: {Statement: [{Effect: Allow, Action: 'lambda:Invoke*', Resource: !GetAtt Fn.Arn}]}
        """,
        ["schedule internal role Role"],
    ),
    "another function's results": (
        """
        Caller:
          Type: AWS::Serverless::Function
          Properties:
            FunctionUrlConfig: {AuthType: NONE}
            EventInvokeConfig: {DestinationConfig: {OnSuccess: {Type: Lambda, Destination: !GetAtt Fn.Arn}}}
        """,
        ["direct anonymous OnSuccess of Caller"],
    ),
    "a traffic hook": (
        """
        Caller:
          Type: AWS::Serverless::Function
          Properties: {DeploymentPreference: {Hooks: {PreTraffic: !Ref Fn}}}
        """,
        ["codedeploy internal traffic hook of Caller"],
    ),
    "a resource of another kind": (
        "W: {Type: AWS::Transfer::Workflow, Properties: {Steps: [{CustomStepDetails: {Target: !GetAtt Fn.Arn}}]}}",
        ["direct account W (AWS::Transfer::Workflow)"],
    ),
    "nothing": ("", ["direct account direct invocation"]),
}


@pytest.mark.parametrize(("resources", "expected"), CASES.values(), ids=CASES.keys())
def test_service(wired: Callable[..., list[str]], resources: str, expected: list[str]) -> None:
    assert wired(resources) == expected


MACHINES = {
    "text with placeholders": """
        M:
          Type: AWS::StepFunctions::StateMachine
          Properties:
            DefinitionString: !Sub |
              {"States": {"Do it": {"Type": "Task", "Resource": "${Fn.Arn}", "End": true}}}
        """,
    "lambda:invoke": """
        M:
          Type: AWS::StepFunctions::StateMachine
          Properties:
            Definition:
              States:
                Do it:
                  Type: Task
                  Resource: arn:aws:states:::lambda:invoke.waitForTaskToken
                  Parameters: {FunctionName: !GetAtt Fn.Arn}
        """,
    "substitution, inside a map": """
        M:
          Type: AWS::Serverless::StateMachine
          Properties:
            DefinitionSubstitutions: {Target: !GetAtt Fn.Arn}
            Definition:
              States:
                Each: {Type: Map, ItemProcessor: {States: {Do it: {Type: Task, Resource: "${Target}"}}}}
        """,
    "text joined from parts": """
        M:
          Type: AWS::StepFunctions::StateMachine
          Properties:
            DefinitionString:
              Fn::Join:
                - ''
                - - '{"States": {"Do it": {"Type": "Task", "Resource": "'
                  - !GetAtt Fn.Arn
                  - '"}}}'
        """,
}


@pytest.mark.parametrize("resources", MACHINES.values(), ids=MACHINES.keys())
def test_state_machine(
    application: Callable[..., Application], wired: Callable[..., list[str]], resources: str
) -> None:
    assert wired(resources) == ["step-functions internal M state Do it"]
    machine = application(resources).resources["M"]
    assert isinstance(machine, StateMachine)
    assert machine.tasks == ["Fn"]


def test_state_machine_in_a_file(application: Callable[..., Application]) -> None:
    app = application(
        """
        M:
          Type: AWS::Serverless::StateMachine
          Properties: {DefinitionUri: flow/main.asl.json, DefinitionSubstitutions: {F: !GetAtt Fn.Arn, T: 3}}
        """,
        files={
            "flow/Main.asl.json": """{"States": {
  "One": {"Type": "Task", "Resource": "${F}", "TimeoutSeconds": ${T}}}}"""
        },
    )
    (trigger,) = app.functions[0].triggers
    assert (trigger.detail, str(trigger.span)) == ("M state One", "flow/Main.asl.json:2")
    machine = next(app.of(StateMachine))
    assert [(s.name, s.kind, s.function, s.timeout, s.retries) for s in machine.states] == [
        ("One", "Task", "Fn", True, False)
    ]


def test_state_machine_started_by_anybody(wired: Callable[..., list[str]]) -> None:
    resources = """
    M:
      Type: AWS::Serverless::StateMachine
      Properties:
        Definition: {States: {Go: {Type: Task, Resource: !GetAtt Fn.Arn}}}
        Events: {Start: {Type: Api, Properties: {Path: /start, Method: post}}}
    """
    assert wired(resources) == ["step-functions anonymous M state Go"]


def test_a_state_inside_the_template_has_its_line(application: Callable[..., Application]) -> None:
    (trigger,) = application(MACHINES["text with placeholders"]).functions[0].triggers
    assert (trigger.span.line, trigger.span.column) == (13, 21)


def test_a_function_at_the_edge_of_a_distribution_elsewhere(application: Callable[..., Application]) -> None:
    app = application(
        """
        Role:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement: [{Effect: Allow, Action: 'sts:AssumeRole', Principal: {Service: edgelambda.amazonaws.com}}]
        """,
        fn="Role: !GetAtt Role.Arn",
    )
    (trigger,) = app.functions[0].triggers
    assert (trigger.kind, trigger.exposure.label, trigger.options) == ("cloudfront", "anonymous", {"assumed": True})


def test_settings_of_a_state_machine(application: Callable[..., Application]) -> None:
    app = application(
        """
        M:
          Type: AWS::Serverless::StateMachine
          Properties:
            Name: flow
            Type: EXPRESS
            Tracing: {Enabled: true}
            Logging: {Level: ALL, IncludeExecutionData: true}
        N: {Type: AWS::StepFunctions::StateMachine, Properties: {StateMachineName: n, RoleArn: !GetAtt R.Arn}}
        R: {Type: AWS::IAM::Role}
        """
    )
    sam, plain = app.of(StateMachine)
    assert (known(sam.physical_name), sam.role, known(sam.express), known(sam.tracing)) == ("flow", "MRole", True, True)
    assert (known(sam.logging), known(sam.logs_data)) == ("ALL", True)
    assert (known(plain.physical_name), plain.role, known(plain.express)) == ("n", "R", False)
    assert (known(plain.logging), known(plain.tracing)) == ("OFF", False)
