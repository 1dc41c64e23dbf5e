"""Replacing functions by ones that look first."""

import functools


def precede(owner, name, look):
    """Have `look` called with the same arguments before the function `name` of a module or a class.

    What cannot be replaced stays. `look` may raise what it likes.
    """
    original = getattr(owner, name, None)
    if original is None:
        return

    def call(*args, **kwargs):
        try:
            look(*args, **kwargs)
        except Exception:
            pass
        return original(*args, **kwargs)

    replace(owner, name, original, call)


def follow(owner, name, see):
    """Have `see(result, *arguments)` called after a function; what it gives, unless None, is the result."""
    original = getattr(owner, name, None)
    if original is None:
        return

    def call(*args, **kwargs):
        result = original(*args, **kwargs)
        try:
            seen = see(result, *args, **kwargs)
        except Exception:
            return result
        return result if seen is None else seen

    replace(owner, name, original, call)


def despite(owner, name, look):
    """Have `look` called with the same arguments after the function has failed."""
    original = getattr(owner, name, None)
    if original is None:
        return

    def call(*args, **kwargs):
        try:
            return original(*args, **kwargs)
        except Exception:
            try:
                look(*args, **kwargs)
            except Exception:
                pass
            raise

    replace(owner, name, original, call)


def replace(owner, name, original, call):
    try:
        setattr(owner, name, functools.wraps(original)(call))
    except (AttributeError, TypeError):
        pass  # a type written in C
