'use strict';
// The compiled rules that a policy asks for, and which of them match a leaf of an event.

const { Gate } = require('./gate.cjs');
const { operator } = require('./operators.cjs');
const { Plain, isPlain } = require('./plain.cjs');
const { TRANSFORMATIONS, asBytes, isEncoded } = require('./transformations.cjs');

const MACRO = /%\{(?:tx\.(\d)|request_headers\.([\w-]+))\}/gi;
const REMEMBERED = 4096; // leaves that were seen before, each of at most so many characters
const LONGEST_REMEMBERED = 512;
const MOST_PLACES = 1024;
const FEW = 8; // rules that are asked at once

class Test {
  constructor(row, pipelines) {
    this.places = new Set(row.on.filter((place) => place[0] !== '-'));
    this.leftOut = row.on.filter((place) => place[0] === '-').map((place) => exclusion(place.slice(1)));
    // Where a later test of a chain takes its text from.
    this.source = row.on.find((place) => /^(?:matched|captured|field)/.test(place)) ?? '';
    this.steps = row.pipeline === undefined ? [] : pipelines[row.pipeline];
    this.multi = row.multi ?? false;
    this.negated = row.negated ?? false;
    this.name = row.operator;
    this.argument = row.argument;
    this.operator = undefined;
    // Names of headers that it looks at, wherever the leaf stands.
    this.headers = [...String(row.argument).matchAll(MACRO)].map(([, , header]) => header?.toLowerCase()).filter(Boolean);
  }

  /** The captures where it holds, else undefined. */
  holds(text, expand) {
    this.operator ??= operator(this.name, this.argument);
    const found = this.operator(text, expand);
    if (this.negated) return found === undefined ? [''] : undefined;
    return found;
  }

  /** Whether it can hold for a plain text; of the rest of a chain nothing is said. */
  mayHold(text) {
    return this.transformed(text).some((each) => this.holds(each, String) !== undefined);
  }

  asksAt(place) {
    return this.places.has(place) || this.places.has(place.split(':', 1)[0]);
  }

  leavesOut(leaf) {
    return this.leftOut.some((leftOut) => leftOut(leaf));
  }

  /** The texts to ask: the last one, or with `multi` each on the way. */
  transformed(given) {
    const found = [given];
    let text = given;
    for (const step of this.steps) {
      const changed = TRANSFORMATIONS[step](text);
      if (changed !== text) found.push(changed);
      text = changed;
    }
    return this.multi ? found : [text];
  }
}

const lastStep = (path) => path.slice(path.lastIndexOf('.') + 1);

/** Of a place such as `cookie:/__utm/` or `header:referer`: whether it is a leaf's. */
function exclusion(place) {
  const at = place.indexOf(':');
  const name = at < 0 ? place : place.slice(0, at);
  const selector = at < 0 ? '' : place.slice(at + 1);
  if (selector.startsWith('/')) {
    const pattern = new RegExp(selector.replace(/^\/|\/$/g, ''));
    return (leaf) => leaf.place.startsWith(name) && pattern.test(lastStep(leaf.path));
  }
  if (name === 'header') return (leaf) => leaf.place === place;
  return (leaf) => leaf.place === name && (!selector || lastStep(leaf.path) === selector);
}

class Rule {
  constructor(row, pipelines) {
    ({ id: this.id, family: this.family, score: this.score, message: this.message } = row);
    this.tests = row.tests.map((test) => new Test(test, pipelines));
  }

  /** Whether all tests hold. `text` is the leaf's as the first test asks it, `headers` the request's. */
  matches(leaf, text, headers) {
    let captures = [];
    const expand = (argument) =>
      argument.replace(MACRO, (_, digit, header) => (digit ? captures[digit] : headers[header.toLowerCase()]) ?? '');
    let asked = [text];
    for (const [number, test] of this.tests.entries()) {
      if (number) asked = test.transformed(next(test, test.source === 'field' ? leaf.path : text, headers, expand));
      let found;
      for (const each of asked) {
        found = test.holds(each, expand);
        if (found !== undefined) break;
      }
      if (found === undefined) return false;
      if (found.length > 1 || !number) captures = found;
    }
    return true;
  }
}

const asksForItsField = ({ tests }) => tests[0].leftOut.length > 0 || tests.some(({ source }) => source === 'field');

/** Names of the headers that a rule looks at, wherever the leaf stands. */
function headersOf({ tests }) {
  const places = tests.slice(1).flatMap((test) => [...test.places]).filter((place) => place.startsWith('header:'));
  return [...tests.flatMap((test) => test.headers), ...places.map((place) => place.slice('header:'.length))];
}

/** What a later test of a chain asks; `text` is what the first one matched, or the field that it stands in. */
function next(test, text, headers, expand) {
  if (test.source.startsWith('captured')) {
    const which = test.source.slice(test.source.indexOf(':') + 1);
    return expand(/^\d+$/.test(which) ? `%{tx.${which}}` : which);
  }
  if (test.source) return text;
  const place = [...test.places].find((each) => each.includes(':'));
  return headers[place?.split(':')[1]] ?? '';
}

/** The rules that are asked at one place for some families, by how they transform. */
class Asked {
  constructor(numbered, plain) {
    this.groups = grouped(numbered);
    this.numbers = new Set(numbered.map(([number]) => number));
    this.alone = numbered.filter(([number]) => plain.alone.has(number)); // of each plain text by itself
    this.plain = plain;
    this.headers = [...new Set(numbered.flatMap(([, rule]) => headersOf(rule)))].sort();
    this.byName = numbered.some(([, rule]) => asksForItsField(rule));
  }

  /** What their answer depends on, besides place and families. */
  key(leaf, headers) {
    const seen = this.headers.map((name) => `${headers[name] ?? ''}\0`).join('');
    return `${this.byName ? `${leaf.path}\0` : ''}${seen}${leaf.text}`;
  }
}

/** Those of the families, below the level and not excluded. `table` is rules.json. */
class Rules {
  constructor(table, families, level, excluded) {
    const rows = table.rules.filter((row) => families.has(row.family) && row.paranoia <= level && !excluded.has(row.id));
    this.rules = rows.map((row) => new Rule(row, table.pipelines));
    const firsts = rows.map((row) => row.tests[0]);
    this.gate = new Gate(firsts.map((test, number) => [number, literals(test)]));
    this.firsts = firsts.map((test, number) => [number, test, this.rules[number].tests[0].steps]);
    this.plains = new Map(); // numbers of rules -> Plain
    this.asked = new Map(); // set of families -> place -> Asked
    this.places = 0;
    this.remembered = new Map(); // Asked -> key -> rules
    this.size = 0;
  }

  /** [leaf, rules] of those for which rules match whose families are asked of them, in order. */
  matching(leaves, headers) {
    const found = [];
    const fresh = [];
    const plain = new Map();
    leaves.forEach((leaf, place) => {
      const asked = this.asked.get(leaf.families)?.get(leaf.place) ?? this.askedAt(leaf.place, leaf.families);
      if (!asked.groups.length) return;
      const key = asked.key(leaf, headers);
      const known = this.remembered.get(asked)?.get(key);
      if (known !== undefined) found[place] = known;
      else if (!isPlain(leaf.text)) fresh.push({ place, leaf, asked, key });
      else {
        if (!plain.has(asked.plain)) plain.set(asked.plain, []);
        plain.get(asked.plain).push({ place, leaf, asked, key });
      }
    });
    for (const [rules, listed] of plain) {
      const hits = rules.mayMatch(listed.map(({ leaf }) => leaf.text));
      listed.forEach(({ place, leaf, asked, key }, at) => {
        const more = asked.alone.filter(([, rule]) => rule.tests[0].mayHold(leaf.text)).map(([number]) => number);
        if (rules.encoded.length && isEncoded(leaf.text)) more.push(...rules.encoded);
        const only = more.length ? new Set([...hits[at], ...more]) : hits[at];
        found[place] = this.remember(asked, key, only.size ? this.find(leaf, headers, asked, only) : []);
      });
    }
    for (const { place, leaf, asked, key } of fresh) {
      found[place] = this.remember(asked, key, this.find(leaf, headers, asked, asked.numbers));
    }
    return leaves.map((leaf, place) => [leaf, found[place] ?? []]).filter(([, rules]) => rules.length);
  }

  askedAt(place, families) {
    const numbered = [...this.rules.entries()].filter(([, rule]) => families.has(rule.family) && rule.tests[0].asksAt(place));
    if (this.places >= MOST_PLACES) {
      this.asked.clear();
      this.remembered.clear();
      this.places = 0;
      this.size = 0;
    }
    const numbers = numbered.map(([number]) => number);
    const named = numbers.join();
    if (!this.plains.has(named)) this.plains.set(named, new Plain(numbers.map((number) => this.firsts[number])));
    const asked = new Asked(numbered, this.plains.get(named));
    if (!this.asked.has(families)) this.asked.set(families, new Map());
    this.asked.get(families).set(place, asked);
    this.places += 1;
    return asked;
  }

  remember(asked, key, rules) {
    if (key.length > LONGEST_REMEMBERED) return rules;
    if (this.size >= REMEMBERED) {
      this.remembered.clear();
      this.size = 0;
    }
    if (!this.remembered.has(asked)) this.remembered.set(asked, new Map());
    this.remembered.get(asked).set(key, rules);
    this.size += 1;
    return rules;
  }

  /** Of the rules with the numbers `only`. */
  find(leaf, headers, asked, only) {
    const found = new Set();
    const gated = new Map();
    const given = asBytes(leaf.text);
    for (const { first, rules } of asked.groups) {
      const wanted = rules.filter(([number]) => only.has(number));
      for (const text of wanted.length ? first.transformed(given) : []) {
        const few = only.size < FEW;
        if (!few && !gated.has(text)) gated.set(text, this.gate.mayMatch(text.toLowerCase()));
        const numbers = few ? only : gated.get(text);
        for (const [number, rule] of wanted) {
          const asks = numbers.has(number) && !found.has(rule) && !rule.tests[0].leavesOut(leaf);
          if (asks && rule.matches(leaf, text, headers)) found.add(rule);
        }
      }
    }
    return [...found];
  }
}

/** A test with the transformations, and the numbered rules, for each way to transform. */
function grouped(numbered) {
  const groups = new Map();
  for (const [number, rule] of numbered) {
    const [first] = rule.tests;
    const key = `${first.multi} ${first.steps.join()}`;
    if (!groups.has(key)) groups.set(key, { first, rules: [] });
    groups.get(key).rules.push([number, rule]);
  }
  return [...groups.values()];
}

function literals(test) {
  if (test.negated) return undefined;
  return test.operator === 'pm' ? test.argument : test.literals;
}

module.exports = { Rules };
