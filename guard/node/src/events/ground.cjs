'use strict';
// What the values of an event have in common that stand near each other.

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
    const place = this.place === 'header' ? `header:${key.toLowerCase()}` : this.place;
    return new Ground(undefined, this.decoders?.below(key), this.tree?.below(key), { families, how, record, place });
  }
}

module.exports = { Ground };
