'use strict';
// Walks the outside fields of an event, decodes what stands in them, and gives every text with what it may reach.

const texts = require('./texts.cjs');
const { ANY, ITEMS, Tree, isObject } = require('./paths.cjs');

const { Excess } = texts;
const { stringify } = JSON;
const OF_BYTES = new Set(['base64', 'body', 'bytes', 'dynamodb', 'logs', 'multipart']); // what they give may be no text
const MAX_LAYERS = 6; // of one text within another
const BOUNDARY = /boundary="?([^";,\s]+)/i;
// Where a text of an HTTP event stands in a request, by the first step of its path; elsewhere it is a value.
const PLACES = { cookies: 'cookie' };
const HEADERS = new Set(['headers', 'multiValueHeaders', 'requestHeaders']);
const OBJECTS = new Set(['deserialization']);
const PATHS = new Set(['path', 'rawPath', 'raw_path', 'uri']);
const QUERIES = new Set(['rawQueryString', 'querystring']);

/** Which families are asked of which field. `named`: [path, families]; `others`: of every field without a name. */
class Fields {
  constructor(named, others) {
    this.others = new Set(others);
    this.tree = Tree.of(named.map(([path, families]) => [path, new Set(families)]));
  }
}

/** One event's. After `run`, `leaves` are its texts, and `excess` what was more than a limit. */
class Walk {
  constructor(kinds, kind, fields, limits) {
    this.kinds = kinds;
    this.kind = kind;
    this.fields = fields;
    this.depth = limits.depth ?? 64;
    this.left = limits.values ?? 100_000;
    this.size = 2 * (limits.bytes ?? 6 << 20); // what is decoded of a text counts as well
    this.leaves = [];
    this.excess = [];
    this.stack = [];
    this.stopped = false;
  }

  run(event) {
    this.event = event;
    const { outside, decoders } = this.kind;
    const { tree, others } = this.fields;
    this.stack.push({ value: event, outside, decoders, tree, families: others, path: '', how: [], depth: 0, record: -1, place: '' });
    while (this.stack.length && !this.stopped) {
      const item = this.stack.pop();
      try {
        this.visit(item);
      } catch (error) {
        const what = error instanceof Excess ? error.what : error instanceof RangeError ? 'depth' : undefined;
        if (what === undefined) throw error;
        this.excess.push({ what, path: item.path, record: item.record });
        if (this.stopped) this.unread(what, item);
      }
    }
    return this;
  }

  /** Nothing more is read: of the records that are not, each exceeds the limit, too. */
  unread(what, item) {
    const places = new Map();
    for (const { path, record } of this.stack) if (record !== item.record) places.set(record, { what, path, record });
    this.excess.push(...places.values());
  }

  visit(item) {
    const { value } = item;
    this.left -= 1;
    if (this.left < 0) {
      this.stopped = true;
      throw new Excess('number of values');
    }
    if (item.depth > this.depth) throw new Excess('depth');
    if (item.tree?.kept !== undefined) item.families = item.tree.kept;
    const chosen = item.outside === undefined || item.outside.kept === true;
    const decoder = item.decoders?.kept;
    if (chosen && decoder && this.decode(decoder, item)) return;
    if (typeof value === 'string') {
      if (chosen) this.text(item);
    } else if (Array.isArray(value)) this.list(item, chosen);
    else if (isObject(value)) this.object(item, chosen);
  }

  object(item, chosen) {
    const { value, path, how, place } = item;
    const { outside } = item;
    let { decoders } = item;
    // Who writes the text chooses what it looks like: an envelope says how to decode, and takes nothing out.
    if (chosen && how.length) decoders = this.kinds.envelope(value)?.decoders ?? decoders;
    const keys = chosen || outside.children.has(ANY) ? Object.keys(value) : [...outside.children.keys()];
    const asked = item.families.size > 0 || item.tree !== undefined;
    for (const key of keys) {
      if (!chosen && !Object.hasOwn(value, key)) continue;
      const name = path ? `${path}.${key}` : key;
      const tree = item.tree?.below(key);
      if (chosen && asked) this.name(key, name, item, tree);
      this.stack.push({
        value: value[key], outside: chosen ? undefined : outside.below(key), decoders: decoders?.below(key), tree,
        families: item.families, path: name, how, depth: item.depth + 1, record: item.record,
        place: this.placeOf(chosen, place, name, key, value[key]),
      });
    }
  }

  placeOf(chosen, place, name, key, value) {
    if (place === 'header') return `header:${key.toLowerCase()}`;
    if (place || chosen) return place;
    if (HEADERS.has(key) && isObject(value)) return 'header';
    if (this.kind.answer !== 'http') return place;
    const first = /^[^.[]*/.exec(name)[0];
    if (PATHS.has(first)) return 'path';
    if (QUERIES.has(first)) return 'query';
    return PLACES[first] ?? '';
  }

  list(item, chosen) {
    const below = chosen ? undefined : item.outside.children.get(ITEMS);
    if (!chosen && below === undefined) return;
    const path = `${item.path}${ITEMS}`;
    const counted = item.record < 0 && !item.how.length && path === this.kind.recordPath;
    const decoders = item.decoders?.children.get(ITEMS) ?? (chosen ? item.decoders : undefined);
    const tree = item.tree?.children.get(ITEMS);
    item.value.forEach((value, number) => {
      this.stack.push({ ...item, value, outside: below, decoders, tree, path, depth: item.depth + 1, record: counted ? number : item.record });
    });
  }

  name(key, path, item, tree) {
    const families = tree?.kept ?? item.families;
    if (families.size && item.place !== 'header') {
      this.leaf(key, path, item.place === 'cookie' ? 'cookie-name' : 'name', families, item);
    }
  }

  leaf(text, path, place, families, item) {
    this.leaves.push({ text, path, place, families, record: item.record, how: item.how });
  }

  text(item) {
    const { value, path, how } = item;
    const asked = item.families.size > 0 || item.tree?.children.size > 0;
    if (asked && how.length < MAX_LAYERS && this.holds(item)) return;
    this.size -= value.length;
    if (this.size < 0) {
      this.stopped = true;
      throw new Excess('size');
    }
    if (!item.families.size || texts.isNamedByLambda(value)) return;
    if (item.place === 'path') this.leaf(texts.percent(value), path, 'path', item.families, item);
    else {
      const file = how.at(-1) === 'multipart' && /\.filename(?:\[\])*$/.test(path);
      const place = file ? 'file-name' : item.place || 'value';
      if (OF_BYTES.has(how.at(-1)) && texts.isBinary(value)) this.binary(value, path, place, item);
      else this.leaf(value, path, place, item.families, item);
    }
  }

  /** Bytes that are no text: their controls say nothing but to what reads objects. */
  binary(value, path, place, item) {
    if (item.families.has('deserialization')) this.leaf(value, path, place, OBJECTS, item);
    this.leaf(texts.withoutControls(value), path, place, ofTexts(item.families), item);
  }

  /** Whether the text is wholly something else. What only may be something else is asked as it stands as well. */
  holds(item) {
    const { value, place } = item;
    if (place === 'header:cookie') {
      this.push(texts.asCookies(value), 'cookie', { ...item, place: 'cookie' });
      return true;
    }
    const first = value[0];
    let found;
    let way;
    if (first === '{' || first === '[' || first === '"' || /\s/.test(first)) [found, way] = [texts.asJson(value), 'json'];
    else if (first === '<' && (/xml/i.test(value.slice(0, 64)) || value.startsWith('<!DOCTYPE'))) [found, way] = [texts.asXml(value), 'xml'];
    else if (value.length >= 16) {
      [found, way] = [texts.asToken(value), 'token'];
      if (found === undefined) [found, way] = [texts.asBase64(value), 'base64'];
    }
    if (found === undefined) return false;
    this.push(found, way, item);
    return (way === 'json' || way === 'token') && typeof found !== 'string'; // a text in quotes may be meant with them
  }

  push(value, way, item) {
    this.stack.push({ ...item, value, outside: undefined, decoders: undefined, how: [...item.how, way], depth: item.depth + 1 });
  }

  decode(decoder, item) {
    if (!item.families.size && !item.tree?.children.size) return true;
    if (decoder === 'body') return this.body(item);
    const found = DECODERS[decoder](item.value);
    if (found === undefined || found === item.value) return false;
    this.push(found, decoder, item);
    return true;
  }

  /** Of HTTP: what it is says its content type. */
  body(item) {
    let { value } = item;
    if (typeof value !== 'string') return false;
    const header = this.contentType();
    const type = header.toLowerCase();
    if (this.event.isBase64Encoded === true || this.event.is_base64_encoded === true) {
      const data = texts.decoded(value);
      if (data) value = texts.unpacked(data);
    }
    const raw = ofBodies(item.families);
    if (raw.size) this.leaf(value, item.path, 'body', raw, item);
    const boundary = BOUNDARY.exec(header)?.[1];
    let found = value;
    let way = 'body';
    if (type.includes('multipart/') && boundary) [found, way] = [texts.asParts(value, boundary) ?? value, 'multipart'];
    else if (type.includes('x-www-form-urlencoded')) [found, way] = [texts.asForm(value), 'form'];
    else if (type.includes('xml')) [found, way] = [texts.asXml(value) ?? value, 'xml'];
    else if (!type.includes('json') && value.slice(0, 256).includes('=') && !'{["<'.includes(value[0])) [found, way] = [texts.asForm(value), 'form'];
    this.push(found, way, item);
    return true;
  }

  contentType() {
    return headersOf(this.event)['content-type'] ?? '';
  }
}

/** Those of the families that are wanted; the same set for the same families. */
function part(isWanted) {
  const known = new WeakMap();
  return (families) => {
    if (!known.has(families)) known.set(families, new Set([...families].filter(isWanted)));
    return known.get(families);
  };
}

const ofBodies = part((family) => family === 'header' || family === 'xxe'); // which are asked of a body as it came
const ofTexts = part((family) => family !== 'deserialization');

const ifText = (read) => (value) => (typeof value === 'string' ? read(value) : undefined);

/** Of an event of HTTP, in lower case; of several the first. */
function headersOf(event) {
  const found = Object.create(null);
  for (const headers of [event.multiValueHeaders, event.headers]) {
    if (!isObject(headers)) continue;
    for (const [name, value] of Object.entries(headers)) {
      const [first] = Array.isArray(value) ? value : [value];
      found[name.toLowerCase()] = typeof first === 'object' && first !== null ? stringify(first) : String(first);
    }
  }
  return found;
}

const DECODERS = {
  base64: ifText((value) => {
    const data = texts.decoded(value);
    return data && texts.unpacked(data);
  }),
  logs: ifText((value) => {
    const data = texts.decoded(value);
    const unpacked = data && texts.inflated(data);
    return unpacked && texts.asText(unpacked);
  }),
  percent: ifText(texts.percent),
  plus: ifText(texts.plus),
  form: ifText(texts.asForm),
  graphql: ifText(texts.asGraphql),
  cookie: ifText(texts.asCookies),
  dynamodb: texts.fromDynamodb,
  bytes: texts.fromBytes,
};

module.exports = { Fields, Walk, headersOf };
