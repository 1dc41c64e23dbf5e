from __future__ import annotations

from goatherd.rules.examples import examples, sections

TEXT = """Summary.

## Vulnerable
Words.

```yaml a/template.yaml
## no heading
One: 1  # GOAT0301
Two: 2  # GOAT0301, GOAT0302
```
```python app.py
x = 1  # GOAT0302
```

## Fixed
```python app.py
x = 2
```

## Remedy
Write
that.
"""


def test_files_and_marks() -> None:
    vulnerable, fixed = examples(TEXT, "GOAT0302")
    assert vulnerable.marks == (("a/template.yaml", 3), ("app.py", 1))
    assert vulnerable.files["a/template.yaml"].startswith("## no heading\n")
    assert fixed.marks == ()
    assert fixed.files == {**vulnerable.files, "app.py": "x = 2\n"}


def test_headings_in_files_are_none() -> None:
    bodies = dict(sections(TEXT))
    assert bodies["Remedy"].strip() == "Write\nthat."
    assert "no heading" not in bodies
