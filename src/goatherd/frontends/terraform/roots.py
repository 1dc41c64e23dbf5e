"""Which folders are root modules: those that no other folder of the tree calls as a module."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.folders_of_tests import is_test_folder
from goatherd.frontends.terraform.calls import local_source

if TYPE_CHECKING:
    from goatherd.frontends.terraform.configuration import Configurations


def root_folders(configurations: Configurations) -> list[str]:
    """Sorted; those in folders of tests are left out, with a word in `tree.skipped`."""
    called: dict[str, set[str]] = {}
    folders = []
    for folder, files in sorted(configurations.folders.items()):
        if is_test_folder(files[0]):
            configurations.tree.skipped.append((files[0], "configuration in a folder of tests"))
            continue
        folders.append(folder)
        sources = {local_source(call, folder) for call in configurations.of(folder).calls.values()}
        called[folder] = {source for source in sources if source is not None and source != folder}
    return _uncalled(folders, called)


def _uncalled(folders: list[str], called: dict[str, set[str]]) -> list[str]:
    """The folders that no other one calls; of those that only call each other, the first."""
    roots = sorted(set(folders).difference(*called.values()))
    reached: set[str] = set()
    for folder in [*roots, *folders]:
        if folder not in reached:
            roots += [] if folder in roots else [folder]
            pending = [folder]
            while pending:
                current = pending.pop()
                if current not in reached:
                    reached.add(current)
                    pending += called.get(current, ())
    return sorted(roots)
