'use strict';
// Whether a value of the event changes the structure of a text that is about to be executed.

const { literals, skeleton } = require('./tokens.cjs');
const { isInert } = require('./values.cjs');

const PIECE = 6; // characters around a boundary of tokens that are looked for in the event
const LEARNED = 2048; // skeletons, and texts
const LONGEST = 4096; // characters of a text that is remembered

/** Knows the skeletons that the code itself makes; one per process. */
class Structures {
  constructor() {
    this.known = new Set();
    this.texts = new Set(); // of known skeletons
  }

  /** {value, field} where a value of the event is more than one literal of the text, undefined where none is. */
  changed(text, lexer, values) {
    const key = `${lexer} ${text}`;
    if (this.texts.has(key)) return undefined;
    const outline = `${lexer} ${skeleton(text, lexer)}`;
    if (this.known.has(outline)) {
      if (this.texts.size >= LEARNED) this.texts.clear();
      if (text.length <= LONGEST) this.texts.add(key);
      return undefined;
    }
    const spans = literals(text, lexer);
    let influenced = false;
    for (const [value, field] of values.texts) {
      for (let place = text.indexOf(value); place >= 0; place = text.indexOf(value, place + 1)) {
        influenced = true;
        if (!isInert(value) && !withinOne(place, place + value.length, spans)) return { value, field };
      }
    }
    const found = pieces(text, spans, values);
    if (found) return found;
    if (!influenced && this.known.size < LEARNED) this.known.add(outline);
    return undefined;
  }
}

const withinOne = (start, end, spans) => spans.some(([first, last]) => first <= start && end <= last);

/** A stretch of the event's text that reaches over the end of a literal: part of a value, or one that was changed. */
function pieces(text, spans, values) {
  const { joined } = values;
  for (const [, end] of spans) {
    const start = Math.max(0, end - PIECE / 2);
    const piece = text.slice(start, start + PIECE);
    if (piece.length < PIECE || !piece.trim() || !joined.includes(piece)) continue;
    let low = start;
    let high = start + PIECE;
    while (low > 0 && joined.includes(text.slice(low - 1, high))) low -= 1;
    while (high < text.length && joined.includes(text.slice(low, high + 1))) high += 1;
    if (high - low >= 2 * PIECE && !withinOne(low, high, spans)) {
      const part = text.slice(low, high);
      const field = [...values.texts].find(([value]) => value.includes(part))?.[1] ?? '';
      return { value: part, field };
    }
  }
  return undefined;
}

module.exports = { Structures };
