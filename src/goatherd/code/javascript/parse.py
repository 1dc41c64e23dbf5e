"""Source text to a syntax tree: the grammar of a file, a bound on the work, and what the parser could not read."""

from __future__ import annotations

from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node, Parser, Tree

MAX_SYNTAX_PROBLEMS = 3
CHUNK_BYTES = 1 << 16

# The parser reports progress about once per 20 bytes of ordinary code; five times that is an attack.
ALLOWED_STEPS = 2_000
BYTES_PER_STEP = 4

_TYPESCRIPT = (".ts", ".mts", ".cts")


class TooCostly(Exception):
    """Parsing took far more work than text of that length should."""


def syntax_tree(path: str, source: bytes) -> Tree:
    """The syntax tree of UTF-8 text; raises TooCostly. Broken text gives a tree with error nodes."""
    parser = _parser("typescript" if path.lower().endswith(_TYPESCRIPT) else "tsx")
    allowed = ALLOWED_STEPS + len(source) // BYTES_PER_STEP
    steps = 0

    def read(offset: int, _point: object) -> bytes:
        return source[offset : offset + CHUNK_BYTES]

    def over_budget(_offset: int, _has_error: bool) -> bool:
        nonlocal steps
        steps += 1
        return steps > allowed

    try:
        return parser.parse(read, progress_callback=over_budget)
    except ValueError as error:
        parser.reset()
        raise TooCostly from error


@cache
def _parser(grammar: str) -> Parser:
    # the grammars take 10 ms to load, which a scan without JavaScript need not pay
    import tree_sitter
    import tree_sitter_typescript

    if grammar == "typescript":
        language = tree_sitter_typescript.language_typescript()
    else:
        language = tree_sitter_typescript.language_tsx()
    return tree_sitter.Parser(tree_sitter.Language(language))


def syntax_problems(root: Node) -> list[tuple[int, str]]:
    """(line, message) of the first places where the parser had to skip or invent something."""
    problems: list[tuple[int, str]] = []
    for node in islice(_mistaken(root), MAX_SYNTAX_PROBLEMS):
        told = f"{node.type!r} is missing" if node.is_missing else "the parser skipped a piece"
        problems.append((node.start_point[0] + 1, f"is not valid JavaScript or TypeScript: {told}"))
    return problems


def mistakes(root: Node) -> int:
    """How often the parser had to skip or invent something."""
    return sum(1 for _ in _mistaken(root))


def _mistaken(root: Node) -> Iterator[Node]:
    pending = [root] if root.has_error else []
    while pending:
        node = pending.pop()
        if node.is_missing or node.is_error:
            yield node
        elif node.has_error:
            pending.extend(reversed(node.children))
