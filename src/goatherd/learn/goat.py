"""The running goat, as lessons and learners reach it: through its own doors, from outside.

Lives inside of the sandbox. Every door sends one thing, waits for all that follows from it, and gives what was seen.
"""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from functools import cache, partial
from hashlib import md5
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from goatherd.attack.events import DoesNotFit, Identity, Input, shape_of
from goatherd.attack.events.route import Route
from goatherd.attack.outsider import Outsider
from goatherd.attack.reply import Reply, reply_to
from goatherd.attack.trace import Link, Trace
from goatherd.attack.trial import followed, set_off
from goatherd.code.versions import admitted, version_key
from goatherd.core.errors import UsageError
from goatherd.core.foreign_json import read_json
from goatherd.core.value import is_true, known
from goatherd.learn.logbook import Logbook, hunt_in
from goatherd.learn.seen import Seen
from goatherd.model.resource import Api, StateMachine
from goatherd.model.trigger import HTTP_KINDS, Kind
from goatherd.sandbox.cloud.keys import OWNER_KEY
from goatherd.sandbox.cloud.services import own_session
from goatherd.sandbox.environment import access_key
from goatherd.sandbox.invocation import Invocation
from goatherd.sandbox.naming import REGION
from goatherd.sandbox.tenants import ATTACKER, VICTIM

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from contextlib import AbstractContextManager

    from goatherd.learn.logbook import Told
    from goatherd.model.function import Function
    from goatherd.model.trigger import Trigger
    from goatherd.sandbox.pod import Pod

_MEMBERS = (Identity(tenant.subject, tenant.username, tenant.email) for tenant in (ATTACKER, VICTIM))
_OLGA = Identity(
    "a17d5c30-64be-4f82-9b0d-3c5e8f217d46", "olga", "olga@paper.example", {"cognito:groups": "administrators"}
)
USERS = {user.username: user for user in (*_MEMBERS, _OLGA)}
_DENIED = Reply(403, {}, "Access Denied")


class Goat:
    """Names of resources are those of the template. `mallory` and `alice` are its members, `olga` is an administrator;
    mallory is the learner.
    """

    mallory, alice = ATTACKER, VICTIM

    def __init__(self, pod: Pod) -> None:
        self._pod = pod
        self._client = cache(self._made_client)
        self._requests: list[tuple[str, str]] = []
        self._logbook = Logbook(pod.application)

    @property
    def model(self) -> Any:
        """The application as goatherd reads it from the template (model.application)."""
        return self._pod.application

    def fresh(self) -> None:
        """Put everything back to where it was at the beginning."""
        self._pod.restore()
        self._requests.clear()
        self._logbook.clear()

    def tidy(self) -> None:
        """Empty the /tmp of every function; what the application stores stays."""
        self._pod.tidy()

    def http(
        self,
        method: str,
        door: str,
        path: str = "/",
        *,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        cookies: Mapping[str, str] | None = None,
        body: object = None,
        user: str = "",
    ) -> Seen:
        """A request. `door` is an API, or a function that has an address of its own; `user` is a member or nobody.

        `body` that is not a text is sent as JSON.
        """
        if door not in self._pod.application.resources:
            self._function(door)
        seen = self._requested(method.upper(), door, path, query, headers, cookies, body, user)
        seen.headers |= self._sharing(door, dict(headers or {}), preflight=method.upper() == "OPTIONS")
        self._requests.append((door, f"{method.upper()} {path} {user or '-'} {seen.status}"))
        return seen

    def requests(self, api: str) -> list[str]:
        """What was asked of an API since `fresh`, whether anybody wrote it down or not."""
        return [line for door, line in self._requests if door == api]

    def access_log(self, api: str) -> list[str]:
        """What the log of an API tells of the requests since `fresh`: nothing where it keeps none."""
        found = self._pod.application.resources.get(api)
        return self.requests(api) if isinstance(found, Api) and is_true(found.access_logging) else []

    def later(self, minutes: float) -> None:
        """Let time pass in the logs."""
        self._logbook.later(minutes)

    def harmless(self) -> AbstractContextManager[None]:
        """What is sent meanwhile is sent by honest users, from addresses of their own."""
        return self._logbook.harmless()

    def elsewhere(self, address: str, program: str) -> AbstractContextManager[None]:
        """What is sent meanwhile comes from that address, with that program as the user agent of calls of AWS."""
        return self._logbook.elsewhere(address, program)

    def hunt(self, rules: str = "", of: Iterable[Seen] | None = None) -> Told:
        """What a file with rules in the learner's copy tells of the logs that the template sets up; without one, what
        goatherd's own detections tell. The logs are `of` what was seen, or of all that was sent since `fresh`.
        """
        numbers = None if of is None else [seen.number for seen in of]
        return self._logbook.hunt(self._file(rules) if rules else None, numbers)

    def hunt_in(self, log: Path, rules: str) -> Told:
        """The same of a log that a lesson brings along."""
        return hunt_in(log, self._file(rules))

    def _file(self, name: str) -> Path:
        return Path(self._pod.root) / name

    def configuration(self, function: str) -> dict[str, str]:
        """The environment variables that everybody sees who may look at a function (`get-function-configuration`)."""
        environment = self._function(function).environment
        return {name: known(value) or "" for name, value in environment.items()}

    def parameters(self) -> dict[str, str]:
        """The parameters that everybody sees who may look at the stack (`describe-stacks`): name -> value."""
        return {
            each.name: "****" if each.no_echo else f"the value of {each.name}"
            for each in self._pod.application.parameters
        }

    def code(self, function: str) -> dict[str, str]:
        """The files of a function, which everybody sees who may download it (`get-function`)."""
        root, files = Path(self._pod.root), self._pod.application.behaviour(self._function(function)).files
        return {name: (root / name).read_text("utf-8") for name in files}

    def _function(self, name: str) -> Function:
        found = self._pod.application.function(name)
        if found is None:
            raise UsageError(f"the goat has no function {name!r}", help="names are those of template.yaml")
        return found

    def look_at(self, function: str = "") -> Seen:
        """What somebody sees of a function who may look at everything and change nothing; without one, of the stack."""
        if not function:
            template = (Path(self._pod.root) / self._pod.application.name).read_text("utf-8")
            return self._shown({"parameters": self.parameters(), "template": template})
        return self._shown({"environment": self.configuration(function), "code": self.code(function)})

    def release(self, package: str, version: str) -> Seen:
        """Somebody publishes a version of a package: what the next build puts into which function."""
        return self._shown({"package": package, "version": version, "installed in": self._takers(package, version)})

    def _takers(self, name: str, version: str) -> list[str]:
        """The functions whose manifests, unlike lock files and pins, take a version that nobody has seen yet."""
        takers: list[str] = []
        for manifest in self._pod.application.manifests:
            key = version_key(manifest.ecosystem, version)
            for package in manifest.packages if key is not None and not manifest.is_lock else ():
                open_to_it = admitted(manifest.ecosystem, package.requirement) or ()
                if package.name != name or manifest.locked_by or package.pinning == "exact":
                    continue
                if package.pinning == "mutable" or any(interval.contains(key) for interval in open_to_it):
                    takers += manifest.functions
        return sorted(set(takers))

    def _shown(self, document: object) -> Seen:
        reply = Reply(200, {"content-type": "application/json"}, json.dumps(document, ensure_ascii=False))
        return Seen(Trace(reply=reply), self._pod)

    def _requested(
        self,
        method: str,
        door: str,
        path: str,
        query: Mapping[str, str] | None,
        headers: Mapping[str, str] | None,
        cookies: Mapping[str, str] | None,
        body: object,
        user: str,
    ) -> Seen:
        found = self._route(method, door, path)
        if found is None:
            return self._started(method, door, path, body, user) or self._refused(404, "Not Found")
        function, trigger, parameters = found
        if trigger.authorizer is not None and user not in USERS:
            return self._refused(401, "Unauthorized")
        values: dict[Input, object] = {Input("path", name): value for name, value in parameters.items()}
        if not Route.of(trigger.path).template:
            values = {Input("path"): path}
        values |= {Input("query", name): value for name, value in (query or {}).items()}
        values |= {Input("header", name.lower()): value for name, value in (headers or {}).items()}
        values |= {Input("cookie", name): value for name, value in (cookies or {}).items()}
        values[Input("method")] = method
        if body is not None:
            values[Input("raw")] = body if isinstance(body, str) else json.dumps(body)
        try:
            event = self._shape(function, trigger).build(values, USERS.get(user)).event
        except DoesNotFit as error:
            return self._refused(400, str(error))
        link = Link(function.id, self._pod.invoke(function.id, event))
        trace = followed(self._pod, [link], reply_to(trigger, link.invocation))
        return Seen(trace, self._pod, self._logbook.event(function, trigger, trace))

    def _started(self, method: str, door: str, path: str, body: object, user: str) -> Seen | None:
        """What a route does that starts a state machine."""
        for machine in self._pod.application.of(StateMachine):
            for trigger in machine.triggers:
                if door == trigger.source and method == trigger.method.upper() and path == trigger.path:
                    if trigger.authorizer is not None and user not in USERS:
                        return self._refused(401, "Unauthorized")
                    return self.start(machine.id, read_json(body) if isinstance(body, str) else body)
        return None

    def upload(self, bucket: str, key: str, content: str | bytes = b"") -> Seen:
        """An object, as somebody puts it who was given an address for that."""
        return self.aws("s3", "put_object", Bucket=self.name(bucket), Key=key, Body=content)

    def message(self, queue: str, text: object) -> Seen:
        address = f"https://sqs.{REGION}.amazonaws.com/{self._pod.naming.account}/{self.name(queue)}"
        return self.aws("sqs", "send_message", QueueUrl=address, MessageBody=_text(text))

    def publish(self, topic: str, text: object) -> Seen:
        return self.aws("sns", "publish", TopicArn=self._pod.naming.arn(topic), Message=_text(text))

    def record(self, table: str, item: Mapping[str, object]) -> Seen:
        """A row of a table, and so a record of its stream."""
        from boto3.dynamodb.types import TypeSerializer

        if not isinstance(item, dict):
            raise UsageError("a row is an object", help='for example {"id": "alice-1", "title": "Milk"}')
        typed = {name: TypeSerializer().serialize(value) for name, value in item.items()}
        return self.aws("dynamodb", "put_item", TableName=self.name(table), Item=typed)

    def event(self, source: str, type: str, detail: object, bus: str = "") -> Seen:
        entry = {"Source": source, "DetailType": type, "Detail": _text(detail)}
        if bus:
            entry["EventBusName"] = self.name(bus)
        return self.aws("events", "put_events", Entries=[entry])

    def start(self, machine: str, given: object) -> Seen:
        """An execution: the functions of its tasks run one after the other, each with what the one before returned."""
        found = self._pod.application.resources.get(machine)
        if not isinstance(found, StateMachine):
            raise UsageError(f"the goat has no state machine {machine}", help="names are those of template.yaml")
        links: list[Link] = []
        for task in found.tasks:
            link = Link(task, self._pod.invoke(task, given), f"an execution of {machine}", links[-1] if links else None)
            links.append(link)
            if not link.invocation.ok:
                break
            given = link.invocation.response
        return Seen(followed(self._pod, links, Reply(200)), self._pod)

    def invoke(self, function: str, event: object) -> Seen:
        """Run a function directly, as somebody does who may."""
        self._function(function)
        link = Link(function, self._pod.invoke(function, event))
        trigger = next(
            (t for f, t in self._pod.application.triggers() if f.id == function and t.kind == Kind.DIRECT), None
        )
        reply = reply_to(trigger, link.invocation) if trigger else Reply(200, {}, json.dumps(link.invocation.response))
        return Seen(followed(self._pod, [link], reply), self._pod)

    def tick(self, function: str) -> Seen:
        """What its schedule does."""
        found, trigger = next(
            (f, t) for f, t in self._pod.application.triggers() if f.id == function and t.kind == Kind.SCHEDULE
        )
        link = Link(function, self._pod.invoke(function, self._shape(found, trigger).build({}).event))
        return Seen(followed(self._pod, [link], None), self._pod)

    def read(self, address: str) -> str | None:
        """What anybody reads at an address of the cloud; None where that is refused."""
        return Outsider(self._pod).read(address)

    def look(self, address: str, content: str = "") -> Seen:
        """The same as something that is seen; with `content`, what anybody is told who puts it there."""
        if content:
            parts = urlsplit(address)
            bucket, key = (parts.hostname or "").partition(".s3.")[0], unquote(parts.path.lstrip("/"))
            done = self._put(bucket, key, content)
            reply = Reply(200, {"etag": f'"{md5(content.encode()).hexdigest()}"'}) if done else _DENIED
        else:
            text = self.read(address)
            reply = _DENIED if text is None else Reply(200, {}, text)
        return Seen(Trace(reply=reply), self._pod)

    def write(self, bucket: str, key: str, text: str) -> bool:
        """Whether anybody can put an object into a bucket."""
        return self._put(self.name(bucket), key, text)

    def _put(self, bucket: str, key: str, text: str) -> bool:
        done = Outsider(self._pod).write(bucket, key, text)
        self._pod.touch()
        return done

    def aws(self, service: str, operation: str, **parameters: object) -> Seen:
        """A call of AWS with the rights of the account's owner, and what it sets off."""
        from botocore.exceptions import ClientError

        with self._pod.overhearing() as records:
            try:
                self._pod.meanwhile(partial(getattr(self._client(service), operation), **parameters))
                reply = Reply(200)
            except ClientError as error:
                reply = Reply(int(error.response["ResponseMetadata"]["HTTPStatusCode"]), {}, str(error))
        trace = set_off(self._pod, records)
        trace.reply = reply
        return Seen(trace, self._pod, self._logbook.calls(records))

    def as_role(self, function: str, service: str, operation: str, **parameters: object) -> Seen:
        """A call of AWS with the credentials of a function, as somebody makes it who has got hold of them."""
        from botocore.exceptions import BotoCoreError, ClientError

        key = access_key(self._pod.application.functions.index(self._function(function)))
        stolen = Invocation(function, None)
        with self._pod.overhearing() as records:
            try:
                client = self._made_client(service, key)
                if operation not in client.meta.method_to_api_mapping:
                    raise AttributeError(f"{service} has no operation {operation!r}")
                answer = self._pod.meanwhile(partial(getattr(client, operation), **parameters))
                reply = Reply(200, {}, json.dumps(answer, default=_readable))
            except ClientError as error:
                reply = Reply(int(error.response["ResponseMetadata"]["HTTPStatusCode"]), {}, str(error))
            except (AttributeError, BotoCoreError) as error:
                raise UsageError(str(error)[:200], help="as boto3 calls it: s3, get_object, Bucket and Key") from error
        stolen.records.extend(records)
        trace = followed(self._pod, [Link(function, stolen, "stolen credentials")], reply)
        return Seen(trace, self._pod, self._logbook.calls(records, self._function(function)))

    def ask(self, service: str, operation: str, **parameters: object) -> Any:
        """The answer to a call of AWS that changes nothing, for a look at what the application stores."""
        with self._pod.overhearing():
            return self._pod.meanwhile(partial(getattr(self._client(service), operation), **parameters))

    def object(self, bucket: str, key: str) -> bytes | None:
        """What lies in a bucket; None where nothing does."""
        from botocore.exceptions import ClientError

        try:
            content: bytes = self.ask("s3", "get_object", Bucket=self.name(bucket), Key=key)["Body"].read()
        except ClientError:
            return None
        return content

    def objects(self, bucket: str) -> list[str]:
        """The keys of a bucket."""
        return [each["Key"] for each in self.ask("s3", "list_objects_v2", Bucket=self.name(bucket)).get("Contents", [])]

    def rows(self, table: str) -> list[dict[str, Any]]:
        from boto3.dynamodb.types import TypeDeserializer

        items = self.ask("dynamodb", "scan", TableName=self.name(table))["Items"]
        return [{name: TypeDeserializer().deserialize(value) for name, value in item.items()} for item in items]

    def name(self, resource: str) -> str:
        """The physical name of a resource of the template."""
        if not resource:
            raise UsageError(
                "nothing says which bucket, queue, topic or table", help="names are those of template.yaml"
            )
        if resource not in self._pod.application.resources:
            raise UsageError(f"the goat has no resource {resource}", help="names are those of template.yaml")
        return self._pod.naming.name(resource)

    def _sharing(self, door: str, headers: Mapping[str, str], *, preflight: bool) -> dict[str, str]:
        """What an API lets web pages of other sites do (CORS), as headers of its answer."""
        api = self._pod.application.resources.get(door)
        origin = next((value for name, value in headers.items() if name.lower() == "origin"), "")
        for rule in api.cors if isinstance(api, Api) and origin else ():
            if not any(fnmatchcase(origin, allowed.strip("'\"")) for allowed in rule.origins):
                continue
            told = {"access-control-allow-origin": origin}
            if rule.credentials:
                told["access-control-allow-credentials"] = "true"
            if preflight:
                told["access-control-allow-methods"] = ", ".join(rule.methods)
                told["access-control-allow-headers"] = ", ".join(rule.headers)
            return told
        return {}

    def _route(self, method: str, door: str, path: str) -> tuple[Function, Trigger, dict[str, str]] | None:
        found: list[tuple[int, Function, Trigger, dict[str, str]]] = []
        for function, trigger in self._pod.application.triggers():
            if trigger.kind not in HTTP_KINDS or door not in (trigger.source, function.id):
                continue
            if trigger.method not in ("", "ANY", "*") and method not in trigger.method.upper().split(","):
                continue
            route = Route.of(self._pod.naming.text(trigger.path))
            parameters = route.match(path) if route.template else {}
            if parameters is not None:
                found.append((len(parameters), function, trigger, parameters))
        return min(found, key=lambda each: each[0])[1:] if found else None

    def _shape(self, function: Function, trigger: Trigger) -> Any:
        return shape_of(function, trigger, self._pod.application, self._pod.naming)

    def _refused(self, status: int, message: str) -> Seen:
        body = json.dumps({"message": message})
        return Seen(Trace(reply=Reply(status, {"content-type": "application/json"}, body)), self._pod)

    def _made_client(self, service: str, key: str = OWNER_KEY) -> Any:
        from botocore.config import Config

        host, port = self._pod.cloud
        return own_session().create_client(
            service,
            region_name=REGION,
            endpoint_url=f"http://{service}.{REGION}.amazonaws.com",
            aws_access_key_id=key,
            aws_secret_access_key="goatherd",
            config=Config(
                proxies={"http": f"http://{host}:{port}"},
                retries={"total_max_attempts": 1},
                s3={"addressing_style": "path"},
            ),
        )


def _readable(value: Any) -> str:
    return value.read(1 << 20).decode("utf-8", "replace") if hasattr(value, "read") else str(value)


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)
