"""Databases that clients ask directly, in projects without rules for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

PROJECT = {
    "firebase.json": "{}",
    "functions/package.json": '{"main": "index.js", "dependencies": {"firebase-functions": "6.3.0"}}',
    "functions/index.js": "exports.ping = require('firebase-functions/v2/https').onCall(() => 'pong');",
}
WEB = {"src/app.ts": "import { getFirestore } from 'firebase/firestore';"}


def _messages(folder: Path, files: dict[str, str]) -> list[str]:
    for name, text in {**PROJECT, **files}.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    results = [event.finding for event in scan(str(folder), Config()) if isinstance(event, FindingFound)]
    return [finding.message for finding in results if finding.id == "GOAT0934"]


CLIENTS = {
    "a page": (WEB, "Firestore"),
    "an older page": ({"src/app.js": "import 'firebase/compat/database';"}, "the Realtime Database"),
    "Angular": ({"src/app.ts": 'import { Firestore } from "@angular/fire/firestore";'}, "Firestore"),
    "Flutter": ({"pubspec.yaml": "dependencies:\n  cloud_firestore: ^5.0.0\n"}, "Firestore"),
    "two of them": (
        {**WEB, "src/chat.ts": "import { getDatabase } from 'firebase/database';"},
        "Firestore and the Realtime Database",
    ),
}


@pytest.mark.parametrize(("files", "stores"), CLIENTS.values(), ids=CLIENTS)
def test_what_clients_use_without_rules_is_one_finding(tmp_path, files, stores):
    assert _messages(tmp_path, files) == [f"Clients use {stores}, and no file of the project has its security rules"]


FIRESTORE = "service cloud.firestore { match /databases/{db}/documents { } }"
NOTHING_IS_MISSING = {
    "rules beside the project": {**WEB, "firestore.rules": FIRESTORE},
    "rules elsewhere": {**WEB, "deploy/firestore.rules.production": FIRESTORE},
    "rules of the other database": {
        "src/app.js": "import 'firebase/database';",
        "firebase.json": '{"database": {"rules": "db.json"}}',
        "db.json": '{"rules": {".read": false, ".write": false}}',
    },
    "no client": {"src/app.ts": "import { getAuth } from 'firebase/auth';"},
    "functions alone": {"functions/store.js": "require('firebase/firestore');"},
    "a server": {"server/app.js": "const { getFirestore } = require('firebase-admin/firestore');"},
    "no program": {"README.md": "import { getFirestore } from 'firebase/firestore';"},
}


@pytest.mark.parametrize("files", NOTHING_IS_MISSING.values(), ids=NOTHING_IS_MISSING)
def test_what_has_rules_or_is_asked_by_functions_alone_is_no_finding(tmp_path, files):
    assert _messages(tmp_path, files) == []


def test_rules_of_one_store_say_nothing_of_another(tmp_path):
    storage = {"storage.rules": "service firebase.storage { match /b/{bucket}/o { } }"}
    assert len(_messages(tmp_path, {**WEB, **storage})) == 1
