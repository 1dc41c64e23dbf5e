"""Code of templates, and entities of XML, that an event brought."""

import re

_MARKS = re.compile(r"\{\{|\{%|<%|\$\{|#\{")  # where templates hold code


def code_of_template(text, values):
    """(value, field) of a value with code that stands in the template; None where none does."""
    return next(
        ((value, field) for value, field in values.texts.items() if _MARKS.search(value) and value in text), None
    )


def brought(text, values):
    """(value, field) of a value with a declaration that stands in the XML; None where none does."""
    return next(((value, field) for value, field in values.texts.items() if "<!" in value and value in text), None)
