"""The program. It can be interrupted while its modules are still loaded, too."""

from __future__ import annotations


def run() -> None:
    try:
        from goatherd.cli import main

        main()
    except KeyboardInterrupt:
        raise SystemExit(130) from None


if __name__ == "__main__":
    run()
