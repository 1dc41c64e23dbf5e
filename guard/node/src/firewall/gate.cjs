'use strict';
// Which rules may match a text at all: those one of whose literals stands in it, and those that have none.
//
// A literal is looked for by the longest of its words: which literals a word can be part of is found out when the word is
// first seen, and most words of most events have been seen before. The few literals without a word are looked for as they are.

const WORD = /[a-z]{3,}/g;
const MARK = /[^a-z0-9\s][a-z0-9]/g;
const KNOWN = 16384; // words that are remembered, each of at most so many letters
const LONGEST = 32;

class Gate {
  /** `literals`: [number, its texts in lower case, or undefined where nothing is known of it]. */
  constructor(literals) {
    this.always = new Set();
    this.starts = new Map(); // first three letters of a word -> [{ word, literal, numbers }]
    this.others = [];
    this.known = new Map();
    const owners = new Map();
    for (const [number, texts] of literals) {
      if (texts === undefined) this.always.add(number);
      for (const text of texts ?? []) {
        if (!owners.has(text)) owners.set(text, []);
        owners.get(text).push(number);
      }
    }
    for (const [literal, numbers] of owners) {
      const word = (literal.match(WORD) ?? []).reduce((best, each) => (each.length > best.length ? each : best), '');
      if (!word) this.others.push({ literal, numbers });
      else {
        const start = word.slice(0, 3);
        if (!this.starts.has(start)) this.starts.set(start, []);
        this.starts.get(start).push({ word, literal, numbers });
      }
    }
  }

  /** The numbers, as a set; `text` is in lower case. */
  mayMatch(text) {
    const held = this.held(text);
    return held.length ? new Set([...this.always, ...held.flatMap(({ numbers }) => numbers)]) : this.always;
  }

  /** The literals that stand in the text, each with the numbers of its rules. */
  held(text) {
    const found = this.others.filter(({ literal }) => text.includes(literal));
    for (const word of new Set(text.match(WORD))) {
      for (const entry of this.known.get(word) ?? this.seen(word)) if (text.includes(entry.literal)) found.push(entry);
    }
    return found;
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
    const owners = new Map();
    for (const [number, texts] of literals) {
      for (const text of texts) owners.set(text, [...(owners.get(text) ?? []), number]);
    }
    this.marked = new Map();
    this.others = [];
    for (const [literal, numbers] of owners) {
      const mark = literal.match(MARK)?.[0];
      if (mark === undefined) this.others.push({ literal, numbers });
      else this.marked.set(mark, [...(this.marked.get(mark) ?? []), { literal, numbers }]);
    }
  }

  held(text) {
    const entries = [...new Set(text.match(MARK))].flatMap((mark) => this.marked.get(mark) ?? []);
    return [...entries, ...this.others].filter(({ literal }) => text.includes(literal));
  }
}

module.exports = { Gate, Marks };
