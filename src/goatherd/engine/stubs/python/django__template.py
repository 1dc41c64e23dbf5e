"""Django's templates, which escape unless they are told not to."""

from goatherd_intrinsics import filled, sink


def Context(data=None, **options):
    return data


def RequestContext(request, data=None, **options):
    return data


class Template:
    def __init__(self, source, *options, **more):
        sink("template", source, "django.template.Template", "")
        self.source = source

    def render(self, context):
        return filled("jinja2", self.source, context)
