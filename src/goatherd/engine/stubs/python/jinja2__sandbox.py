"""jinja2's sandbox: templates of others reach nothing but what they are given."""

from jinja2 import Environment, _made


class SandboxedEnvironment(Environment):
    def from_string(self, source, globals=None, template_class=None):
        return _made(source, self.escapes)


class ImmutableSandboxedEnvironment(SandboxedEnvironment):
    pass
