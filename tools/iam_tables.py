"""What the generators of src/goatherd/iam/data share: finding a package's data, writing a table.

A table is JSON lines. The first line says where the data came from; every other line is
`["key", value]`, sorted by key, so that one line can be found and parsed without reading the rest.
The packages are needed while generating only: install them in a throw-away environment.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent.parent / "src" / "goatherd" / "iam" / "data"


def package_file(module: str, *parts: str) -> Path:
    """A file of an installed package, without importing the package."""
    spec = importlib.util.find_spec(module)
    if spec is None or not spec.submodule_search_locations:
        sys.exit(f"error: {module} is not installed in this environment")
    return Path(spec.submodule_search_locations[0]).joinpath(*parts)


def source(distribution: str, licence: str) -> str:
    return f"{distribution} {importlib.metadata.version(distribution)} ({licence})"


def read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def write_table(name: str, about: str, sources: list[str], rows: dict[str, Any]) -> None:
    header = {"about": about, "sources": sources, "generated": date.today().isoformat(), "by": Path(sys.argv[0]).name}
    lines = [json.dumps(header, ensure_ascii=True)]
    lines += [json.dumps([key, rows[key]], separators=(",", ":"), ensure_ascii=True) for key in sorted(rows)]
    target = DATA / f"{name}.jsonl"
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{target.name}: {len(rows)} rows, {target.stat().st_size:,} bytes")
