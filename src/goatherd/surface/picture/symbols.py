"""Small drawings for kinds of nodes: data of SVG paths, drawn with a line of 1.5 in 16 by 16 pixels."""

from __future__ import annotations

SYMBOLS = {
    "entry": "M2 8H10M7 4.5L10.5 8L7 11.5M9 2H14V14H9",
    "function": "M3 2.5H5.5L11 13.5H13.5M7.2 6L3 13.5",
    "function-outside": "M3 2.5H5.5L11 13.5H13.5M7.2 6L3 13.5",
    "table": "M2 3H14V13H2ZM2 6.5H14M2 10H14M7 6.5V13",
    "database": "M2.5 4C2.5 1.7 13.5 1.7 13.5 4V12C13.5 14.3 2.5 14.3 2.5 12ZM2.5 4C2.5 6.3 13.5 6.3 13.5 4",
    "bucket": "M2.5 4L4 13.5H12L13.5 4ZM2.5 4C2.5 2 13.5 2 13.5 4C13.5 6 2.5 6 2.5 4",
    "queue": "M1.5 4.5H14.5V11.5H1.5ZM5 4.5V11.5M8 4.5V11.5M11 4.5V11.5",
    "topic": "M2 6.5H4.5L11 3V13L4.5 9.5H2ZM13 6C14.2 7.2 14.2 8.8 13 10",
    "event-bus": "M1.5 8H14.5M4 8V3.5M8 8V12.5M12 8V3.5",
    "stream": "M1.5 5C4.5 2 7.5 8 10.5 5S14 5 14.5 4.5M1.5 11C4.5 8 7.5 14 10.5 11S14 11 14.5 10.5",
    "secret": "M5.5 7A3 3 0 1 0 5.6 7M7.6 8L13.5 2.5M11.5 4.4L13.5 6.4",
    "key": "M5.5 7A3 3 0 1 0 5.6 7M7.6 8L13.5 2.5M11.5 4.4L13.5 6.4",
    "parameter": "M2 4.5H9M12 4.5H14M9 2.5V6.5H12V2.5ZM2 11.5H4M7 11.5H14M4 9.5V13.5H7V9.5Z",
    "state-machine": "M5.5 2H10.5V5H5.5ZM1.5 11H6V14H1.5ZM10 11H14.5V14H10ZM8 5V8M3.7 11V8H12.3V11",
    "user-pool": "M8 8A3 3 0 1 0 7.9 8M2 14C2 9.5 14 9.5 14 14",
    "role": "M8 1.5L13.5 3.5V8C13.5 11.5 11 13.5 8 14.5C5 13.5 2.5 11.5 2.5 8V3.5Z",
    "mail": "M1.5 3.5H14.5V12.5H1.5ZM1.5 4L8 9L14.5 4",
    "internet": "M8 1.5A6.5 6.5 0 1 0 8.1 1.5M1.5 8H14.5M8 1.5C4.5 5 4.5 11 8 14.5C11.5 11 11.5 5 8 1.5",
    "api": "M5 3L1.5 8L5 13M11 3L14.5 8L11 13",
}
OTHER = "M8 1.5L14 4.8V11.2L8 14.5L2 11.2V4.8ZM2 4.8L8 8L14 4.8M8 8V14.5"


def symbol(kind: str) -> str:
    return SYMBOLS.get(kind, OTHER)
