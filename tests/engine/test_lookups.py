"""What stores are asked by, and what they give: other data, unless the question itself goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.programs import body, check

PROGRAMS = {
    ("javascript", "a mapper that nobody knows"): """
        const orm = require('acme-orm');
        const x = event.x;
        const booking = await orm.booking.findOne({ where: { id: x } });
        read(booking.title);
        read((await orm.booking.findByPk(x)).get('title'));
        read((await orm.models.Booking.get({ id: x })).title);
        read(orm.trimmed(x)); //! path
        read(x + booking.title); //! path
    """,
    ("javascript", "documents"): """
        const { getFirestore } = require('firebase-admin/firestore');
        const note = await getFirestore().collection('notes').doc(event.id).get();
        read(note.data().title);
        read(event.id); //! path
    """,
    ("javascript", "what goes has no fields"): """
        const { getFirestore } = require('firebase-admin/firestore');
        const hall = getFirestore().collection('halls').doc('a');
        const sent = JSON.parse(event.body);
        (await hall.get()).data().members.remove(sent.who);
        await hall.update(sent); //! record
    """,
    ("python", "a session"): """
        from azure.cosmos import CosmosClient
        store = CosmosClient("https://a.example.com").get_database_client("d").get_container_client("sessions")
        key = event["cookie"]
        session = store.read_item(item=key, partition_key=key)
        read(session["email"])
        read(key)  #! path
    """,
    ("javascript", "rows"): """
        const database = require('acme-database');
        const { rows } = await database.query('SELECT name FROM people WHERE id = $1', [event.id]);
        read(rows[0].name);
        read(event.id); //! path
    """,
    ("python", "a mapper that nobody knows"): """
        import acme_orm
        x = str(event["x"])
        booking = acme_orm.bookings.find_one(x)
        read(booking["title"])
        read(acme_orm.bookings.document(x).get().to_dict()["title"])
        read(acme_orm.trimmed(x))  #! path
        read(x + booking["title"])  #! path
    """,
    ("javascript", "a part of what a slash cannot be in, and its folder"): """
        const fs = require('fs');
        const path = require('path');
        const extension = event.type.split('/')[1];
        fs.mkdirSync(path.dirname(path.join('/tmp', `a.${extension}`)));
        fs.mkdirSync(path.dirname(path.join('/tmp', event.type, 'a'))); //! path
    """,
    ("javascript", "mails that Firebase's extension sends"): """
        const { getFirestore } = require('firebase-admin/firestore');
        const store = getFirestore();
        const html = String(event.text);
        await store.collection('mail').add({ to: 'a@example.com', message: { subject: 'a', html } }); //! mail-html
        await store.collection('users').doc('a').set({ name: html, more: { html } });
        const message = JSON.parse(event.body);
        await store.collection('users').doc('a').set(message); //! record
    """,
}


READ = {"javascript": "const { readFileSync: read } = require('fs');\n", "python": "read = open\n"}


@pytest.mark.parametrize(("language", "name"), PROGRAMS)
def test_programs(tmp_path: Path, language: str, name: str) -> None:
    check(tmp_path, language, READ[language] + body(language, PROGRAMS[language, name]))


def test_statements_are_made_without_texts_of_records(tmp_path: Path) -> None:
    """Whoever has filled them in."""
    program = """
        from azure.cosmos import CosmosClient
        store = CosmosClient("https://a.example.com").get_database_client("d").get_container_client("sessions")
        session = store.read_item(item=event["cookie"], partition_key="a")
        store.query_items(f"SELECT * FROM c WHERE c.mail = '{session['mail']}'")  #! sql
    """
    check(tmp_path, "python", body("python", program))
