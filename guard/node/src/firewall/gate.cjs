'use strict';
// Which rules may match a text at all: those one of whose literals stands in it, and those that have none.
//
// A literal is a text, or several that all have to stand there. It is looked for by its longest word: which literals a word can
// be part of is found out when the word is first seen, and most words of most events have been seen before. The few without a
// word are looked for as they are.

const WORD = /[a-z]{3,}/g;
const MARK = /[^a-z0-9\s][a-z0-9]/g;
const KNOWN = 16384; // words that are remembered, each of at most so many letters
const LONGEST = 32;

class Gate {
  /** `literals`: [number, its literals in lower case, or undefined where nothing is known of it]. */
  constructor(literals) {
    this.always = literals.filter(([, listed]) => listed === undefined).map(([number]) => number);
    this.starts = new Map(); // first three letters of a word -> [{ word, texts, numbers }]
    this.others = [];
    this.known = new Map();
    for (const { texts, numbers } of owned(literals)) {
      const word = longest(texts.flatMap((text) => text.match(WORD) ?? []));
      if (!word) this.others.push({ texts, numbers });
      else add(this.starts, word.slice(0, 3), { word, texts, numbers });
    }
  }

  /** For each text the numbers of the rules that may match it, as a set. */
  mayMatch(texts) {
    const lowered = new Map();
    for (const text of texts) add(lowered, text.toLowerCase(), text);
    const held = this.held([...lowered.keys()].join('\n'));
    const found = new Map();
    for (const [lower, same] of lowered) {
      const numbers = new Set(this.always);
      for (const literal of held) if (standIn(literal, lower)) for (const number of literal.numbers) numbers.add(number);
      for (const text of same) found.set(text, numbers);
    }
    return found;
  }

  /** The literals that stand in the text, each with the numbers of its rules; `text` is in lower case. */
  held(text) {
    const found = new Set(this.others);
    for (const word of new Set(text.match(WORD))) {
      for (const entry of this.known.get(word) ?? this.seen(word)) found.add(entry);
    }
    return [...found].filter((entry) => standIn(entry, text));
  }

  seen(word) {
    const entries = [];
    for (let place = 0; place < word.length - 2; place += 1) {
      for (const entry of this.starts.get(word.slice(place, place + 3)) ?? []) {
        if (word.startsWith(entry.word, place)) entries.push(entry);
      }
    }
    if (word.length <= LONGEST) {
      if (this.known.size >= KNOWN) this.known.clear();
      this.known.set(word, entries);
    }
    return entries;
  }
}

/** The same of texts without blanks, which have no words: a literal is looked for by its first sign and the next letter. */
class Marks {
  constructor(literals) {
    this.marked = new Map();
    this.others = [];
    for (const literal of owned(literals)) {
      const mark = literal.texts[0].match(MARK)?.[0];
      if (mark === undefined) this.others.push(literal);
      else add(this.marked, mark, literal);
    }
  }

  held(text) {
    const entries = this.marked.size ? [...new Set(text.match(MARK))].flatMap((mark) => this.marked.get(mark) ?? []) : [];
    return [...entries, ...this.others].filter((entry) => standIn(entry, text));
  }
}

/** Whether all of a literal's texts stand in one. */
function standIn({ texts }, text) {
  for (let number = 0; number < texts.length; number += 1) if (!text.includes(texts[number])) return false;
  return true;
}

/** Each literal of the rules once, with their numbers. */
function owned(literals) {
  const owners = new Map();
  for (const [number, listed] of literals) {
    for (const literal of listed ?? []) {
      const texts = Array.isArray(literal) ? literal : [literal];
      const key = texts.join('\0');
      if (!owners.has(key)) owners.set(key, { texts, numbers: [] });
      owners.get(key).numbers.push(number);
    }
  }
  return owners.values();
}

const longest = (words) => words.reduce((best, each) => (each.length > best.length ? each : best), '');

function add(map, key, value) {
  if (!map.has(key)) map.set(key, []);
  map.get(key).push(value);
}

/** Of a test as it stands in the table: its literals, undefined where nothing is known. */
function literalsOf(row) {
  if (row.negated) return undefined;
  return row.operator === 'pm' ? row.argument : row.literals;
}

module.exports = { Gate, Marks, add, literalsOf, standIn };
