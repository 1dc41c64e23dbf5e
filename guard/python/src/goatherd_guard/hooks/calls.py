"""Calls of AWS by botocore: service, operation and the resources that their parameters name."""

_NAMES = frozenset(
    "Bucket TableName FunctionName QueueUrl TopicArn TargetArn StreamName StreamARN SecretId Name KeyId StateMachineArn"
    " EventBusName DeliveryStreamName UserPoolId ClusterArn LogGroupName RoleArn IndexName DBInstanceIdentifier".split()
)


# Parameters that hold statements: PartiQL, Athena, the Data APIs, Timestream, S3 Select.
_STATEMENTS = ("Statement", "QueryString", "sql", "Sql", "Expression")


class Calls:
    def __init__(self, guard):
        self._guard = guard

    def install(self, module):
        """All clients of a module with classes of them, also those that were made before: each hands the parameters of
        a call, or of an address that is signed, to a method of its class first.
        """
        for owner in {each for each in vars(module).values() if isinstance(each, type)}:
            method = vars(owner).get("_emit_api_params")
            if method is not None and not getattr(method, "asks", False):
                owner._emit_api_params = self._before(method)

    def _before(self, method):
        def emit(client, api_params, operation_model, *arguments, **named):
            self._asked(api_params, operation_model)
            return method(client, api_params, operation_model, *arguments, **named)

        emit.asks = True
        return emit

    def _asked(self, params, model):
        for name in _STATEMENTS:
            if isinstance(params.get(name), str):
                self._guard.text("sql", params[name], "sql-standard", f"{model.name} of AWS")
        calls = self._guard.policy.aws
        if calls.silent:
            return
        service, operation = model.service_model.service_id.hyphenize().replace("-", ""), model.name
        resources = sorted(_resources(params))
        if calls.allows(service, operation, resources):
            name = (service, operation, *resources)
            self._guard.samples.used("aws", name, lambda: calls.entries(service, operation, resources))
        else:
            where = f" on {', '.join(map(self._guard.shown, resources))}" if resources else ""
            verdict, what = self._guard.policy.verdict(calls.others), f"calls {service}:{operation}{where}"
            self._guard.decide(verdict, "confinement", "aws", what, value=", ".join(resources))


def _resources(params):
    """Names and ARNs; objects of a bucket as bucket/key."""
    found = set()
    for name, value in params.items():
        if name in _NAMES and isinstance(value, str):
            found.add(value.rpartition("/")[2] if name == "QueueUrl" else value)
    if isinstance(params.get("Bucket"), str) and isinstance(params.get("Key"), str):
        found = {f"{params['Bucket']}/{params['Key']}"}
    for table in params.get("RequestItems") or () if isinstance(params.get("RequestItems"), dict) else ():
        found.add(table)
    return found
