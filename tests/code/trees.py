"""Small trees on disk and functions of a template, for the tests beside this file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code.modules import Modules
from goatherd.core.source import Span
from goatherd.core.value import Known, Unknown, Value
from goatherd.model.function import NOT_WRITTEN, CodeSource, Function
from goatherd.tree import Tree

if TYPE_CHECKING:
    from pathlib import Path

PYTHON = "def lambda_handler(event, context):\n    return {}\n"
JAVASCRIPT = "exports.handler = async (event) => ({});\n"
TYPESCRIPT = "export const handler = async (event: unknown) => ({});\n"


def tree_of(root: Path, files: dict[str, str]) -> Modules:
    for path, text in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return Modules(Tree(str(root)))


def function_of(
    handler: str | Unknown = "",
    uri: str | Unknown = "",
    *,
    id: str = "Function",
    runtime: str = "",
    base: str = "",
    inline: str | None = None,
    inline_span: Span | None = None,
    image: bool = False,
    command: tuple[str, ...] = (),
    build: dict[str, str] | None = None,
    environment: dict[str, str] | None = None,
    layers: tuple[str, ...] = (),
) -> Function:
    code = CodeSource(base, _value(uri), inline, inline_span, image, command, build or {})
    return Function(
        id=id,
        span=Span(f"{base}/template.yaml".lstrip("/"), 10),
        code=code,
        runtime=_value(runtime),
        handler=_value(handler),
        environment={name: Known(text) for name, text in (environment or {}).items()},
        layers=[Known(text) for text in layers],
    )


def _value(text: str | Unknown) -> Value[str]:
    if isinstance(text, Unknown):
        return text
    return Known(text) if text else NOT_WRITTEN
