"""Parser of Powertools: events, or what an envelope takes out of them, become models of pydantic."""


def parse(event, model, envelope=None):
    return model.model_validate(event) if envelope is None else envelope.parse(event, model)


def event_parser(handler=None, event=None, context=None, model=None, envelope=None):
    def decorate(function):
        def wrapped(event, context):
            return function(parse(event, model, envelope), context)

        return wrapped

    return decorate
