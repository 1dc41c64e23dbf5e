from __future__ import annotations

from goatherd.cli import main

main()
