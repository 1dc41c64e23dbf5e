//// default_parameters kind=direct
const { execSync: sh } = require('child_process');
function run(a, b = a, c = 'list', { d = 'list', e } = {}) {
  sh(a); //! shell event.a
  sh(b); //! shell event.a
  sh(c);
  sh(d);
  sh(e); //! shell event.e
}
function quiet(a, b = 'list') {
  sh(b);
}
exports.handler = async (event) => {
  run(event.a, undefined, undefined, { e: event.e });
  quiet(event.a);
  quiet(event.a, undefined);
};
//// rest_and_spread kind=direct
const { execSync: sh } = require('child_process');
function rest(first, ...others) {
  sh(first);
  sh(others[0]); //! shell event.x
  sh(others[1]);
  sh(String(others.length));
}
const pass = (...args) => rest(...args);
function old() {
  sh(arguments[1]); //! shell event.y
  sh(arguments[0]);
}
exports.handler = async (event) => {
  pass('list', event.x, 'list');
  old('list', event.y);
  sh(Math.max(...event.items) + '');
};
//// closures_in_loops kind=direct
const { execSync: sh } = require('child_process');
exports.handler = async (event) => {
  const each = [];
  ['list', event.x].forEach((x) => each.push(() => x));
  sh(each[0]());
  sh(each[1]()); //! shell event.x
  var late = [];
  for (var y of ['list', event.y]) late.push(() => y);
  sh(late[0]()); //! shell event.y
};
//// closures kind=direct
const { execSync: sh } = require('child_process');
function store() {
  let command = 'list';
  const fixed = 'list';
  return {
    set: (x) => {
      command = x;
    },
    get: () => command,
    fixed: () => fixed,
  };
}
exports.handler = async (event) => {
  const a = store();
  const b = store();
  a.set(event.x);
  sh(a.get()); //! shell event.x
  sh(a.fixed());
  sh(b.get());
};
//// currying kind=direct
const { execSync: sh } = require('child_process');
const add = (a) => (b) => (c) => a + b + c;
const first = (a) => (b) => a;
const compose =
  (...fns) =>
  (x) =>
    fns.reduceRight((value, f) => f(value), x);
const pipe = (...fns) => (x) => fns.reduce((value, f) => f(value), x);
exports.handler = async (event) => {
  sh(add('ls ')('-l ')(event.x)); //! shell event.x
  sh(first('list')(event.x));
  sh(first(event.y)('list')); //! shell event.y
  sh(compose((x) => 'ls ' + x, (x) => x.trim())(event.z)); //! shell event.z
  sh(pipe((x) => x.trim(), () => 'list')(event.z));
};
//// bind_call_apply kind=direct
const { execSync: sh } = require('child_process');
function run(a, b) {
  sh(this.command); //! shell event.c
  sh(a);
  sh(b); //! shell event.x, shell event.y, shell event.z
}
function fixed(a) {
  return 'list';
}
exports.handler = async (event) => {
  run.call({ command: event.c }, 'list', event.x);
  run.apply({ command: 'list' }, ['list', event.y]);
  run.bind({ command: 'list' }, 'list')(event.z);
  sh(fixed.call(null, event.x));
  sh(fixed.apply(event, [event.x]));
  sh(Array.prototype.slice.call(event.items)[0]); //! shell event.items[]
  sh(Object.prototype.hasOwnProperty.call(event, 'x') + '');
  sh(Object.prototype.toString.call(event.x));
  sh(String.prototype.toString.call(event.x)); //! shell event.x
};
//// tagged_templates kind=direct
const { execSync: sh } = require('child_process');
const raw = (parts, ...values) => parts.reduce((all, part, i) => all + part + (values[i] || ''), '');
const quiet = (parts, ...values) => parts.join('?');
const second = (parts, a, b) => b;
exports.handler = async (event) => {
  sh(raw`ls ${event.x}`); //! shell event.x
  sh(quiet`ls ${event.x}`);
  sh(second`a ${event.y} b ${'list'}`);
  sh(second`a ${'list'} b ${event.y}`); //! shell event.y
  sh(String.raw`ls ${event.z}`); //! shell event.z
  sh(`ls ${`-l ${event.w}`}`); //! shell event.w
};
//// generators kind=direct
const { execSync: sh } = require('child_process');
function* parts(event) {
  yield 'list';
  yield event.x;
  return 'list';
}
function* quiet(event) {
  for (const item of event.items) yield 'list';
}
function* outer(event) {
  const result = yield* parts(event);
  sh(result);
}
exports.handler = async (event) => {
  for (const x of outer(event)) sh(x); //! shell event.x
  for (const x of quiet(event)) sh(x);
  const [a] = quiet(event);
  sh(a);
  sh(quiet(event).next().value);
};
//// decorating_functions kind=direct
const { execSync: sh } = require('child_process');
const logged =
  (f) =>
  async (...args) =>
    f(...args);
const fixed = (f) => () => f('list');
const onlyBody = (f) => (event) => f({ x: event.x, y: 'list' });
const loud = logged((x) => sh(x)); //! shell event.x.a
const quiet = fixed((x) => sh(x));
exports.handler = logged(
  onlyBody(async (event) => {
    sh(event.x); //! shell event.x
    sh(event.y);
    await loud(event.x.a);
    await quiet(event.x);
  }),
);
//// hoisting_and_immediate_calls kind=direct
const { execSync: sh } = require('child_process');
exports.handler = async (event) => {
  run(event.x);
  (function (x) {
    sh(x);
  })('list');
  const value = (() => event.y)();
  sh(value); //! shell event.y
  function run(x) {
    sh(x); //! shell event.x
  }
  (async () => {
    sh(event.z); //! shell event.z
  })();
};
//// functions_in_tables kind=direct
const { execSync: sh } = require('child_process');
const table = {
  loud: (x) => sh(x), //! shell event.x
  quiet() {
    sh('list');
  },
  ['na' + 'med'](x) {
    sh(x); //! shell event.x, shell event.z
  },
};
const others = { never: (x) => sh(x), list: () => 'list' };
exports.handler = async (event) => {
  const run = table[event.kind] || table.quiet;
  run(event.x);
  others['list'](event.x);
  table.named(event.z);
};
//// memoised kind=direct
const { execSync: sh } = require('child_process');
const memo = (f) => {
  const cache = new Map();
  return (x) => {
    if (!cache.has(x)) cache.set(x, f(x));
    return cache.get(x);
  };
};
const same = memo((x) => x);
const fixed = memo(() => 'list');
exports.handler = async (event) => {
  sh(same(event.x)); //! shell event.x
  sh(fixed(event.x));
};
//// middleware_chain kind=direct
const { execSync: sh } = require('child_process');
const stack = [];
const use = (f) => stack.push(f);
const run = (ctx, i = 0) => {
  const f = stack[i];
  if (f) return f(ctx, () => run(ctx, i + 1));
};
use((ctx, next) => {
  ctx.x = ctx.event.x;
  ctx.y = 'list';
  return next();
});
use((ctx, next) => {
  if (ctx.event.log) {
    return next();
  }
  return next();
});
use((ctx) => {
  sh(ctx.x); //! shell event.x
  sh(ctx.y);
});
exports.handler = async (event) => run({ event });
//// chained_builders kind=direct
const { execSync: sh } = require('child_process');
class Builder {
  parts = [];
  note = '';
  add(x) {
    this.parts.push(x);
    return this;
  }
  remark(x) {
    this.note = x;
    return this;
  }
  build() {
    return this.parts.join(' ');
  }
}
exports.handler = async (event) => {
  sh(new Builder().add('ls').add(event.x).build()); //! shell event.x
  sh(new Builder().add('ls').remark(event.y).build());
};
//// dispatching kind=direct
const { execSync: sh } = require('child_process');
const handlers = { list: (x) => sh(x), quiet: () => sh('ls') }; //! shell event.x
exports.handler = async ({ action, x }) => {
  const run = handlers[action];
  if (!run) return { statusCode: 404 };
  run(x);
  sh(action);
  return { statusCode: 200 };
};
