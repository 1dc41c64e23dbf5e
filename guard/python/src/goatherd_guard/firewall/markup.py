"""Whether a text is markup that a browser would run."""


def is_markup(text):
    return False
