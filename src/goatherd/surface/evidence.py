"""What an application shows of each layer of responsibility: counts and names, no judgement."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from goatherd.core.value import Known, Unknown, is_false, is_true, known
from goatherd.core.wording import counted
from goatherd.model.application import OTHER_CLOUDS
from goatherd.model.function import Entry
from goatherd.model.resource import (
    Alarm,
    Api,
    Authorizer,
    Bucket,
    ConfigParameter,
    Database,
    Distribution,
    DomainName,
    IdentityPool,
    Layer,
    Listener,
    LogGroup,
    Queue,
    Secret,
    SecurityGroup,
    Table,
    Topic,
    Trail,
    UserPool,
    UserPoolClient,
)
from goatherd.model.trigger import HTTP_KINDS, Exposure, Kind
from goatherd.surface.databases import undeclared

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.model.application import Application
    from goatherd.model.function import Function


def _with(number: int, noun: str, *parts: tuple[int, str]) -> list[str]:
    """ "3 tables, 1 without a customer's key"; nothing for none."""
    if not number:
        return []
    return [", ".join([counted(number, noun), *(f"{count} {text}" for count, text in parts if count)])]


def _and_undeclared(shown: list[str], application: Application) -> list[str]:
    """With the databases that code is seen to use, and nothing declares."""
    if not (used := undeclared(application)):
        return shown
    names = f"the code uses {', '.join(used)}"
    return [*shown, f"{names}, not declared here"] if shown else [f"none declared; {names}"]


def how_many(values: Iterable[bool]) -> int:
    return sum(1 for value in values if value)


def client(application: Application) -> list[str]:
    routes = [trigger for _, trigger in application.triggers() if trigger.kind in HTTP_KINDS]
    callables = sum(trigger.kind == Kind.CALLABLE for _, trigger in application.triggers())
    apis = list(application.of(Api))
    buckets = list(application.of(Bucket))
    shown = _with(len(routes), "HTTP route")
    shown += _with(callables, "callable function")
    shown += _with(how_many(is_true(bucket.website) for bucket in buckets), "website bucket")
    shown += _with(len(list(application.of(UserPoolClient))), "sign-in client")
    cors = [*(api.cors for api in apis), *(bucket.cors for bucket in buckets)]
    open_origins = how_many(any("*" in rule.origins for rule in rules) for rules in cors)
    return shown + ([f"{open_origins} with CORS for any origin"] if open_origins else [])


def data(application: Application) -> list[str]:
    tables, buckets = list(application.of(Table)), list(application.of(Bucket))
    queues, secrets = list(application.of(Queue)), list(application.of(Secret))
    parameters, databases = list(application.of(ConfigParameter)), list(application.of(Database))
    shown = [
        *_with(
            len(tables),
            "table",
            (how_many(is_false(table.customer_key) for table in tables), "without a customer key"),
            (how_many(is_false(table.point_in_time_recovery) for table in tables), "without point-in-time recovery"),
        ),
        *_with(
            len(buckets), "bucket", (how_many(is_false(bucket.versioning) for bucket in buckets), "without versions")
        ),
        *_with(len(queues), "queue", (how_many(is_false(queue.encrypted) for queue in queues), "unencrypted")),
        *_with(len(list(application.of(Topic))), "topic"),
        *_with(len(databases), "database", (how_many(is_false(one.encrypted) for one in databases), "unencrypted")),
        *_with(len(secrets), "secret", (how_many(is_false(one.rotates) for one in secrets), "never rotated")),
        *_with(len(parameters), "parameter", (how_many(is_true(one.secure) for one in parameters), "encrypted")),
    ]
    return _and_undeclared(shown, application)


def transit(application: Application) -> list[str]:
    listeners = [known(listener.protocol) for listener in application.of(Listener)]
    plain = how_many(protocol == "HTTP" for protocol in listeners)
    distributions = list(application.of(Distribution))
    lax = how_many(known(one.viewer_protocol) == "allow-all" for one in distributions)
    shown = _with(len(listeners), "load balancer port", (plain, "over plain HTTP"))
    shown += _with(len(distributions), "distribution", (lax, "also over plain HTTP"))
    shown += _with(len(list(application.of(DomainName))), "domain of its own")
    if list(application.of(Api)) or any(t.kind == Kind.FUNCTION_URL for _, t in application.triggers()):
        shown.append("HTTPS only at APIs and function URLs (the provider's default)")
    return shown


def functions(application: Application) -> list[str]:
    unread = how_many(not isinstance(function.entry, Entry) for function in application.functions)
    listed = (package for manifest in application.manifests for package in manifest.packages)
    packages = {(p.ecosystem, p.name, p.version): p for p in listed if not p.development}
    known_bad = how_many(bool(package.advisories) for package in packages.values())
    languages = Counter(known(function.runtime) or "runtime not told" for function in application.functions)
    told = ", ".join(f"{runtime} × {count}" for runtime, count in sorted(languages.items()))
    return [
        *_with(len(application.functions), "function", (unread, "whose code was not read")),
        *([told] if told else []),
        *_with(len(packages), "package", (known_bad, "with advisories")),
        *_with(len(list(application.of(Layer))), "layer"),
    ]


def identity(application: Application) -> list[str]:
    routes = [trigger for _, trigger in application.triggers() if trigger.kind in HTTP_KINDS]
    asked_nobody = how_many(trigger.exposure == Exposure.ANONYMOUS for trigger in routes)
    roles = {function.role.id: function.role for function in application.functions if function.role}
    without = how_many(function.role is None for function in application.functions)
    pools = list(application.of(UserPool))
    guests = how_many(is_true(pool.allows_unauthenticated) for pool in application.of(IdentityPool))
    return [
        *([f"{counted(len(roles), 'role')} for {counted(len(application.functions), 'function')}"] if roles else []),
        *([f"{counted(without, 'function')} whose role stands elsewhere"] if without else []),
        *_with(len(list(application.of(Authorizer))), "authorizer"),
        *_with(len(routes), "HTTP route", (asked_nobody, "open to anybody")),
        *_with(
            len(pools),
            "user pool",
            (how_many(known(pool.mfa) == "OFF" for pool in pools), "without a second factor"),
            (how_many(is_true(pool.self_sign_up) for pool in pools), "where anybody signs up"),
        ),
        *([f"{counted(guests, 'identity pool')} for guests"] if guests else []),
    ]


def configuration(application: Application) -> list[str]:
    apis, groups = list(application.of(Api)), list(application.of(LogGroup))
    return [
        *_with(
            len(apis),
            "API",
            (how_many(is_false(api.access_logging) for api in apis), "without access log"),
            (how_many(is_false(api.throttled) for api in apis), "not throttled"),
            (how_many(is_false(api.web_acl) for api in apis), "without firewall"),
        ),
        *_with(len(groups), "log group", (how_many(group.retention_days is None for group in groups), "kept for ever")),
        *(_with(len(list(application.of(Alarm))), "alarm") or (["no alarm"] if application.declares_alarms else [])),
        *_with(len(list(application.of(Trail))), "trail"),
    ]


def system(application: Application) -> list[str]:
    images = how_many(function.code.image for function in application.functions)
    custom = how_many((known(f.runtime) or "").startswith("provided") for f in application.functions)
    managed = len(application.functions) - images - custom
    return [
        *([f"{counted(managed, 'function')} on managed runtimes"] if managed else []),
        *([f"{counted(images, 'function')} as container images"] if images else []),
        *([f"{counted(custom, 'function')} on custom runtimes"] if custom else []),
    ]


def compute(application: Application) -> list[str]:
    reserved = how_many(function.reserved_concurrency is not None for function in application.functions)
    longest = max((_timeout(function, application) for function in application.functions), default=0)
    return [
        *_with(len(application.functions), "function", (reserved, "with reserved concurrency")),
        *([f"longest timeout {longest} s"] if longest else []),
    ]


def _timeout(function: Function, application: Application) -> int:
    """Seconds, 0 where it is not known: the default is that of Lambda."""
    written = isinstance(function.timeout, Known) and function.timeout.explicit
    return known(function.timeout) or 0 if written or application.framework not in OTHER_CLOUDS else 0


def storage(application: Application) -> list[str]:
    systems = how_many(one.type.startswith("AWS::EFS") for one in application.of(Database))
    return [*_with(len(list(application.of(Bucket))), "bucket"), *_with(systems, "file system")]


def database(application: Application) -> list[str]:
    servers = [one for one in application.of(Database) if not one.type.startswith("AWS::EFS")]
    engines = sorted({engine for one in servers if (engine := known(one.engine))})
    shown = [
        *_with(len(list(application.of(Table))), "table"),
        *_with(len(servers), "database server"),
        *([", ".join(engines)] if engines else []),
    ]
    return _and_undeclared(shown, application)


def security_groups(application: Application) -> list[SecurityGroup]:
    return list(application.of(SecurityGroup))


def networking(application: Application) -> list[str]:
    if application.framework in OTHER_CLOUDS:
        return ["not declared in the tree"]
    inside = how_many(is_true(function.in_vpc) for function in application.functions)
    undecided = how_many(isinstance(function.in_vpc, Unknown) for function in application.functions)
    private = how_many(is_true(api.private) for api in application.of(Api))
    shown = [f"{inside} of {counted(len(application.functions), 'function')} in a VPC"] if inside else []
    if undecided:
        shown.append(f"{counted(undecided, 'function')} whose network is decided at deployment")
    return [
        *(shown or ["no VPC"]),
        *_with(len(security_groups(application)), "security group"),
        *_with(private, "private API"),
    ]


def regions(application: Application) -> list[str]:
    if application.framework in OTHER_CLOUDS:
        return ["not declared in the tree"]
    edge = how_many(trigger.kind == Kind.CLOUDFRONT for _, trigger in application.triggers())
    distributions = list(application.of(Distribution))
    guarded = how_many(isinstance(one.web_acl, Known) and one.web_acl.value for one in distributions)
    return [
        *(_with(len(distributions), "CloudFront distribution", (guarded, "with a firewall")) or ["no CloudFront"]),
        *([f"{counted(edge, 'function')} at the edge"] if edge else []),
    ]
