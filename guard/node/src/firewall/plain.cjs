'use strict';
// Plain texts, which most are: all of an event are asked at once which rules may match any of them. What is plain, and what the
// rules say of it (`plain` and `joinable`), is told in src/goatherd/guard/plain.py.

const { Gate, Marks } = require('./gate.cjs');
const { compilePattern } = require('./patterns.cjs');

const PLAIN = /^(?!.*(?:--|\.\.))[A-Za-z0-9_ .,:@/?!-]*$/;
const NONE = new Set();

const isPlain = (text) => PLAIN.test(text);

class Plain {
  /**
   * Of some rules: `firsts` are [number, first test as it stands in the table, its steps]. `alone` are the numbers of those that
   * nothing is known of: they are asked of each text by itself. `encoded` are those that read base64.
   */
  constructor(firsts) {
    const known = firsts.filter(([, test]) => test.plain !== undefined);
    const squeezes = ([, , steps]) => steps.includes('removeWhitespace');
    const texts = (rows) => rows.map(([number, test]) => [number, test.plain]);
    this.gate = new Gate(texts(known.filter((row) => !squeezes(row))));
    this.squeezed = new Marks(texts(known.filter(squeezes)));
    this.joined = new Map(firsts.filter(([, test]) => test.joinable !== undefined)
      .map(([number, test, steps]) => [number, { argument: test.joinable, lower: steps.includes('lowercase') }]));
    this.alone = new Set(firsts.filter(([, test]) => test.plain === undefined && test.joinable === undefined).map(([number]) => number));
    this.encoded = firsts.filter(([, , steps]) => steps.includes('base64Decode')).map(([number]) => number);
  }

  /** For each text the numbers of the rules that may match it, without those that are asked alone. */
  mayMatch(texts) {
    const joined = texts.join('\n');
    const lower = joined.toLowerCase();
    const held = this.gate.held(lower);
    const squeezed = this.squeezed.held(lower.replaceAll(' ', ''));
    const patterns = [...this.joined].filter(([, row]) => this.matches(row, joined, lower)).map(([number]) => number);
    if (!held.length && !squeezed.length && !patterns.length) return texts.map(() => NONE);
    return texts.map((text) => this.ofOne(text, text.toLowerCase(), held, squeezed, patterns));
  }

  ofOne(text, lower, held, squeezed, patterns) {
    const found = new Set(patterns.filter((number) => this.matches(this.joined.get(number), text, lower)));
    for (const { literal, numbers } of held) if (lower.includes(literal)) numbers.forEach((each) => found.add(each));
    const without = squeezed.length ? lower.replaceAll(' ', '') : '';
    for (const { literal, numbers } of squeezed) if (without.includes(literal)) numbers.forEach((each) => found.add(each));
    return found;
  }

  matches(row, text, lower) {
    row.pattern ??= compilePattern(row.argument, true);
    return row.pattern.test(row.lower ? lower : text);
  }
}

module.exports = { Plain, isPlain };
