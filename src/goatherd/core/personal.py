"""Does this name promise something about a person?"""

from __future__ import annotations

from functools import lru_cache

from goatherd.core.secrets import words

# By the last words of a name, set together: how somebody is reached, is born, or is known to the state.
_TELLING_TEXT = """
email emails emailaddress emailaddresses phone phones phonenumber phonenumbers mobile mobilenumber telephone
telephonenumber cellphone msisdn whatsappnumber birthdate birthday dateofbirth dob streetaddress postaladdress
homeaddress shippingaddress billingaddress ssn socialsecuritynumber passportnumber nationalid taxid iban
"""
_TELLING = frozenset(_TELLING_TEXT.split())
_NAMES = frozenset(
    {"firstname", "lastname", "fullname", "surname", "givenname", "familyname", "middlename", "maidenname"}
)
# What stores are called in which each record is all that is kept about somebody.
_PEOPLE_TEXT = """
user users customer customers member members patient patients student students teacher teachers employee employees
profile profiles contact contacts guest guests people person persons subscriber subscribers attendee attendees
driver drivers staff volunteer volunteers participant participants donor donors resident residents tenants
"""
_PEOPLE = frozenset(_PEOPLE_TEXT.split())
_QUESTIONS = frozenset({"is", "has", "no", "num", "count", "valid", "send", "use", "verify"})
_LONGEST = 3  # words, "date of birth"


@lru_cache(maxsize=4096)
def is_personal(name: str) -> bool:
    """Whether what is called so reaches or identifies somebody: a mail address, a telephone number, a day of birth."""
    return _ends(name, _TELLING)


@lru_cache(maxsize=4096)
def is_of_person(name: str) -> bool:
    """Whether it is a part of what is kept about people, their names among it."""
    return is_personal(name) or _ends(name, _NAMES)


@lru_cache(maxsize=4096)
def is_of_people(store: str) -> bool:
    """Whether a table or collection of this name holds all that is kept about somebody in each record."""
    parts = [part for part in words(store.rpartition("/")[2]) if not part.isdigit()]
    return bool(parts) and parts[-1] in _PEOPLE


def _ends(name: str, known: frozenset[str]) -> bool:
    parts = [part for part in words(name) if not part.isdigit()]
    if not parts or parts[0] in _QUESTIONS:
        return False
    return any("".join(parts[-count:]) in known for count in range(1, _LONGEST + 1))
