"""Searches in LDAP directories."""

from .patching import precede


def patch(session, module):
    def note(what, base, text):
        if session.holds(text):
            session.reach("ldap", what, text, part="filter")
        if session.holds(base):
            session.reach("ldap", what, base, part="base")

    def ldap3(self, search_base, search_filter, *_, **__):
        note("ldap3.search", search_base, search_filter)

    def python_ldap(self, base, scope, filterstr=None, *_, **__):
        note("ldap.search", base, filterstr)

    if module.__name__ == "ldap.ldapobject":
        precede(module.SimpleLDAPObject, "search_ext", python_ldap)
    else:
        precede(module.Connection, "search", ldap3)
