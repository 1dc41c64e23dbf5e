"""Where the text of an outsider ends up in a statement: inside of one literal, or outside of it."""

import pytest

from goatherd.attack.evidence.literals import SQL, SQL_BACKSLASH, SQL_BRACKETS, XPATH, leaves_literal


@pytest.mark.parametrize(
    ("statement", "text", "language"),
    [
        ("select * from t where a = 'mark' or 1=1'", "mark' or 1=1", SQL),
        ("select * from t where a = mark or 1=1", "mark or 1=1", SQL),
        ('select "mark"x"', 'mark"x', SQL),
        ("select * from t where a = 'mark\\'x'", "mark'x", SQL),  # a backslash escapes nothing here
        ("select * from t where a = 'mark\\''x'", "mark\\'x", SQL_BACKSLASH),  # and a doubled quote is two there
        ("select [mark]x]", "mark]x", SQL_BRACKETS),
        ("select 1 /* mark*/x */", "mark*/x", SQL),
        ("select 1 -- mark\nx", "mark\nx", SQL),
        ("SELECT * FROM T WHERE A = 'MARK' OR 1=1'", "mark' or 1=1", SQL),
        ("//user[@name='mark' or '1'='1']", "mark' or '1'='1", XPATH),
    ],
)
def test_outside(statement, text, language):
    assert leaves_literal(statement, text, language)


@pytest.mark.parametrize(
    ("statement", "text", "language"),
    [
        ("select * from t where a = 'mark'' or 1=1'", "mark' or 1=1", SQL),
        ("select * from t where a = 'mark\\' or 1=1'", "mark' or 1=1", SQL_BACKSLASH),
        ("select * from t where a = 'mark or 1=1'", "mark or 1=1", SQL),
        ("select * from t where a = ?", "mark' or 1=1", SQL),
        ("select * from t where a = 'mark'", "mark", SQL),
        ("select * from t order by mark", "mark", SQL),
        ("select * from t where a = 'it''s' and b = \"mark'x\"", "mark'x", SQL),
        ("select * from t -- it's\nwhere a = 'mark x'", "mark x", SQL),
        ("//user[@name=\"mark' or '1'='1\"]", "mark' or '1'='1", XPATH),
        ("//user[@name='mark&apos; or 1=1']", "mark' or 1=1", XPATH),
    ],
)
def test_inside(statement, text, language):
    assert not leaves_literal(statement, text, language)
