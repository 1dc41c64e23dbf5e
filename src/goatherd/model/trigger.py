"""A trigger: one event source wired to a function."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from attrs import define, field, frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goatherd.core.source import Span


class Exposure(IntEnum):
    """Who can make the event happen, from the least to the most exposed."""

    INTERNAL = 0  # only the platform or the application itself (a schedule, a state machine)
    ACCOUNT = 1  # principals of the account, or another account that was let in
    AUTHENTICATED = 2  # anybody who can sign in
    ANONYMOUS = 3  # anybody

    @property
    def label(self) -> str:
        return self.name.lower()


class Kind:
    """Trigger kinds; the string is what reports show and what event shapes are filed under."""

    REST_API = "rest-api"  # API Gateway v1 proxy event
    REST_API_MAPPED = "rest-api-mapped"  # API Gateway v1 without proxy: a mapping template makes the event
    HTTP_API = "http-api"  # API Gateway v2, payload format 2.0
    HTTP_API_V1 = "http-api-v1"  # API Gateway v2, payload format 1.0
    WEBSOCKET = "websocket"
    FUNCTION_URL = "function-url"
    ALB = "alb"
    APPSYNC = "appsync"
    APPSYNC_EVENTS = "appsync-events"  # what clients publish to a channel, or subscribe to
    S3 = "s3"
    SNS = "sns"
    SQS = "sqs"
    DYNAMODB = "dynamodb"
    KINESIS = "kinesis"
    KAFKA = "kafka"
    MQ = "mq"
    DOCUMENTDB = "documentdb"
    EVENTBRIDGE = "eventbridge"
    SCHEDULE = "schedule"
    PIPE = "pipe"
    CLOUDWATCH_LOGS = "cloudwatch-logs"
    CLOUDWATCH_ALARM = "cloudwatch-alarm"
    COGNITO = "cognito"
    AUTHORIZER_TOKEN = "authorizer-token"
    AUTHORIZER_REQUEST = "authorizer-request"
    IOT = "iot"
    SES = "ses"
    STEP_FUNCTIONS = "step-functions"
    ALEXA = "alexa"
    LEX = "lex"
    CONNECT = "connect"
    CLOUDFRONT = "cloudfront"
    LATTICE = "vpc-lattice"
    CODEPIPELINE = "codepipeline"
    CODEDEPLOY = "codedeploy"  # hook that runs while traffic moves to a new version
    CONFIG_RULE = "config-rule"
    SECRETS_ROTATION = "secrets-rotation"
    FIREHOSE = "firehose"
    BEDROCK_AGENT = "bedrock-agent"
    S3_OBJECT_LAMBDA = "s3-object-lambda"
    CUSTOM_RESOURCE = "custom-resource"
    AZURE_HTTP = "azure-http"
    AZURE_QUEUE = "azure-queue"
    AZURE_BLOB = "azure-blob"
    SERVICE_BUS = "service-bus"
    EVENT_HUB = "event-hub"
    EVENT_GRID = "event-grid"
    COSMOS_DB = "cosmos-db"
    SIGNALR = "signalr"
    DURABLE = "azure-durable"  # orchestrators, activities and entities of Durable Functions
    GOOGLE_HTTP = "google-http"
    CALLABLE = "firebase-callable"  # onCall: a client of Firebase calls with data
    FIRESTORE = "firestore"
    REALTIME_DATABASE = "realtime-database"
    CLOUD_STORAGE = "cloud-storage"
    PUBSUB = "pubsub"
    FIREBASE_AUTH = "firebase-auth"
    CLOUD_EVENT = "cloud-event"  # every other event of Google's cloud, and of Azure's
    WEB = "web-application"  # a route of a web framework, wherever the application runs
    DIRECT = "direct"  # invoke, by a principal of the account or by another function
    UNKNOWN = "unknown"  # no template says what calls it


# Of Azure and Google: no function that these fire is run in the sandbox.
ELSEWHERE_KINDS = frozenset(
    {
        *(Kind.AZURE_QUEUE, Kind.AZURE_BLOB, Kind.SERVICE_BUS, Kind.EVENT_HUB, Kind.EVENT_GRID, Kind.COSMOS_DB),
        *(Kind.SIGNALR, Kind.DURABLE, Kind.FIRESTORE, Kind.REALTIME_DATABASE, Kind.CLOUD_STORAGE, Kind.PUBSUB),
        *(Kind.FIREBASE_AUTH, Kind.CLOUD_EVENT),
    }
)
HTTP_KINDS = frozenset(
    {
        Kind.REST_API,
        Kind.REST_API_MAPPED,
        Kind.HTTP_API,
        Kind.HTTP_API_V1,
        Kind.FUNCTION_URL,
        Kind.ALB,
        Kind.AZURE_HTTP,
        Kind.GOOGLE_HTTP,
        Kind.WEB,
    }
)
# Messages: whoever delivers them takes them for dealt with when the function ends well, and keeps them when it fails.
CONSUMER_KINDS = frozenset(
    {
        *(Kind.SQS, Kind.KINESIS, Kind.DYNAMODB, Kind.KAFKA, Kind.MQ, Kind.S3, Kind.SNS, Kind.EVENTBRIDGE),
        *(Kind.AZURE_QUEUE, Kind.SERVICE_BUS),
    }
)
# Events for which nobody waits, and which are gone when the function ends, however it does, unless it asks for more.
BACKGROUND_KINDS = frozenset(
    {
        *(Kind.FIRESTORE, Kind.REALTIME_DATABASE, Kind.CLOUD_STORAGE, Kind.PUBSUB, Kind.FIREBASE_AUTH),
        *(Kind.CLOUD_EVENT, Kind.COSMOS_DB, Kind.EVENT_GRID, Kind.EVENT_HUB, Kind.AZURE_BLOB),
    }
)
# Events that bring credentials or data of people along, whatever the function is for.
PERSONAL_KINDS = HTTP_KINDS | {
    *(Kind.WEBSOCKET, Kind.APPSYNC, Kind.COGNITO, Kind.AUTHORIZER_REQUEST, Kind.AUTHORIZER_TOKEN),
}


MASTER_KEY = "authLevel admin"  # the authorizer of who has to show the master key of an application of Azure
DEFAULT_BUS = "default"  # the event bus that every account has


@frozen
class Feed:
    """A channel whose data comes to a trigger's source through others: a topic to a queue, a bucket to a topic.

    `source` is its id (DEFAULT_BUS for the account's own), `raw` whether its messages arrive as they were sent.
    `condition` is what they must meet on their first step: "prefix", "suffix" and "events" (of objects), "attributes"
    and "body" (filter policies), "pattern" (of a rule), "filters" (patterns of a pipe). It is empty where nothing
    is filtered.
    """

    source: str
    raw: bool = False
    condition: Mapping[str, object] = field(factory=dict, eq=False)


@frozen
class OpenSignIn:
    """Whose accounts are enough to be let in ("Microsoft's"), where that is said; `chosen`: it is written there."""

    accounts: str
    span: Span
    chosen: bool


@define(eq=False)
class Trigger:
    """`detail` is for people ("POST /orders", a bucket's id); `why` says how exposure was decided.

    `source` is the id of the resource that emits the event, where the template names one.
    `authorizer` is None when nobody is asked for; "" never occurs. `presumed`: nothing in the tree says who may call.
    `open_sign_in` is what lets everybody through who has an account somewhere.

    `feeds` are the channels that lead to `source`, each with what it lets through.

    `options`, where they apply: "pattern" (event pattern), "bus" (its name; absent for the account's own), "filters"
    (patterns, or filter policies under "attributes" and "body"), "input", "input_path", "input_transformer" (what
    replaces the event), "request_templates" (mapping templates by content type), "payload" (payload format),
    "parameters" and "state" (of a state machine's task), "topics", "events", "trigger" (Cognito's moment), "sql"
    (IoT), "event" (CloudFront), "via" (channels in between), "partial_batch", "role" and "source_kind" (pipes),
    "load_balancer" (its id), "destination" (results of another function), "disabled" (it delivers nothing until
    somebody switches it on), "content_only" (outsiders choose what is in objects, not their names), "assumed" (only a
    permission says so), "app_check" (Firebase lets only the genuine app call), "opened" (it is written that this route
    asks nobody, where the others of its API do), "principal" (a header of the platform says who has signed in),
    "convention" (whose way to call a handler it is, where that is not Lambda's), "argument" (the parameter that the
    event is given as), "outputs" (output bindings: name, kind of trigger that it fires, what it names), "stored"
    (bindings read or keep what is stored). Values are plain data.
    """

    kind: str
    exposure: Exposure
    span: Span
    detail: str = ""
    why: str = ""
    source: str | None = None
    method: str = ""
    path: str = ""
    authorizer: str | None = None
    open_sign_in: OpenSignIn | None = None
    presumed: bool = False
    api_key: bool = False
    prefix: str = ""
    suffix: str = ""
    filtered: bool = False  # a filter pattern narrows which events arrive
    batch_size: int | None = None
    has_failure_destination: bool | None = None  # None: not applicable or unknown
    max_retries: int | None = None  # None: the service's default; -1: until what failed expires
    retries_at: Span | None = None  # where their number is written
    feeds: tuple[Feed, ...] = ()
    options: dict[str, object] = field(factory=dict)

    @property
    def is_http(self) -> bool:
        return self.kind in HTTP_KINDS
