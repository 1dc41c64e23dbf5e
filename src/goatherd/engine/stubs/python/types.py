"""Objects that hold what they are given."""


class SimpleNamespace:
    pass


def MappingProxyType(mapping):
    return mapping
