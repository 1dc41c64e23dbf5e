"""Tables and buckets."""

from __future__ import annotations

from goatherd.frontends.cdk.constructs import permissions, statements
from goatherd.frontends.cdk.constructs.notifications import bucket_notification
from goatherd.frontends.cdk.constructs.vocabulary import (
    Array,
    Call,
    Construct,
    Kind,
    Node,
    Record,
    Span,
    Thing,
    Value,
    construct_of,
    given,
    is_true,
    items,
    member_name,
    node_of,
    prop,
    record,
    scalar,
    sequence,
    text_of,
    texts,
    thing_of,
)

_READ = [
    f"dynamodb:{name}"
    for name in (
        "BatchGetItem",
        "GetRecords",
        "GetShardIterator",
        "Query",
        "GetItem",
        "Scan",
        "ConditionCheckItem",
        "DescribeTable",
    )
]
_WRITE = [f"dynamodb:{name}" for name in ("BatchWriteItem", "PutItem", "UpdateItem", "DeleteItem", "DescribeTable")]
_STREAM = [f"dynamodb:{name}" for name in ("DescribeStream", "GetRecords", "GetShardIterator", "ListStreams")]
_GET = ["s3:GetObject*", "s3:GetBucket*", "s3:List*"]
_PUT = [
    "s3:PutObject",
    "s3:PutObjectLegalHold",
    "s3:PutObjectRetention",
    "s3:PutObjectTagging",
    "s3:PutObjectVersionTagging",
    "s3:Abort*",
]
_DELETE = ["s3:DeleteObject*"]
_BLOCKS = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
_LETTERS = {"STRING": "S", "NUMBER": "N", "BINARY": "B"}


# --- tables ---


def _table(construct: Construct) -> None:
    props, span = construct.props, construct.span
    version2 = construct.kind.endswith("TableV2")
    construct.main = table = construct.add("AWS::DynamoDB::GlobalTable" if version2 else "AWS::DynamoDB::Table", span)
    table.set("TableName", prop(props, "tableName"))
    table.set("KeySchema", Array(_keys(construct, props), span))
    for index in items(prop(props, "globalSecondaryIndexes")):
        if isinstance(index, Record):
            _index(construct, "GlobalSecondaryIndexes", index, span)
    stream = prop(props, "stream")
    if not given(stream):
        stream = prop(props, "dynamoStream")
    if given(stream):
        table.set(
            "StreamSpecification", record({"StreamViewType": scalar(member_name(stream), stream.span)}, stream.span)
        )
    recovery = prop(props, "pointInTimeRecovery")
    if not given(recovery):
        specification = prop(props, "pointInTimeRecoverySpecification")
        recovery = prop(specification, "pointInTimeRecoveryEnabled") if isinstance(specification, Record) else recovery
    if given(recovery):
        enabled = record({"PointInTimeRecoveryEnabled": recovery}, recovery.span)
        table.set("PointInTimeRecoverySpecification", enabled)
    expires = prop(props, "timeToLiveAttribute")
    if given(expires):
        table.set("TimeToLiveSpecification", record({"AttributeName": expires}, expires.span))
    encryption = prop(props, "encryption")
    if given(encryption) or given(prop(props, "encryptionKey")):
        managed = member_name(encryption) if given(encryption) else "CUSTOMER_MANAGED"
        own = scalar(managed not in ("DEFAULT", "dynamoOwnedKey"), encryption.span if given(encryption) else span)
        table.set("SSESpecification", record({"SSEEnabled": own}, own.span))
    if given(prop(props, "readCapacity")) or member_name(prop(props, "billingMode")) == "PROVISIONED":
        table.set("ProvisionedThroughput", record({"ReadCapacityUnits": prop(props, "readCapacity")}, span))


def _keys(construct: Construct, props: Record) -> list[Value]:
    made: list[Value] = []
    for key, type in (("partitionKey", "HASH"), ("sortKey", "RANGE")):
        attribute = prop(props, key)
        if not isinstance(attribute, Record):
            continue
        name, span = prop(attribute, "name"), attribute.span
        made.append(record({"AttributeName": name, "KeyType": scalar(type, span)}, span))
        letter = _LETTERS.get(member_name(prop(attribute, "type")), "S")
        if construct.main is not None:
            definition = record({"AttributeName": name, "AttributeType": scalar(letter, span)}, span)
            construct.main.list("AttributeDefinitions").items.append(definition)
    return made


def _index(table: Construct, kind: str, props: Record, span: Span) -> None:
    if table.main is not None:
        keys = Array(_keys(table, props), span)
        made = record({"IndexName": prop(props, "indexName"), "KeySchema": keys}, span)
        table.main.list(kind).items.append(made)


def _add_global_index(table: Construct, call: Call) -> Value:
    _index(table, "GlobalSecondaryIndexes", call.props, call.span)
    return Node.absent(call.span)


def _add_local_index(table: Construct, call: Call) -> Value:
    _index(table, "LocalSecondaryIndexes", call.props, call.span)
    return Node.absent(call.span)


def _table_resources(table: Construct, call: Call, name: str) -> list[Node]:
    span = call.span
    if name == "grantStreamRead":
        return [table.main.reference(span, "StreamArn") if table.main else Node.opaque("it is imported", span)]
    arn = text_of(table.arn(span))
    indexed = table.main is None or "GlobalSecondaryIndexes" in table.main.properties.entries
    return [scalar(arn, span), *([scalar(f"{arn}/index/*", span)] if indexed else [])]


def _stream_arn(table: Construct, span: Span) -> Value:
    return table.main.reference(span, "StreamArn") if table.main else Node.opaque("it is imported", span)


_TABLE = Kind(
    build=_table,
    methods={
        "addGlobalSecondaryIndex": _add_global_index,
        "addLocalSecondaryIndex": _add_local_index,
        **permissions.grants(
            {
                "grantReadData": _READ,
                "grantWriteData": _WRITE,
                "grantReadWriteData": [*_READ, *_WRITE],
                "grantFullAccess": ["dynamodb:*"],
                "grantStreamRead": _STREAM,
            },
            _table_resources,
        ),
    },
    members={"tableStreamArn": _stream_arn},
)


# --- buckets ---


def _bucket(construct: Construct) -> None:
    props, span = construct.props, construct.span
    construct.main = bucket = construct.add("AWS::S3::Bucket", span)
    bucket.set("BucketName", prop(props, "bucketName"))
    access = prop(props, "accessControl")
    if given(access):
        words = member_name(access).split("_")
        bucket.set("AccessControl", scalar("".join(word.capitalize() for word in words), access.span))
    versioned = prop(props, "versioned")
    if given(versioned):
        state: Value = node_of(versioned)
        if isinstance(versioned, Node) and isinstance(versioned.value, bool):
            state = scalar("Enabled" if versioned.value else "Suspended", versioned.span)
        if text_of(state) != "Suspended":
            bucket.set("VersioningConfiguration", record({"Status": state}, versioned.span))
    _access_block(construct)
    _encryption(construct)
    if given(prop(props, "serverAccessLogsBucket")) or given(prop(props, "serverAccessLogsPrefix")):
        bucket.set("LoggingConfiguration", record({"LogFilePrefix": scalar("${?}", span)}, span))
    if given(prop(props, "websiteIndexDocument")) or given(prop(props, "websiteRedirect")):
        website = record({"IndexDocument": prop(props, "websiteIndexDocument")}, span)
        bucket.set("WebsiteConfiguration", website)
    for rule in items(prop(props, "cors")):
        _cors(construct, rule)
    if is_true(prop(props, "eventBridgeEnabled")):
        bucket.mapping("NotificationConfiguration").entries["EventBridgeConfiguration"] = Record({}, {}, span)
    if is_true(prop(props, "publicReadAccess")):
        _public(construct, prop(props, "publicReadAccess").span)
    if is_true(prop(props, "enforceSSL")):
        _enforce_tls(construct, prop(props, "enforceSSL").span)


def _access_block(construct: Construct) -> None:
    written = prop(construct.props, "blockPublicAccess")
    if not given(written) or construct.main is None:
        return
    span, settings = written.span, thing_of(written) or written  # new BlockPublicAccess({…}), or the plain object
    flags: dict[str, Value] = {}
    if isinstance(settings, Thing):
        settings = settings.props
    if isinstance(settings, Record):
        flags = {name: prop(settings, name) for name in _BLOCKS}
    elif member_name(written) == "BLOCK_ALL":
        flags = {name: scalar(True, span) for name in _BLOCKS}
    elif member_name(written).startswith("BLOCK_ACLS"):
        flags = {name: scalar(True, span) for name in ("blockPublicAcls", "ignorePublicAcls")}
    if flags:
        made = record({name[:1].upper() + name[1:]: value for name, value in flags.items()}, span)
        construct.main.set("PublicAccessBlockConfiguration", made)


def _encryption(construct: Construct) -> None:
    written = prop(construct.props, "encryption")
    if not given(written) or construct.main is None:
        return
    if member_name(written) == "UNENCRYPTED":
        return
    algorithm = "aws:kms" if "KMS" in member_name(written).upper() else "AES256"
    default = record({"SSEAlgorithm": scalar(algorithm, written.span)}, written.span)
    rule = record({"ServerSideEncryptionByDefault": default}, written.span)
    configuration = record({"ServerSideEncryptionConfiguration": Array([rule], written.span)}, written.span)
    construct.main.set("BucketEncryption", configuration)


def _cors(construct: Construct, rule: Value) -> None:
    if not isinstance(rule, Record) or construct.main is None:
        return
    made: dict[str, Value] = {}
    for key in ("allowedOrigins", "allowedMethods", "allowedHeaders"):
        value = prop(rule, key)
        if given(value):
            made[key[:1].upper() + key[1:]] = sequence(texts(value), value.span)
    held = construct.main.mapping("CorsConfiguration")
    rules = held.entries.setdefault("CorsRules", Array([], rule.span))
    if isinstance(rules, Array):
        rules.items.append(record(made, rule.span))


def _add_cors(construct: Construct, call: Call) -> Value:
    _cors(construct, call.props)
    return Node.absent(call.span)


def _public(construct: Construct, span: Span) -> None:
    everybody = record({"AWS": scalar("*", span)}, span)
    made = statements.simple_statement(["s3:GetObject"], [scalar(f"{text_of(construct.arn(span))}/*", span)], span)
    if isinstance(made, Record):
        made.entries["Principal"] = everybody
    permissions.attach(construct, "AWS::S3::BucketPolicy", "Bucket", made, span)


def _enforce_tls(construct: Construct, span: Span) -> None:
    arn = text_of(construct.arn(span))
    made = record(
        {
            "Effect": scalar("Deny", span),
            "Principal": record({"AWS": scalar("*", span)}, span),
            "Action": scalar("s3:*", span),
            "Resource": sequence([arn, f"{arn}/*"], span),
            "Condition": record({"Bool": record({"aws:SecureTransport": scalar("false", span)}, span)}, span),
        },
        span,
    )
    permissions.attach(construct, "AWS::S3::BucketPolicy", "Bucket", made, span)


def _grant_public(construct: Construct, call: Call) -> Value:
    _public(construct, call.span)
    return Node.opaque("it is a grant", call.span)


def _bucket_resources(bucket: Construct, call: Call, name: str) -> list[Node]:
    span = call.span
    arn = text_of(bucket.arn(span))
    pattern = call.get(1, "objectsKeyPattern")
    below = scalar(f"{arn}/{text_of(pattern) if given(pattern) and name != 'grant' else '*'}", span)
    return [below] if name in ("grantPut", "grantPutAcl", "grantDelete") else [scalar(arn, span), below]


def _notify(bucket: Construct, call: Call) -> Value:
    target = thing_of(call.get(1, "dest"))
    channel = construct_of(target.argument(0)) if target is not None else None
    filters = [value for value in call.args[2:] if isinstance(value, Record)]
    event = call.get(0, "event")
    for entry in filters or [Record({}, {}, call.span)]:
        bucket_notification(bucket, channel, event, entry, call.span)
    return Node.absent(call.span)


def _notify_of(event: str) -> object:
    def method(bucket: Construct, call: Call) -> Value:
        shifted = Call([Node.scalar(event, call.span), *call.args], call.props, call.span, call.arguments)
        return _notify(bucket, shifted)

    return method


def _event_bridge(bucket: Construct, call: Call) -> Value:
    if bucket.main is not None:
        bucket.main.mapping("NotificationConfiguration").entries["EventBridgeConfiguration"] = Record({}, {}, call.span)
    return Node.absent(call.span)


def _below(bucket: Construct, call: Call) -> Value:
    pattern = call.get(0, "keyPattern")
    return scalar(f"{text_of(bucket.arn(call.span))}/{text_of(pattern)}", call.span)


def _bucket_policy(construct: Construct) -> None:
    """`new s3.BucketPolicy(this, id, {bucket})`; what its `document` is given later counts."""
    construct.main = policy = construct.add("AWS::S3::BucketPolicy", construct.span)
    bucket = construct_of(prop(construct.props, "bucket"))
    if bucket is not None:
        policy.set("Bucket", bucket.ref(construct.span))
    document = thing_of(prop(construct.props, "document"))
    if document is None:
        nothing = Record({}, {}, construct.span)
        document = Thing(construct.program, "iam.PolicyDocument", construct.arguments, nothing, construct.span)
    construct.memory["document"] = document
    policy.set("PolicyDocument", document)


def _deployment(construct: Construct) -> None:
    """BucketDeployment: files of the program's, copied by a function of the kit's own."""
    construct.main = construct.add("Custom::CDKBucketDeployment", construct.span)
    bucket = construct_of(prop(construct.props, "destinationBucket"))
    if bucket is not None:
        construct.main.set("DestinationBucketName", bucket.ref(construct.span))


KINDS: dict[str, Kind] = {
    "dynamodb.Table": _TABLE,
    "dynamodb.TableV2": _TABLE,
    "s3.Bucket": Kind(
        build=_bucket,
        methods={
            "addEventNotification": _notify,
            "addObjectCreatedNotification": _notify_of("s3:ObjectCreated:*"),  # type: ignore[dict-item]
            "addObjectRemovedNotification": _notify_of("s3:ObjectRemoved:*"),  # type: ignore[dict-item]
            "addToResourcePolicy": permissions.resource_policy("AWS::S3::BucketPolicy", "Bucket"),
            "addCorsRule": _add_cors,
            "enableEventBridgeNotification": _event_bridge,
            "arnForObjects": _below,
            "grantPublicAccess": _grant_public,
            **permissions.grants(
                {
                    "grantRead": _GET,
                    "grantWrite": [*_DELETE, *_PUT],
                    "grantReadWrite": [*_GET, *_DELETE, *_PUT],
                    "grantPut": _PUT,
                    "grantPutAcl": ["s3:PutObjectAcl", "s3:PutObjectVersionAcl"],
                    "grantDelete": _DELETE,
                },
                _bucket_resources,
            ),
        },
    ),
    "s3.BucketPolicy": Kind(build=_bucket_policy),
    "s3_deployment.BucketDeployment": Kind(build=_deployment),
}
