"""What operators wire: deployment, configuration rules, rotation, alarms. Hardly anything in it comes from outside.

Source: CloudFormation user guide, "Custom resource request objects"; CodePipeline user guide, "JSON event example";
CodeDeploy user guide, "AppSpec 'hooks' section"; Config developer guide, "Example events"; Secrets Manager user guide,
"Lambda rotation functions"; CloudWatch user guide, "Invoke a Lambda function from an alarm".
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define

from goatherd.attack.events import limits, moment
from goatherd.attack.events.document import json_text
from goatherd.attack.events.noun import Delivery, DoesNotFit, Input
from goatherd.attack.events.places import Places, text_at
from goatherd.attack.events.shape import Shape, given

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goatherd.attack.events.identity import Identity


@define(eq=False)
class CustomResource(Shape):
    """Whoever deploys the stack chooses its parameters, and with them properties."""

    places: ClassVar[Places] = Places.of(
        ("ResourceProperties.ServiceToken", None), ("ResourceProperties.**", "argument")
    )

    def inputs(self) -> tuple[Input, ...]:
        return (Input("argument", "Name"),)

    def build(self, values: Mapping[Input, object], identity: Identity | None = None) -> Delivery:
        properties = given(values, "argument").document("argument", {"Name": "goatherd"})
        if not isinstance(properties, dict):
            raise DoesNotFit("a resource has named properties")
        limits.at_most(json_text(properties), 1_048_576, "a template")
        token = self.naming.arn(self.function.id)
        event = {
            "RequestType": "Create",
            "ServiceToken": token,
            "ResponseURL": "https://cloudformation-custom-resource-response.s3.amazonaws.com/goatherd",
            "StackId": self.arn("cloudformation", f"stack/goatherd/{moment.identifier('stack')}"),
            "RequestId": moment.REQUEST_ID,
            "LogicalResourceId": "Goatherd",
            "ResourceType": "Custom::Goatherd",
            "ResourceProperties": {**properties, "ServiceToken": token},
        }
        return Delivery(event)


@define(eq=False)
class CodePipeline(Shape):
    """Place "argument" is what the action's author passes as UserParameters."""

    places: ClassVar[Places] = Places.of(
        *text_at("CodePipeline#job.data.actionConfiguration.configuration.UserParameters", "argument")
    )

    def inputs(self) -> tuple[Input, ...]:
        return (Input("argument"),)

    def input_for(self, path: tuple[str, ...]) -> Input | None:
        # the one name of an event that has a dot in it
        return self.places.find(tuple("CodePipeline#job" if step == "CodePipeline.job" else step for step in path))

    def build(self, values: Mapping[Input, object], identity: Identity | None = None) -> Delivery:
        text = given(values, "argument").text("argument", '{"id": "1"}')
        if len(text) > 1000:
            raise DoesNotFit("UserParameters have at most 1000 characters")
        configuration = {"FunctionName": self.naming.name(self.function.id), "UserParameters": text}
        artifact = {"bucketName": "goatherd-artifacts", "objectKey": "goatherd/source.zip"}
        data = {
            "actionConfiguration": {"configuration": configuration},
            "inputArtifacts": [
                {"name": "Source", "revision": None, "location": {"type": "S3", "s3Location": artifact}}
            ],
            "outputArtifacts": [],
            "artifactCredentials": dict.fromkeys(("accessKeyId", "secretAccessKey", "sessionToken"), "goatherd"),
        }
        job = {"id": moment.identifier("job"), "accountId": self.naming.account, "data": data}
        return Delivery({"CodePipeline.job": job})


@define(eq=False)
class CodeDeploy(Shape):
    def build(self, values: Mapping[Input, object], identity: Identity | None = None) -> Delivery:
        given(values)
        return Delivery({"DeploymentId": "d-GOATHERD", "LifecycleEventHookExecutionId": "goatherd"})


@define(eq=False)
class Rotation(Shape):
    def build(self, values: Mapping[Input, object], identity: Identity | None = None) -> Delivery:
        given(values)
        secret = self.source_arn("secretsmanager", "secret:goatherd")
        token = moment.identifier("rotation")
        return Delivery({"SecretId": secret, "ClientRequestToken": token, "Step": "createSecret"})


@define(eq=False)
class ConfigRule(Shape):
    """Names and tags of resources are chosen by whoever makes them."""

    places: ClassVar[Places] = Places.of(
        ("invokingEvent.@json.configurationItem.resourceName", Input("name")),
        ("invokingEvent.@json.configurationItem.tags.*", "tag"),
    )

    def inputs(self) -> tuple[Input, ...]:
        return (Input("name"),)

    def build(self, values: Mapping[Input, object], identity: Identity | None = None) -> Delivery:
        found = given(values, "name", "tag")
        item = {
            "configurationItemCaptureTime": moment.DATE_MILLISECONDS,
            "awsAccountId": self.naming.account,
            "configurationItemStatus": "OK",
            "resourceId": "goatherd",
            "resourceName": found.text("name", "goatherd"),
            "ARN": "arn:aws:s3:::goatherd",
            "awsRegion": self.naming.region,
            "resourceType": "AWS::S3::Bucket",
            "tags": found.texts("tag"),
            "configuration": {},
        }
        told = {"configurationItem": item, "messageType": "ConfigurationItemChangeNotification"}
        event = {
            "version": "1.0",
            "invokingEvent": json.dumps(told),
            "ruleParameters": "{}",
            "resultToken": "goatherd",
            "eventLeftScope": False,
            "executionRoleArn": f"arn:aws:iam::{self.naming.account}:role/goatherd",
            "configRuleArn": self.source_arn("config", "config-rule/goatherd"),
            "configRuleName": self.source("goatherd"),
            "configRuleId": "config-rule-goathd",
            "accountId": self.naming.account,
        }
        return Delivery(event)


@define(eq=False)
class Alarm(Shape):
    def build(self, values: Mapping[Input, object], identity: Identity | None = None) -> Delivery:
        given(values)
        data: dict[str, Any] = {
            "alarmName": self.source("goatherd"),
            "state": {"value": "ALARM", "reason": "Threshold Crossed", "timestamp": moment.DATE_MILLISECONDS},
            "previousState": {"value": "OK", "reason": "", "timestamp": moment.DATE_MILLISECONDS},
            "configuration": {"metrics": []},
        }
        event = {
            "source": "aws.cloudwatch",
            "alarmArn": self.source_arn("cloudwatch", "alarm:goatherd"),
            "accountId": self.naming.account,
            "time": moment.DATE_MILLISECONDS,
            "region": self.naming.region,
            "alarmData": data,
        }
        return Delivery(event)
