"""Sources of templates; what is filled into them is of no interest."""

from .patching import precede


def patch(session, module):
    name = module.__name__.partition(".")[0]

    def note(source, sandboxed=False):
        if session.holds(source):
            session.reach("template", name, source, sandboxed=sandboxed)

    def jinja2(self, source, *_, **__):
        note(source, sandboxed=bool(self.sandboxed))

    def mako(self, text=None, *_, **__):
        note(text)

    def first(self, template_string, *_, **__):
        note(template_string)

    if name == "jinja2":
        precede(module.Environment, "from_string", jinja2)
        precede(module.Environment, "compile", jinja2)
    else:
        precede(module.Template, "__init__", mako if name == "mako" else first)
