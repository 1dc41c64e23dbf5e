"""Programs of a backend that give its functions permissions: with constructs of the CDK, or rules of access.

What exactly they give is not followed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.core.lazy import regex
from goatherd.core.source import Span

if TYPE_CHECKING:
    from goatherd.code.modules import Modules

_GIVES = regex(
    r"\.(?:grant\w*|addToRolePolicy|addToPrincipalPolicy|addToPolicy|attachInlinePolicy|addManagedPolicy|attachToRole)"
    r"\s*\(|\ballow\s*\.\s*resource\s*\(|\bnew\s+(?:\w+\s*\.\s*)?(?:Managed)?Policy\s*\("
)
# Where every function is named, whatever is done with it.
_LISTS = regex(r"\bimport\b[^;'\"]{0,2000}[\"'][^'\"\n]*[\"']|\bdefineBackend\s*\(\s*\{[^{}]{0,5000}\}")


@frozen
class Granting:
    """`text` is that of a program, `span` where it first gives a permission."""

    span: Span
    text: str

    def concerns(self, variable: str) -> bool:
        """Whether it names a function other than to define the backend."""
        keys = re.findall(rf"\b(\w+)\s*:\s*{re.escape(variable)}\b", self.text)
        rest = _LISTS.sub("", self.text)
        return any(re.search(rf"(?<![\w$]){re.escape(name)}(?![\w$])", rest) for name in (variable, *keys))


def grants_below(modules: Modules, folder: str) -> list[Granting]:
    found = []
    for path in modules.index.sources(folder):
        text = modules.text(path)
        given = _GIVES.search(text) if "aws-amplify" in text or "aws-cdk-lib" in text else None
        if given is not None:
            found.append(Granting(Span(path, text.count("\n", 0, given.start()) + 1), text))
    return found
