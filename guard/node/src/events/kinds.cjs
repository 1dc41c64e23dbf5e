'use strict';
// Kinds of events: how each is recognised, and which of its fields outsiders choose. The table is part of rules.json.

const { ITEMS, Tree, isObject, lookUp, parse } = require('./paths.cjs');

class Kind {
  constructor(name, row) {
    this.name = row.kind ?? name;
    this.answer = row.answer ?? '';
    this.records = row.records ? parse(row.records) : [];
    this.identifier = row.identifier ? parse(row.identifier) : [];
    this.outside = Tree.of(row.outside.map((path) => [path, true]));
    this.decoders = Tree.of(Object.entries(row.decode ?? {}));
    this.recordPath = row.records ? `${row.records}${ITEMS}` : '';
    this.equal = Object.entries(row.is ?? {}).map(([path, value]) => [parse(path), value]);
    this.has = (row.has ?? []).map(parse);
    this.contains = Object.entries(row.contains ?? {}).map(([path, part]) => [parse(path), part]);
  }

  fits(event) {
    for (const [steps, wanted] of this.equal) {
      const found = lookUp(event, steps);
      if (found !== wanted && !(Array.isArray(wanted) && wanted.includes(found))) return false;
    }
    if (this.has.some((steps) => lookUp(event, steps) === undefined)) return false;
    return this.contains.every(([steps, part]) => String(lookUp(event, steps)).includes(part));
  }

  /** What names the records with these numbers, undefined for one that has no name. */
  identifiers(event, records) {
    const listed = lookUp(event, this.records) ?? [];
    return records.map((number) => (this.identifier.length ? lookUp(listed[number], this.identifier) : undefined));
  }
}

/** All kinds of a table, the most particular first. */
class Kinds {
  constructor(table) {
    const rows = table.kinds;
    const merged = Object.entries(rows).map(([name, row]) => {
      const like = rows[row.like];
      return [name, like ? { ...like, ...row, has: [...(like.has ?? []), ...(row.has ?? [])] } : row];
    });
    merged.sort(([, first], [, second]) => Number('like' in second) - Number('like' in first));
    this.all = merged.map(([name, row]) => new Kind(name, row));
    this.whole = new Map(table.whole.map((name) => [name, new Kind(name, { outside: [] })]));
    for (const kind of this.whole.values()) kind.outside.kept = true;
    const named = new Map(merged);
    this.envelopes = table.envelopes.map((name) => new Kind(name, named.get(name)));
  }

  /**
   * The kind of an event: of the names that are expected the first that fits, or that can be anything: who chooses all
   * of an event could make it look like one of another kind. Where none of them does, any kind that fits, else the kind
   * `unknown`, all of which outsiders may have chosen.
   */
  of(event, expected = []) {
    const whole = this.whole.get(expected.find((name) => this.whole.has(name)));
    if (!isObject(event)) return whole ?? this.whole.get('unknown');
    return (
      this.all.find((kind) => expected.includes(kind.name) && kind.fits(event)) ??
      whole ??
      this.all.find((kind) => kind.fits(event)) ??
      this.whole.get('unknown')
    );
  }

  /** The kind of an event that another one carries (an object), undefined where it is none. */
  envelope(value) {
    return this.envelopes.find((kind) => kind.fits(value));
  }
}

module.exports = { Kind, Kinds };
