"""Parser of Powertools: events become models of pydantic."""


def parse(event, model, envelope=None):
    return model.model_validate(event)


def event_parser(handler=None, event=None, context=None, model=None, envelope=None):
    def decorate(function):
        def wrapped(event, context):
            return function(model.model_validate(event), context)

        return wrapped

    return decorate
