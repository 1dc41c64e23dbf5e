"""pydantic, whose compiled code reads objects behind their methods: a model's fields are what is read."""

from . import events
from .patching import precede

_DEPTH = 8


def patch(session, module):
    validate = module.BaseModel.__dict__["model_validate"].__func__

    def model_validate(cls, obj, *args, **kwargs):
        try:
            _read_fields(cls, obj)
        except Exception:
            pass
        return validate(cls, obj, *args, **kwargs)

    model_validate.__doc__ = validate.__doc__
    module.BaseModel.model_validate = classmethod(model_validate)
    from pydantic import type_adapter

    precede(
        type_adapter.TypeAdapter, "validate_python", lambda self, object, *_, **__: _read_fields(self._type, object)
    )


def _read_fields(model, value, depth=_DEPTH):
    if not isinstance(value, events.EventDict) or depth == 0:
        return
    for name, field in getattr(model, "model_fields", {}).items():
        alias = field.validation_alias or field.alias
        member = value.get(alias if isinstance(alias, str) else name)
        for inner in (field.annotation, *getattr(field.annotation, "__args__", ())):
            for each in member if isinstance(member, events.EventList) else (member,):
                _read_fields(inner, each, depth - 1)
