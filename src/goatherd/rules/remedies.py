"""What a rule's documentation says to do, put together for one application, one language and one file.

*Remedy* is for everybody, in the words of SAM and CloudFormation where it is about infrastructure; *Remedy in
Terraform* and the like stand in its place. *Remedy in Python* and *Remedy in JavaScript* come after it: they say with
which names.
"""

from __future__ import annotations

from functools import cache

from goatherd.core.frameworks import framework_named
from goatherd.rules.examples import sections
from goatherd.rules.python import in_python

# By what `Entry.language` calls them.
LANGUAGES = {"python": "Python", "javascript": "JavaScript"}
# What is typed for them is a program in TypeScript or in Python.
_PROGRAMS = ("cdk", "firebase")


@cache
def remedies(documentation: str) -> dict[str, str]:
    """Remedies by what their titles end in ("Python", "the CDK"), each on one line; "" for the one for everybody."""
    found = {"": ""}
    for title, body in sections(documentation):
        noun, _, named = title.partition(" in ")
        if noun == "Remedy":
            found[named] = " ".join(body.split())
    return found


def remedy_for(documentation: str, framework: str, path: str, language: str) -> str:
    """`path` is the file that declares the infrastructure, `language` that of the function's code ("python" …)."""
    all_of_them = remedies(documentation)
    general = all_of_them.get(framework_named(framework).language)
    if general is None:
        general = all_of_them[""]
    elif framework in _PROGRAMS and path.endswith(".py"):
        general = in_python(general)
    return " ".join(filter(None, (general, all_of_them.get(LANGUAGES.get(language, "-"), ""))))


def every_remedy(documentation: str) -> str:
    """All of them, each behind what it is for: "Set … In Terraform: Write …"."""
    return " ".join(f"In {named}: {text}" if named else text for named, text in remedies(documentation).items() if text)
