"""jsonschema: what returns from a validation conforms to the schema."""

from goatherd_intrinsics import conform, conforms


def validate(instance, schema, *given, **options):
    conform(instance, schema)


class _Validator:
    def __init__(self, schema, *given, **options):
        self.schema = schema

    def validate(self, instance):
        conform(instance, self.schema)

    def is_valid(self, instance):
        return conforms(instance, self.schema)

    @staticmethod
    def check_schema(schema):
        pass


Draft3Validator = _Validator
Draft4Validator = _Validator
Draft6Validator = _Validator
Draft7Validator = _Validator
Draft201909Validator = _Validator
Draft202012Validator = _Validator
