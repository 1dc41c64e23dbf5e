//// destructuring kind=direct
const { execSync: sh } = require('child_process');
exports.handler = async ({ a, b: renamed, c: { d } = {}, ...rest }) => {
  sh(a); //! shell event.a
  sh(renamed); //! shell event.b
  sh(d); //! shell event.c.d
  sh(rest.z); //! shell event.z
  const [x, , y = 'list', ...others] = ['list', a, undefined, 'list', a];
  sh(x);
  sh(y);
  sh(others[0]);
  sh(others[1]); //! shell event.a
  let p = a;
  let q = 'list';
  [p, q] = [q, p];
  sh(p);
  sh(q); //! shell event.a
  const { ['k']: k, l = a } = { k: 'list' };
  sh(k);
  sh(l); //! shell event.a
  const target = {};
  ({ a: target.one, b: target.two } = { a: 'list', b: renamed });
  sh(target.one);
  sh(target.two); //! shell event.b
  for (const { name, text } of [{ name: 'list', text: a }]) {
    sh(name);
    sh(text); //! shell event.a
  }
};
//// object_spread kind=direct
const { execSync: sh } = require('child_process');
exports.handler = async (event) => {
  const merged = { a: event.a, ...{ a: 'list', b: event.b } };
  sh(merged.a);
  sh(merged.b); //! shell event.b
  const over = { a: 'list', ...event };
  sh(over.a); //! shell event.a
  const under = { ...event, a: 'list' };
  sh(under.a);
  sh(under.z); //! shell event.z
  const { a, ...others } = { a: event.a, b: 'list' };
  sh(others.b);
  sh(a); //! shell event.a
  const maybe = { c: 'list', ...(event.flag && { c: event.c }) };
  sh(maybe.c); //! shell event.c
  const list = [...['list'], ...event.items];
  sh(list[1]); //! shell event.items[]
};
//// optional_and_nullish kind=direct
const { execSync: sh } = require('child_process');
exports.handler = async (event) => {
  sh(event?.a?.b); //! shell event.a.b
  sh(event.c ?? 'list'); //! shell event.c
  sh('list' ?? event.d);
  sh(null ?? event.e); //! shell event.e
  sh(undefined?.x ?? 'list');
  const run = { go: (x) => x, stay: () => 'list' };
  sh(run.go?.(event.f)); //! shell event.f
  sh(run.stay?.(event.f));
  sh(run.none?.(event.f) ?? 'list');
  let g = 'list';
  g ??= event.g;
  sh(g);
  let h;
  h ??= event.h;
  sh(h); //! shell event.h
  let i = event.i;
  i &&= 'list';
  sh(i);
  const o = { j: '' };
  o.j ||= event.j;
  sh(o.j); //! shell event.j
  sh(event['k']?.[0]); //! shell event.k[]
};
//// computed_keys kind=direct
const { execSync: sh } = require('child_process');
const KEY = 'command';
exports.handler = async (event) => {
  const o = { [KEY]: event.x, ['a' + 1]: 'list', [`b${2}`]: event.y };
  sh(o.command); //! shell event.x
  sh(o.a1);
  sh(o.b2); //! shell event.y
  const t = { [event.k]: 'list' };
  for (const k in t) sh(k); //! shell event.k
  sh(t[event.k]);
  const s = Symbol('s');
  const w = { [s]: event.z, plain: 'list' };
  sh(w[s]); //! shell event.z
  sh(w.plain);
};
//// maps_and_sets kind=direct
const { execSync: sh } = require('child_process');
exports.handler = async (event) => {
  const map = new Map([['a', 'list']]);
  map.set('b', event.b).set('c', 'list');
  sh(map.get('a'));
  sh(map.get('b')); //! shell event.b
  sh(map.get('c'));
  for (const [k, v] of map) {
    sh(k);
    sh(v); //! shell event.b
  }
  map.forEach((v, k) => {
    sh(k);
    sh(v); //! shell event.b
  });
  for (const k of map.keys()) sh(k);
  for (const v of map.values()) sh(v); //! shell event.b
  sh([...map.entries()][0][0]);
  sh(Object.fromEntries(map).b); //! shell event.b
  sh(Object.fromEntries(map).a);
  const set = new Set(['list']);
  for (const x of set) sh(x);
  set.add(event.s);
  for (const x of set) sh(x); //! shell event.s
  sh([...new Set(event.items)][0]); //! shell event.items[]
  if (new Set(['ls', 'df']).has(event.t)) sh(event.t);
  const weak = new WeakMap();
  const key = {};
  weak.set(key, event.w);
  sh(weak.get(key)); //! shell event.w
  sh(String(map.size));
  sh(String(map.has(event.x)));
};
//// entries_and_assign kind=direct
const { execSync: sh } = require('child_process');
exports.handler = async (event) => {
  for (const [k, v] of Object.entries({ list: event.x })) {
    sh(k);
    sh(v); //! shell event.x
  }
  for (const k of Object.keys({ [event.k]: 'list' })) sh(k); //! shell event.k
  for (const v of Object.values({ [event.k]: 'list' })) sh(v);
  const o = Object.assign({ a: event.a }, { a: 'list' }, { b: event.b });
  sh(o.a);
  sh(o.b); //! shell event.b
  const mapped = Object.fromEntries(Object.entries(event.map).map(([k, v]) => [k, 'list']));
  sh(mapped.z);
  const kept = Object.fromEntries(Object.entries({ a: event.c, b: 'list' }).map(([k, v]) => [k, v]));
  sh(kept.a); //! shell event.c
  sh(kept.b);
  sh(Object.freeze({ a: event.d }).a); //! shell event.d
  sh(structuredClone({ a: event.e, b: 'list' }).a); //! shell event.e
  sh(structuredClone({ a: event.e, b: 'list' }).b);
  sh(JSON.parse(JSON.stringify({ a: event.f, b: 'list' })).b);
  sh(JSON.parse(JSON.stringify({ a: event.f, b: 'list' })).a); //! shell event.f
  delete o.b;
  sh(String(o.b));
};
//// higher_order_methods kind=direct
const { execSync: sh } = require('child_process');
exports.handler = async (event) => {
  const items = event.items;
  sh(items.map((x) => x)[0]); //! shell event.items[]
  sh(items.map(() => 'list')[0]);
  sh(String(items.map((x, i) => i)[0]));
  sh(items.filter(Boolean)[0]); //! shell event.items[]
  sh(items.filter((x) => ['a', 'b'].includes(x))[0]);
  sh(items.reduce((all, x) => all + x, '')); //! shell event.items[]
  sh(String(items.reduce((n) => n + 1, 0)));
  sh(items.reduce((all, x) => ({ ...all, [x]: 'list' }), {}).a);
  sh(items.flatMap((x) => [x, 'list'])[0]); //! shell event.items[]
  sh(items.flatMap(() => ['list'])[0]);
  sh(items.find((x) => x.startsWith('a'))); //! shell event.items[]
  sh(['a', 'b'].find((x) => x === event.x));
  sh(String(items.findIndex((x) => x === 'a')));
  sh(String(items.some((x) => x) && items.every((x) => x)));
  sh(items.sort((a, b) => a.n - b.n)[0]); //! shell event.items[]
  sh(items.slice(1).concat(['list']).reverse()[0]); //! shell event.items[]
  items.forEach((x) => sh(x)); //! shell event.items[]
  items.forEach((x, i) => sh(String(i)));
  sh(items.at(-1)); //! shell event.items[]
  sh(items.join(' ')); //! shell event.items[]
  sh(String(items.length));
  sh(Array.from(items, (x) => x)[0]); //! shell event.items[]
  sh(Array.from({ length: 3 }, (_, i) => 'list' + i)[0]);
  sh(Array.of(event.x, 'list')[0]); //! shell event.x
  sh(Array.of(event.x, 'list')[1]);
  sh([['list', event.y]].flat()[0]);
  sh([['list', event.y]].flat()[1]); //! shell event.y
  sh(new Array(3).fill(event.z)[1]); //! shell event.z
  sh(items.toSorted()[0]); //! shell event.items[]
};
//// callbacks_that_are_sinks kind=direct
const { execSync: sh } = require('child_process');
const sort = (a, b) => {
  sh(a); //! shell event.items[]
  return 0;
};
const index = (x, i) => sh('a' + i);
exports.handler = async (event) => {
  event.items.sort(sort);
  event.items.map(index);
  ['ls'].map((x) => sh(x));
  ['ls'].map(sh);
  event.others.map(sh); //! shell event.others[]
  event.items.reduceRight((all, x) => sh(x), ''); //! shell event.items[]
  ['ls'].reduce((all, x) => all + x, event.x).split(',').forEach((x) => sh(x)); //! shell event.x
  'a-b'.replace(/-/, () => event.y);
  sh('a-b'.replace(/-/, () => event.y)); //! shell event.y
  sh('a-b'.replace(/-/, () => '+'));
};
//// arrays kind=direct
const { execSync: sh } = require('child_process');
exports.handler = async (event) => {
  const list = ['list'];
  list.push(event.x, 'list');
  sh(list[0]);
  sh(list[1]); //! shell event.x
  sh(list[2]);
  list.unshift(event.y);
  sh(list[0]); //! shell event.y
  sh(list[1]);
  sh(list.shift()); //! shell event.y
  sh(list.pop());
  sh(list.pop()); //! shell event.x
  sh(list[0]);
  const spliced = ['a', event.z, 'b'];
  const [removed] = spliced.splice(1, 1);
  sh(removed); //! shell event.z
  const empty = [event.w];
  empty.length = 0;
  empty.push('list');
  sh(empty[0]);
  sh(['a', 'b'][event.n]);
  sh(['a', 'b'].concat(event.v)[2]); //! shell event.v[]
  sh(['ls', 'df'].indexOf(event.u) + '');
};
//// grouped kind=direct
const { execSync: sh } = require('child_process');
exports.handler = async (event) => {
  const groups = {};
  for (const item of event.items) {
    (groups[item.kind] = groups[item.kind] || []).push(item.text);
  }
  for (const kind in groups) {
    sh(kind); //! shell event.items[].kind
    sh(groups[kind][0]); //! shell event.items[].text
  }
  const counts = event.items.reduce((all, item) => {
    all[item.kind] = (all[item.kind] || 0) + 1;
    return all;
  }, {});
  for (const kind of Object.keys(counts)) sh(String(counts[kind]));
};
//// texts kind=direct
const { execSync: sh } = require('child_process');
exports.handler = async (event) => {
  const x = event.x;
  sh(x.trim().toLowerCase()); //! shell event.x
  sh(x.split(',')[0]); //! shell event.x
  sh('a-b'.split('-').join(x)); //! shell event.x
  sh('list'.concat(' ', x)); //! shell event.x
  sh('list'.replace('l', x)); //! shell event.x
  sh(x.replace(/[^a-z]/g, ''));
  sh(String(x.indexOf('a')));
  sh(String(x.length));
  sh(String(x.includes('a')));
  sh(String(typeof x));
  sh(x.padStart(10, ' ')); //! shell event.x
  sh('list'.slice(0, x.length));
  sh(x.charAt(0)); //! shell event.x
  sh(String(x.charCodeAt(0)));
  sh(Number(x) + '');
  sh(+x + 'a');
  sh(Buffer.from(x).toString()); //! shell event.x
  sh(x.match(/a(.*)b/)[1]); //! shell event.x
  sh(x.match(/^([a-z]+)$/)[1]);
  sh([...x.matchAll(/a(.*)/g)][0][1]); //! shell event.x
  sh(x ? 'a' : 'b');
  sh(x && 'list');
};
//// allow_lists kind=direct
const { execSync: sh } = require('child_process');
const ALLOWED = { a: 'ls', b: 'df' };
const MAP = new Map([['a', 'ls']]);
exports.handler = async (event) => {
  const found = ALLOWED[event.k];
  if (!found) return;
  sh(found);
  sh(event.k);
  const other = MAP.get(event.m);
  if (other === undefined) throw new Error('no');
  sh(other);
  sh(event.m);
  if (!(event.n in ALLOWED)) return;
  sh(event.n);
  if (!Object.keys(ALLOWED).includes(event.o)) return;
  sh(event.o);
  if (!Object.prototype.hasOwnProperty.call(ALLOWED, event.p)) return;
  sh(event.p);
  if (!ALLOWED[event.q]) sh(event.q); //! shell event.q
  const open = event.table[event.r];
  if (!open) return;
  sh(event.r); //! shell event.r
  const fallback = ALLOWED[event.s] || 'ls';
  if (!fallback) return;
  sh(event.s); //! shell event.s
};
//// switches kind=direct
const { execSync: sh } = require('child_process');
exports.handler = async (event) => {
  switch (event.kind) {
    case 'a':
    case 'b':
      sh(event.kind);
      break;
    case 'c': {
      sh(event.x); //! shell event.x
      break;
    }
    default:
      sh(event.kind); //! shell event.kind
  }
  let command;
  switch (event.other) {
    case 'l':
      command = 'ls';
      break;
    default:
      command = 'df';
  }
  sh(command);
  switch (true) {
    case /^[a-z]+$/.test(event.y):
      sh(event.y);
      break;
  }
};
//// tables_of_constants kind=direct
const { execSync: sh } = require('child_process');
const Kind = Object.freeze({ LIST: 'ls', SHOW: 'cat' });
const KINDS = new Set(Object.values(Kind));
exports.handler = async (event) => {
  if (!KINDS.has(event.k)) throw new Error('no');
  sh(event.k);
  sh(Kind[event.q] ?? Kind.LIST);
  if (Object.values(Kind).indexOf(event.z) === -1) return;
  sh(event.z);
};
//// lists_that_are_linked kind=direct
const { execSync: sh } = require('child_process');
exports.handler = async (event) => {
  let node = event.root;
  while (node) {
    sh(node.cmd); //! shell event.root.cmd, shell event.root.next.cmd
    node = node.next;
  }
  outer: for (const a of event.items) {
    for (const b of ['ls', 'df']) {
      if (a === b) { sh(a); continue outer; }
    }
    sh(a); //! shell event.items[]
  }
};
