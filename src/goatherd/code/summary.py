"""What a source file says of itself, without being run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.code.absent_keys import unverified_without_key
from goatherd.code.asked_whether_there import asked_whether_there
from goatherd.code.at_home import used_at_home
from goatherd.code.claims import claims_in
from goatherd.code.comments import secrets_in_comments
from goatherd.code.conflicts import refuses_what_exists
from goatherd.code.dropped_errors import errors_not_raised, results_not_asked
from goatherd.code.first_records import first_records
from goatherd.code.floating import requests_left
from goatherd.code.for_trials import lines_for_trials
from goatherd.code.literals import literals_in
from goatherd.code.names import names_in
from goatherd.code.rights import rights_asked
from goatherd.code.sign_in_links import links_without_state
from goatherd.code.unset_secrets import passed_without_secret
from goatherd.code.unsettled import unsettled_promises
from goatherd.code.user_pool_answers import answers_to_all
from goatherd.code.web_configs import keys_for_pages

if TYPE_CHECKING:
    from goatherd.code import ir
    from goatherd.code.claims import Found as Claim
    from goatherd.code.comments import Found as FoundInComment
    from goatherd.code.literals import Found
    from goatherd.code.rights import Found as Asked
    from goatherd.code.sign_in_links import SignInLink
    from goatherd.code.user_pool_answers import Answer


@frozen
class Summary:
    """The names that could be those of library functions, the constants that are secrets as (name, value, position),
    those in comments, what is done by attributes of users, by which of their rights they are refused, what is wrong
    with the file as (line, message), the positions of constants that only a workstation uses, of those that pages
    have as well, the lines of those that are for trials, the links for signing in elsewhere whose answer nobody can
    tell from a stranger's, where the first record of an event is taken with whether others are looked at, what
    triggers of a user pool answer to all, whether what exists already is refused, the requests that async functions
    do not wait for, errors that are made and not raised, where results of work are thrown away with the errors in
    them, promises that may never settle, where a token counts as verified without a key, where callers pass without a
    secret in the environment, and queries of which only counts whether they find anything.
    """

    names: frozenset[str]
    literals: tuple[Found, ...]
    comments: tuple[FoundInComment, ...]
    claims: tuple[Claim, ...]
    rights: tuple[Asked, ...]
    problems: tuple[tuple[int, str], ...]
    at_home: frozenset[int]
    for_pages: frozenset[int]
    for_trials: frozenset[int]
    sign_in_links: tuple[SignInLink, ...]
    first_records: tuple[tuple[int, ...], bool]
    answers_to_all: tuple[Answer, ...]
    refuses_what_exists: bool
    requests_left: tuple[tuple[int, str], ...]
    errors_not_raised: tuple[tuple[int, str], ...]
    results_not_asked: tuple[tuple[int, str], ...]
    unsettled_promises: tuple[tuple[int, bool], ...]
    unverified_without_key: tuple[tuple[int, str], ...]
    passed_without_secret: tuple[tuple[int, str], ...]
    asked_whether_there: tuple[int, ...]


def summary_of(module: ir.Module, text: str = "", *, literals: bool = True) -> Summary:
    """`text` is that of the file; `literals`: whether it may hold any that are secrets."""
    found = literals_in(module) if literals else ()
    comments = tuple(secrets_in_comments(text, module.language))
    at_home = used_at_home(module, text)
    for_pages = keys_for_pages(module, text)
    claims, rights = claims_in(module, text), rights_asked(module, text)
    return Summary(
        *(names_in(module), found, comments, claims, rights, tuple(module.problems), at_home, for_pages),
        lines_for_trials(text),
        links_without_state(module) if _mentions(text, "response_type") else (),
        first_records(module) if _mentions(text, "Records") else ((), False),
        answers_to_all(module) if _mentions(text, "issueTokens", "autoConfirmUser") else (),
        refuses_what_exists(module, text),
        requests_left(module) if _mentions(text, "promise", "Command") else (),
        errors_not_raised(module) if _mentions(text, "Error", "Exception") else (),
        results_not_asked(module) if _mentions(text, "allSettled", "gather", "PoolExecutor") else (),
        unsettled_promises(module) if module.language == "javascript" and _mentions(text, "Promise") else (),
        unverified_without_key(module) if _mentions(text, "decode", "verify", "jwtVerify") else (),
        passed_without_secret(module) if _mentions(text, "env") else (),
        asked_whether_there(module),
    )


def _mentions(text: str, *names: str) -> bool:
    """Whether a file is worth a look for these; where its text is not at hand it is."""
    return not text or any(name in text for name in names)
