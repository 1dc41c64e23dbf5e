"""What packages do with texts of an event: requests, templates, YAML, directories, objects made of JSON."""

from goatherd_guard.hooks.databases import before
from goatherd_guard.lazy import regex

_PYTHON_TAG = regex(r"!!python/|!<tag:yaml\.org,2002:python/|tag:yaml\.org,2002:python/")
_PY_JSON = regex(r'"py/(?:object|reduce|type|function|newobj|repr)')


class Packages:
    def __init__(self, guard, network):
        self._guard, self._network = guard, network

    def patches(self):
        return {
            "requests.sessions": lambda module: self._at(module.Session, self._requested(2), "request"),
            "urllib3.poolmanager": lambda module: self._at(module.PoolManager, self._requested(2), "urlopen"),
            "httpx": lambda module: self._both(module, self._requested(2), "request", "stream"),
            "aiohttp.client": lambda module: self._at(module.ClientSession, self._requested(2), "_request"),
            "yaml": lambda module: self._module(
                module, self._serialised(_PYTHON_TAG), "load", "load_all", "full_load", "unsafe_load"
            ),
            "jsonpickle": lambda module: self._module(module, self._serialised(_PY_JSON), "decode", "loads"),
            "jinja2.environment": self._jinja2,
            "mako.template": lambda module: self._at(module.Template, self._template(1), "__init__"),
            "ldap3.core.connection": lambda module: self._at(module.Connection, self._directory(2), "search"),
            "ldap.ldapobject": lambda module: self._at(module.SimpleLDAPObject, self._directory(3), "search_ext"),
        }

    def _at(self, owner, ask, *names):
        for name in names:
            method = getattr(owner, name, None)
            if method is not None:
                setattr(owner, name, before(method, ask))

    def _both(self, module, ask, *names):
        self._at(module.Client, ask, *names)
        self._at(module.AsyncClient, ask, *names)

    _module = _at

    def _requested(self, at):
        def ask(args, named):
            url = args[at] if len(args) > at else named.get("url", "")
            self._network.requested(url)

        return ask

    def _serialised(self, functions):
        def ask(args, named):
            text = text_of(args[0] if args else next(iter(named.values()), ""))
            self._guard.serialised(text, functions)

        return ask

    def _template(self, at):
        def ask(args, named):
            text = text_of(args[at] if len(args) > at else named.get("source", named.get("text", "")))
            self._guard.template(text)

        return ask

    def _jinja2(self, module):
        self._at(module.Environment, self._template(1), "from_string", "compile")

    def _directory(self, at):
        def ask(args, named):
            text = args[at] if len(args) > at else named.get("search_filter", named.get("filterstr", ""))
            if isinstance(text, str):
                self._guard.text("ldap", text, "ldap", "a directory")

        return ask


def text_of(value):
    if isinstance(value, (bytes, bytearray)):
        return bytes(value).decode("utf-8", "replace")
    return value if isinstance(value, str) else ""
