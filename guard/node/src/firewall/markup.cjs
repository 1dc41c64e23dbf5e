'use strict';
// Whether a text is markup that a browser would run: as content of a page, within an attribute, or as an address.
//
// Each `<` begins a tag wherever it stands, since nobody knows where in the page the text goes; after its first quote of
// each kind it is read as the attributes of the tag that it stands in. What cannot run anything, as `<b>` or `a < b`, is
// not meant.

const { isAddress, isEvent, runs, runsAsStyle, startsCall } = require('./markup-parts.cjs');

const TAG = /<(\/?)([A-Za-z][\w:.-]*)[^\x00-\x20/><]*/g;
const ATTRIBUTE = new RegExp(
  '[\\x00-\\x20/]*((?:[^\\x00-\\x20/>=<]|<(?![A-Za-z]))[^\\x00-\\x20/>=<]*(?:<(?![A-Za-z])[^\\x00-\\x20/>=<]*)*)[\\x00-\\x20]*'
  + '(=[\\x00-\\x20]*(?:"([^"]*)"?|\'([^\']*)\'?|([^\\x00-\\x20>]*)))?',
  'y',
);
const INSTRUCTION = /<\?(?:import\b|xml-stylesheet\b[^>]{0,400}?(?:javascript|data):)/i;
const PLAIN_NAME = /^[A-Za-z_:@][\w:.-]*$/;
const FIRST_CHUNK = /^[^\x00-\x20>]*/;
const SETTING = /(?:on[a-z]{3,40}|style|href|src|action|data|srcdoc|background)[\x00-\x20]*=/i;
const STARTS_SETTING = new RegExp(`^${SETTING.source}`, 'i');
const APART = /[\x00-\x20]=|=[\x00-\x20]/;
const STARTS_ADDRESS = /^[\x00-\x20]*[jvdl&]/i;
const BLANKS = ' \t\n\r\f\v/';
const WITHOUT_VALUE = new Set(['autofocus', 'disabled', 'hidden', 'open', 'checked', 'contenteditable', 'controls', 'loop']);
const LONGEST_ADDRESS = 400; // characters of one that are looked at

function isMarkup(text) {
  if (text.includes('<') && hasTag(text)) return true;
  if (text.includes('=') && SETTING.test(text) && goesOn(text)) return true;
  const found = text.includes(':') || text.includes('&') ? STARTS_ADDRESS.exec(text) : null;
  return found !== null && isAddress(text.slice(found[0].length - 1, found[0].length + LONGEST_ADDRESS));
}

function hasTag(text) {
  let left = 4 * text.length + 4096;
  let styled = false;
  for (const found of text.matchAll(TAG)) {
    const name = found[2].toLowerCase().replace(/^.*:/, '');
    if (name === 'script') return true;
    if (found[1]) continue;
    styled = styled || name === 'style';
    let place = found.index + found[0].length;
    for (let attribute = attributeAt(text, place); attribute !== null; attribute = attributeAt(text, place)) {
      if (runs(attribute[1].toLowerCase(), valueOf(attribute), name)) return true;
      left -= attribute[0].length;
      place += attribute[0].length;
    }
    // Only a text made to take long has tags within tags within tags.
    if (left < 0) return true;
  }
  if (styled && runsAsStyle(text)) return true;
  return text.includes('<?') && INSTRUCTION.test(text);
}

function attributeAt(text, place) {
  ATTRIBUTE.lastIndex = place;
  return ATTRIBUTE.exec(text);
}

/** Undefined where it has none. */
const valueOf = (attribute) => attribute[3] ?? attribute[4] ?? attribute[5];

/** As the rest of an attribute's value, without quotes or with either kind. */
function goesOn(text) {
  if (hasHandler(text, FIRST_CHUNK.exec(text)[0].length, '')) return true;
  if (STARTS_SETTING.test(text) && hasHandler(text, 0, '')) return true;
  for (const quote of ['"', "'"]) {
    const end = text.indexOf(quote);
    if (end >= 0 && hasHandler(text, end + 1, quote)) return true;
  }
  return false;
}

/** Whether attributes go on from there and one runs something. */
function hasHandler(text, place, quote) {
  const apart = !quote || (place < text.length && BLANKS.includes(text[place]));
  for (let attribute = attributeAt(text, place); attribute !== null; attribute = attributeAt(text, place)) {
    const name = attribute[1].toLowerCase();
    const value = valueOf(attribute);
    if (quote ? name.includes(quote) : !PLAIN_NAME.test(name)) return false;
    if (runs(name, value, '') && (quote ? apart || isEvent(name) : isBare(attribute[0], value))) return true;
    if (!apart && !WITHOUT_VALUE.has(name)) return false;
    place += attribute[0].length;
  }
  return false;
}

/** Whether it is one of markup where no quote says so, rather than an assignment. */
const isBare = (attribute, value) => value[0] !== '{' && startsCall(value) && !APART.test(attribute);

module.exports = { isMarkup };
