"""By which names code imports a package: what a distribution is called is not what it is imported as."""

from __future__ import annotations

from goatherd.core.lazy import regex

_NOT_LETTERS = regex(r"[^a-z0-9]")
_IMPORTED_AS = {
    "beautifulsoup4": "bs4",
    "djangorestframework": "restframework",
    "dnspython": "dns",
    "gitpython": "git",
    "opencv-python": "cv2",
    "opencv-python-headless": "cv2",
    "pillow": "pil",
    "pycryptodome": "crypto",
    "scikit-learn": "sklearn",
}
_LIKE = 3


def alike(distribution: str, module: str) -> bool:
    """Whether the name of a distribution of PyPI and that of a module are much the same."""
    shorter, longer = sorted((imported_as(distribution), letters(module)), key=len)
    return shorter == longer or (len(shorter) >= _LIKE and shorter in longer)


def imported_as(distribution: str) -> str:
    """The letters of the name that a distribution of PyPI is imported by."""
    return letters(_IMPORTED_AS.get(distribution, distribution))


def is_of(package: str, specifier: str) -> bool:
    """Whether JavaScript's `specifier` means a package of npm, or a file of it."""
    return specifier == package or specifier.startswith(f"{package}/")


def letters(name: str) -> str:
    """A name without case and punctuation, as packages are compared."""
    return _NOT_LETTERS.sub("", name.lower())
