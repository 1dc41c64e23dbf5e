"""YAML, which can make any object with some loaders."""

from .patching import precede
from .sources import content


def patch(session, module):
    if module.__name__ == "yaml":
        _pyyaml(session, module)
    else:
        _ruamel(session, module)


def _pyyaml(session, module):
    plain = tuple(
        getattr(module, name) for name in ("SafeLoader", "BaseLoader", "CSafeLoader") if hasattr(module, name)
    )

    def look(stream, Loader=None, *_, **__):
        text = content(stream)
        if session.holds(text):
            loader = Loader or module.Loader
            session.reach("yaml", "yaml.load", text, loader=loader.__name__, safe=issubclass(loader, plain))

    # safe_load() and its like ask these with a loader.
    precede(module, "load", look)
    precede(module, "load_all", look)


def _ruamel(session, module):
    def look(self, stream, *_, **__):
        text = content(stream)
        if session.holds(text):
            kind = self.typ[0] if isinstance(self.typ, list) else self.typ
            session.reach("yaml", "ruamel.yaml", text, loader=kind, safe=kind != "unsafe")

    precede(module.YAML, "load", look)
    precede(module.YAML, "load_all", look)
