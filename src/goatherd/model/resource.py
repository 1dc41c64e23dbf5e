"""Resources: everything in a template that is neither function nor role.

Each noun carries what the checks ask for, whatever language of infrastructure it was written in.
`Resource.type` keeps CloudFormation's type name as the common vocabulary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from attrs import define, field, frozen

from goatherd.core.value import Known, Value

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.model.role import Statement
    from goatherd.model.trigger import Exposure, Trigger

NO = Known(False, explicit=False)
YES = Known(True, explicit=False)
PLAIN_TEXT = "plain text"  # the type of a parameter of Azure that is not marked as a secret
ACCOUNT_KEY = "listKeys"  # the attribute of an account of Azure that opens all of it


@define(eq=False, kw_only=True, repr=False)
class Resource:
    id: str
    type: str
    span: Span
    physical_name: Value[str] = Known("", explicit=False)
    condition: str = ""
    tags: dict[str, str] = field(factory=dict)

    def __repr__(self) -> str:
        # Generated ones are a third of the time that the classes of this file take at every start.
        return f"{type(self).__name__}({self.id!r}, {self.span})"


@frozen
class CorsRule:
    origins: tuple[str, ...]
    methods: tuple[str, ...]
    headers: tuple[str, ...]
    credentials: bool
    span: Span


@define(eq=False, kw_only=True, repr=False)
class Bucket(Resource):
    """`acl` is the canned ACL. The four `block_*` flags are AWS's default (True) unless written.

    `only_deployed`: it holds files of the tree that every deployment copies there, and no policy names it that lets
    anybody else write to it.
    """

    acl: Value[str] = Known("Private", explicit=False)
    block_public_acls: Value[bool] = YES
    ignore_public_acls: Value[bool] = YES
    block_public_policy: Value[bool] = YES
    restrict_public_buckets: Value[bool] = YES
    public_access_span: Span | None = None
    versioning: Value[bool] = NO
    versioning_suspended: Value[bool] = NO
    encryption: Value[str] = Known("AES256", explicit=False)
    access_logging: Value[bool] = NO
    website: Value[bool] = NO
    object_ownership: Value[str] = Known("BucketOwnerEnforced", explicit=False)
    cors: list[CorsRule] = field(factory=list)
    only_deployed: bool = False

    @property
    def noun(self) -> str:
        return "container" if self.type.startswith("azurerm_") else "bucket"


@frozen
class TableIndex:
    """A secondary index; `keys` are its partition key and, where it has one, its sort key."""

    name: str
    keys: tuple[str, ...]


@define(eq=False, kw_only=True, repr=False)
class Table(Resource):
    """`keys` are the partition key and, where there is one, the sort key; `key_types` gives "S", "N" or "B" by name."""

    customer_key: Value[bool] = NO
    point_in_time_recovery: Value[bool] = NO
    expires: Value[bool] = NO
    stream: Value[bool] = NO
    keys: tuple[str, ...] = ()
    key_types: dict[str, str] = field(factory=dict)
    indexes: tuple[TableIndex, ...] = ()
    provisioned: Value[bool] = NO


@define(eq=False, kw_only=True, repr=False)
class Queue(Resource):
    """Times in seconds."""

    dead_letter: Value[bool] = NO
    is_dead_letter_of: tuple[str, ...] = ()
    encrypted: Value[bool] = YES
    visibility_timeout: Value[int] = Known(30, explicit=False)
    retention: Value[int] = Known(345600, explicit=False)


@define(eq=False, kw_only=True, repr=False)
class Topic(Resource):
    customer_key: Value[bool] = NO


@define(eq=False, kw_only=True, repr=False)
class EventBus(Resource):
    pass


@define(eq=False, kw_only=True, repr=False)
class Stream(Resource):
    encrypted: Value[bool] = NO


@define(eq=False, kw_only=True, repr=False)
class ResourcePolicy(Resource):
    """A policy attached to resources (bucket, queue, topic, function …); `targets` are their ids."""

    targets: tuple[str, ...] = ()
    statements: list[Statement] = field(factory=list)


@define(eq=False, kw_only=True, repr=False)
class InvokePermission(Resource):
    """`AWS::Lambda::Permission` and its equals: who may invoke `function`."""

    function: str = ""
    principal: Value[str] = Known("", explicit=False)
    action: Value[str] = Known("lambda:InvokeFunction", explicit=False)
    source_arn: Value[str] | None = None
    source_account: Value[str] | None = None
    organization: Value[str] | None = None
    auth_type: Value[str] | None = None


@frozen
class ServiceCall:
    """What a route calls of an AWS service without a function ("SQS", "SendMessage"); `operation` may be ""."""

    service: str
    operation: str = ""
    writes: bool = True

    def __str__(self) -> str:
        return f"{self.service} {self.operation}".rstrip()


@frozen
class Route:
    """One method of one path. `authorizer` is None where nobody is asked for, `exposure` where it is not worked out."""

    method: str
    path: str
    span: Span
    function: str | None = None
    authorizer: str | None = None
    scopes: tuple[str, ...] = ()
    api_key: bool = False
    validated: bool = False
    integration: str = ""  # "lambda-proxy", "lambda", "mock", "http", "aws" …
    exposure: Exposure | None = None
    service_call: ServiceCall | None = None


@define(eq=False, kw_only=True, repr=False)
class Api(Resource):
    """A web API with its stages. `protocol`: "rest", "http", "websocket" or "graphql".

    `api_key_only`: a GraphQL API that asks every caller for an API key and for nothing else.

    `implicit` APIs are made by the framework for the events of functions; their span is that of the
    first event. `throttled` and `access_logging` hold when every stage has them; `access_log_format` is that of the
    first stage, "" where it is not written. `imported` is the id of an API that
    another application declares (`${?}` where nobody knows), for one that this application only adds routes to.
    """

    protocol: Literal["rest", "http", "websocket", "graphql"] = "rest"
    implicit: bool = False
    imported: str = ""
    routes: list[Route] = field(factory=list)
    default_authorizer: str | None = None
    api_key_only: bool = False
    cors: list[CorsRule] = field(factory=list)
    access_logging: Value[bool] = NO
    access_log_format: Value[str] = Known("", explicit=False)
    execution_logging: Value[str] = Known("OFF", explicit=False)
    data_trace: Value[bool] = NO  # full request and response bodies in the log
    tracing: Value[bool] = NO
    throttled: Value[bool] = NO
    web_acl: Value[bool] = NO
    private: Value[bool] = NO
    policy: list[Statement] = field(factory=list)
    minimum_tls: Value[str] = Known("TLS_1_2", explicit=False)
    cache_encrypted: Value[bool] | None = None  # None: no cache


@define(eq=False, kw_only=True, repr=False)
class UsagePlan(Resource):
    """What callers with an API key get. `limited`: so many requests a second, a day, a week or a month."""

    limited: Value[bool] = NO


@define(eq=False, kw_only=True, repr=False)
class Authorizer(Resource):
    """`kind`: "cognito", "jwt", "lambda-token", "lambda-request", "iam", "api-key"."""

    kind: str = ""
    function: str | None = None
    identity_sources: tuple[str, ...] = ()
    identity_validation: Value[str] = Known("", explicit=False)
    cache_seconds: Value[int] = Known(300, explicit=False)


@frozen
class UserAttribute:
    name: str
    mutable: bool
    span: Span


@define(eq=False, kw_only=True, repr=False)
class UserPool(Resource):
    """Password rules are Cognito's defaults unless written."""

    minimum_length: Value[int] = Known(8, explicit=False)
    require_lowercase: Value[bool] = YES
    require_uppercase: Value[bool] = YES
    require_numbers: Value[bool] = YES
    require_symbols: Value[bool] = YES
    password_policy_span: Span | None = None
    mfa: Value[str] = Known("OFF", explicit=False)
    passkeys: bool = False
    self_sign_up: Value[bool] = YES
    advanced_security: Value[str] = Known("OFF", explicit=False)
    attributes: list[UserAttribute] = field(factory=list)


@define(eq=False, kw_only=True, repr=False)
class UserPoolClient(Resource):
    auth_flows: tuple[str, ...] = ()
    auth_flows_span: Span | None = None
    oauth_flows: tuple[str, ...] = ()
    oauth_flows_span: Span | None = None
    lets_users_edit: bool = True  # whether its users get tokens that change their own attributes
    callback_urls: tuple[str, ...] = ()
    write_attributes: tuple[str, ...] = ()
    has_write_attributes: bool = False
    may_have_write_attributes: bool = False  # a condition leaves the list out as the parameters' defaults are
    prevents_user_enumeration: Value[bool] = NO
    user_pool: str = ""
    has_endpoint: bool = True  # False where the pool is declared, and nowhere a domain for pages to sign in on


@define(eq=False, kw_only=True, repr=False)
class IdentityPool(Resource):
    allows_unauthenticated: Value[bool] = NO
    classic_flow: Value[bool] = NO
    unauthenticated_role: str = ""
    authenticated_role: str = ""


@define(eq=False, kw_only=True, repr=False)
class AccessKey(Resource):
    """A key of a user of the account; `encrypted` when only who has another key can read it where it is kept."""

    encrypted: Value[bool] = NO


@define(eq=False, kw_only=True, repr=False)
class StateMachine(Resource):
    """`tasks` are the ids of the functions that it invokes; `triggers` are the routes that start it.

    `definition` is its document in the Amazon States Language as plain data, substitutions made; empty where nobody
    can read it.
    """

    definition: dict[str, object] = field(factory=dict)
    tasks: list[str] = field(factory=list)
    triggers: list[Trigger] = field(factory=list)
    states: list[State] = field(factory=list)
    logging: Value[str] = Known("OFF", explicit=False)
    logs_data: Value[bool] = NO
    tracing: Value[bool] = NO
    express: Value[bool] = NO
    role: str = ""


@frozen
class State:
    """`named_by` is the path in the state's input that names the function or machine to run ("$.job"), "" if none;
    it stands at `named_at`.
    """

    name: str
    kind: str  # Task, Choice, Map …
    span: Span
    function: str | None
    retries: bool
    catches: bool
    timeout: bool
    named_by: str = ""
    named_at: Span | None = None


@define(eq=False, kw_only=True, repr=False)
class Secret(Resource):
    """A secret in a secret store; `literal` when its value stands in the template."""

    literal: Value[str] | None = None
    rotates: Value[bool] = NO
    customer_key: Value[bool] = NO


@define(eq=False, kw_only=True, repr=False)
class ConfigParameter(Resource):
    """A parameter of the parameter store."""

    value: Value[str] = Known("", explicit=False)
    secure: Value[bool] = NO


@define(eq=False, kw_only=True, repr=False)
class LogGroup(Resource):
    retention_days: Value[int] | None = None  # None: kept for ever
    customer_key: Value[bool] = NO


@define(eq=False, kw_only=True, repr=False)
class Alarm(Resource):
    """`dimensions` are the names of those that its metric has. `watched`: something else refers to it."""

    namespace: Value[str] = Known("", explicit=False)
    metric: Value[str] = Known("", explicit=False)
    has_action: Value[bool] = NO
    watched: bool = False
    dimensions: frozenset[str] = frozenset()


@define(eq=False, kw_only=True, repr=False)
class Trail(Resource):
    """A record of the calls of AWS APIs. `data_events` are the types of resources whose data events it has, too
    ("AWS::S3::Object").
    """

    logging: Value[bool] = YES
    data_events: frozenset[str] = frozenset()


@define(eq=False, kw_only=True, repr=False)
class EncryptionKey(Resource):
    rotates: Value[bool] = NO


_STORES = {
    "ElastiCache": "cache",
    "EFS": "file system",
    "AmazonMQ": "broker",
    "OpenSearchService": "search domain",
    "Elasticsearch": "search domain",
}


@define(eq=False, kw_only=True, repr=False)
class Database(Resource):
    """A data store with servers: relational or search database, cache, broker, file system.

    `engine` is what runs on them, as the template says it ("aurora-mysql"), and `version` which one; "" where it says
    nothing. `address`: it has one on the internet, whomever its own firewall lets in. `plain_connections`: it takes
    such as are not encrypted. `public`: its firewall lets in everybody, `open_to_cloud`: every machine of the same
    cloud, whoever rents it. `audited`: who asks it what is written down, also where the platform has no such record.
    `administrator` is the name that its administrator signs in with, "" where nothing says it.
    """

    engine: Value[str] = Known("", explicit=False)
    version: Value[str] = Known("", explicit=False)

    public: Value[bool] = NO
    open_to_cloud: Value[bool] = NO
    encrypted: Value[bool] = NO
    administrator: str = ""
    password: Value[str] | None = None
    iam_authentication: Value[bool] = NO
    address: Value[bool] = NO
    plain_connections: Value[bool] = NO
    minimum_tls: Value[str] = Known("TLS_1_2", explicit=False)
    audited: Value[bool] = YES

    @property
    def noun(self) -> str:
        """What people call it, whatever language declares it."""
        return _STORES.get(self.type.split("::")[1] if "::" in self.type else "", "database")


@define(eq=False, kw_only=True, repr=False)
class Distribution(Resource):
    """A content delivery network in front of the application. `origins` are ids that its origins refer to.

    `of_buckets`: each of its origins is a bucket's own address. `own_certificate`: callers are shown one of its domain
    names, else the one that every distribution has.
    """

    viewer_protocol: Value[str] = Known("allow-all", explicit=False)
    minimum_tls: Value[str] = Known("TLSv1", explicit=False)
    own_certificate: Value[bool] = NO
    access_logging: Value[bool] = NO
    web_acl: Value[bool] = NO
    origins: tuple[str, ...] = ()
    of_buckets: bool = False
    behaviours: list[CacheBehaviour] = field(factory=list)


@frozen
class CacheBehaviour:
    """What a distribution does with paths. `to_bucket`: their origin is a bucket, which knows no method but reading."""

    path: str
    methods: tuple[str, ...]
    span: Span
    to_bucket: bool = False


@define(eq=False, kw_only=True, repr=False)
class ResponseHeaders(Resource):
    """Headers that a distribution adds to its answers; `content_policy` is what pages may load, "" for all."""

    content_policy: Value[str] = Known("", explicit=False)


@define(eq=False, kw_only=True, repr=False)
class FirewallAssociation(Resource):
    """A web ACL (AWS WAF) is put in front of the resource with the id `protects`, "" where that is not known."""

    protects: str = ""


@define(eq=False, kw_only=True, repr=False)
class Listener(Resource):
    """A port of a load balancer. `redirects`: its default action sends the caller elsewhere (to https)."""

    protocol: Value[str] = Known("", explicit=False)
    tls_policy: Value[str] = Known("", explicit=False)
    redirects: bool = False
    load_balancer: str = ""


@define(eq=False, kw_only=True, repr=False)
class DomainName(Resource):
    """A custom domain of a web API."""

    minimum_tls: Value[str] = Known("TLS_1_2", explicit=False)


@define(eq=False, kw_only=True, repr=False)
class Endpoint(Resource):
    """What answers at an address of its own, without an API in front: a function app, a storage account.

    `noun` is what people call it. `asks_callers`: the platform itself asks who calls, whatever the functions say.
    `storage_key` is where it is given the key of a whole storage account; `limits_at` where its functions are told how
    many run at once, None where that is not said with it. `may_open`: what is kept in it can be made public.
    """

    noun: str
    cors: list[CorsRule] = field(factory=list)
    minimum_tls: Value[str] = Known("TLS_1_2", explicit=False)
    https_only: Value[bool] = YES
    asks_callers: bool = False
    storage_key: Span | None = None
    account_keys: tuple[tuple[str, Span], ...] = ()
    limits_at: Span | None = None
    may_open: Value[bool] = NO


@define(eq=False, kw_only=True, repr=False)
class KeyedService(Resource):
    """A service whose use is paid for. `takes_keys`: a key alone opens it; `address`: from all of the internet."""

    takes_keys: Value[bool] = NO
    address: Value[bool] = NO


@define(eq=False, kw_only=True, repr=False)
class Vault(Resource):
    """What keeps secrets and keys. `purgeable`: what was deleted in it can be done away with at once."""

    purgeable: Value[bool] = NO


@frozen
class Ingress:
    cidr: str
    first_port: int
    last_port: int
    span: Span


@define(eq=False, kw_only=True, repr=False)
class SecurityGroup(Resource):
    ingress: list[Ingress] = field(factory=list)


@define(eq=False, kw_only=True, repr=False)
class CustomResource(Resource):
    function: str | None = None


@define(eq=False, kw_only=True, repr=False)
class Layer(Resource):
    """`path` is the local content, relative to the scanned root, where the template names one.

    `extension`: there is a program in it that runs beside the functions.
    """

    path: str = ""
    extension: bool = False
    public: Value[bool] = NO


@frozen
class TemplateParameter:
    """An input of the template; `used` where something that was read refers to it, or may.

    `type` is as it is written, PLAIN_TEXT in Azure's.
    """

    name: str
    span: Span
    default: Value[str] | None = None
    no_echo: bool = False
    type: str = "String"
    used: bool = True


@frozen
class Output:
    name: str
    span: Span
    value: Value[str]
    exported: bool = False
