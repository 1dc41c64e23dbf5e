"""Which folders are root modules: those that no other folder of the tree calls as a module."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.cloudformation.detect import is_test_folder
from goatherd.frontends.terraform.calls import local_source

if TYPE_CHECKING:
    from goatherd.frontends.terraform.configuration import Configurations


def root_folders(configurations: Configurations) -> list[str]:
    """Sorted; those in folders of tests are left out, with a word in `tree.skipped`."""
    called = set()
    folders = []
    for folder, files in sorted(configurations.folders.items()):
        if is_test_folder(files[0]):
            configurations.tree.skipped.append((files[0], "configuration in a folder of tests"))
            continue
        folders.append(folder)
        for call in configurations.of(folder).calls.values():
            source = local_source(call, folder)
            if source is not None and source != folder:
                called.add(source)
    return [folder for folder in folders if folder not in called]
