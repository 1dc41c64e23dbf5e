"""Where callers are let through if the environment has no secret to compare theirs with."""

from __future__ import annotations

from goatherd.code import ir
from goatherd.code.walking import below, functions_in

_UNEQUAL = frozenset({"!=", "!=="})
_REFUSALS = frozenset({401, 403, "401", "403"})
# by which code reads of a request; what is not there is nothing, and no error
_OF_REQUESTS = frozenset({"headers", "header", "query", "queryStringParameters", "body", "params", "args", "get_json"})
_GETTERS = frozenset({"get", "getenv"})


def passed_without_secret(module: ir.Module) -> tuple[tuple[int, str], ...]:
    """The comparisons that refuse nobody then, each with the variable."""
    shared = _names(module.body, module.language)
    found: set[tuple[int, str]] = set()
    for function in functions_in(module):
        own = {**shared, **_names(function.body, module.language)}
        for node in below(function.body, deeper=False):
            if isinstance(node, ir.If) and _refuses(node.body):
                variable = _let_through(node.test, own, module.language)
                if variable:
                    found.add((node.pos, variable))
    return tuple(sorted(found))


def _names(body: list[ir.Stmt], language: str) -> dict[str, str]:
    """The names that are nothing but a variable of the environment; with "" those of what a request holds."""
    found: dict[str, str] = {}
    for node in below(body, deeper=False):
        if isinstance(node, ir.Assign) and isinstance(node.target, ir.Name):
            variable = _variable(node.value, {}, language)
            if variable or _is_of_request(node.value, {}, language):
                found[node.target.id] = variable
    return found


def _let_through(test: ir.Expr, names: dict[str, str], language: str) -> str:
    """The variable without which a condition for refusing callers does not hold."""
    if isinstance(test, ir.Logical) and test.op == "and":
        asked, compared = _variable(test.left, names, language), _compared(test.right, names, language)
        return asked if asked == compared else ""
    return _compared(test, names, language)


def _compared(test: ir.Expr, names: dict[str, str], language: str) -> str:
    """The variable that something of the request has to be the same as."""
    if not isinstance(test, ir.Compare) or test.op not in _UNEQUAL:
        return ""
    for secret, shown in ((test.left, test.right), (test.right, test.left)):
        variable = _variable(secret, names, language)
        if variable and _is_of_request(shown, names, language):
            return variable
    return ""


def _variable(node: ir.Expr, names: dict[str, str], language: str) -> str:
    """The variable of the environment that an expression is, "" for any other; in JavaScript also behind a word."""
    if isinstance(node, ir.Name):
        return names.get(node.id, "")
    if isinstance(node, ir.Template) and language != "python":
        return next(filter(None, (_variable(part, names, language) for part in node.parts)), "")
    if isinstance(node, ir.Call) and len(node.args) == 1 and not node.keywords and isinstance(node.func, ir.Attr):
        key, held = node.args[0], node.func.obj
        read = node.func.name == "getenv" or (node.func.name == "get" and _is_named(held, "environ"))
        return key.value if read and isinstance(key, ir.Const) and isinstance(key.value, str) else ""
    if isinstance(node, ir.Attr) and _is_named(node.obj, "env"):
        return node.name
    if isinstance(node, ir.Item) and _is_named(node.obj, "env") and isinstance(node.key, ir.Const):
        return str(node.key.value)
    return ""


def _is_named(node: ir.Expr, name: str) -> bool:
    return isinstance(node, ir.Attr) and node.name == name


def _is_of_request(node: ir.Expr, names: dict[str, str], language: str) -> bool:
    """Whether it is read of a request so that what is missing there is nothing."""
    if isinstance(node, ir.Name):
        return names.get(node.id) == ""
    if isinstance(node, ir.Logical):
        return any(_is_of_request(side, names, language) for side in (node.left, node.right))
    if language == "python":
        if not isinstance(node, ir.Call) or not isinstance(node.func, ir.Attr) or node.func.name != "get":
            return False
        return len(node.args) == 1 and _reads_request(node)
    return isinstance(node, ir.Attr | ir.Item | ir.Call) and _reads_request(node)


def _reads_request(node: ir.Expr) -> bool:
    while isinstance(node, ir.Attr | ir.Item | ir.Call):
        if isinstance(node, ir.Call):
            node = node.func
            if isinstance(node, ir.Attr) and node.name not in {*_GETTERS, *_OF_REQUESTS}:
                return False
            continue
        name = node.name if isinstance(node, ir.Attr) else node.key.value if isinstance(node.key, ir.Const) else ""
        if name in _OF_REQUESTS:
            return True
        node = node.obj
    return False


def _refuses(body: list[ir.Stmt]) -> bool:
    """Whether it answers that the caller may not, and ends there."""
    if not body or not isinstance(body[-1], ir.Return | ir.Raise):
        return False
    return any(_is_refusal(node) for node in below(body))


def _is_refusal(node: object) -> bool:
    return isinstance(node, ir.Const) and not isinstance(node.value, bool) and node.value in _REFUSALS
