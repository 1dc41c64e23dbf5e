"""Functions of both generations: their settings, their code, and what calls them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define

from goatherd.code.builds import is_archive, without_archive
from goatherd.code.exports import javascript_export, python_export
from goatherd.code.paths import join, language_of, parent
from goatherd.core.value import Known, Unknown, is_symbolic, known_or, placeholders
from goatherd.frontends.google.functions import HTTP, event_meaning
from goatherd.frontends.google.main_file import main_file
from goatherd.frontends.google.terraform.accounts import account_in
from goatherd.frontends.google.terraform.resources import widest
from goatherd.frontends.terraform.instance import ARCHIVE
from goatherd.frontends.terraform.references import block
from goatherd.model.function import CodeSource, Entry, Function, Unresolved
from goatherd.model.trigger import Exposure, Kind, Trigger

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from goatherd.code.modules import Modules
    from goatherd.core.source import Span
    from goatherd.core.value import Value
    from goatherd.frontends.google.terraform.resources import Grant, Resources
    from goatherd.frontends.node import Node
    from goatherd.frontends.terraform.instance import Instance
    from goatherd.model.role import Role

FIRST, SECOND = "google_cloudfunctions_function", "google_cloudfunctions2_function"
_INVOKERS = ("cloudfunctions_function", "cloudfunctions2_function", "cloud_run_service", "cloud_run_v2_service")
_INVOKE = ("roles/cloudfunctions.invoker", "roles/run.invoker", "roles/cloudfunctions.admin", "roles/run.admin")
_PUBLISH = ("roles/pubsub.publisher", "roles/pubsub.editor", "roles/pubsub.admin")
_WRITE = (
    *("roles/storage.objectCreator", "roles/storage.objectUser", "roles/storage.objectAdmin", "roles/storage.admin"),
    *("roles/storage.legacyBucketWriter", "roles/storage.legacyBucketOwner"),
)
# By the kind of a trigger: what emits its events, IAM's name of that, and the roles that let somebody send them.
_EMITTERS = {
    Kind.PUBSUB: ("google_pubsub_topic", "pubsub_topic", _PUBLISH),
    Kind.CLOUD_STORAGE: ("google_storage_bucket", "storage_bucket", _WRITE),
}
_PRIVATE = "IAM lets only some call it"
_AWAY = Unknown("the configuration does not make what it is deployed from")
# In the environment of the build: the file that holds the function, where that is not the one the platform looks for.
_FILE = "GOOGLE_FUNCTION_SOURCE"
_STORED = "Secret Manager gives it when the function starts"


def functions_of(
    modules: Modules,
    resources: Resources,
    registered: Mapping[tuple[str, str], Function],
    accounts: dict[str, Role],
) -> list[Function]:
    """`registered` are functions that programs register themselves, by the folder and the name; `accounts` the roles
    of service accounts, by address.
    """
    return [_Declared(modules, resources, registered, accounts, i).function() for i in resources.of(FIRST, SECOND)]


@define(eq=False)
class _Declared:
    """One block. Settings of the second generation stand in blocks of their own."""

    modules: Modules
    resources: Resources
    registered: Mapping[tuple[str, str], Function]
    accounts: dict[str, Role]
    instance: Instance

    @property
    def arguments(self) -> Node:
        return self.instance.arguments

    @property
    def build(self) -> Node:
        return block(self.arguments, "build_config") if self.instance.type == SECOND else self.arguments

    @property
    def service(self) -> Node:
        return block(self.arguments, "service_config") if self.instance.type == SECOND else self.arguments

    def function(self) -> Function:
        folder, file = self._named(*self._code())
        entry_point = self.build.get("entry_point").as_text()
        if isinstance(entry_point, Known) and not entry_point.value:
            entry_point = self.arguments.get("name").as_text()
        program = self._registered(folder, known_or(entry_point, ""))
        seconds = self.service.get("timeout_seconds")
        trigger = self._trigger()
        trigger.options["convention"] = "google"
        if program is not None:
            trigger.options = dict(program.triggers[0].options)
        return Function(
            self.instance.address,
            self.instance.span,
            CodeSource(base=folder) if folder is not None else CodeSource(parent(self.instance.template), _AWAY),
            runtime=self.build.get("runtime").as_text(),
            handler=self._handler(entry_point),
            environment=self._environment(),
            reserved_concurrency=_most(self.service),
            timeout=(seconds if seconds.exists else self.service.get("timeout")).as_int(60),
            tracing=Unknown("the platform traces by itself"),
            dead_letter=Unknown("it is set where the events come from"),
            in_vpc=Known(self.service.get("vpc_connector").exists),
            physical_name=self.arguments.get("name").as_text(),
            role=account_in(self.service.get("service_account_email").text() or "", self.accounts),
            default_identity=Known(not self.service.get("service_account_email").exists, self._settings_at()),
            triggers=[trigger],
            entry=program.entry if program is not None else self._entry(folder, file, known_or(entry_point, "")),
        )

    def _settings_at(self) -> Span:
        """Where settings of the service go."""
        return self.service.span if self.instance.type == SECOND and self.service.exists else self.instance.span

    def _environment(self) -> dict[str, Value[str]]:
        written = self.service.get("environment_variables")
        stored = [block.get("key").text() for block in self.service.get("secret_environment_variables").list()]
        variables = {name: value.as_text() for name, value in written.items()}
        return variables | {name: Unknown(_STORED) for name in stored if name}

    # --- code ---

    def _code(self) -> tuple[str | None, str]:
        """The folder that the object in the bucket is made of, and the one file that it is; None and "" for unknown."""
        place = block(self.build, "source", "storage_source") if self.instance.type == SECOND else self.build
        first = self.instance.type == FIRST
        bucket = place.get("source_archive_bucket" if first else "bucket").text() or ""
        name = place.get("source_archive_object" if first else "object").text() or ""
        source = self._source(bucket, name)
        if not source.startswith(ARCHIVE) or is_symbolic(source):
            return self._called_like(name), ""
        path = source.removeprefix(ARCHIVE)
        if path in self.modules.tree:
            return (parent(path), path) if language_of(path) else (None, "")
        return (path if self.modules.index.is_folder(path) else None), ""

    def _called_like(self, name: str) -> str | None:
        """The folder that an object is called like which something else packs, if it holds the function."""
        symbol = self.build.get("entry_point").text() or ""
        for folder in (without_archive(name), parent(name)) if is_archive(name) and not is_symbolic(name) else ():
            if folder and self.modules.index.is_folder(folder) and isinstance(self._entry(folder, "", symbol), Entry):
                return folder
        return None

    def _named(self, folder: str | None, file: str) -> tuple[str | None, str]:
        """The folder and the file, where the build is told the file: that of an archive made elsewhere is beside it."""
        variables = "environment_variables" if self.instance.type == SECOND else "build_environment_variables"
        told = join("", self.build.get(variables, _FILE).text() or "")
        if file or not told or is_symbolic(told):
            return folder, file
        if folder is not None:
            return folder, join(folder, told) or ""
        found = [path for path in self.modules.tree.files if path == told or path.endswith("/" + told)]
        return (found[0].removesuffix(told).rstrip("/"), found[0]) if len(found) == 1 else (None, "")

    def _source(self, bucket: str, name: str) -> str:
        objects = list(self.resources.of("google_storage_bucket_object"))
        referred = {id for id, _ in placeholders(name)}
        found = [one for one in objects if one.address in referred]
        found = found or [o for o in objects if (o.arguments.get("bucket").text(), _name(o)) == (bucket, name)]
        return found[0].arguments.get("source").text() or "" if found else ""

    def _handler(self, entry_point: Value[str]) -> Value[str]:
        """The exported name in the one module that the platform loads."""
        if not isinstance(entry_point, Known) or is_symbolic(entry_point.value):
            return entry_point
        module = "main" if (self.build.get("runtime").text() or "").startswith("python") else "index"
        return Known(f"{module}.{entry_point.value}", entry_point.span)

    def _registered(self, folder: str | None, symbol: str) -> Function | None:
        if folder is not None:
            return self.registered.get((folder, symbol))
        found = [function for (_, name), function in self.registered.items() if name == symbol]
        return found[0] if len(found) == 1 else None

    def _entry(self, folder: str | None, file: str, symbol: str) -> Entry | Unresolved:
        pending = Unresolved("handler resolution has not run", pending=True)
        if not symbol or is_symbolic(symbol):
            return pending if folder is not None else Unresolved(_AWAY.why, code_in_tree=False)
        runtime = self.build.get("runtime").text() or ""
        if folder is None or not runtime.startswith(("python", "nodejs")):
            return pending
        loaded = join(folder, "main.py") if runtime.startswith("python") else main_file(self.modules, folder)
        file = file or loaded or ""
        if file not in self.modules.tree:
            return pending
        text = self.modules.text(file)
        if language_of(file) == "python":
            line = python_export(self.modules.load(file), text, symbol)
        else:
            line = javascript_export(text, symbol)
        return Entry(file, symbol, language_of(file), line, folder) if line else pending

    # --- what calls it ---

    def _trigger(self) -> Trigger:
        event = block(self.arguments, "event_trigger")
        return self._event(event) if event.is_mapping else self._http()

    def _http(self) -> Trigger:
        kind, _, _ = HTTP
        grants = [g for g in self.resources.grants_for(self.instance, _INVOKERS) if g.role in _INVOKE]
        exposure, why, span = self._callers(grants)
        name = self.arguments.get("name").text() or ""
        path = "/" + (name if not is_symbolic(name) else self.instance.address.rpartition(".")[2])
        return Trigger(kind, exposure, span, detail=f"ANY {path}", why=why, method="ANY", path=path)

    def _callers(self, grants: list[Grant]) -> tuple[Exposure, str, Span]:
        """Who, why, and where it is said."""
        ingress = self.service.get("ingress_settings").text() or "ALLOW_ALL"
        if ingress == "ALLOW_INTERNAL_ONLY":
            return Exposure.ACCOUNT, "only networks of the project reach it (ALLOW_INTERNAL_ONLY)", self.instance.span
        public = widest(grants)
        if public is not None and public.lets_in is not None:
            way = "" if ingress == "ALLOW_ALL" else f" by a load balancer ({ingress})"
            return public.lets_in, f"IAM lets {public.member} call it{way}", public.span
        callers = dict.fromkeys([*self._jobs(), *(grant.member for grant in grants)])
        named = [caller for caller in callers if caller and not is_symbolic(caller)]
        why = f"{_PRIVATE} ({', '.join(named)})" if named else _PRIVATE
        return Exposure.ACCOUNT, why, self.instance.span

    def _jobs(self) -> Iterator[str]:
        """The jobs of the scheduler that call it."""
        for job in self.resources.of("google_cloud_scheduler_job"):
            uri = block(job.arguments, "http_target").get("uri").text() or ""
            if any(id == self.instance.address for id, _ in placeholders(uri)):
                yield f"job {job.arguments.get('name').text() or job.address}"

    def _event(self, event: Node) -> Trigger:
        kind, exposure, why = event_meaning(event.get("event_type").text() or "")
        filters = {f.get("attribute").text(): f.get("value").text() or "" for f in event.get("event_filters").list()}
        source = next((text for name in ("resource", "pubsub_topic") if (text := event.get(name).text())), "")
        source = source or filters.get("bucket") or filters.get("topic") or filters.get("document") or ""
        emitter, of, roles = _EMITTERS.get(kind, ("", "", ()))
        emits = self.resources.named(source, emitter) if emitter else None
        if emits is not None:
            public = widest(g for g in self.resources.grants_for(emits, (of,)) if g.role in roles)
            if public is not None and public.lets_in is not None:
                exposure, why = public.lets_in, f"IAM lets {public.member} send what it listens to"
            source = emits.arguments.get("name").text() or emits.address
            source = emits.address if is_symbolic(source) else source
        detail = source or event.get("event_type").text() or "event"
        return Trigger(
            kind,
            exposure,
            event.span,
            detail=detail,
            why=why,
            source=emits.address if emits else None,
            max_retries=_retries(event),
            retries_at=policy.span if (policy := event.get("retry_policy")).exists else None,
        )


def _most(service: Node) -> Value[int] | None:
    """The most instances that may run at once, where it is written."""
    written = next(
        (most for name in ("max_instance_count", "max_instances") if (most := service.get(name)).exists), None
    )
    return written.as_int(0) if written is not None else None


def _retries(event: Node) -> int | None:
    """-1 for as long as the message lasts; None where nobody knows."""
    policy, retry = event.get("retry_policy"), block(event, "failure_policy").get("retry")
    if policy.kind == "opaque" or retry.kind == "opaque":
        return None
    return -1 if policy.text() == "RETRY_POLICY_RETRY" or retry.value is True else 0


def _name(instance: Instance) -> str | None:
    return instance.arguments.get("name").text()
