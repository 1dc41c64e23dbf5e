"""Function apps: their settings, who is asked who calls, and how they answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.code.paths import inside, language_of, name, parent
from goatherd.core.value import Known, Unknown, is_symbolic, placeholders
from goatherd.frontends.azure.sign_in import of_every_tenant
from goatherd.frontends.terraform.instance import ARCHIVE
from goatherd.frontends.terraform.references import block, named
from goatherd.model.function import NOT_WRITTEN, CodeSource, Function, Unresolved
from goatherd.model.resource import ACCOUNT_KEY, CorsRule, Endpoint
from goatherd.model.trigger import Exposure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from goatherd.core.source import Span
    from goatherd.core.value import Value
    from goatherd.frontends.azure.host import Host
    from goatherd.frontends.node import Node
    from goatherd.frontends.terraform.instance import Instance
    from goatherd.model.trigger import OpenSignIn, Trigger
    from goatherd.tree import Tree

FLEXIBLE = "azurerm_function_app_flex_consumption"
STATIC = "azurerm_static_web_app"
TYPES = ("azurerm_function_app", "azurerm_linux_function_app", "azurerm_windows_function_app", FLEXIBLE, STATIC)
PLANS = ("azurerm_service_plan", "azurerm_app_service_plan")
_ANALYSED = frozenset({"python", "node"})
_LANGUAGES = {"python": "python", "node": "nodejs"}
_BY_USE = ("Y", "EP", "FC")  # sizes of plans
_LETS_IN = "AllowAnonymous"
_CHOSEN_FROM = ("allowed_groups", "allowed_identities", "allowed_applications")
# What gives the key of a whole account, in templates and in Terraform.
_KEYS = frozenset(
    {
        *(ACCOUNT_KEY, "primary_key", "secondary_key", "primary_access_key", "secondary_access_key"),
        *("primary_connection_string", "secondary_connection_string", "primary_blob_connection_string"),
        *("primary_sql_connection_string", "primary_mongodb_connection_string", "primary_master_key"),
        *("default_primary_connection_string", "default_primary_key"),
    }
)
_OF_THE_HOST = frozenset({"AzureWebJobsStorage", "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING"})
_VERSIONS = {"1.0": "TLS_1_0", "1.1": "TLS_1_1", "1.2": "TLS_1_2", "1.3": "TLS_1_3"}


@frozen(eq=False)
class FunctionApp:
    """`blobs` are the files that the configuration uploads, of which one may be what the app runs.

    `plans` are what apps run on.
    """

    instance: Instance
    blobs: Sequence[Instance] = ()
    plans: Sequence[Instance] = ()

    @property
    def _arguments(self) -> Node:
        return self.instance.arguments

    @property
    def _site(self) -> Node:
        return block(self._arguments, "site_config")

    # --- what it deploys ---

    @property
    def runtime(self) -> str:
        """The name of the language ("python", "node", "dotnet" …), "" where nothing says it."""
        stack = block(self._site, "application_stack")
        written = self._arguments.get("runtime_name")
        if not written.exists:
            written = self._arguments.get("app_settings", "FUNCTIONS_WORKER_RUNTIME")
        found = [key.removesuffix("_version") for key in stack.entries if key.endswith("_version")]
        return found[0] if found else written.text() or ""

    @property
    def runtime_version(self) -> Value[str]:
        """The language with its version, in the words of all clouds ("python3.12", "nodejs22")."""
        stack, language = block(self._site, "application_stack"), self.runtime
        written = stack.get(f"{language}_version")
        written = written if written.exists else self._arguments.get("runtime_version")
        text = written.text()
        if not text or language not in _ANALYSED:
            return NOT_WRITTEN
        return Known(f"{_LANGUAGES[language]}{text.lstrip('~')}", written.span)

    def most_instances(self) -> Value[int] | None:
        """How many run at once at most; None where they are as many as the platform gives.

        Only plans that are paid by use add instances by themselves.
        """
        written = self._site.get("app_scale_limit")
        written = written if written.exists else self._arguments.get("maximum_instance_count")
        if written.exists:
            return written.as_int(0)
        if self.instance.type == FLEXIBLE:
            return None
        plan = named(first(self._arguments, ("service_plan_id", "app_service_plan_id")).text() or "", self.plans)
        size = first(plan.arguments, ("sku_name", "sku")) if plan is not None else None
        size = block(size, "size") if size is not None and size.text() is None else size
        if size is not None and (size.text() or "").startswith(_BY_USE):
            return None
        return Unknown("the plan that it runs on says so")

    def host(self, hosts: Sequence[Host], tree: Tree) -> Host | None:
        """Whose project it deploys: what it is packed of, the one that is called like it, or the only one."""
        packed = self._packed(tree)
        if packed is not None:
            return next((h for h in hosts if inside(packed, h.folder) or inside(h.folder, packed)), None)
        if self.runtime and self.runtime not in _ANALYSED:
            return None
        label = self.instance.address.rpartition(".")[2].partition("[")[0]
        called = [host for host in hosts if _plain(name(host.folder)) == _plain(label)]
        candidates = called or list(hosts)
        return candidates[0] if len(candidates) == 1 else None

    def _packed(self, tree: Tree) -> str | None:
        """The folder that its archive is made of."""
        text = self._arguments.get("zip_deploy_file").text() or self._uploaded()
        if not text.startswith(ARCHIVE) or is_symbolic(text):
            return None
        path = text.removeprefix(ARCHIVE)
        if path in tree:
            return parent(path) if language_of(path) else None
        return path

    def _uploaded(self) -> str:
        """What the file is made of that a setting tells the app to run."""
        package = self._arguments.get("app_settings", "WEBSITE_RUN_FROM_PACKAGE").text() or ""
        addresses = {id for id, _ in placeholders(package)}
        blob = next((blob for blob in self.blobs if blob.address in addresses), None)
        return blob.arguments.get("source").text() or "" if blob is not None else ""

    def environment(self) -> dict[str, Value[str]]:
        """The settings, which functions see as variables, and the connection strings."""
        found = {name: value.as_text() for name, value in self._arguments.get("app_settings").items()}
        for written in self._arguments.get("connection_string").list():
            kind, called = written.get("type").text() or "Custom", written.get("name").text()
            if called:
                found[f"{kind.upper()}CONNSTR_{called}"] = written.get("value").as_text()
        return found

    def unread(self) -> Function:
        """What stands for its functions where their code is not in the tree."""
        foreign = bool(self.runtime) and self.runtime not in _ANALYSED
        why = (
            f"code for {self.runtime} is not analysed" if foreign else "no project of the tree is known to be its code"
        )
        elsewhere = Unknown("it is set where the application is deployed")
        return Function(
            self.instance.address,
            self.instance.span,
            CodeSource(base=parent(self.instance.template)),
            runtime=Known(self.runtime),
            environment=self.environment(),
            entry=Unresolved(why, code_in_tree=False, foreign=foreign),
            tracing=elsewhere,
            dead_letter=elsewhere,
        )

    # --- who may call ---

    @property
    def asks(self) -> str:
        """Which part of the platform asks everybody who calls, "" where none does."""
        first, second = block(self._arguments, "auth_settings"), block(self._arguments, "auth_settings_v2")
        if second.get("auth_enabled").value is True and second.get("require_authentication").value is True:
            lets_in = second.get("unauthenticated_action").text() == _LETS_IN or second.get("excluded_paths").exists
            return "" if lets_in else "App Service Authentication"
        if first.get("enabled").value is True and first.get("unauthenticated_client_action").text() != _LETS_IN:
            return "App Service Authentication"
        asked = self._arguments.get("client_certificate_enabled").value is True
        mode = self._arguments.get("client_certificate_mode").text()
        mode = mode or self._arguments.get("client_cert_mode").text() or ""
        required = mode == "Required" and (asked or self._arguments.get("client_cert_mode").exists)
        return "a client certificate" if required else ""

    @property
    def open_sign_in(self) -> OpenSignIn | None:
        """What lets in everybody who has an account of Microsoft's, whom nothing else chooses from."""
        entra = block(block(self._arguments, "auth_settings_v2"), "active_directory_v2")
        chosen = any(_is_given(entra.get(name)) for name in _CHOSEN_FROM)
        return None if chosen else of_every_tenant(entra.get("tenant_auth_endpoint"))

    @property
    def is_private(self) -> bool:
        return self._arguments.get("public_network_access_enabled").value is False

    def endpoint(self) -> Endpoint:
        static = self.instance.type == STATIC  # it has no setting for what it does by itself
        cors = block(self._site, "cors")
        rules = [_rule(cors)] if cors.get("allowed_origins").exists else []
        tls = self._site.get("minimum_tls_version")
        tls = tls if tls.exists else self._site.get("min_tls_version")
        return Endpoint(
            id=self.instance.address,
            type=self.instance.type,
            span=self.instance.span,
            noun="static web app" if self.instance.type == STATIC else "function app",
            physical_name=self._arguments.get("name").as_text(),
            cors=rules,
            limits_at=None if static else self._site.span if self._site.exists else self.instance.span,
            minimum_tls=version(tls, _VERSIONS),
            https_only=Known(True, explicit=False) if static else self._arguments.get("https_only").as_bool(False),
            asks_callers=bool(self.asks),
            storage_key=self._storage_key(),
            account_keys=tuple(self._account_keys()),
        )

    def _account_keys(self) -> Iterator[tuple[str, Span]]:
        """Settings that hold the key of an account, but for its own storage, which some plans cannot do without."""
        written = [*self._arguments.get("app_settings").items()]
        written += [(one.get("name").text() or "", one.get("value")) for one in self._strings()]
        for setting, value in written:
            held = {attribute for _, attribute in placeholders(value.text() or "")}
            if not _KEYS.isdisjoint(held) and setting not in _OF_THE_HOST:
                yield setting, value.span

    def _strings(self) -> list[Node]:
        return [one for one in self._arguments.get("connection_string").list() if one.is_mapping]

    def _storage_key(self) -> Span | None:
        """Where the app is given the key of its storage account; an identity of its own needs none."""
        key = self._arguments.get("storage_account_access_key")
        key = key if key.exists else self._arguments.get("storage_access_key")
        setting = self._arguments.get("app_settings", "AzureWebJobsStorage")
        written = key if key.exists else setting
        return written.span if written.exists else None


def first(arguments: Node, names: Sequence[str]) -> Node:
    """The one of several spellings that is written."""
    return next((found for name in names if (found := arguments.get(name)).exists), arguments.get(names[0]))


def version(written: Node, versions: dict[str, str]) -> Value[str]:
    """The least version of TLS in the model's words; what nothing says is 1.2."""
    text = written.text()
    if text in versions:
        return Known(versions[text], written.span)
    return written.as_text() if written.exists else Known("TLS_1_2", explicit=False)


def _rule(cors: Node) -> CorsRule:
    origins = cors.get("allowed_origins")
    credentials = cors.get("support_credentials").value is True
    return CorsRule(origins.texts(), (), (), credentials, origins.span)


def _is_given(written: Node) -> bool:
    return written.exists and not (written.kind == "sequence" and not written.elements)


def _plain(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())


def restrict(trigger: Trigger, apps: Sequence[FunctionApp]) -> None:
    """Lower the exposure of a web trigger by what all apps that deploy it ask for."""
    asked = dict.fromkeys(app.asks for app in apps)
    if all(app.is_private for app in apps):
        trigger.exposure, trigger.why = Exposure.ACCOUNT, "only private endpoints reach the function app"
    elif "" not in asked and trigger.exposure is Exposure.ANONYMOUS:
        who = " or ".join(asked)
        trigger.exposure, trigger.authorizer, trigger.why = Exposure.AUTHENTICATED, who, f"{who} asks who calls"
        trigger.open_sign_in = next((app.open_sign_in for app in apps if app.open_sign_in), None)
