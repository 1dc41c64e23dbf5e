"""chevron: mustaches, which escape unless there are three."""

from goatherd_intrinsics import filled, sink


def render(template="", data={}, **options):
    sink("template", template, "chevron.render", "")
    return filled("mustache", template, data)
