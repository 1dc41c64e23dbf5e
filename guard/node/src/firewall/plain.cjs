'use strict';
// Plain texts, which most are: all of an event are asked at once which rules may match any of them. What is plain, and what the
// rules say of it (`plain` and `beginning`), is told in src/goatherd/guard/plain.py.

const { Gate, Marks, literalsOf, standIn } = require('./gate.cjs');
const { compilePattern } = require('./patterns.cjs');
const { encoded } = require('./transformations.cjs');

const PLAIN = /^[A-Za-z0-9_ .,:@/?!-]*$/;
const DECODES = 'base64Decode';

const isPlain = (text) => PLAIN.test(text) && !text.includes('--') && !text.includes('..');

class Plain {
  /** Of some rules: `firsts` are [number, its first test, the same as it stands in the table]. */
  constructor(firsts) {
    const known = firsts.filter(([, , row]) => row.plain !== undefined);
    const squeezes = ([, test]) => test.steps.includes('removeWhitespace');
    const texts = (rows) => rows.map(([number, , row]) => [number, row.plain]);
    this.gate = new Gate(texts(known.filter((row) => !squeezes(row))));
    this.squeezed = new Marks(texts(known.filter(squeezes)));
    this.beginnings = firsts.filter(([, , row]) => row.beginning !== undefined)
      .map(([number, , row]) => ({ number, argument: row.beginning, pattern: undefined }));
    // Nothing is known of these: each text is asked by itself.
    this.alone = firsts.filter(([, , row]) => row.plain === undefined);
    this.encoded = firsts.filter(([, test]) => test.steps.includes(DECODES));
    this.decoded = new Gate(this.encoded.map(([number, , row]) => [number, literalsOf(row)]));
  }

  /** Which rules may match which of the plain texts: place in the list -> set of numbers. */
  mayMatch(texts) {
    const found = new Map();
    const add = (place, numbers) => {
      if (!found.has(place)) found.set(place, new Set());
      for (const number of numbers) found.get(place).add(number);
    };
    const lower = texts.join('\n').toLowerCase();
    const without = lower.replaceAll(' ', '');
    for (const [held, text] of [[this.gate.held(lower), lower], [this.squeezed.held(without), without]]) {
      const lines = held.length ? text.split('\n') : [];
      for (const literal of held) {
        for (let place = 0; place < lines.length; place += 1) if (standIn(literal, lines[place])) add(place, literal.numbers);
      }
    }
    for (const beginning of this.beginnings) {
      beginning.pattern ??= compilePattern(beginning.argument);
      texts.forEach((text, place) => beginning.pattern.test(text) && add(place, [beginning.number]));
    }
    for (const [number, test] of this.alone) texts.forEach((text, place) => test.mayHold(text) && add(place, [number]));
    if (this.encoded.length) for (const place of encoded(texts)) this.addDecoded(texts[place], place, add);
    return found;
  }

  /** Those rules of whose literals one stands in a text once its base64 is read. */
  addDecoded(text, place, add) {
    for (const [number, test] of this.encoded) {
      const decoded = test.transformed(text, DECODES);
      const mayMatch = this.decoded.mayMatch(decoded);
      if (decoded.some((each) => mayMatch.get(each).has(number))) add(place, [number]);
    }
  }
}

module.exports = { Plain, isPlain };
