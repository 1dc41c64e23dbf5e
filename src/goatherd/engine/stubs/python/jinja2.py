"""jinja2: a template's source is code; what it is filled with is escaped where the environment says so."""

from goatherd_intrinsics import filled, sink


class Template:
    def __init__(self, source, autoescape=False, **options):
        sink("template", source, "jinja2.Template", "")
        self.source = source
        self.escapes = autoescape

    def render(self, *given, **context):
        return filled(_engine(self.escapes), self.source, {**_joined(given), **context})

    def generate(self, *given, **context):
        return [self.render(*given, **context)]

    stream = generate

    async def render_async(self, *given, **context):
        return self.render(*given, **context)


class Environment:
    def __init__(self, autoescape=False, **options):
        self.escapes = autoescape
        self.globals = {}
        self.filters = {}

    def from_string(self, source, globals=None, template_class=None):
        sink("template", source, "jinja2.Environment.from_string", "")
        return _made(source, self.escapes)

    def compile(self, source, *options):
        sink("template", source, "jinja2.Environment.compile", "")

    def get_template(self, name, parent=None, globals=None):
        sink("path", name, "jinja2.Environment.get_template", "")
        return _made(None, self.escapes)

    select_template = get_template
    get_or_select_template = get_template

    def overlay(self, **options):
        return self


def select_autoescape(*names, **options):
    return True


def _engine(escapes):
    return "jinja2" if escapes else "jinja2 without autoescape"


def _joined(given):
    return given[0] if given else {}


def _made(source, escapes):  # of a file, nobody has the source
    template = Template("", escapes)
    template.source = source
    return template
