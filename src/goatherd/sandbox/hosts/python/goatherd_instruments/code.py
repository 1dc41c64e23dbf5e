"""Texts and data that become code."""

from . import frames

# They only parse, or write the texts into the code as literals.
_COMPILERS = ("ast", "jinja2", "mako", "chameleon", "werkzeug", "django", "tornado")


def events(session):
    def compiled(source, filename=None, *_):
        if isinstance(source, (str, bytes)) and session.holds(source) and not frames.called_from(*_COMPILERS):
            session.reach("code", "compile", source)  # exec() and eval() say no more than this

    def unmarshalled(data):
        if session.holds(data):
            session.reach("pickle", "marshal", data)

    return {"compile": compiled, "marshal.loads": unmarshalled}
