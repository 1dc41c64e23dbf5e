"""Requirements files that a workstation or a test run is set up with: nothing of them is deployed."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from goatherd.code.manifests.formats import REQUIREMENTS, manifest_format
from goatherd.code.manifests.import_names import alike
from goatherd.core.errors import ReadError
from goatherd.core.lazy import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from goatherd.model.package import Package
    from goatherd.tree import Tree

_TOOLS = regex(
    r"(pytest|flake8|pylint|sphinx|coverage|black|mypy|isort|tox|moto|ruff|bandit|nose2?|autopep8|yapf|pycodestyle"
    r"|pyflakes|pydocstyle|pre-commit|coveralls|codecov|ipdb|ipython|jupyter|freezegun|pyfakefs|hypothesis|twine|nox"
    r"|localstack|aws-sam-cli|cfn-lint|pip-tools|types|mkdocs|responses|faker|factory-boy)(-.*)?"
)
_SEVERAL = 2
_IMPORT = regex(r"^[ \t]*(?:from[ \t]+(\w+)|import[ \t]+([\w., \t]+))", re.MULTILINE)
_TEST = regex(r"(^|/)(tests?/|test_[^/]*$|[^/]*_test\.py$)")
_MAX_MODULES = 400
_MAX_BYTES = 200_000

_BUILD_FILE = regex(
    r"(.*\.)?dockerfile(\..*)?|.*\.(sh|bash|ps1|bat|ya?ml|toml|tf|mk|json)|makefile|justfile|(build|package|deploy).*\.py",
    re.IGNORECASE,
)
_CONTINUED = regex(r"\\\r?\n")
_INTO_FOLDER = regex(r"(^|[\s'\"\[,])(-t|--target|--prefix|--root|pip_requirements)(?![\w-])")
_PLUGIN = "serverless-python-requirements"


def is_workstations(tree: Tree, folder: str, paths: Sequence[str], packages: Iterable[Package]) -> bool:
    """Whether the manifests `paths` of a folder, with these packages, are not what code below the folder is built with.

    They list tools or nothing that the code imports, and nothing in the tree builds an archive of them.
    """
    names = [package.name for package in packages if not package.development]
    if not names or any(manifest_format(path.rpartition("/")[2]) is not REQUIREMENTS for path in paths):
        return False
    tools = sum(_TOOLS.fullmatch(name) is not None for name in names)
    if tools < _SEVERAL and _imports_any(tree, folder, names):
        return False
    return not (_has_plugin(tree, folder) or any(is_installed(tree, path) for path in paths))


def is_installed(tree: Tree, path: str) -> bool:
    """Whether a Dockerfile, or a command that installs into a folder, names a requirements file of the tree."""
    folder, _, name = path.rpartition("/")
    written = re.compile(rf"(?<![\w.-])((?:[\w.${{}}-]+/)*){re.escape(name)}(?![\w.-])")
    for file in tree.files:
        if _BUILD_FILE.fullmatch(file.rpartition("/")[2]):
            text = _text(tree, file)
            for place in _installed_by(text, file, written) if name in text else ():
                if _means(place, folder, posixpath.dirname(file)):
                    return True
    return False


def _installed_by(text: str, file: str, written: re.Pattern[str]) -> Iterator[str]:
    """What stands before the name of a requirements file, where a build file installs it."""
    image = "dockerfile" in file.lower()
    for line in _CONTINUED.sub(" ", text).splitlines():
        match = written.search(line)
        if match and (image or _INTO_FOLDER.search(line)):
            yield match[1]


def _means(written: str, folder: str, at: str) -> bool:
    """Whether a path that is written in a file of the folder `at` leads into `folder`."""
    steps = [step for step in written.split("/") if step not in ("", ".", "..") and "$" not in step]
    if steps:
        return f"/{folder}".endswith("/" + "/".join(steps))
    return not folder or at == folder or at.startswith(f"{folder}/")


def _has_plugin(tree: Tree, folder: str) -> bool:
    """Whether a service in the folder installs the requirements beside it."""
    services = (path for path in tree.listing(folder) if path.rpartition("/")[2].startswith("serverless."))
    return any(_PLUGIN in _text(tree, path) for path in services)


def _imports_any(tree: Tree, folder: str, names: Iterable[str]) -> bool:
    """Whether code below a folder imports a package, by a name that is much like that of its distribution."""
    wanted = set(names)
    modules = [path for path in tree.below(folder) if path.endswith(".py") and not _TEST.search(path)]
    for path in modules[:_MAX_MODULES]:
        for one, several in _IMPORT.findall(_text(tree, path)):
            found = [part.strip().split(" ")[0].split(".")[0] for part in (one or several).split(",")]
            if any(alike(name, module) for name in wanted for module in found):
                return True
    return False


def _text(tree: Tree, path: str) -> str:
    try:
        return tree.read(path, _MAX_BYTES)
    except ReadError:
        return ""
