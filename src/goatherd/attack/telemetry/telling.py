"""A sending (see sent.py) -> the entries that logs have of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from attrs import define, frozen

from goatherd.attack.events.moment import identifier
from goatherd.attack.telemetry.bucket_log import BUCKET_OPERATIONS, bucket_line
from goatherd.attack.telemetry.configured import Configured
from goatherd.attack.telemetry.deployed import Deployed
from goatherd.attack.telemetry.entry import ACCESS, BUCKET, Entry
from goatherd.attack.telemetry.function_log import function_log
from goatherd.attack.telemetry.principals import (
    ATTACKER_ADDRESS,
    BROWSER,
    TOOL,
    anybody,
    function_principal,
    in_account,
    service,
    stolen,
)
from goatherd.attack.telemetry.requests import LOGGED_KINDS, as_configured, in_full, request_of
from goatherd.attack.telemetry.trail import Trail
from goatherd.core.value import known
from goatherd.model.resource import Bucket
from goatherd.model.trigger import Exposure, Kind
from goatherd.sandbox.cloud.keys import OWNER_KEY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from goatherd.attack.sent import Sending
    from goatherd.attack.telemetry.principals import Principal
    from goatherd.model.application import Application
    from goatherd.model.function import Function
    from goatherd.model.trigger import Trigger

# The services that invoke functions by themselves. Lambda reads queues and streams, and no trail has that.
_INVOKED_BY = {
    **dict.fromkeys(LOGGED_KINDS | {Kind.AUTHORIZER_TOKEN, Kind.AUTHORIZER_REQUEST}, "apigateway.amazonaws.com"),
    **dict.fromkeys((Kind.EVENTBRIDGE, Kind.SCHEDULE), "events.amazonaws.com"),
    Kind.S3: "s3.amazonaws.com",
    Kind.SNS: "sns.amazonaws.com",
    Kind.COGNITO: "cognito-idp.amazonaws.com",
    Kind.ALB: "elasticloadbalancing.amazonaws.com",
    Kind.IOT: "iot.amazonaws.com",
    Kind.SES: "ses.amazonaws.com",
    Kind.CLOUDWATCH_LOGS: "logs.amazonaws.com",
    Kind.STEP_FUNCTIONS: "states.amazonaws.com",
    Kind.APPSYNC: "appsync.amazonaws.com",
}
_BY_HAND = frozenset({Kind.DIRECT, Kind.UNKNOWN})
_SHORT, _CALL, _BETWEEN = timedelta(milliseconds=18), timedelta(milliseconds=24), timedelta(milliseconds=350)


@frozen
class Moment:
    """When something was sent, by whom (an address), and a text that nothing else sent has."""

    time: datetime
    address: str
    key: str

    @property
    def attacks(self) -> bool:
        return self.address == ATTACKER_ADDRESS


@define
class _Ids:
    key: str
    count: int = 0

    def next(self) -> str:
        self.count += 1
        return identifier(f"{self.key}.{self.count}")


class Teller:
    def __init__(self, application: Application) -> None:
        self.deployed, self.configured = Deployed(application), Configured(application)
        self._application, self._trail = application, Trail(self.deployed, self.configured)

    def entries(self, sent: Sending, moment: Moment) -> Iterator[Entry]:
        function = self._application.function(sent["function"])
        if function is None:
            return
        trigger, ids = function.triggers[sent["trigger"]], _Ids(moment.key)
        yield from self._handed_in(sent, trigger, moment, ids)
        began = self._began(sent["runs"], moment.time + timedelta(milliseconds=60))
        yield from self._invoked(function, trigger, moment, ids)
        yield from self._requested(sent, trigger, moment, ids)
        for number, (run, at) in enumerate(zip(sent["runs"], began, strict=True)):
            yield from self._ran(run, at, f"{moment.key}.{number}", ids)
        after = moment.time + timedelta(seconds=5)
        for number, call in enumerate(sent["outside"]):
            yield from self._from_outside(call, moment, after + number * timedelta(seconds=1), ids)

    def made(self, calls: Iterable[Mapping[str, Any]], by: Principal, moment: Moment) -> Iterator[Entry]:
        """Calls of AWS that somebody made, each a second after the one before."""
        ids = _Ids(moment.key)
        for number, call in enumerate(calls):
            if call["kind"] == "call":
                yield from self._called(call, by, moment.time + number * timedelta(seconds=1), ids)

    def _began(self, runs: list[dict[str, Any]], first: datetime) -> list[datetime]:
        began: list[datetime] = []
        for run in runs:
            if run["after"] is None or run["after"] >= len(began):
                began.append(first)
                continue
            cause, at = runs[run["after"]], began[run["after"]]
            began.append(at + _SHORT if run["via"] == "Invoke" else at + self._took(cause) + _BETWEEN)
        return began

    def _took(self, run: Mapping[str, Any]) -> timedelta:
        """How long a function took: what a sandbox measures says nothing of Lambda, but limits are limits."""
        function = self._application.function(run["function"])
        if run["ended"] == "timeout" and function is not None:
            return timedelta(seconds=float(known(function.timeout) or 3))
        calls: int = sum(call["kind"] == "call" for call in run["calls"])
        return _SHORT + _CALL * calls

    def _handed_in(self, sent: Sending, trigger: Trigger, moment: Moment, ids: _Ids) -> Iterator[Entry]:
        """How the event came to what fires the function, where that is a call of AWS."""
        by = anybody(moment.address) if trigger.exposure == Exposure.ANONYMOUS else in_account()
        for upload in sent["uploads"]:
            call = _call("s3", "PutObject", {"Bucket": upload["bucket"], "Key": upload["key"]})
            yield from self._called(call, by, moment.time, ids)
        name = self._application_name(trigger)
        if name and (made := _HANDING_IN.get(trigger.kind)):
            service_name, operation, parameter = made
            value = self.deployed.naming.queue_url(trigger.source or "") if trigger.kind == Kind.SQS else name
            yield from self._called(_call(service_name, operation, {parameter: value}), by, moment.time, ids)

    def _application_name(self, trigger: Trigger) -> str:
        source, naming = trigger.source, self.deployed.naming
        if source is None or not naming.knows(source):
            return ""
        return naming.arn(source) if trigger.kind == Kind.SNS else naming.name(source)

    def _invoked(self, function: Function, trigger: Trigger, moment: Moment, ids: _Ids) -> Iterator[Entry]:
        """Lambda's own events, which are data events."""
        given, time = {"functionName": self.deployed.function_arn(function.id)}, moment.time + _SHORT
        if trigger.kind == Kind.FUNCTION_URL:
            by = anybody(moment.address) if trigger.exposure == Exposure.ANONYMOUS else in_account()
            yield self._trail.event("lambda", "InvokeFunctionUrl", given, by, time, ids.next())
        elif trigger.kind in _BY_HAND:
            given["invocationType"] = "RequestResponse"
            yield self._trail.event("lambda", "Invoke", given, in_account(), time, ids.next())
        elif host := _INVOKED_BY.get(trigger.kind):
            source = self.deployed.naming.arn(trigger.source) if trigger.kind in _WITH_SOURCE and trigger.source else ""
            given |= {"sourceArn": self.deployed.text(source)} if source else {}
            yield self._trail.event("lambda", "Invoke", given, service(host), time, ids.next())

    def _requested(self, sent: Sending, trigger: Trigger, moment: Moment, ids: _Ids) -> Iterator[Entry]:
        if trigger.kind not in LOGGED_KINDS:
            return
        agent = TOOL if moment.attacks else BROWSER
        request = request_of(sent, moment.address, agent, moment.time, ids.next())
        api = self._application.resources.get(trigger.source or "")
        name = self.deployed.text(self.deployed.naming.name(api.id)) if api else "api"
        if self.configured.by_an_api(trigger.source):
            yield Entry(ACCESS, True, moment.time, as_configured(request, api), name)
        yield Entry(ACCESS, False, moment.time, in_full(request), name)

    def _ran(self, run: Mapping[str, Any], began: datetime, key: str, ids: _Ids) -> Iterator[Entry]:
        function = self._application.function(run["function"])
        if function is None:
            return
        name, took = self.deployed.function(function.id), self._took(run)
        stream = f"{began:%Y/%m/%d}/[$LATEST]{identifier(name).replace('-', '')}"
        known_text = {**run, "log": self.deployed.text(run["log"])}
        yield from function_log(
            *(known_text, function, name, identifier(key), began, took),
            stream=stream,
            configured=self.configured.by_a_function(function),
        )
        by, calls = function_principal(function, self.deployed), [c for c in run["calls"] if c["kind"] == "call"]
        for number, call in enumerate(calls):
            yield from self._by_function(call, function, by, began + took * (number + 1) / (len(calls) + 1), ids)

    def _by_function(
        self, call: Mapping[str, Any], function: Function, by: Principal, time: datetime, ids: _Ids
    ) -> Iterator[Entry]:
        if call["function"] == function.id:
            yield from self._called(call, by, time, ids)
        elif call["function"]:  # with another function's credentials
            other = self._application.function(call["function"])
            if other is not None:
                yield from self._called(call, function_principal(other, self.deployed), time, ids)
        elif not call["key"]:
            yield from self._called(call, anybody(by.address), time, ids)

    def _from_outside(self, call: Mapping[str, Any], moment: Moment, time: datetime, ids: _Ids) -> Iterator[Entry]:
        if call["kind"] != "call" or call["key"] == OWNER_KEY:
            return
        function = self._application.function(call["function"])
        if function is not None:
            yield from self._called(call, stolen(function, self.deployed), time, ids)
        elif not call["key"]:
            yield from self._called(call, anybody(moment.address), time, ids)

    def _called(self, call: Mapping[str, Any], by: Principal, time: datetime, ids: _Ids) -> Iterator[Entry]:
        id = ids.next()
        yield from self._trail.of_call(call, by, time, id)
        bucket = self._bucket(call)
        if bucket is not None and call["operation"] in BUCKET_OPERATIONS:
            name = self.deployed.text(str(call["parameters"]["Bucket"]))
            line = bucket_line(call, name, by, time, id)
            yield Entry(BUCKET, self.configured.by_a_bucket(bucket.id), time, line, name)

    def _bucket(self, call: Mapping[str, Any]) -> Bucket | None:
        if call["service"] != "s3":
            return None
        name = call["parameters"].get("Bucket")
        naming = self.deployed.naming
        return next((each for each in self._application.of(Bucket) if naming.name(each.id) == name), None)


_WITH_SOURCE = frozenset({Kind.S3, Kind.SNS})
_HANDING_IN = {
    Kind.SQS: ("sqs", "SendMessage", "QueueUrl"),
    Kind.SNS: ("sns", "Publish", "TopicArn"),
    Kind.KINESIS: ("kinesis", "PutRecord", "StreamName"),
    Kind.DYNAMODB: ("dynamodb", "PutItem", "TableName"),
}


def _call(service: str, operation: str, parameters: dict[str, Any]) -> dict[str, Any]:
    known = {"function": "", "key": "", "denied": "", "status": 200, "gap": "", "error": ""}
    return {"kind": "call", "service": service, "operation": operation, "parameters": parameters, **known}
