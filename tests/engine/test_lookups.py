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
        sh(booking.title);
        sh((await orm.booking.findByPk(x)).get('title'));
        sh((await orm.models.Booking.get({ id: x })).title);
        sh(orm.trimmed(x)); //!
        sh(x + booking.title); //!
    """,
    ("javascript", "documents"): """
        const { getFirestore } = require('firebase-admin/firestore');
        const note = await getFirestore().collection('notes').doc(event.id).get();
        sh(note.data().title);
        sh(event.id); //!
    """,
    ("python", "a session"): """
        from azure.cosmos import CosmosClient
        store = CosmosClient("https://a.example.com").get_database_client("d").get_container_client("sessions")
        key = event["cookie"]
        session = store.read_item(item=key, partition_key=key)
        sh(session["email"])
        sh(key)  #!
    """,
    ("javascript", "rows"): """
        const database = require('acme-database');
        const { rows } = await database.query('SELECT name FROM people WHERE id = $1', [event.id]);
        sh(rows[0].name);
        sh(event.id); //!
    """,
    ("python", "a mapper that nobody knows"): """
        import acme_orm
        x = str(event["x"])
        booking = acme_orm.bookings.find_one(x)
        sh(booking["title"])
        sh(acme_orm.bookings.document(x).get().to_dict()["title"])
        sh(acme_orm.trimmed(x))  #!
        sh(x + booking["title"])  #!
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


@pytest.mark.parametrize(("language", "name"), PROGRAMS)
def test_programs(tmp_path: Path, language: str, name: str) -> None:
    check(tmp_path, language, body(language, PROGRAMS[language, name]))
