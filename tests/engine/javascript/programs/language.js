//// classes
const cp = require('child_process');
class Base {
  handle(event) {
    return this.process(this.parse(event));
  }
  parse(event) {
    return JSON.parse(event.body);
  }
}
class Mine extends Base {
  #last;
  constructor() {
    super();
    this.n = 1;
  }
  parse(event) {
    return super.parse(event);
  }
  process(data) {
    this.#last = data.cmd;
    this.next = data.next;
    cp.exec(this.#last); //! shell event.body.cmd
  }
  set next(value) {
    cp.exec(value); //! shell event.body.next
  }
  get other() {
    return this.#last;
  }
  static go(text) {
    cp.exec(text); //! shell event.body.cmd
  }
}
exports.handler = (event) => {
  const mine = new Mine();
  mine.handle(event);
  Mine.go(mine.other);
};
//// prototypes
const cp = require('child_process');
function A(x) {
  this.x = x;
}
A.prototype.run = function () {
  cp.exec(this.x); //! shell event.body
};
exports.handler = (event, context, callback) => {
  new A(event.body).run();
  callback(null, {});
};
//// promises
const cp = require('child_process');
const get = (event) =>
  new Promise((resolve, reject) => {
    if (!event.body) reject(new Error('x'));
    else resolve(event.body);
  });
exports.handler = (event) =>
  get(event)
    .then(JSON.parse)
    .then((data) => data.cmd)
    .then((cmd) => {
      cp.exec(cmd); //! shell event.body.cmd
    })
    .catch(() => {})
    .finally(() => {});
//// all_promises
const cp = require('child_process');
const later = async (x) => x;
exports.handler = async (event) => {
  const [a, b] = await Promise.all([Promise.resolve(event.body), later('fixed')]);
  cp.exec(a); //! shell event.body
  cp.exec(b);
};
//// records kind=sqs
const cp = require('child_process');
exports.handler = async ({ Records }) => {
  await Promise.all(
    Records.map(async (record) => {
      cp.exec(JSON.parse(record.body).a); //! shell event.Records[].body.a
    }),
  );
  for (const { body, messageId } of Records) {
    const { cmd, n = 1, ...rest } = JSON.parse(body);
    cp.exec(cmd); //! shell event.Records[].body.cmd
    cp.exec('a ' + n); //! shell event.Records[].body.n
    cp.exec(rest.q); //! shell event.Records[].body.q
    cp.exec(messageId);
  }
};
//// generators
const cp = require('child_process');
async function* all(event) {
  yield event.body;
  yield 'x';
}
exports.handler = async (event) => {
  for await (const x of all(event)) {
    cp.exec(x); //! shell event.body
  }
};
//// optional_values
const cp = require('child_process');
exports.handler = async (event) => {
  const id = event?.queryStringParameters?.id ?? 'none';
  cp.exec(id); //! shell event.queryStringParameters.id
  cp.exec(event.headers?.['x-cmd']); //! shell event.headers.x-cmd
  const { q = '5' } = event.queryStringParameters || {};
  cp.exec(q); //! shell event.queryStringParameters.q
};
//// dispatch
const cp = require('child_process');
const get = (event) => {
  cp.exec(event.path); //! shell event.path
};
function post(event) {
  cp.exec(event.body); //! shell event.body
}
const routes = { 'PUT /': (event) => cp.exec(event.headers.a) }; //! shell event.headers.a
exports.handler = async (event) => {
  switch (event.httpMethod) {
    case 'GET':
      return get(event);
    case 'POST':
      return post(event);
  }
  const route = routes[event.httpMethod + ' ' + event.path];
  return route ? route(event) : { statusCode: 404 };
};
//// labels
const cp = require('child_process');
exports.handler = async (event) => {
  outer: for (let i = 0; i < 3; i++) {
    for (const x of JSON.parse(event.body)) {
      if (x === 'a') continue outer;
      if (x === 'b') break outer;
      cp.exec(x); //! shell event.body[]
    }
  }
};
//// templates
const cp = require('child_process');
const sh = (strings, ...values) => strings[0] + values.map((v, i) => v + strings[i + 1]).join('');
const text = ({ a, b }) => `x ${a} ${b ? `y ${b}` : ''}`;
exports.handler = async (event) => {
  cp.exec(sh`ls ${event.body} -l`); //! shell event.body
  cp.exec(text({ a: 'q', b: event.path })); //! shell event.path
  cp.exec(text({ a: 'q' }));
};
//// collections
const cp = require('child_process');
exports.handler = async (event) => {
  const map = new Map([['fixed', 'x']]);
  map.set('a', event.body);
  cp.exec(map.get('a')); //! shell event.body
  cp.exec(map.get('fixed'));
  for (const [, value] of map) {
    cp.exec(value); //! shell event.body
  }
  const set = new Set();
  set.add(event.path);
  cp.exec([...set].join(' ')); //! shell event.path
  const pairs = Object.entries({ a: event.body }).reduce((all, [k, v]) => `${all} ${k}=${v}`, '');
  cp.exec(pairs); //! shell event.body
  const list = ['a', event.path].map((x) => x + '!');
  cp.exec(list[0]);
  cp.exec(list[1]); //! shell event.path
};
//// round_trips
const cp = require('child_process');
exports.handler = async (event) => {
  const copy = JSON.parse(JSON.stringify({ a: { b: event.body }, c: 'fixed' }));
  cp.exec(copy.a.b); //! shell event.body
  cp.exec(copy.c);
  cp.exec(Buffer.from(event.body, 'base64').toString('utf8')); //! shell event.body
};
//// addresses
const cp = require('child_process');
const querystring = require('querystring');
exports.handler = async (event) => {
  const params = new URLSearchParams(event.body);
  cp.exec(params.get('cmd')); //! shell event.body.cmd
  cp.exec(querystring.parse(event.body).x); //! shell event.body.x
  cp.exec(new URL(event.path, 'https://example.com').searchParams.get('z')); //! shell event.path.z
  cp.exec(Object.fromEntries(params).y); //! shell event.body.y
};
//// assigned_event
const cp = require('child_process');
exports.handler = async (event) => {
  event.body = 'fixed';
  event.user = { name: event.path };
  cp.exec(event.body);
  cp.exec(event.user.name); //! shell event.path
};
//// functions_of_functions
const cp = require('child_process');
function f() {
  cp.exec.apply(cp, arguments); //! shell event.body
}
exports.handler = function (event) {
  f(event.body);
  cp.exec.call(null, event.path); //! shell event.path
};
//// instances
const cp = require('child_process');
class NotFound extends Error {}
exports.handler = async (event) => {
  try {
    if (event.path === '/') throw new NotFound('x');
    cp.exec(event.body); //! shell event.body
  } catch (error) {
    if (error instanceof NotFound) return { statusCode: 404, body: error.message };
    return { statusCode: 500, body: error.message }; //! error-response error.message
  }
};
//// types ext=ts
import cp from 'child_process';
enum Kind { A = 'a', B = 'b' }
namespace N {
  export const run = (x: string) => cp.exec(x); //! shell event.path
}
abstract class Repository<T> {
  protected abstract go(x: T): void;
  public do(x: T) {
    this.go(x);
  }
}
class Mine extends Repository<string> {
  protected go(x: string) {
    N.run(x);
  }
}
export const handler: APIGatewayProxyHandler = async (event) => {
  new Mine().do(event.path as string);
  const kind: Kind = JSON.parse(event.body!).kind as Kind;
  if (kind === Kind.A) cp.exec(kind);
  else cp.exec(kind); //! shell event.body.kind
};
//// last_element
const cp = require('child_process');
exports.handler = async (event) => {
  const list = [event.body, 'x'];
  cp.exec(list.at(0)); //! shell event.body
  cp.exec(list.at(-1));
};
