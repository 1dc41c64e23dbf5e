"""What differs between languages: one `Semantics` each, looked up by name."""

from __future__ import annotations

from goatherd.engine.semantics.base import Semantics


def semantics_of(language: str) -> Semantics:
    """The semantics of "python" or "javascript"."""
    if language == "python":
        from goatherd.engine.semantics.python import PythonSemantics

        return PythonSemantics()
    from goatherd.engine.semantics.javascript import JavaScriptSemantics

    return JavaScriptSemantics()


__all__ = ["Semantics", "semantics_of"]
