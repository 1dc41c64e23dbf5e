"""Whether a text is meant to change a statement of SQL that it is put into."""


def is_sql(text):
    return False
