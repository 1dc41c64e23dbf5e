"""Events of CloudTrail. Source: "CloudTrail record contents" of the AWS CloudTrail user guide, event version 1.11."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.attack.telemetry.entry import DATA_EVENTS, TRAIL, Entry
from goatherd.attack.telemetry.trail_operations import data_type, event_name, event_source, is_logged, parameters
from goatherd.sandbox.naming import ACCOUNT, REGION

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from goatherd.attack.telemetry.configured import Configured
    from goatherd.attack.telemetry.deployed import Deployed
    from goatherd.attack.telemetry.principals import Principal

_READING = ("Batch", "Describe", "Get", "Head", "List", "Query", "Scan", "Select", "Receive")


class Trail:
    def __init__(self, deployed: Deployed, configured: Configured) -> None:
        self._deployed, self._configured = deployed, configured

    def of_call(self, call: Mapping[str, Any], by: Principal, time: datetime, id: str) -> Iterator[Entry]:
        """What there is of a call that the sandbox has recorded: one event, or none."""
        service, operation = call["service"], call["operation"]
        if call["gap"] or not is_logged(service, operation):
            return
        given = {name: self._deployed.value(value) for name, value in call["parameters"].items()}
        if service == "lambda" and "FunctionName" in given:
            given["FunctionName"] = self._function_arn(str(given["FunctionName"]))
        error = (call.get("error") or f"HTTP{call['status']}") if call["status"] >= 400 else ""
        yield self.event(service, operation, parameters(service, operation, given), by, time, id, error)

    def event(
        self,
        service: str,
        operation: str,
        given: dict[str, Any],
        by: Principal,
        time: datetime,
        id: str,
        error: str = "",
    ) -> Entry:
        data = data_type(service, operation)
        event: dict[str, Any] = {
            "eventVersion": "1.11",
            "userIdentity": by.identity,
            "eventTime": time.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "eventSource": event_source(service),
            "eventName": event_name(operation),
            "awsRegion": REGION,
            "sourceIPAddress": by.address,
            "userAgent": by.agent,
            **({"errorCode": error} if error else {}),
            "requestParameters": given or None,
            "responseElements": None,
            "requestID": id,
            "eventID": id,
            "readOnly": operation.startswith(_READING),
            **({"resources": resources} if (resources := _resources(service, given)) else {}),
            "eventType": "AwsApiCall",
            "managementEvent": not data,
            "recipientAccountId": ACCOUNT,
            "eventCategory": "Data" if data else "Management",
        }
        return Entry(DATA_EVENTS if data else TRAIL, self._configured.by_a_trail(data), time, event)

    def _function_arn(self, name: str) -> str:
        return name if name.startswith("arn:") else f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"


def _resources(service: str, given: Mapping[str, Any]) -> list[dict[str, str]]:
    bucket, key, table = given.get("bucketName"), given.get("key"), given.get("tableName")
    if service == "s3" and bucket:
        whole = {"accountId": ACCOUNT, "type": "AWS::S3::Bucket", "ARN": f"arn:aws:s3:::{bucket}"}
        return [whole, *([{"type": "AWS::S3::Object", "ARN": f"arn:aws:s3:::{bucket}/{key}"}] if key else [])]
    if service == "dynamodb" and table:
        arn = str(table) if str(table).startswith("arn:") else f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{table}"
        return [{"accountId": ACCOUNT, "type": "AWS::DynamoDB::Table", "ARN": arn}]
    return []
