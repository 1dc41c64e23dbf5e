'use strict';
// The compiled rules that a policy asks for, and which of them match a leaf of an event.

const { Pipelines } = require('./changing.cjs');
const { Gate, add, literalsOf } = require('./gate.cjs');
const { Plain, isPlain } = require('./plain.cjs');
const { Rule, asksForItsField, headersOf } = require('./rule.cjs');
const { asBytes } = require('./transformations.cjs');

const REMEMBERED = 4096; // leaves that were seen before, each of at most so many characters
const LONGEST_REMEMBERED = 512;
const MOST_PLACES = 1024;
const NONE = [];

/** Some rules that are asked together, wherever that is. */
class Same {
  constructor(numbered, firsts) {
    this.plain = new Plain(numbered.map(([number, rule]) => [number, rule.tests[0], firsts[number]]));
    this.pipelines = new Pipelines(numbered);
  }
}

/**
 * The rules that are asked at one place for some families: `same` is undefined where there are none, `headers` are those that the
 * rules look at, `leftOut` their exclusions here by number, `byField` says whether it matters in which field a text stands,
 * `known` are the answers that are remembered.
 */
class Asked {
  constructor(numbered, same, place) {
    this.same = same;
    this.headers = [...new Set(numbered.flatMap(([, rule]) => headersOf(rule)))].sort();
    this.leftOut = new Map(numbered.map(([number, rule]) => [number, rule.tests[0].exclusionsAt(place)]).filter(([, found]) => found.length));
    this.byField = this.leftOut.size > 0 || numbered.some(([, rule]) => asksForItsField(rule));
    this.needsMore = this.headers.length > 0 || this.byField;
    this.known = new Map();
  }

  /** What the answer depends on. */
  key(leaf, headers) {
    if (!this.needsMore) return leaf.text;
    const seen = this.headers.map((name) => `${headers[name] ?? ''}\0`).join('');
    return `${this.byField ? `${leaf.path}\0` : ''}${seen}${leaf.text}`;
  }
}

/** Those of the families, below the level and not excluded. `table` is rules.json. */
class Rules {
  constructor(table, families, level, excluded) {
    const rows = table.rules.filter((row) => families.has(row.family) && row.paranoia <= level && !excluded.has(row.id));
    this.rules = rows.map((row) => new Rule(row, table.pipelines));
    this.firsts = rows.map((row) => row.tests[0]);
    this.gate = new Gate(this.firsts.map((test, number) => [number, literalsOf(test)]));
    this.same = new Map(); // numbers of rules -> Same
    this.asked = new Map(); // set of families -> place -> Asked
    this.places = 0;
    this.remembered = 0;
  }

  /** [leaf, rules] of those for which rules match whose families are asked of them, in order. */
  matching(leaves, headers) {
    const found = new Array(leaves.length).fill(NONE);
    const waiting = new Map(); // Same -> [{ asked, key, leaf, numbers }]
    const listed = new Map(); // Asked -> key -> the same
    for (const [number, leaf] of leaves.entries()) {
      const asked = this.asked.get(leaf.families)?.get(leaf.place) ?? this.askedAt(leaf.place, leaf.families);
      if (!asked.same) continue;
      const key = asked.key(leaf, headers);
      const known = asked.known.get(key);
      if (known !== undefined) {
        found[number] = known;
        continue;
      }
      let keys = listed.get(asked);
      if (!keys) listed.set(asked, keys = new Map());
      const row = keys.get(key);
      if (row) row.numbers.push(number);
      else {
        const fresh = { asked, key, leaf, numbers: [number] };
        keys.set(key, fresh);
        add(waiting, asked.same, fresh);
      }
    }
    for (const [same, rows] of waiting) {
      const asking = this.asking(same, rows);
      rows.forEach((row, at) => {
        const rules = asking[at]?.length ? this.find(row, asking[at], headers) : NONE;
        this.remember(row, rules);
        for (const number of rules.length ? row.numbers : NONE) found[number] = rules;
      });
    }
    return leaves.map((leaf, number) => [leaf, found[number]]).filter(([, rules]) => rules.length);
  }

  askedAt(place, families) {
    const numbered = [...this.rules.entries()].filter(([, rule]) => families.has(rule.family) && rule.tests[0].asksAt(place));
    if (this.places >= MOST_PLACES) {
      this.asked.clear();
      this.places = 0;
      this.remembered = 0;
    }
    const named = numbered.map(([number]) => number).join();
    if (named && !this.same.has(named)) this.same.set(named, new Same(numbered, this.firsts));
    const asked = new Asked(numbered, this.same.get(named), place);
    if (!this.asked.has(families)) this.asked.set(families, new Map());
    this.asked.get(families).set(place, asked);
    this.places += 1;
    return asked;
  }

  remember({ asked, key }, rules) {
    if (key.length > LONGEST_REMEMBERED) return;
    if (this.remembered >= REMEMBERED) {
      for (const places of this.asked.values()) for (const each of places.values()) each.known.clear();
      this.remembered = 0;
    }
    asked.known.set(key, rules);
    this.remembered += 1;
  }

  /** For each row the [number, text as its first test asks it] of the rules that may match. */
  asking(same, rows) {
    const found = [];
    const [plain, others] = [[], []];
    rows.forEach(({ leaf }, at) => (isPlain(leaf.text) ? plain : others).push(at));
    const texts = plain.map((at) => rows[at].leaf.text);
    for (const [place, numbers] of plain.length ? same.plain.mayMatch(texts) : NONE) {
      found[plain[place]] = [...numbers].flatMap((number) => (
        this.rules[number].tests[0].transformed(texts[place]).map((text) => [number, text])));
    }
    if (!others.length) return found;
    const transformed = others.map((at) => same.pipelines.asking(asBytes(rows[at].leaf.text)));
    const mayMatch = this.gate.mayMatch(new Set(transformed.flatMap((groups) => groups.flatMap(([, each]) => [...each]))));
    others.forEach((at, place) => {
      found[at] = [];
      for (const [numbers, asked] of transformed[place]) {
        for (const text of asked) for (const number of numbers) if (mayMatch.get(text).has(number)) found[at].push([number, text]);
      }
    });
    return found;
  }

  /** The rules that match, by their numbers. */
  find({ asked, leaf }, asking, headers) {
    const found = new Set();
    for (const [number, text] of asking) {
      if (found.has(number) || asked.leftOut.get(number)?.some((leftOut) => leftOut(leaf))) continue;
      if (this.rules[number].matches(leaf, text, headers)) found.add(number);
    }
    return [...found].sort((one, other) => one - other).map((number) => this.rules[number]);
  }
}

module.exports = { Rules };
