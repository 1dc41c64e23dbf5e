'use strict';
// What the values of an event have in common that stand near each other.

const { ANY } = require('./paths.cjs');

// Headers that are lists of clients' own, in which rules about values see programs and markup; cookies are decoded.
const LISTS = new Set(['accept', 'accept-charset', 'accept-encoding', 'accept-language', 'cookie']);

/**
 * What values have in common that stand near each other: the steps of the kind, its decoders and the fields of the policy for what
 * lies there, the families that are asked, the decoders it went through, record and place.
 *
 * `open`: neither kind nor policy names anything below, so that it is the same for all that lies there. `names` are the keys
 * that were asked about, by the path of their objects: in a list of objects they come again and again.
 */
class Ground {
  constructor(outside, decoders, tree, { families, how, record, place }) {
    this.outside = outside;
    this.decoders = decoders;
    this.tree = tree;
    this.families = tree?.kept ?? families;
    this.how = how;
    this.record = record;
    this.place = place;
    this.open = outside === undefined && decoders === undefined && tree === undefined && place !== 'header';
    this.asks = this.families.size > 0 || tree?.children.size > 0; // of a text there, or of what it holds
    this.names = new Map();
  }

  /** That of a field which the kind does not name. */
  below(key) {
    if (this.open) return this;
    const { families, how, record } = this;
    const [tree, place] = this.at(key);
    return new Ground(undefined, this.decoders?.below(key), tree, { families, how, record, place });
  }

  /** [the policy's fields, place] of a field. The names of headers are compared without case. */
  at(key) {
    if (this.place !== 'header') return [this.tree?.below(key), this.place];
    const name = key.toLowerCase();
    const named = this.tree?.ofHeader(name);
    if (named && !LISTS.has(name)) return [named, `named:${name}`];
    return [named ?? this.tree?.children.get(ANY), `header:${name}`];
  }
}

module.exports = { Ground };
