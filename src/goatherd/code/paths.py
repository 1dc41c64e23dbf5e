"""POSIX paths relative to the scanned root; the root itself is ""."""

from __future__ import annotations

import re

from goatherd.core.lazy import regex

PYTHON_EXTENSIONS = (".py",)
JAVASCRIPT_EXTENSIONS = (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs")
LANGUAGES = {".py": "python", **dict.fromkeys(JAVASCRIPT_EXTENSIONS, "javascript")}


_REMOTE = regex(r"(?:s3|https?|arn|git)[:+]|.*\.dkr\.ecr\.|.*\.amazonaws\.com", re.IGNORECASE)


def is_remote(uri: str) -> bool:
    """Whether code is said to be in a bucket, a registry or a repository, not at a local path."""
    return _REMOTE.match(uri) is not None


def join(folder: str, *parts: str) -> str | None:
    """The normalised path, or None when it leaves the scanned root."""
    result = [part for part in folder.split("/") if part]
    for part in "/".join(parts).replace("\\", "/").split("/"):
        if part in ("", "."):
            continue
        if part == "..":
            if not result:
                return None
            result.pop()
        else:
            result.append(part)
    return "/".join(result)


def parent(path: str) -> str:
    return path.rpartition("/")[0]


def name(path: str) -> str:
    return path.rpartition("/")[2]


def extension(path: str) -> str:
    """With its dot; "" for a name without one."""
    _, dot, end = name(path).rpartition(".")
    return dot + end if dot else ""


def stem(path: str) -> str:
    """The file name without its last extension."""
    return name(path).rpartition(".")[0] or name(path)


def module_path(path: str) -> str:
    """The path without its extension; a Python package stands for its `__init__.py`."""
    return path[: len(path) - len(extension(path))].removesuffix("/__init__")


def language_of(path: str) -> str:
    """ "python", "javascript" or ""; declaration files hold no code."""
    return "" if path.endswith((".d.ts", ".d.mts", ".d.cts")) else LANGUAGES.get(extension(path), "")


def ancestors(folder: str) -> list[str]:
    """The folder itself and every folder around it, the root ("") last."""
    result = [folder]
    while folder:
        folder = parent(folder)
        result.append(folder)
    return result


def inside(path: str, folder: str) -> bool:
    return not folder or path == folder or path.startswith(folder + "/")
