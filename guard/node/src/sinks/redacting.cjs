'use strict';
// Names of files, programs, hosts and resources without what a value of an event is in them: for the log.

const path = require('node:path');

const REDACTED = '<redacted>';
const SHORTEST = 3; // characters, as in values.cjs
const MARK = '\0';
const COMPOSING = /[/.:]/; // in names that no value has by chance, as one may have a word
const WORD = /[\p{L}\p{N}_-]/u;

/** `name` without the values of an event that stand by themselves in it; nothing of it where a value holds it all. */
function redacted(name, values) {
  if (name.length < SHORTEST) return name;
  if (values.truncated) return REDACTED; // what was not read may be in it
  values.folded ??= {
    joined: folded(values.joined),
    texts: forms(values.texts.keys()).sort((first, second) => second.length - first.length),
  }; // once an event: it may hold a great many
  let found = folded(name);
  if (COMPOSING.test(name) && placeOf(values.folded.joined, found, 0) >= 0) return REDACTED;
  for (const text of values.folded.texts) {
    for (let place = placeOf(found, text, 0); place >= 0; place = placeOf(found, text, place + 1)) {
      name = name.slice(0, place) + MARK + name.slice(place + text.length);
      found = found.slice(0, place) + MARK + found.slice(place + text.length);
    }
  }
  return name.replaceAll(MARK, REDACTED);
}

/** Each text, and a path as it looks once it was followed. */
function forms(texts) {
  const found = new Set();
  for (const text of texts) {
    const each = folded(text);
    found.add(each);
    if (each.includes('/')) found.add(path.posix.normalize(each).replace(/^[./]+/, '').replace(/\/+$/, ''));
  }
  return [...found].filter((each) => each.length >= SHORTEST && !each.includes(MARK));
}

function folded(text) {
  const lower = text.toLowerCase();
  return lower.length === text.length ? lower : text; // letters that become two
}

/** Where the part stands that is not within a longer word; -1 if nowhere. */
function placeOf(text, part, start) {
  for (let place = text.indexOf(part, start); place >= 0; place = text.indexOf(part, place + 1)) {
    if (!joins(text[place - 1], part[0]) && !joins(part.at(-1), text[place + part.length])) return place;
  }
  return -1;
}

const joins = (before, after) => before !== undefined && after !== undefined && WORD.test(before) && WORD.test(after);

module.exports = { redacted };
