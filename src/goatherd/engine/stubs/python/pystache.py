"""pystache: mustaches, which escape unless there are three."""

from goatherd_intrinsics import filled, sink


def render(template, *given, **context):
    sink("template", template, "pystache.render", "")
    return filled("mustache", template, {**(given[0] if given else {}), **context})


class Renderer:
    def __init__(self, **options):
        pass

    def render(self, template, *given, **context):
        return render(template, *given, **context)
