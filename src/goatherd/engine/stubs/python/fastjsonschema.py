"""fastjsonschema: what returns from a validation conforms to the schema."""

from goatherd_intrinsics import conform


def validate(definition, data, **options):
    conform(data, definition)
    return data


def compile(definition, **options):
    def check(data):
        conform(data, definition)
        return data

    return check
