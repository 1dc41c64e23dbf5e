"""mako: a template's source is code; nothing is escaped that no filter escapes."""

from goatherd_intrinsics import filled, sink


class Template:
    def __init__(self, text="", filename=None, default_filters=None, **options):
        sink("template", text, "mako.template.Template", "")
        sink("path", filename, "mako.template.Template", "")
        self.text = text if filename is None else None  # nobody has the source
        self.escapes = default_filters

    def render(self, *given, **context):
        return filled("mako with h" if self.escapes and "h" in self.escapes else "mako", self.text, context)

    render_unicode = render
