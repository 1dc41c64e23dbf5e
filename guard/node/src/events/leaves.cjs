'use strict';
// Walks the outside fields of an event, decodes what stands in them, and gives every text with what it may reach.

const { Ground } = require('./ground.cjs');
const texts = require('./texts.cjs');
const { ANY, ITEMS, Tree, isObject, parse } = require('./paths.cjs');

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

// Of a header or parameter that came several times one map holds the last, another all: frameworks may take the first.
const SEVERAL = { headers: 'multiValueHeaders', queryStringParameters: 'multiValueQueryStringParameters' };
const OF_SEVERAL = /^multiValue(?:Headers|QueryStringParameters)\./;

const ofSeveral = ([first, ...more]) => [SEVERAL[first], ...(more.length ? [more[0], ITEMS, ...more.slice(1)] : [])];

/**
 * Which families are asked of which field. `named`: [path, families]; `others`: of every field without a name. `doubled`: some are
 * headers or parameters, of which events may hold two maps.
 */
class Fields {
  constructor(named, others) {
    this.others = new Set(others);
    const given = named.map(([path, families]) => [parse(path), new Set(families)]);
    const several = given.filter(([[first]]) => Object.hasOwn(SEVERAL, first));
    this.tree = Tree.ofSteps([...several.map(([steps, families]) => [ofSeveral(steps), families]), ...given]);
    this.doubled = several.length > 0;
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
    this.stack = []; // { value, path, depth, ground }
    this.stopped = false;
  }

  run(event) {
    this.event = event;
    const { outside, decoders } = this.kind;
    const { tree, others } = this.fields;
    const ground = new Ground(outside, decoders, tree, { families: others, how: [], record: -1, place: '' });
    this.stack.push({ value: event, path: '', depth: 0, ground });
    while (this.stack.length && !this.stopped) {
      const item = this.stack.pop();
      try {
        this.visit(item);
      } catch (error) {
        const what = error instanceof Excess ? error.what : error instanceof RangeError ? 'depth' : undefined;
        if (what === undefined) throw error;
        this.excess.push({ what, path: item.path, record: item.ground.record });
        if (this.stopped) this.unread(what, item.ground);
      }
    }
    if (this.fields.doubled) this.leaves = once(this.leaves);
    return this;
  }

  /** Nothing more is read: of the records that are not, each exceeds the limit, too. */
  unread(what, ground) {
    const places = new Map();
    for (const { path, ground: { record } } of this.stack) if (record !== ground.record) places.set(record, { what, path, record });
    this.excess.push(...places.values());
  }

  visit(item) {
    const { value, ground } = item;
    this.left -= 1;
    if (this.left < 0) {
      this.stopped = true;
      throw new Excess('number of values');
    }
    if (item.depth > this.depth) throw new Excess('depth');
    const chosen = ground.outside === undefined || ground.outside.kept === true;
    const decoder = ground.decoders?.kept;
    if (chosen && decoder && this.decode(decoder, item)) return;
    if (typeof value === 'string') {
      if (chosen) this.text(item);
    } else if (Array.isArray(value)) this.list(item, chosen);
    else if (isObject(value)) this.object(item, chosen);
  }

  object(item, chosen) {
    if (!chosen) {
      this.adapted(item);
      return;
    }
    const { value, path, depth } = item;
    let { ground } = item;
    const envelope = ground.how.length ? this.kinds.envelope(value) : undefined;
    // Who writes the text chooses what it looks like: an envelope says how to decode, and takes nothing out.
    if (envelope) ground = new Ground(undefined, envelope.decoders, ground.tree, ground);
    let names = ground.names.get(path);
    if (!names) ground.names.set(path, names = new Set());
    for (const key of Object.keys(value)) {
      const name = path ? `${path}.${key}` : key;
      const below = ground.below(key);
      if (ground.place !== 'header' && !names.has(key)) {
        names.add(key);
        this.name(key, name, ground, below.families);
      }
      this.stack.push({ value: value[key], path: name, depth: depth + 1, ground: below });
    }
  }

  name(key, path, ground, families) {
    if (families.size) this.leaf(key, path, ground.place === 'cookie' ? 'cookie-name' : 'name', families, ground);
  }

  /** Fields that the kind of event names. */
  adapted({ value, path, depth, ground }) {
    const { outside, decoders, families, how, record } = ground;
    for (const key of outside.children.has(ANY) ? Object.keys(value) : outside.children.keys()) {
      if (!Object.hasOwn(value, key)) continue;
      const name = path ? `${path}.${key}` : key;
      const [tree, known] = ground.at(key);
      const place = known || this.placeOf(name, key, value[key]);
      const below = new Ground(outside.below(key), decoders?.below(key), tree, { families, how, record, place });
      this.stack.push({ value: value[key], path: name, depth: depth + 1, ground: below });
    }
  }

  placeOf(name, key, value) {
    if (HEADERS.has(key) && isObject(value)) return 'header';
    if (this.kind.answer !== 'http') return '';
    const first = /^[^.[]*/.exec(name)[0];
    if (PATHS.has(first)) return 'path';
    if (QUERIES.has(first)) return 'query';
    return PLACES[first] ?? '';
  }

  list(item, chosen) {
    const { ground } = item;
    const outside = chosen ? undefined : ground.outside.children.get(ITEMS);
    if (!chosen && outside === undefined) return;
    const path = `${item.path}${ITEMS}`;
    const counted = ground.record < 0 && !ground.how.length && path === this.kind.recordPath;
    const decoders = ground.decoders?.children.get(ITEMS) ?? (chosen ? ground.decoders : undefined);
    const tree = ground.tree?.children.get(ITEMS);
    const { families, how, place } = ground;
    const common = ground.open ? ground : new Ground(outside, decoders, tree, ground);
    item.value.forEach((value, record) => {
      const below = counted ? new Ground(outside, decoders, tree, { families, how, record, place }) : common;
      this.stack.push({ value, path, depth: item.depth + 1, ground: below });
    });
  }

  leaf(text, path, place, families, { record, how }) {
    this.leaves.push({ text, path, place, families, record, how });
  }

  text(item) {
    const { value, path, ground } = item;
    const { how, families } = ground;
    if (ground.asks && how.length < MAX_LAYERS && this.holds(item)) return;
    this.size -= value.length;
    if (this.size < 0) {
      this.stopped = true;
      throw new Excess('size');
    }
    if (!families.size || texts.isNamedByLambda(value)) return;
    if (ground.place === 'path') this.leaf(texts.percent(value), path, 'path', families, ground);
    else {
      const file = how.at(-1) === 'multipart' && /\.filename(?:\[\])*$/.test(path);
      const place = file ? 'file-name' : ground.place || 'value';
      if (OF_BYTES.has(how.at(-1)) && texts.isBinary(value)) this.binary(value, path, place, ground);
      else this.leaf(value, path, place, families, ground);
    }
  }

  /** Bytes that are no text: their controls say nothing but to what reads objects. */
  binary(value, path, place, ground) {
    if (ground.families.has('deserialization')) this.leaf(value, path, place, OBJECTS, ground);
    this.leaf(texts.withoutControls(value), path, place, ofTexts(ground.families), ground);
  }

  /** Whether the text is wholly something else. What only may be something else is asked as it stands as well. */
  holds(item) {
    const { value, ground } = item;
    if (ground.place === 'header:cookie') {
      this.push(texts.asCookies(value), 'cookie', item, 'cookie');
      return true;
    }
    const first = value[0];
    let found;
    let way;
    if (first === '{' || first === '[' || first === '"' || /^\s/.test(value)) [found, way] = [texts.asJson(value), 'json'];
    else if (first === '<') {
      if (/xml/i.test(value.slice(0, 64)) || value.startsWith('<!DOCTYPE')) [found, way] = [texts.asXml(value), 'xml'];
    } else if (texts.mayBeEncoded(value)) {
      [found, way] = [texts.asToken(value), 'token'];
      if (found === undefined) [found, way] = [texts.asBase64(value), 'base64'];
    }
    if (found === undefined) return false;
    this.push(found, way, item);
    return (way === 'json' || way === 'token') && typeof found !== 'string'; // a text in quotes may be meant with them
  }

  push(value, way, { path, depth, ground }, place = ground.place) {
    const { families, how, record } = ground;
    const below = new Ground(undefined, undefined, ground.tree, { families, how: [...how, way], record, place });
    this.stack.push({ value, path, depth: depth + 1, ground: below });
  }

  decode(decoder, item) {
    if (!item.ground.asks) return true;
    if (decoder === 'body') return this.body(item);
    const found = DECODERS[decoder](item.value);
    if (found === undefined || found === item.value) return false;
    this.push(found, decoder, item);
    return true;
  }

  /** Of HTTP: what it is says its content type. */
  body(item) {
    let { value } = item;
    const { ground } = item;
    if (typeof value !== 'string') return false;
    const header = this.contentType();
    const type = header.toLowerCase();
    if (this.event.isBase64Encoded === true || this.event.is_base64_encoded === true) {
      const data = texts.decoded(value);
      if (data) value = texts.unpacked(data);
    }
    const raw = ofBodies(ground.families);
    if (raw.size) this.leaf(value, item.path, 'body', raw, ground);
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

/** Without what stands in a map of several values and in that of one as well. */
function once(leaves) {
  const single = new Map(); // families -> places and texts
  const known = ({ place, text }) => `${place}\0${text}`;
  for (const leaf of leaves) {
    if (OF_SEVERAL.test(leaf.path)) continue;
    if (!single.has(leaf.families)) single.set(leaf.families, new Set());
    single.get(leaf.families).add(known(leaf));
  }
  return leaves.filter((leaf) => !OF_SEVERAL.test(leaf.path) || !single.get(leaf.families)?.has(known(leaf)));
}

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
