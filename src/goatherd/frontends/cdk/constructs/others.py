"""Small ones: secrets, parameters, keys, logs, alarms."""

from __future__ import annotations

from goatherd.core.secrets import may_hold_secret
from goatherd.core.value import declared_secret
from goatherd.frontends.cdk.constructs import permissions, statements
from goatherd.frontends.cdk.constructs.log_retention import retention_days
from goatherd.frontends.cdk.constructs.vocabulary import (
    Array,
    Call,
    Construct,
    Kind,
    Kit,
    Node,
    Span,
    Thing,
    Value,
    construct_of,
    given,
    node_of,
    prop,
    safe_id,
    scalar,
    text_of,
    thing_of,
)


def _secret(construct: Construct) -> None:
    construct.main = secret = construct.add("AWS::SecretsManager::Secret", construct.span)
    secret.set("Name", prop(construct.props, "secretName"))
    if given(prop(construct.props, "encryptionKey")):
        secret.set("KmsKeyId", node_of(prop(construct.props, "encryptionKey")))
    value = thing_of(prop(construct.props, "secretStringValue"))
    if value is not None and value.kind.endswith("unsafePlainText"):
        secret.set("SecretString", node_of(value.argument(0)))


def _parameter(construct: Construct) -> None:
    construct.main = parameter = construct.add("AWS::SSM::Parameter", construct.span)
    parameter.set("Name", prop(construct.props, "parameterName"))
    parameter.set("Type", scalar("String", construct.span))
    parameter.set("Value", node_of(prop(construct.props, "stringValue")))


def _key(construct: Construct) -> None:
    construct.main = key = construct.add("AWS::KMS::Key", construct.span)
    key.set("EnableKeyRotation", node_of(prop(construct.props, "enableKeyRotation")))
    if given(prop(construct.props, "policy")):
        key.set("KeyPolicy", statements.document(prop(construct.props, "policy"), construct.span))


def _add_to_key_policy(key: Construct, call: Call) -> Value:
    if key.main is not None:
        policy = key.main.mapping("KeyPolicy")
        held = policy.entries.setdefault("Statement", Array([], call.span))
        if isinstance(held, Array):
            held.items.append(statements.statement(call.get(0, "statement")))
    return Node.absent(call.span)


def _log_group(construct: Construct) -> None:
    construct.main = group = construct.add("AWS::Logs::LogGroup", construct.span)
    group.set("LogGroupName", prop(construct.props, "logGroupName"))
    retention = prop(construct.props, "retention")
    # the kit keeps logs for two years unless told otherwise
    group.set("RetentionInDays", retention_days(retention) if given(retention) else scalar(731, construct.span))
    if given(prop(construct.props, "encryptionKey")):
        group.set("KmsKeyId", node_of(prop(construct.props, "encryptionKey")))


def _subscription_filter(construct: Construct) -> None:
    construct.main = made = construct.add("AWS::Logs::SubscriptionFilter", construct.span)
    group = construct_of(prop(construct.props, "logGroup"))
    if group is not None:
        made.set("LogGroupName", group.ref(construct.span))
    destination = thing_of(prop(construct.props, "destination"))
    target = construct_of(destination.argument(0, "fn")) if destination is not None else None
    if target is not None:
        made.set("DestinationArn", target.arn(construct.span))
    pattern = thing_of(prop(construct.props, "filterPattern"))
    if pattern is not None and not pattern.kind.endswith("allEvents"):
        made.set("FilterPattern", scalar(text_of(pattern.argument(0)), construct.span))


def _add_filter(group: Construct, call: Call) -> Value:
    props = {**call.props.entries, "logGroup": group}
    return group.child("logs.SubscriptionFilter", text_of(call.get(0, "id")), props, call.span)


def _alarm(construct: Construct) -> None:
    construct.main = construct.add("AWS::CloudWatch::Alarm", construct.span)


def _add_action(alarm: Construct, call: Call) -> Value:
    for action in call.args:
        thing = thing_of(action)
        target = construct_of(thing.argument(0)) if thing is not None else None
        if alarm.main is not None:
            told = target.arn(call.span) if target is not None else scalar("${?}", call.span)
            alarm.main.list("AlarmActions").items.append(told)
    return Node.absent(call.span)


def _create_alarm(metric: Thing, call: Call) -> Value:
    scope = construct_of(call.get(0, "scope"))
    if scope is None:
        return Node.opaque("where the alarm belongs is not known", call.span)
    return scope.child("cloudwatch.Alarm", safe_id(text_of(call.get(1, "id"))), dict(call.props.entries), call.span)


def _same_metric(metric: Thing, call: Call) -> Value:
    return metric


def _alarm_of_others(construct: Construct) -> None:
    """An alarm of another library, which takes care of its action."""
    construct.main = alarm = construct.add("AWS::CloudWatch::Alarm", construct.span)
    alarm.set("AlarmActions", Array([scalar("${?}", construct.span)], construct.span))


def _parameter_value(program: Kit, call: Call) -> Value:
    """`StringParameter.valueForStringParameter(this, "/name")`."""
    return Node.opaque("the parameter's value is looked up when it is deployed", call.span)


def _secret_value(construct: Construct, span: Span) -> Value:
    return Node.opaque(declared_secret("it is read when it is deployed"), span)


def _secret_member(construct: Construct, call: Call) -> Value:
    """`secretValueFromJson("password")`; what is told beside a secret is none."""
    name = text_of(call.get(0, "key")) or ""
    why = "it is read when it is deployed"
    return Node.opaque(declared_secret(why) if may_hold_secret(name) else why, call.span)


def _rule(construct: Construct) -> None:
    construct.main = rule = construct.add("AWS::Config::ConfigRule", construct.span)
    function = construct_of(prop(construct.props, "lambdaFunction"))
    if function is not None:
        rule.set("Source", function.arn(construct.span))


def _solution_function(construct: Construct) -> None:
    """Solutions Constructs that make a function themselves: `lambdaFunctionProps` are those of the kit."""
    props = prop(construct.props, "lambdaFunctionProps")
    entries = getattr(props, "entries", {})
    function = construct.child("lambda.Function", "LambdaFunction", dict(entries), construct.span)
    construct.memory["lambdaFunction"] = function


def _nothing(construct: Construct) -> None:
    """Nothing of it concerns functions."""


_QUIET = (
    "cloudwatch.Dashboard",
    "route53.HostedZone",
    "route53.ARecord",
    "route53.AaaaRecord",
    "route53.CnameRecord",
    "certificatemanager.Certificate",
    "resourcegroups.Group",
    "ec2.BastionHostLinux",
    "ec2.InterfaceVpcEndpoint",
    "ec2.GatewayVpcEndpoint",
    "cloudfront.OriginAccessIdentity",
    "cloudfront.CachePolicy",
    "logs.QueryDefinition",
    "logs.LogStream",
    "logs.MetricFilter",
)

_METRIC = Kind(methods={"createAlarm": _create_alarm, "with": _same_metric})


def _secret_arn(secret: Construct, call: Call, name: str) -> list[Node]:
    """The ARN; of one that is known by its name alone, with what Secrets Manager puts behind the name."""
    arn = secret.arn(call.span)
    by_name = secret.main is None and secret.imported and text_of(arn) != secret.imported
    return [scalar(f"{text_of(arn)}-??????", call.span) if by_name else arn]


KINDS: dict[str, Kind] = {
    **{name: Kind(build=_nothing) for name in _QUIET},
    "solutions.Lambda": Kind(build=_solution_function),
    "secretsmanager.Secret": Kind(
        build=_secret,
        methods={
            "secretValueFromJson": _secret_member,
            **permissions.grants(
                {
                    "grantRead": ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"],
                    "grantWrite": ["secretsmanager:PutSecretValue", "secretsmanager:UpdateSecret"],
                },
                _secret_arn,
            ),
        },
        members={"secretValue": _secret_value},
    ),
    "ssm.StringParameter": Kind(
        build=_parameter,
        methods={
            "static valueForStringParameter": _parameter_value,
            "static valueFromLookup": _parameter_value,
            **permissions.grants(
                {
                    "grantRead": [
                        "ssm:DescribeParameters",
                        "ssm:GetParameters",
                        "ssm:GetParameter",
                        "ssm:GetParameterHistory",
                    ],
                    "grantWrite": ["ssm:PutParameter"],
                },
                permissions.own_arn,
            ),
        },
    ),
    "kms.Key": Kind(
        build=_key,
        methods={
            "addToResourcePolicy": _add_to_key_policy,
            **permissions.grants(
                {
                    "grantDecrypt": ["kms:Decrypt"],
                    "grantEncrypt": ["kms:Encrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*"],
                    "grantEncryptDecrypt": ["kms:Decrypt", "kms:Encrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*"],
                },
                permissions.own_arn,
            ),
        },
    ),
    "logs.LogGroup": Kind(
        build=_log_group,
        methods={
            "addSubscriptionFilter": _add_filter,
            **permissions.grants({"grantWrite": ["logs:CreateLogStream", "logs:PutLogEvents"]}, permissions.own_arn),
        },
    ),
    "logs.SubscriptionFilter": Kind(build=_subscription_filter),
    "cloudwatch.Alarm": Kind(build=_alarm, methods={"addAlarmAction": _add_action}),
    "solutions.Alarm": Kind(build=_alarm_of_others),
    **{f"cloudwatch.{name}": _METRIC for name in ("Metric", "MathExpression")},
    "config.CustomRule": Kind(build=_rule),
}
