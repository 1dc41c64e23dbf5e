'use strict';
// ModSecurity's transformations. Each character of a text is a byte, as in Latin-1. See the Python runtime's.

const crypto = require('node:crypto');
const { unescaped } = require('../events/texts.cjs');

const PERCENT = /%(?:[uU]([0-9A-Fa-f]{4})|([0-9A-Fa-f]{2}))|\+/g;
const JS = /\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|([0-7]{1,3})|([^]))/g;
const CSS = /\\(?:([0-9A-Fa-f]{1,6})\s?|\n|([^]))/g;
const LETTERS = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };
const WHITE = /[ \t\n\r\f\v\xa0]+/g;

/** Full-width forms of ASCII stand for it. */
const narrowed = (code) => String.fromCharCode(code >= 0xff01 && code <= 0xff5e ? code - 0xfee0 : code & 0xff);
const byte = (digits, base) => String.fromCharCode(parseInt(digits, base) & 0xff);

const urlDecodeUni = (text) =>
  text.replace(PERCENT, (_, wide, hex) => (hex ? byte(hex, 16) : wide ? narrowed(parseInt(wide, 16)) : ' '));

const jsDecode = (text) =>
  text.replace(JS, (_, wide, hex, octal, other) =>
    wide ? narrowed(parseInt(wide, 16)) : hex ? byte(hex, 16) : octal ? byte(octal, 8) : LETTERS[other] ?? other);

const cssDecode = (text) => text.replace(CSS, (_, hex, other) => (hex ? narrowed(parseInt(hex, 16)) : other ?? ''));

const escapeSeqDecode = (text) =>
  text.replace(/\\(?:x([0-9A-Fa-f]{2})|([0-7]{1,3})|([^]))/g, (_, hex, octal, other) =>
    hex ? byte(hex, 16) : octal ? byte(octal, 8) : LETTERS[other] ?? other);

const asBytes = (text) => (/^[\x00-\x7f]*$/.test(text) ? text : Buffer.from(text, 'utf8').toString('latin1'));

const htmlEntityDecode = (text) =>
  text.includes('&') ? [...unescaped(text)].map((each) => String.fromCharCode(each.codePointAt(0) & 0xff)).join('') : text;

function utf8toUnicode(text) {
  if (/^[\x00-\x7f]*$/.test(text)) return text;
  const wide = Buffer.from(text, 'latin1').toString('utf8');
  return wide.replace(/[\x80-\uffff]/g, (each) => `%u${each.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

const cmdLine = (text) =>
  text.replace(/[\\"'^]/g, '').replace(/[\s,;]+/g, ' ').replace(/ +([/(])/g, '$1').toLowerCase();

function normalizePath(text) {
  if (!text.includes('/')) return text;
  const kept = [];
  for (const part of text.split('/')) {
    const last = kept.at(-1);
    if (part === '..') {
      if (kept.length && last !== '..' && last !== '') kept.pop();
      else if (!kept.length || last === '..') kept.push(part);
    } else if (part !== '.' && (part || !kept.length)) kept.push(part);
  }
  const end = /\/\.{0,2}$/.test(text) && kept.length && kept.at(-1) ? '/' : '';
  return kept.join('/') + end;
}

const base64Decode = (text) => Buffer.from(/^[A-Za-z0-9+/]*/.exec(text)[0], 'base64').toString('latin1');

const SHORTEST_BASE64 = 6; // of three letters and a bracket
const ENCODED = /^[A-Za-z0-9+/]{6,}/;
const CALLS = /%[0-9A-Fa-fu]|\\[\w$(]|[\w$\s+]{3}[(.=[`:]|\$\$|_process|_js_/;

/** The places of those plain texts that begin with what may be base64 of code: a name and what follows one, or encoded once more. */
function encoded(texts) {
  const places = [];
  texts.forEach((text, place) => {
    const head = text.length >= SHORTEST_BASE64 ? ENCODED.exec(text.replaceAll(' ', ''))?.[0] : undefined;
    if (head !== undefined && CALLS.test(Buffer.from(head, 'base64').toString('latin1'))) places.push(place);
  });
  return places;
}

exports.asBytes = asBytes;
exports.encoded = encoded;
exports.TRANSFORMATIONS = {
  base64Decode,
  cmdLine,
  compressWhitespace: (text) => text.replace(WHITE, ' '),
  cssDecode: (text) => (text.includes('\\') ? cssDecode(text) : text),
  escapeSeqDecode: (text) => (text.includes('\\') ? escapeSeqDecode(text) : text),
  hexEncode: (text) => Buffer.from(text, 'latin1').toString('hex'),
  htmlEntityDecode,
  jsDecode: (text) => (text.includes('\\') ? jsDecode(text) : text),
  length: (text) => String(text.length),
  lowercase: (text) => text.toLowerCase(),
  normalizePath,
  normalizePathWin: (text) => normalizePath(text.replaceAll('\\', '/')),
  removeCommentsChar: (text) => text.replace(/\/\*|\*\/|--|#/g, ''),
  removeNulls: (text) => text.replaceAll('\0', ''),
  removeWhitespace: (text) => text.replace(WHITE, ''),
  replaceComments: (text) => text.replace(/\/\*[^]*?(?:\*\/|$)/g, ' '),
  sha1: (text) => crypto.createHash('sha1').update(text, 'latin1').digest('latin1'),
  urlDecodeUni: (text) => (/[%+]/.test(text) ? urlDecodeUni(text) : text),
  utf8toUnicode,
};
// Those that leave a plain text as it is.
exports.UNCHANGED = new Set([
  'cssDecode', 'escapeSeqDecode', 'htmlEntityDecode', 'jsDecode', 'removeCommentsChar', 'removeNulls', 'replaceComments',
  'urlDecodeUni', 'utf8toUnicode',
]);
