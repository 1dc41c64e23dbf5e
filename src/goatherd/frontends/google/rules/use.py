"""Whether anything in a tree uses the Realtime Database: projects keep its rules that never made one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code.classify import why_not_by_name
from goatherd.core.errors import ReadError
from goatherd.core.lazy import regex

if TYPE_CHECKING:
    from goatherd.tree import Tree

MAX_FILES = 2_000
MAX_BYTES = 200_000
_PROGRAMS = (
    *(".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".vue", ".svelte", ".html", ".py", ".dart", ".swift", ".kt"),
    *(".java", ".cs", ".gradle", ".kts", "pubspec.yaml", "google-services.json", ".plist", ".env"),
)
# its address, its libraries, and how they and functions are asked for it
_USES = regex(
    r"(?i)database_?url|firebase_url|firebaseio\.com|firebasedatabase\.app|/(?:compat/)?database[\"']"
    r"|\.database\b|get_?database|firebase[-_.]?database|firebase_admin\b[^\n]*\bdb\b|\bdb_fn\b"
)
_OF_A_CLIENT = regex(r"authDomain|[\"']@?(?:firebase|angular/fire)[/\"']|firebase-app|firebase_core:")


def realtime_database_in_use(tree: Tree) -> bool:
    """Also where the tree has no program of a client, which is kept elsewhere then."""
    programs = [path for path in tree.files if path.endswith(_PROGRAMS) and not why_not_by_name(path)]
    if len(programs) > MAX_FILES:
        return True
    clients = False
    for path in programs:
        try:
            text = tree.head(path, MAX_BYTES).decode("utf-8", "replace")
        except ReadError:
            return True
        if _USES.search(text):
            return True
        clients = clients or _OF_A_CLIENT.search(text) is not None
    return not clients
