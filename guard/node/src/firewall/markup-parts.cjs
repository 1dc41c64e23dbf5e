'use strict';
// Which attributes, styles and addresses run something.

const { words } = require('./sql-tokens.cjs');

const ENTITY = /&(?:#[xX]0*([0-9A-Fa-f]{1,6})|#0*([0-9]{1,7})|(Tab|NewLine|colon|lpar|rpar|sol|amp|quot|apos|nbsp|semi|comma|period));?/g;
const NAMED = {
  Tab: '\t', NewLine: '\n', colon: ':', lpar: '(', rpar: ')', sol: '/', amp: '&', quot: '"', apos: "'", nbsp: '\xa0', semi: ';',
  comma: ',', period: '.',
};
const BLANKS = /[\x00-\x20]+/g;
const LEADING = /^[\x00-\x20]*/;
const EVENT = /^on[a-z]{3,40}$/i;
const NO_EVENTS = words('only once online ongoing onward onwards');
const CALL = /[\w$.\]][\x00-\x20]*(?:[(`]|=[^=])/;
const STYLE = /expression[\x00-\x20]{0,40}\(|@import|-moz-binding|(?<![\w-])behavior[\x00-\x20]{0,40}:|(?:java|vb)script:/i;
const STYLE_COMMENT = /\/\*[^*]*\*\/|\\/g;
const SCHEME = /(?:^|[;=,'"(])(?:javascript|vbscript|livescript|mocha):/i;
const DATA = /(?:^|[;=])data:(?:text\/(?:html|xml|javascript|css)|application\/(?:xhtml\+xml|xml|javascript|ecmascript)|image\/svg\+xml)/i;
const SVG = /data:image\/svg\+xml/i;
// An address of its own goes on like code; `JavaScript: The Good Parts` does not.
const SCRIPT_ADDRESS = new RegExp(
  '^(?:javascript|vbscript|livescript):(?:[%`\'"\\[+(!~-]|[ \\t\\r\\n\\f\\v]*(?://|/\\*'
  + '|(?:var|let|const|void|new|throw|delete|typeof|eval|with|if|return|function|async)\\b[ \\t(]'
  + '|[\\w$.\\[\\]\'"+/*%]{1,200}[(`=;]))',
  'i',
);
const HEAD = /^([a-zA-Z\x00-\x20]{4,60}):/;
const PAGE_ADDRESS = /^data:(?:text\/(?:html|javascript|xml)|application\/(?:xhtml\+xml|javascript))[;,]/i;
const TEXTS = words('title alt class id name placeholder label summary aria-label datetime');
const PICTURES = new Set(['img', 'image', 'source', 'picture', 'input', 'video', '']);
const REFRESHING = /^[ \t\n\r]*(?:refresh|set-cookie|link)[ \t\n\r]*$/i;
// Tags that run what they name, with the attributes that name it.
const RUNNING = new Map(Object.entries({
  iframe: ['src', 'srcdoc'], frame: ['src'], frameset: ['onload', 'rows', 'cols'], object: ['data', 'classid', 'type', 'codebase'],
  embed: ['src', 'code', 'type'], applet: ['code', 'codebase', 'archive', 'object'], base: ['href'], portal: ['src'],
  fencedframe: ['src', 'config'], vmlframe: ['src'], listener: ['handler'], import: ['implementation', 'namespace'],
}));

/** Whether an attribute runs something; `name` and `tag` in lower case, `value` undefined where it has none. */
function runs(given, value, tag) {
  if (value === undefined) return false;
  const name = given.replace(/^["'`]+/, '');
  // `{handle}` is how components are given one, and does nothing as a statement.
  if (EVENT.test(name)) return !NO_EVENTS.has(name) && (value[0] !== '{' || startsCall(value));
  if (RUNNING.get(tag)?.includes(name) || name === 'srcdoc' || name === 'ev:event') return true;
  if (name === 'style') return runsAsStyle(value);
  if (name === 'attributename') return /^(?:on|href|xlink:href|innerhtml)/i.test(value);
  if (tag === 'link' && name === 'rel') return /stylesheet|import/i.test(value);
  if (tag === 'meta' && name === 'http-equiv') return REFRESHING.test(unescape(value.slice(0, 80)));
  return (value.includes(':') || value.includes('&')) && !TEXTS.has(name) && !name.startsWith('data-') && leads(value, tag);
}

/** Whether an attribute's value is an address that runs. */
function leads(given, tag) {
  const value = unescape(given).replace(BLANKS, '');
  if (SCHEME.test(value)) return true;
  return DATA.test(value) && !(PICTURES.has(tag) && SVG.test(value));
}

const isEvent = (name) => EVENT.test(name);

/** Whether it calls or assigns something. */
const startsCall = (code) => CALL.test(unescape(code));

const runsAsStyle = (text) => STYLE.test(text.replace(STYLE_COMMENT, ''));

/** Without the entities that hide a scheme or a call. */
function unescape(text) {
  return text.includes('&') ? text.replace(ENTITY, character) : text;
}

function character(_, hexadecimal, decimal, named) {
  if (named) return NAMED[named];
  const code = hexadecimal ? parseInt(hexadecimal, 16) : parseInt(decimal, 10);
  return code < 0x80 ? String.fromCharCode(code) : '\ufffd';
}

/** Whether a text is itself an address that runs script. */
function isAddress(given) {
  const text = unescape(given).replace(LEADING, '');
  const found = HEAD.exec(text);
  if (found === null) return false;
  const address = found[1].replace(BLANKS, '') + text.slice(found[0].length - 1);
  return SCRIPT_ADDRESS.test(address) || PAGE_ADDRESS.test(address);
}

module.exports = { isAddress, isEvent, runs, runsAsStyle, startsCall };
