"""Variables of a context: what was set is read."""


class ContextVar:
    def __init__(self, name, default=None):
        self._value = default

    def get(self, default=None):
        return self._value

    def set(self, value):
        self._value = value

    def reset(self, token):
        pass
