"""Values for settings that nobody knows before deployment, in the form that their names promise.

Clients refuse what has not the form of a user pool, an address or a number, before the function's own code runs.
"""

from __future__ import annotations

import re

# The first pattern that a name ends in, as words in lower case joined by "_".
_FORMS = (
    (r"user_?pool(?:_id)?|cognito_pool(?:_id)?", "{region}_Goatherd1"),
    (r"identity_?pool(?:_id)?", "{region}:00000000-0000-4000-8000-000000000000"),
    (r"(?:cognito|user_?pool|pool)\w*client(?:_id)?", "1goatherd2goatherd3goather"),
    (r"topic_arn", "arn:aws:sns:{region}:{account}:{name}"),
    (r"queue_arn", "arn:aws:sqs:{region}:{account}:{name}"),
    (r"queue_url|sqs_url", "https://sqs.{region}.amazonaws.com/{account}/{name}"),
    (r"(?:state_?machine|step_?functions?)(?:_arn)?", "arn:aws:states:{region}:{account}:stateMachine:{name}"),
    (r"secret_arn", "arn:aws:secretsmanager:{region}:{account}:secret:{name}"),
    (r"table_arn", "arn:aws:dynamodb:{region}:{account}:table/{name}"),
    (r"(?:function|lambda)_arn", "arn:aws:lambda:{region}:{account}:function:{name}"),
    (r"role_arn", "arn:aws:iam::{account}:role/{name}"),
    (r"arn", "arn:aws:cloudformation:{region}:{account}:resource/{name}"),
    (r"region", "{region}"),
    (r"account_?id|account", "{account}"),
    (r"mongo(?:db)?_(?:ur[il]|uri|connection|connection_string)", "mongodb://mongo.internal:27017/{name}"),
    (r"(?:database|postgres(?:ql)?|pg|db)_ur[il]", "postgresql://goat:herd@{dashed}.internal:5432/app"),
    (r"mysql_ur[il]", "mysql://goat:herd@{dashed}.internal:3306/app"),
    (r"redis_url", "redis://redis.internal:6379"),
    (r"url|uri|endpoint|origin|website", "https://{dashed}.example.org"),
    (r"host|hostname|domain|domain_name", "{dashed}.example.org"),
    (r"(?:mysql|mariadb)_port", "3306"),
    (r"(?:db|pg|postgres(?:ql)?|database|sql|rds)_port", "5432"),
    (r"redis_port", "6379"),
    (r"port", "8080"),
    (r"email|mail|sender|recipient|from_address", "{dashed}@example.org"),
    (r"(?:max|min)_\w+|limit|count|size|days|hours|minutes|seconds|secs|ms|timeout|ttl|retries|threshold", "10"),
)
_PATTERNS = tuple((re.compile(rf"(?:\w*_)?(?:{ending})"), form) for ending, form in _FORMS)
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[^A-Za-z0-9]+")


def invented(name: str, region: str, account: str) -> str:
    """For a variable or a parameter; one whose name promises nothing is its own value, in lower case."""
    words, form = _words(name), _form(name)
    given = {"name": words, "dashed": words.replace("_", "-"), "region": region, "account": account}
    return form.format_map(given) if form else name.lower()


def promises_form(name: str) -> bool:
    return bool(_form(name))


def _form(name: str) -> str:
    words = _words(name)
    return next((form for pattern, form in _PATTERNS if pattern.fullmatch(words)), "")


def _words(name: str) -> str:
    return _HUMP.sub("_", name).strip("_").lower()
