"""Where an address leads is not the caller's decision once the program has said the host."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engine.programs import behaviour

if TYPE_CHECKING:
    from pathlib import Path

FIXED = [
    "const u = new URL(b.link); u.hostname = 'api.example.org'; await fetch(u.toString());",
    "const u = new URL(b.link.trim()); u.host = process.env.HOST; await fetch(u);",
    "const u = new URL(b.link); u.hostname = 'api.example.org'; await fetch(u.href);",
    r"for (const [s] of b.text.matchAll(/https:\/\/t\.example\/[a-z]+/g)) { await fetch(s); }",
    r"for (const s of b.text.match(/https?:\/\/t\.example\/[a-z]+/g)) { await fetch(s); }",
    r"const [s] = /https:\/\/(?:t\.example)\/[a-z]+/.exec(b.text); await fetch(s);",
    "let u = (await axios.get('https://x.example/')).data.base; if (b.a) u = u + '/' + encodeURIComponent(b.a);"
    " if (b.b) u = u + '/' + encodeURIComponent(b.b); await fetch(u);",
    "const o = (await axios.get('https://x.example/')).data; let u = o.base; if (o.old) u = u.replace('a', 'b');"
    " if (b.a) u = u + '/' + encodeURIComponent(b.a); if (b.b) u = u + '/' + b.b; await fetch(u);",
    r"if (/^https:\/\/t\.example\//.test(b.link)) { await fetch(b.link); }",
]
CHOSEN = [
    "let u = b.base; if (b.a) u = u + '/' + encodeURIComponent(b.a); await fetch(u);",
    "const u = new URL(b.link); u.port = '80'; await fetch(u);",
    "const u = new URL(b.link); u.hostname = b.host; await fetch(u);",
    "const u = new URL(b.link); u.hostname = 'api.example.org'; await fetch(b.link);",
    r"for (const [s] of b.text.matchAll(/https:\/\/[a-z.]+\/x/g)) { await fetch(s); }",
    r"for (const [s] of b.text.matchAll(/https:\/\/t\.example[a-z.]*\//g)) { await fetch(s); }",
    r"if (/^https:\/\/t\.example/.test(b.link)) { await fetch(b.link); }",
    r"if (/https:\/\/t\.example\//.test(b.link)) { await fetch(b.link); }",
    r"if (/^https:\/\/t\.example@/.test(b.link)) { await fetch(b.link); }",
]


def decided_by_callers(tmp_path: Path, code: str) -> bool:
    handler = f"exports.handler = async (event) => {{ const b = JSON.parse(event.body); {code} }};\n"
    program = f"const axios = require('axios');\n{handler}"
    return any(flow.kind == "ssrf" for flow in behaviour(tmp_path, "javascript", program).flows)


@pytest.mark.parametrize("code", FIXED)
def test_the_program_says_the_host(code: str, tmp_path: Path) -> None:
    assert not decided_by_callers(tmp_path, code)


@pytest.mark.parametrize("code", CHOSEN)
def test_the_caller_does(code: str, tmp_path: Path) -> None:
    assert decided_by_callers(tmp_path, code)
