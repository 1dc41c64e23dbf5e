"""A folder of configuration files as one module, as written: what it declares, overrides merged in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, evolve, field

from goatherd.core.errors import ReadError
from goatherd.core.finding import Diagnosis
from goatherd.core.lazy import regex
from goatherd.core.source import Span
from goatherd.frontends.terraform.detect import is_configuration, is_value_file
from goatherd.frontends.terraform.json_syntax import parse_json_syntax
from goatherd.frontends.terraform.parse import parse_hcl
from goatherd.frontends.terraform.syntax import Block, Body, File
from goatherd.frontends.terraform.terragrunt.units import Units

if TYPE_CHECKING:
    from goatherd.frontends.terraform.syntax import Expression
    from goatherd.tree import Tree

_TF = regex(r"\.tf(\.json)?$")
MAX_BYTES = 1_000_000
_IGNORED = frozenset({"provider", "moved", "removed", "import", "check", "ephemeral"})


@define(eq=False)
class Configuration:
    """What the files of one folder declare, by name; resources and data by (type, name)."""

    folder: str
    files: list[str] = field(factory=list)
    variables: dict[str, Block] = field(factory=dict)
    values: dict[str, Expression] = field(factory=dict)  # of `locals`
    resources: dict[tuple[str, str], Block] = field(factory=dict)
    data: dict[tuple[str, str], Block] = field(factory=dict)
    outputs: dict[str, Block] = field(factory=dict)
    calls: dict[str, Block] = field(factory=dict)
    backends: list[Block] = field(factory=list)
    diagnoses: list[Diagnosis] = field(factory=list)

    @property
    def name(self) -> str:
        """What a root module is known by: its `main.tf`, or all files of the folder (`infrastructure/*.tf`)."""
        folder, _, file = self.main_file.rpartition("/")
        return self.main_file if file.partition(".")[0] == "main" else f"{folder}/*.tf".lstrip("/")

    @property
    def main_file(self) -> str:
        """`main.tf`, or the first file with resources."""
        main = [path for path in self.files if path.rpartition("/")[2].partition(".")[0] == "main"]
        return (main or sorted(block.span.path for block in self.resources.values()) or self.files)[0]


class Configurations:
    """The configuration folders of a tree; each file is parsed once, when its folder is first asked for."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.folders: dict[str, list[str]] = {}
        self.value_files: list[str] = []
        for path in tree.files:
            if is_configuration(path) and not _replaced(tree, path):
                self.folders.setdefault(path.rpartition("/")[0], []).append(path)
            elif is_value_file(path):
                self.value_files.append(path)
        self.units = Units(self)
        self._read: dict[str, Configuration] = {}
        self._files: dict[str, File] = {}

    def of(self, folder: str) -> Configuration:
        if folder not in self._read:
            self._read[folder] = configuration(folder, [self._parse(path) for path in self.folders.get(folder, ())])
        return self._read[folder]

    def parsed(self, path: str) -> File:
        """A file that several ask for."""
        if path not in self._files:
            self._files[path] = self._parse(path)
        return self._files[path]

    def _parse(self, path: str) -> File:
        try:
            text = self.tree.read(path, MAX_BYTES)
        except ReadError as error:
            return File(path, Body(), [Diagnosis(error.span or Span(path, 1), error.message)])
        return parse_json_syntax(text, path) if path.endswith(".json") else parse_hcl(text, path)


def _replaced(tree: Tree, path: str) -> bool:
    """OpenTofu reads a.tofu in place of an a.tf beside it."""
    own = _TF.sub(r".tofu\1", path)
    return own != path and own in tree


def configuration(folder: str, files: list[File]) -> Configuration:
    result = Configuration(folder)
    for file in sorted(files, key=lambda file: (_overrides(file.path), file.path)):
        result.files.append(file.path)
        result.diagnoses += file.diagnoses
        for block in file.body.blocks:
            _add(result, block, _overrides(file.path))
    return result


def _overrides(path: str) -> bool:
    stem = path.rpartition("/")[2].partition(".")[0]
    return stem == "override" or stem.endswith("_override")


def _add(module: Configuration, block: Block, override: bool) -> None:
    kind, labels = block.type, block.labels
    if kind == "locals":
        module.values.update(block.body.attributes)
    elif kind in ("resource", "data") and len(labels) == 2:
        table = module.resources if kind == "resource" else module.data
        key = (labels[0], labels[1])
        table[key] = _merged(table[key], block) if override and key in table else block
    elif len(labels) == 1 and kind in ("variable", "output", "module"):
        named = {"variable": module.variables, "output": module.outputs, "module": module.calls}[kind]
        named[labels[0]] = _merged(named[labels[0]], block) if override and labels[0] in named else block
    elif kind == "terraform":
        module.backends += block.body.of("backend")
    elif kind not in _IGNORED:
        module.diagnoses.append(Diagnosis(block.span, f"block {kind!r} is not read", incomplete=False))


def _merged(first: Block, override: Block) -> Block:
    """Arguments are replaced one by one, nested blocks of a type all together."""
    replaced = {block.type for block in override.body.blocks}
    blocks = [block for block in first.body.blocks if block.type not in replaced] + override.body.blocks
    return evolve(first, body=Body({**first.body.attributes, **override.body.attributes}, blocks))
