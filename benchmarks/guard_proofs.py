"""What the run-time guard stops, and what it harms: attacks with and without it, and the work of the course's goat.

    python benchmarks/guard_proofs.py [--install] [PATH ...]

For the application in each PATH, and for the goat of the course: proofs of `goatherd attack --guard`, by what proved
them, with what the guard made of them, its policies generated and unedited, in block mode. Then what the course's
lessons say that the goat must still do, once without and once with the guard in front of all functions.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

from goatherd.attack.guarded import layer_of
from goatherd.learn.course import read_course
from goatherd.learn.goat import Goat
from goatherd.learn.packages import install_packages
from goatherd.learn.reading import read_goat
from goatherd.learn.verify import load_play
from goatherd.sandbox.cloud.warm import load
from goatherd.sandbox.dependencies import find_dependencies
from goatherd.sandbox.enclosure import enclosed
from goatherd.sandbox.pod import Options, Pod

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from goatherd.sandbox.guarding import Guarding


def attacked(path: str, *, install: bool) -> None:
    options = ["--guard", "--format", "json", "--quiet", *(["--install"] if install else [])]
    command = [sys.executable, "-m", "goatherd", "attack", path, *options]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode not in (0, 1, 3):
        print(f"{path}: exit code {ran.returncode}: {ran.stderr[-300:]}")
        return
    report = json.loads(ran.stdout)
    counts = Counter((each["id"], each["proof"]["guarded"]) for each in report["findings"])
    print(f"\n{path}: {len(report['findings'])} proofs")
    for id in sorted({id for id, _ in counts}):
        print(f"  {id}  {', '.join(f'{count} {what}' for (own, what), count in sorted(counts.items()) if own == id)}")


def worked(guarding: Guarding | None) -> dict[str, str]:
    """What each lesson says that the goat must do: why it does not, "" where it does."""
    course = read_course()
    application, _ = read_goat(course.goat)
    dependencies = find_dependencies(application, str(course.goat), install=False)

    def task(place: Path) -> Iterator[dict[str, Any]]:
        pod = Pod(application, str(course.goat), place, dependencies, Options(guarding=guarding))
        pod.start()
        goat = Goat(pod)
        for lesson in course.lessons:
            for name, works in vars(load_play(lesson.play)).items():
                if name.startswith("works"):
                    goat.fresh()
                    yield {"what": f"{lesson.name}: {name}", "why": _failure(works, goat)}

    load(application)
    return {message["what"]: message["why"] for message in enclosed(task)}


def _failure(works: Any, goat: Goat) -> str:
    try:
        works(goat)
    except Exception as error:  # whatever it is, the goat does not work
        return f"{type(error).__name__}: {error}"[:200]
    return ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", metavar="PATH")
    parser.add_argument("--install", action="store_true")
    given = parser.parse_args()
    for path in given.paths:
        attacked(path, install=given.install)
    course = read_course()
    install_packages(course)
    attacked(str(course.goat), install=False)
    before = worked(None)
    application, _ = read_goat(course.goat)
    with layer_of(application, str(course.goat), [application]) as guarding:
        after = worked(guarding)
    fine = [what for what, why in before.items() if not why]
    harmed = [what for what in fine if after[what]]
    print(f"\nthe goat's work: {len(fine)} of {len(before)} without the guard, {len(harmed)} of these harmed by it")
    for what in harmed:
        print(f"  {what}: {after[what]}")


if __name__ == "__main__":
    main()
