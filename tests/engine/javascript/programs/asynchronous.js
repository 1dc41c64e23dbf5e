//// promise_chains kind=direct
const { execSync: sh } = require('child_process');
const get = (x) => Promise.resolve(x);
exports.handler = (event) =>
  get(event.x)
    .then((x) => {
      sh(x); //! shell event.x
      return 'list';
    })
    .then((x) => sh(x))
    .then(() => get(event.y))
    .then((y) => sh(y)) //! shell event.y
    .then(() => event.z)
    .finally(() => 'list')
    .then((z) => sh(z)) //! shell event.z
    .catch(() => 'list');
//// rejections kind=direct
const { execSync: sh } = require('child_process');
const fail = (x) => Promise.reject(new Error(x));
class Failed extends Error {
  constructor(command, note) {
    super(note);
    this.command = command;
  }
}
exports.handler = async (event) => {
  await fail(event.x).catch((e) => sh(e.message)); //! shell event.x
  await fail('list').catch((e) => sh(e.message));
  await fail('list').then(
    () => sh(event.never),
    (e) => sh('list'),
  );
  try {
    throw new Failed(event.y, 'list');
  } catch (e) {
    sh(e.command); //! shell event.y
    sh(e.message);
  }
  const value = await fail('a').catch(() => event.z);
  sh(value); //! shell event.z
  const fixed = await fail('a').catch(() => 'list');
  sh(fixed);
};
//// all kind=direct
const { execSync: sh } = require('child_process');
const same = async (x) => x;
exports.handler = async (event) => {
  const [a, b] = await Promise.all([same(event.a), 'list']);
  sh(a); //! shell event.a
  sh(b);
  for (const x of await Promise.all(event.items.map(async (i) => i))) sh(x); //! shell event.items[]
  for (const x of await Promise.all(event.items.map(async () => 'list'))) sh(x);
  const settled = await Promise.allSettled([same(event.c), same('list')]);
  sh(settled[0].value); //! shell event.c
  sh(settled[1].value);
  sh(settled[0].status);
  sh(await Promise.race([same(event.d), same('list')])); //! shell event.d
  sh(await Promise.any([same('list'), same('halt')]));
  Promise.all([same(event.e), same('list')]).then(([e, f]) => {
    sh(e); //! shell event.e
    sh(f);
  });
};
//// constructed kind=direct
const { execSync: sh } = require('child_process');
const wait = (ms, value) => new Promise((resolve) => setTimeout(() => resolve(value), ms));
const quiet = (x) => new Promise((resolve) => resolve('list'));
const either = (x) =>
  new Promise((resolve, reject) => {
    if (!x) return reject(new Error('none'));
    resolve({ x, y: 'list' });
  });
exports.handler = async (event) => {
  sh(await wait(5, event.x)); //! shell event.x
  sh(await quiet(event.x));
  const { x, y } = await either(event.y);
  sh(x); //! shell event.y
  sh(y);
};
//// for_await kind=direct
const { execSync: sh } = require('child_process');
async function* read(event) {
  for (const record of event.Records) yield record.body;
}
async function* quiet(event) {
  yield 'list';
}
class Pages {
  constructor(x) {
    this.x = x;
  }
  async *[Symbol.asyncIterator]() {
    yield this.x;
  }
}
exports.handler = async (event) => {
  for await (const x of read(event)) sh(x); //! shell event.Records[].body
  for await (const x of quiet(event)) sh(x);
  for await (const x of new Pages(event.p)) sh(x); //! shell event.p
  for await (const x of new Pages('list')) sh(x);
  for await (const x of [Promise.resolve(event.q), 'list']) sh(x); //! shell event.q
};
//// callbacks kind=direct
const { execSync: sh } = require('child_process');
const load = (x, callback) => {
  if (!x) return callback(new Error('none'));
  callback(null, x, 'list');
};
const util = require('util');
exports.handler = (event, context, done) => {
  load(event.x, (error, value, note) => {
    sh(value); //! shell event.x
    sh(note);
  });
  load('list', (error, value) => sh(value));
  util.promisify(load)(event.y).then((value) => sh(value)); //! shell event.y
  process.nextTick(() => sh(event.z)); //! shell event.z
  setTimeout((x) => sh(x), 5, event.w); //! shell event.w
  setImmediate(() => sh('list'));
  queueMicrotask(() => sh(event.v)); //! shell event.v
};
//// emitters kind=direct
const { execSync: sh } = require('child_process');
const EventEmitter = require('events');
class Worker extends EventEmitter {
  work(x) {
    this.emit('done', x, 'list');
    this.emit('note', 'list');
  }
}
exports.handler = async (event) => {
  const worker = new Worker();
  worker.on('done', (x, note) => {
    sh(x); //! shell event.x
    sh(note);
  });
  worker.on('note', (x) => sh(x));
  worker.once('never', (x) => sh(x));
  worker.work(event.x);
};
//// async_flow kind=direct
const { execSync: sh } = require('child_process');
const retry = async (f, n) => {
  for (let i = 0; i < n; i++) {
    try {
      return await f();
    } catch (e) {
      if (i === n - 1) throw e;
    }
  }
};
const quiet = async (f) => {
  await f();
  return 'list';
};
exports.handler = async (event) => {
  sh(await retry(() => event.x, 3)); //! shell event.x
  sh(await retry(() => 'list', 3));
  sh(await quiet(() => event.x));
  const results = [];
  for (const item of event.items) results.push(await Promise.resolve(item.name));
  sh(results[0]); //! shell event.items[].name
  const pending = event.items.map((item) => retry(async () => 'list', 2));
  sh((await Promise.all(pending))[0]);
  await event.items.reduce(async (before, item) => {
    await before;
    sh(item.z); //! shell event.items[].z
  }, Promise.resolve());
};
//// sequences_of_promises kind=direct
const { execSync: sh } = require('child_process');
exports.handler = async (event) => {
  let chain = Promise.resolve('list');
  chain.then((x) => sh(x));
  chain = chain.then(() => event.x);
  chain.then((x) => sh(x)); //! shell event.x
  const both = Promise.all([chain, Promise.resolve('list')]);
  const [first, second] = await both;
  sh(first); //! shell event.x
  sh(second);
};
//// streams kind=direct
const { execSync: sh } = require('child_process');
const { Readable } = require('stream');
exports.handler = async (event) => {
  for await (const chunk of Readable.from([event.x])) sh(chunk); //! shell event.x[]
  for await (const chunk of Readable.from(['list'])) sh(chunk);
};
//// retries kind=direct
const { execSync: sh } = require('child_process');
const sleep = (ms) => new Promise((r) => setTimeout(r, ms));
async function retry(f, n = 3) {
  try { return await f(); } catch (e) {
    if (n <= 1) throw e;
    await sleep(10);
    return retry(f, n - 1);
  }
}
exports.handler = async (event) => {
  sh(await retry(async () => event.x)); //! shell event.x
  sh(await retry(async () => 'ls'));
};
//// pages kind=direct
const { execSync: sh } = require('child_process');
async function* pages(event) { let t = event.t; do { yield { items: event.items, t }; t = undefined; } while (t); }
async function collect(it) { const all = []; for await (const p of it) all.push(...p.items); return all; }
exports.handler = async (event) => {
  const all = await collect(pages(event));
  sh(all[0]); //! shell event.items[]
  for (const x of all) sh(x); //! shell event.items[]
};
