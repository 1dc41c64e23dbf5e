"""What follows the first keyword of a statement where it is one, and not a word of a sentence. `tokens` is a Tokens.

Shapes are tokens by their value, or by what they are: `N` name, `V` variable, `S` string, `U` string without end, `1`
number, `L` one of these or a keyword, `O` kind of object, `W` name or keyword, `X` stored procedure of the server's,
`C` comparison, `Q` one by a sign, `G` ON, TO or FROM, `E` semicolon or comment, `$` the end or one of these, `A` what
can follow a procedure, `*` anything.
"""

from goatherd_guard.firewall.sql_names import is_dangerous, is_telling, needs_no_arguments
from goatherd_guard.firewall.sql_tokens import words

_LISTED = 40  # tokens of a list that are looked through for its FROM
_OBJECTS = words(
    "table database schema view user login index procedure proc function trigger role column tablespace temporary temp "
    "global extension type sequence package server event unique materialized columns synonym directory credential "
    "assembly"
)
_PROCEDURES = ("xp_", "sp_", "master.", "msdb.", "sys.", "dbo.", "tempdb.")
_CONDITION = "(|exists|not|* Q|N ("
_STATEMENTS = {
    "insert": "into N|ignore into N|overwrite into N|all into N",
    "merge": "into N",
    "replace": "into N|N (",
    "update": "N set|N * set|N * * set",
    "delete": "from N",
    "drop": "O W",
    "create": "O W|or * O W",
    "alter": "O W",
    "rename": "O W",
    "truncate": "table|N $",
    "exec": "V|(|S|X|N A",
    "execute": "V|(|S|X|N A",
    "call": "N (",
    "do": "N (|S",
    "declare": "V|N N",
    "set": "V|global|session|N = L|N := L|N to L",
    "waitfor": "delay|time",
    "shutdown": "$|with|immediate|abort",
    "begin": "N (|declare|transaction|tran|waitfor",
    "if": _CONDITION,
    "while": _CONDITION,
    "grant": "* G|* * G|* * * G",
    "revoke": "* G|* * G|* * * G",
    "copy": "(|N G|N * G|N * * G",
    "load": "data|xml|extension",
    "show": "tables|databases|columns|grants|variables|processlist|schemas",
    "attach": "database|S",
    "backup": "database|log",
    "restore": "database",
    "bulk": "insert",
    "dbcc": "N",
    "handler": "N open|N read",
    "prepare": "N from|N as",
    "explain": "select|analyze|update|delete",
    "with": "N as",
    "reconfigure": "$",
    "commit": "$",
    "rollback": "$",
    "analyze": "$",
    "vacuum": "$|into",
    "pragma": "N =|N (|N $",
    "print": "V",
    "use": "N E",
    "desc": "N $",
    "describe": "N $",
    "kill": "1 $",
    "lock": "tables|table",
}
# Where nothing leads up to them.
_ALONE = {
    "insert": "into N (|into N values|into N select",
    "update": "N set * =",
    "delete": "from N where * C|from N E",
    "drop": "table W $|table W cascade|database W $|schema W $|schema W cascade|N ; #",
    "truncate": "table N $|table N cascade",
    "exec": "X|V",
    "execute": "X|V|immediate",
    "declare": "V",
    "waitfor": "* S|* U",
    "create": "function N (|procedure N (",
    "alter": "table N add|table N drop|table N change|table N modify",
}
_CLASSES = {
    "N": "wv", "V": "v", "S": "s", "U": "o", "1": "1", "L": "1svk", "W": "wksu", "C": "c", "E": ";#", "$": ".;#",
    "A": "(s1v,.;#",
}  # fmt: skip


def _split(shapes):
    return {name: [shape.split(" ") for shape in written.split("|")] for name, written in shapes.items()}


_STATEMENTS, _ALONE = _split(_STATEMENTS), _split(_ALONE)


def _fits(tokens, number, shapes):
    return any(all(_is(tokens.at(number + more), part) for more, part in enumerate(shape)) for shape in shapes)


def _is(token, part):
    kind, value, _ = token
    of = _CLASSES.get(part)
    if of is not None:
        return kind in of
    if part == "*":
        return True
    value = value.lower()
    if part == "O":
        return value in _OBJECTS
    if part == "X":
        return kind == "w" and value.startswith(_PROCEDURES)
    if part == "Q":
        return kind == "c" and not value.isalpha()
    return value in ("on", "to", "from") if part == "G" else part in (value, kind)


def acts(tokens, number, anything=False):
    """Whether a statement begins there that changes, runs or reads something; `anything` as in `selects`."""
    kind, value, _ = tokens.at(number)
    if kind not in ("k", "w", "c", "u"):
        return False
    if value == "select":
        return selects(tokens, number + 1, anything)
    shapes = _STATEMENTS.get(value.lower())
    return shapes is not None and _fits(tokens, number + 1, shapes)


def stands_alone(tokens):
    """Whether the text is one statement that nobody writes as a sentence."""
    kind, value, _ = tokens.at(0)
    if kind != "k":
        return False
    if value == "select":
        return _is_whole(tokens, _after_quantifiers(tokens, 1))
    return value in _ALONE and _fits(tokens, 1, _ALONE[value])


def selects(tokens, number, anything=False):
    """Whether the list of a SELECT stands there. `anything`: what leads up to it is proof that a name alone is one."""
    number = _after_quantifiers(tokens, number)
    kind, value, _ = tokens.at(number)
    if kind in ("1", "s", "o", "v", "(", "#", "u") or value in _EXPRESSIONS:
        return True
    return kind == "w" and (anything or _is_column(tokens, number))


_EXPRESSIONS = words("* null true false case + - ! ~ if insert values like glob")


def _after_quantifiers(tokens, number):
    while True:
        kind, value, _ = tokens.at(number)
        if value == "top":
            number += 2
        elif value in ("distinct", "distinctrow", "all") or (kind == "w" and value.lower().startswith("sql_")):
            number += 1
        else:
            return number


def _is_column(tokens, number):
    """Whether a name is one that is selected."""
    name = tokens.at(number)[1]
    kind, _, spaced = tokens.at(number + 1)
    if kind == "(":
        return not spaced or is_telling(name) or is_dangerous(name)
    if kind in ("#", "a", "c", "l", ":") or (kind == "." and is_telling(name)):
        return True
    if kind in (")", "."):
        return needs_no_arguments(name)
    return _source(tokens, number + 1) > 0


def _source(tokens, number):
    """Where the table of the FROM stands that ends a list of columns, or 0."""
    for place in range(number, number + _LISTED):
        kind, value, _ = tokens.at(place)
        if value == "from" and kind == "k":
            return place + 1 if tokens.at(place + 1)[0] in ("w", "(", "s") else 0
        if kind in (".", "?", ";", "#") or (kind == "w" and place > number and tokens.at(place - 1)[0] == "w"):
            return 0
    return 0


def _is_whole(tokens, number):
    """Whether a SELECT's list and what follows are a statement."""
    kind, value, _ = tokens.at(number)
    after = tokens.at(number + 1)
    if value == "*":
        return after[1] == "from" and tokens.at(number + 2)[0] == "w" and tokens.at(number + 3)[0] != "w"
    if kind in ("1", "s", "v") or value == "null":
        if tokens.veiled or value.startswith(("0x", "0X", "@@")):
            return True
        return after[0] == "," and tokens.at(number + 2)[0] in ("1", "s", "v", "k")
    if kind != "w":
        return False
    if value.lower() in ("current_user", "session_user", "system_user"):
        return after[0] in (".", ";", "#")
    if after[0] == "(" and (is_dangerous(value) or (is_telling(value) and not after[2])):
        return True
    table = _source(tokens, number + 1)
    if not table or tokens.veiled:
        return table > 0
    kind, value, _ = tokens.at(table + 1)
    if value in ("where", "union"):
        return tokens.at(table + 3)[0] in ("c", "a", "(")
    return kind in (";", "#") or value == "order"
