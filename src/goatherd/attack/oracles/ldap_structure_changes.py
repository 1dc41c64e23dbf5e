"""An outsider's text changes the structure of an LDAP search.

## Why it matters
Whoever sends the event finds other entries than the program meant, asks for their attributes one by one, or signs in
as somebody else.

## How it is proved
The text carries parentheses, or for the base of a search a comma. They arrive in the search as they are: what was meant
to be a value has become a further condition or another place in the directory.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Find:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /find, Method: get}}
```
```python ldap/__init__.py
```
```python ldap/ldapobject.py
class SimpleLDAPObject:
    def search_ext(self, base, scope, filterstr=None):
        return []
```
```python app.py
from ldap.ldapobject import SimpleLDAPObject

directory = SimpleLDAPObject()


def handler(event, context):
    name = event["queryStringParameters"]["name"]
    found = directory.search_ext("ou=users", 2, f"(&(objectclass=person)(uid={name}))")  # GOAT0159
    return {"statusCode": 200, "body": str(found)}
```

## Fixed
```python app.py
import re

from ldap.ldapobject import SimpleLDAPObject

directory = SimpleLDAPObject()


def handler(event, context):
    name = event["queryStringParameters"]["name"]
    escaped = re.sub(r"[\\\\\\x00()*]", lambda found: f"\\\\{ord(found[0]):02x}", name)
    found = directory.search_ext("ou=users", 2, f"(&(objectclass=person)(uid={escaped}))")
    return {"statusCode": 200, "body": str(found)}
```

## Remedy
Escape values with the library's own function, or let it make the filter.

## Remedy in Python
They are `escape_filter_chars` of `ldap3.utils.conv` or `ldap.filter`, and for parts of a name `escape_rdn` of
`ldap3.utils.dn`.

## Remedy in JavaScript
ldapts makes it of objects: `new EqualityFilter({ attribute: "uid", value })`.

## References
- https://cwe.mitre.org/data/definitions/90.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.attack.evidence.literals import excerpt
from goatherd.attack.oracles.api import Attack, Opportunity, oracle
from goatherd.core.finding import HIGH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.attack.trace import Trace

_TEXTS = {"filter": ("{mark})(objectClass=*", "*)({mark}=*", "{mark}))(|(cn=*"), "base": ("{mark},ou=x",)}


@oracle("GOAT0159", sas=1, cwe=90, severity=HIGH, since="0.2", places=("ldap",))
def ldap_structure_changes(opportunity: Opportunity) -> Iterator[Attack]:
    part = str(opportunity.note.get("part", "filter"))
    for text in _TEXTS[part]:
        value = text.format(mark=opportunity.mark)

        def judge(trace: Trace, value: str = value) -> str:
            for _, note in trace.notes("reach"):
                # Escaping writes \28 and the like; a value in which they still stand was not escaped.
                if note["sink"] == "ldap" and note.get("part", "filter") == part and value in str(note["text"]):
                    return f"the text changed the {part}: {excerpt(str(note['text']), opportunity.mark)}"
            return ""

        yield opportunity.attack(value, judge)
