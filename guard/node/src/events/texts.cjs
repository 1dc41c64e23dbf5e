'use strict';
// What a text holds: JSON, a form, XML, base64 and the like. Each reader gives what it found, or undefined.

const zlib = require('node:zlib');

const { parse } = JSON; // as it was before the function's code could change it

const MAX_INFLATED = 8 << 20; // bytes; more is an excess that is told

const CLOSING = { '{': '}', '[': ']', '"': '"' };
// Of these each takes linear time: what one part may take up, the next cannot begin with.
const BASE64 = /^[A-Za-z0-9+/\s]{16,}={0,2}$/;
const BASE64URL = /^[A-Za-z0-9_-]{16,}={0,2}$/;
// Both cases, or a digit somewhere behind a small letter.
const MIXED = /^(?:(?=[^A-Z]*[A-Z])[^a-z]*[a-z]|[^a-z]*[a-z][^0-9]*[0-9])/;
const ENCODED = /^(?:[A-Za-z0-9+/\s]{16}[A-Za-z0-9+/\s=]*|(?:Bearer\s+)?[A-Za-z0-9_-]{8}[A-Za-z0-9_.=-]*\s*)$/;
const TOKEN = /^(?:Bearer\s+)?(ey[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*)$/;
const XML_TEXT = /<!\[CDATA\[([^]*?)(?:\]\]>|$)|>([^<]+)|=\s*"([^"]*)"|=\s*'([^']*)'/g;
const UNPRINTABLE = /[^\t\n\r\x20-\x7e\xa0-\uffff]/g;
const STREAM = /^[0-9]{4}\/[0-9]{2}\/[0-9]{2}\/[A-Za-z0-9_-]*\[(?:\$LATEST|[0-9]+)\][0-9a-f]{32}$/;
const FOREIGN = /[^\t\n\r\x20-\x7e]/g;
const FEW = 3;
const ABOVE = /[\x80-\x9f]/;
const LITERAL = /"""([^]*?)(?:"""|$)|"((?:[^"\\\n]|\\[^])*)"?/g; // one that does not end is one, too
const PART_NAME = /[;\s](name|filename)\*?=(?:"((?:[^"\\\r\n]|\\.)*)|([^";\r\n]*))/gi;
const ENTITY = /&(?:#[xX]([0-9A-Fa-f]+)|#([0-9]+)|([A-Za-z][A-Za-z0-9]{1,31}));?/g;
const NAMED = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\xa0', tab: '\t', newline: '\n', colon: ':', lpar: '(', rpar: ')', sol: '/', bsol: '\\', grave: '`', lbrace: '{', lcub: '{', rcub: '}', rbrace: '}', semi: ';', equals: '=', comma: ',', period: '.', num: '#', excl: '!', quest: '?', ast: '*', commat: '@', dollar: '$', percnt: '%', lsqb: '[', rsqb: ']', verbar: '|', vert: '|', hyphen: '-', lowbar: '_', plus: '+' };
const MAGIC = ['\x80\x02', '\x80\x03', '\x80\x04', '\x80\x05', '\x1f\x8b', '\xac\xed'];

/** More than a limit allows; `what` says of what. */
class Excess extends Error {
  constructor(what) {
    super(what);
    this.what = what;
  }
}

function asJson(text) {
  const stripped = text.trim();
  if (stripped.length < 2 || CLOSING[stripped[0]] !== stripped.at(-1)) return undefined;
  try {
    const found = parse(stripped);
    return typeof found === 'string' || (typeof found === 'object' && found !== null) ? found : undefined;
  } catch (error) {
    if (error instanceof RangeError) throw new Excess('depth');
    return undefined;
  }
}

/** Whether it consists of what tokens and base64 do; of most texts that is all that has to be asked. */
const mayBeEncoded = (text) => text.length >= 16 && ENCODED.test(text);

/** Text or, of what is no text, its bytes as Latin-1; undefined for words that only look like it. */
function asBase64(text) {
  if (!(BASE64.test(text.trimEnd()) || BASE64URL.test(text)) || !MIXED.test(text)) return undefined;
  const data = decoded(text);
  if (!data?.length) return undefined;
  const found = unpacked(data);
  if (MAGIC.includes(data.toString('latin1', 0, 2))) return found;
  return !found.includes('\ufffd') && isLikely(data, found.slice(0, 512)) ? found : undefined;
}

/**
 * Whether bytes that a word of letters may stand for were text: less than a tenth is none, and it is UTF-8, or no more than
 * a quarter is not ASCII.
 */
function isLikely(data, head) {
  if ((head.match(UNPRINTABLE)?.length ?? 0) * 10 >= head.length) return false;
  try {
    strict.decode(data);
    return true;
  } catch {
    return (head.match(FOREIGN)?.length ?? 0) * 4 <= head.length;
  }
}

/** The text of bytes, which gzip may have packed. */
function unpacked(data) {
  return asText((data[0] === 0x1f && data[1] === 0x8b && inflated(data)) || data);
}

/**
 * Whether a tenth of it is no text (half of it where that is a sign or two), or there are zero bytes and bytes that are
 * no character of UTF-8's.
 */
function isBinary(text) {
  const head = text.slice(0, 512);
  const strange = head.match(UNPRINTABLE)?.length ?? 0;
  const part = strange > FEW ? 10 : 2;
  return (strange > 1 && strange * part >= head.length) || (text.includes('\0') && ABOVE.test(text));
}

/** Whether it is the name of a stream of logs as Lambda gives it, which holds nothing else. */
const isNamedByLambda = (text) => text[4] === '/' && STREAM.test(text);

const withoutControls = (text) => text.replace(/[\0-\x08\n-\x1f]/g, ' ');

/** The bytes of base64 in either alphabet, padded or not; undefined where it is none. */
function decoded(text) {
  const compact = text.replace(/\s+/g, '').replace(/=+$/, '');
  if (!/^[A-Za-z0-9+/_-]*$/.test(compact) || compact.length % 4 === 1) return undefined;
  return Buffer.from(compact, 'base64');
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** UTF-8, or where it is none Latin-1, in which every byte is a character. */
function asText(data) {
  try {
    return strict.decode(data);
  } catch {
    return data.toString('latin1');
  }
}

/** Of gzip or zlib. */
function inflated(data) {
  try {
    return zlib.unzipSync(data, { maxOutputLength: MAX_INFLATED });
  } catch (error) {
    if (error.code === 'ERR_BUFFER_TOO_LARGE') throw new Excess('size once it is unpacked');
    return undefined;
  }
}

/** What a JSON Web Token claims. */
function asToken(text) {
  const found = TOKEN.exec(text.trim());
  const data = found && decoded(found[1].split('.')[1]);
  return data ? asJson(asText(data)) : undefined;
}

/** Names and values, of which each name may have several. */
function asForm(text) {
  const found = {};
  for (const [name, value] of new URLSearchParams(text)) add(found, name, value);
  return found;
}

function asCookies(text) {
  const found = {};
  for (const each of text.split(';')) {
    const [name, ...rest] = each.trim().split('=');
    if (name) add(found, name, percent(rest.join('=')));
  }
  return found;
}

function add(found, name, value) {
  if (!Object.hasOwn(found, name)) Object.defineProperty(found, name, { value: [], enumerable: true });
  found[name].push(value);
}

/** A document on one line, since its line breaks are blanks like any, and the texts that stand in it. */
function asGraphql(text) {
  if (!text.includes('{')) return undefined;
  const literals = [...text.matchAll(LITERAL)].map(([, block, line]) => block || line).filter(Boolean);
  return [text.replace(/[\r\n]+/g, ' '), ...literals];
}

/** All texts and attributes' values, in order. */
function asXml(text) {
  if (!text.trimStart().startsWith('<')) return undefined;
  const found = [];
  for (const [, data, content, first, second] of text.matchAll(XML_TEXT)) {
    const part = content || first || second;
    if (data) found.push(data);
    else if (part) found.push(unescaped(part));
  }
  return found;
}

const unescaped = (text) => text.replace(ENTITY, entity);

function entity(whole, hex, digits, name) {
  const code = hex ? parseInt(hex, 16) : digits ? parseInt(digits, 10) : -1;
  if (code >= 0) return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
  return NAMED[name] ?? NAMED[name.toLowerCase()] ?? whole;
}

/**
 * Fields of a multipart form: name -> contents; names of files, and of their fields, stand under `filename`. Undefined where
 * there are no parts.
 */
function asParts(text, boundary) {
  const found = {};
  for (const part of text.split(`--${boundary}`).slice(1)) {
    const separator = part.includes('\r\n\r\n') ? '\r\n\r\n' : '\n\n';
    const at = part.indexOf(separator);
    const head = at < 0 ? part : part.slice(0, at);
    const body = at < 0 ? '' : part.slice(at + separator.length);
    const names = Object.fromEntries([...head.matchAll(PART_NAME)].map(([, key, quoted, plain]) => [key.toLowerCase(), quoted ?? plain]));
    if (names.filename !== undefined) for (const each of [names.filename, names.name]) if (each) add(found, 'filename', each);
    if (names.name !== undefined) add(found, names.name, body.replace(/\r?\n$/, ''));
  }
  return Object.keys(found).length ? found : undefined;
}

/** An item or attribute in DynamoDB's types, as plain values. */
function fromDynamodb(value) {
  if (typeof value !== 'object' || value === null) return value;
  const keys = Object.keys(value);
  if (keys.length === 1) {
    const [kind] = keys;
    const inner = value[kind];
    if (kind === 'S' || kind === 'N' || kind === 'BOOL' || kind === 'NULL') return inner;
    if (kind === 'B' && typeof inner === 'string') {
      const data = decoded(inner);
      return data ? asText(data) : inner;
    }
    if (['SS', 'NS', 'BS', 'L'].includes(kind) && Array.isArray(inner)) return inner.map(fromDynamodb);
    if (kind === 'M' && typeof inner === 'object') return fromDynamodb(inner);
  }
  if (Array.isArray(value)) return value.map(fromDynamodb);
  return Object.fromEntries(keys.map((key) => [key, fromDynamodb(value[key])]));
}

/** A list of numbers of bytes, as Kafka's and RabbitMQ's headers come. */
function fromBytes(value) {
  const are = Array.isArray(value) && value.every((each) => Number.isInteger(each) && each > -129 && each < 256);
  return are ? asText(Buffer.from(value)) : undefined;
}

function percent(text) {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    const data = text.replace(/%([0-9A-Fa-f]{2})/g, (_, digits) => String.fromCharCode(parseInt(digits, 16)));
    return asText(Buffer.from(data, 'latin1'));
  }
}

const plus = (text) => percent(text.replaceAll('+', ' '));

module.exports = {
  Excess, asBase64, asCookies, asForm, asGraphql, asJson, asParts, asText, asToken, asXml, decoded, fromBytes, fromDynamodb,
  inflated, isBinary, isNamedByLambda, mayBeEncoded, percent, plus, unescaped, unpacked, withoutControls,
};
