'use strict';
// Which rules may match a text at all: those one of whose literals stands in it, and those that have none.

const ESCAPED = /[.*+?^${}()|[\]\\/-]/g;

class Gate {
  /** `literals`: for each number its texts in lower case, or undefined where nothing is known of it. */
  constructor(literals) {
    this.always = [];
    this.owners = new Map();
    literals.forEach((texts, number) => {
      if (texts === undefined) this.always.push(number);
      for (const text of texts ?? []) {
        if (!this.owners.has(text)) this.owners.set(text, []);
        this.owners.get(text).push(number);
      }
    });
    // By their first two characters: a text is looked through once.
    this.starts = new Map();
    this.single = new Map();
    for (const text of this.owners.keys()) {
      if (text.length === 1) this.single.set(text.charCodeAt(0), text);
      else {
        const start = text.charCodeAt(0) * 65536 + text.charCodeAt(1);
        if (!this.starts.has(start)) this.starts.set(start, []);
        this.starts.get(start).push(text);
      }
    }
    const firsts = [...new Set([...this.owners.keys()].map((text) => text[0]))];
    this.any = firsts.length ? new RegExp(`[${firsts.map((each) => each.replace(ESCAPED, '\\$&')).join('')}]`) : /(?!)/;
  }

  /** The numbers, as a set. */
  mayMatch(given) {
    const text = given.toLowerCase();
    const found = new Set(this.always);
    if (!this.any.test(text)) return found;
    for (let place = 0; place < text.length; place += 1) {
      const code = text.charCodeAt(place);
      const one = this.single.get(code);
      if (one !== undefined) for (const number of this.owners.get(one)) found.add(number);
      const candidates = this.starts.get(code * 65536 + text.charCodeAt(place + 1));
      if (candidates === undefined) continue;
      for (const each of candidates) {
        if (text.startsWith(each, place)) for (const number of this.owners.get(each)) found.add(number);
      }
    }
    return found;
  }
}

module.exports = { Gate };
