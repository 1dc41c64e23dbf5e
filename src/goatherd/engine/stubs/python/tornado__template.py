"""Tornado's templates, which escape unless they are told not to."""

from goatherd_intrinsics import filled, sink


class Template:
    def __init__(self, source, *options, autoescape="xhtml_escape", **more):
        sink("template", source, "tornado.template.Template", "")
        self.source = source

    def generate(self, **context):
        return filled("tornado", self.source, context)
