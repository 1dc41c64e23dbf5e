"""setup.cfg: `install_requires` below `[options]`."""

from __future__ import annotations

import re

from goatherd.code.manifests.contents import Contents
from goatherd.code.manifests.pypi_requirement import pypi_package
from goatherd.core.source import Span

_SECTION = re.compile(r"\[([^\]]+)\]")
_OPTION = re.compile(r"(\w[\w-]*)\s*[=:]\s*(.*)")


def read_setup_cfg(text: str, path: str) -> Contents:
    contents = Contents("PyPI")
    section = option = ""
    for number, line in enumerate(text.splitlines(), 1):
        header, setting = _SECTION.match(line), _OPTION.match(line)
        value = line
        if header:
            section, option = header[1].strip(), ""
            continue
        if setting:
            option, value = setting[1].replace("-", "_"), setting[2]
        value = value.split("#")[0]
        if section == "options" and option == "install_requires" and value.strip():
            column = line.index(value.strip()) + 1
            package = pypi_package(value.strip(), Span(path, number, column))
            if package:
                contents.packages.append(package)
    return contents
