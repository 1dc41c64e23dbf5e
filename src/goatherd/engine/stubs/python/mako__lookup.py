"""mako's collections of templates in files."""

from goatherd_intrinsics import sink
from mako.template import Template


class TemplateLookup:
    def __init__(self, directories=None, default_filters=None, **options):
        self.filters = default_filters

    def get_template(self, uri):
        sink("path", uri, "mako.lookup.TemplateLookup.get_template", "")
        return Template(filename="file", default_filters=self.filters)
