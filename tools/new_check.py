"""Write the skeleton of a check with the next free id: python tools/new_check.py 1 event-data-in-shell"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from goatherd import __version__
from goatherd.checks.registry import all_checks
from goatherd.core.risks import RISKS

CHECKS = Path(__file__).resolve().parent.parent / "src" / "goatherd" / "checks"

SKELETON = '''"""One sentence that says what is wrong.

## Why it matters
What an attacker does with it, and who is hurt.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Function:  # {id}
    Type: AWS::Serverless::Function
    Properties: {{Runtime: python3.12, Handler: app.handler}}
```

## Fixed
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Function:
    Type: AWS::Serverless::Function
    Properties: {{Runtime: python3.12, Handler: app.handler, Timeout: 10}}
```

## Remedy
One sentence that says what to do.

## References
- https://cwe.mitre.org/data/definitions/0.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import MEDIUM, Finding
from goatherd.model.function import Function


@check("{id}", sas={sas}, cwe=0, severity=MEDIUM, since="{since}")
def {name}(function: Function) -> Iterator[Finding]:
    if not function.timeout.explicit:
        yield Finding(function.span, "what is wrong, and with which noun")
'''


def next_id(sas: int) -> str:
    """The id after the highest of this risk: GOAT, the risk in two digits, a number in two digits."""
    taken = [int(check.id[6:]) for check in all_checks() if int(check.id[4:6]) == sas]
    return f"GOAT{sas:02}{max(taken, default=0) + 1:02}"


def write(sas: int, slug: str, checks: Path = CHECKS) -> Path:
    folder = next(checks.glob(f"sas{sas:02}_*"), None)
    if folder is None:
        words = re.sub(r"[^a-z]+", "_", RISKS[sas].lower())
        folder = checks / f"sas{sas:02}_{words}"
        folder.mkdir(parents=True)
        (folder / "__init__.py").write_text(f'"""SAS-{sas}: {RISKS[sas]}."""\n', encoding="utf-8")
    name = slug.replace("-", "_")
    path = folder / f"{name}.py"
    since = ".".join(__version__.split(".")[:2])
    with path.open("x", encoding="utf-8") as stream:
        stream.write(SKELETON.format(id=next_id(sas), sas=sas, name=name, since=since))
    return path


def main(arguments: list[str]) -> None:
    if len(arguments) != 2 or not arguments[0].isdigit() or int(arguments[0]) not in RISKS:
        sys.exit("usage: make new-check SAS=1 SLUG=event-data-in-shell")
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", arguments[1]):
        sys.exit(f"{arguments[1]!r} is no slug: lower-case words with hyphens between them")
    try:
        path = write(int(arguments[0]), arguments[1])
    except FileExistsError as error:
        sys.exit(f"{error.filename} is there already")
    print(
        f"{path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path}: fill it in, then make docs test"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
