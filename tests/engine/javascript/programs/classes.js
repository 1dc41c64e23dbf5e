//// overridden_methods kind=direct
const { execSync: sh } = require('child_process');
class Base {
  build(x) {
    return 'ls ' + x;
  }
  run(x) {
    sh(this.build(x)); //! shell event.b
  }
}
class Safe extends Base {
  build() {
    return 'ls';
  }
}
class Loud extends Base {}
exports.handler = async (event) => {
  new Safe().run(event.a);
  new Loud().run(event.b);
};
//// super_and_fields kind=direct
const { execSync: sh } = require('child_process');
class Base {
  kind = 'list';
  constructor(x, y = 'list') {
    this.x = x;
    this.y = y;
  }
  line() {
    return this.x;
  }
}
class One extends Base {
  extra = 'ls ' + this.kind;
  constructor(a, b) {
    super(a);
    this.b = b;
  }
  line() {
    return super.line() + this.y;
  }
}
class Two extends Base {
  line() {
    return this.y;
  }
}
exports.handler = async (event) => {
  const one = new One(event.a, 'list');
  sh(one.line()); //! shell event.a
  sh(one.b);
  sh(one.extra);
  sh(new Two(event.b).line());
  sh(new Two('list', event.c).line()); //! shell event.c
};
//// private_members kind=direct
const { execSync: sh } = require('child_process');
class Job {
  #command = 'list';
  #note;
  static #count = 0;
  constructor(note) {
    this.#note = note;
    Job.#count += 1;
  }
  set command(value) {
    this.#command = value;
  }
  get command() {
    return this.#command;
  }
  #line() {
    return this.#note;
  }
  run() {
    sh(this.#line()); //! shell event.note
    sh(String(Job.#count));
    return #note in this ? this.#command : 'list';
  }
}
exports.handler = async (event) => {
  const job = new Job(event.note);
  sh(job.run());
  job.command = event.x;
  sh(job.command); //! shell event.x
  sh(new Job('list').command);
};
//// accessors kind=direct
const { execSync: sh } = require('child_process');
class Order {
  constructor(data) {
    this._data = data;
  }
  get file() {
    return this._data.file;
  }
  set file(value) {
    this._data = { file: 'list' };
  }
  get kind() {
    return 'list';
  }
  set kind(value) {
    sh(value); //! shell event.k
  }
}
exports.handler = async (event) => {
  const order = new Order(event);
  sh(order.file); //! shell event.file
  sh(order.kind);
  order.kind = event.k;
  order.file = event.f;
  sh(order.file);
  const o = {
    x: event.x,
    get a() {
      return this.x;
    },
    get b() {
      return 'list';
    },
    set c(value) {
      this.x = value;
    },
  };
  sh(o.a); //! shell event.x
  sh(o.b);
  o.c = 'list';
  sh(o.a);
};
//// statics kind=direct
const { execSync: sh } = require('child_process');
class Table {
  static commands = {};
  static fixed = 'list';
  static {
    Table.commands.a = 'ls';
    this.ready = 'list';
  }
  static add(x) {
    this.commands.b = x;
  }
  static of(x) {
    return new this(x);
  }
  constructor(x) {
    this.x = x;
  }
}
class Quiet extends Table {
  constructor() {
    super('list');
  }
}
exports.handler = async (event) => {
  Table.add(event.x);
  sh(Table.commands.a);
  sh(Table.commands.b); //! shell event.x
  sh(Table.fixed + Table.ready);
  sh(Table.of(event.y).x); //! shell event.y
  sh(Quiet.of(event.y).x);
};
//// iterators kind=direct
const { execSync: sh } = require('child_process');
class Lines {
  constructor(items) {
    this.items = items;
  }
  *[Symbol.iterator]() {
    for (const item of this.items) yield item;
  }
}
class Numbers {
  constructor(items) {
    this.items = items;
  }
  [Symbol.iterator]() {
    let i = 0;
    const items = this.items;
    return {
      next() {
        return i < items.length ? { value: String(i++), done: false } : { done: true };
      },
    };
  }
}
exports.handler = async (event) => {
  for (const line of new Lines(event.items)) sh(line); //! shell event.items[]
  for (const n of new Numbers(event.items)) sh(n);
  for (const line of new Lines(['list'])) sh(line);
  const [first] = new Lines(event.other);
  sh(first); //! shell event.other[]
  sh([...new Lines(event.third)].join(' ')); //! shell event.third[]
};
//// methods_as_values kind=direct
const { execSync: sh } = require('child_process');
class Service {
  constructor(x) {
    this.x = x;
    this.run = this.run.bind(this);
  }
  run() {
    sh(this.x); //! shell event.x
  }
  arrow = (y) => {
    sh(y); //! shell event.y
  };
  quiet(y) {
    sh(this.constant);
  }
  constant = 'list';
}
exports.handler = async (event) => {
  const { run, arrow } = new Service(event.x);
  run();
  arrow(event.y);
  const service = new Service('list');
  service['quiet'](event.y);
  const name = 'quiet';
  service[name](event.y);
};
//// mixins kind=direct
const { execSync: sh } = require('child_process');
const Logs = (Base) =>
  class extends Base {
    log(x) {
      sh(x); //! shell event.x
      return this;
    }
  };
const Quiet = (Base) =>
  class extends Base {
    log(x) {
      sh('list');
      return super.log('list');
    }
  };
class Root {
  log() {}
}
class Job extends Logs(Root) {}
class Silent extends Quiet(Root) {}
class Both extends Quiet(Logs(Root)) {}
exports.handler = async (event) => {
  new Job().log(event.x);
  new Silent().log(event.y);
  new Both().log(event.z);
};
//// instances_of_a_table kind=direct
const { execSync: sh } = require('child_process');
class Shell {
  run(x) {
    sh(x); //! shell event.x
  }
}
class Never {
  run(x) {
    sh(x);
  }
}
class List {
  run() {
    sh('list');
  }
}
const actions = new Map([
  ['shell', Shell],
  ['list', List],
]);
const others = { never: Never, list: List };
exports.handler = async (event) => {
  const Action = actions.get(event.kind);
  new Action().run(event.x);
  new others.list().run(event.x);
};
//// conversions_of_objects kind=direct
const { execSync: sh } = require('child_process');
class Text {
  constructor(x) {
    this.x = x;
  }
  toString() {
    return 'ls ' + this.x;
  }
  toJSON() {
    return { fixed: 'list' };
  }
}
class Fixed extends Text {
  toString() {
    return 'list';
  }
}
exports.handler = async (event) => {
  sh(`${new Text(event.x)}`); //! shell event.x
  sh('' + new Fixed(event.x));
  sh(String(new Text(event.y))); //! shell event.y
  sh(new Fixed(event.y).toString());
  sh(JSON.stringify(new Text(event.z)));
};
//// proxies kind=direct
const { execSync: sh } = require('child_process');
exports.handler = async (event) => {
  const p = new Proxy(event, {
    get(target, name) {
      return target[name];
    },
  });
  sh(p.x); //! shell event.x
  const fixed = new Proxy(event, { get: () => 'list' });
  sh(fixed.x);
  sh(new Proxy(event, {}).y); //! shell event.y
  sh(Reflect.get(event, 'z')); //! shell event.z
};
//// prototypes_that_are_given kind=direct
const { execSync: sh } = require('child_process');
function Animal(x) {
  this.x = x;
}
Animal.prototype.speak = function () {
  return this.x;
};
function Dog(x, y) {
  Animal.call(this, x);
  this.y = y;
}
Dog.prototype = Object.create(Animal.prototype);
Dog.prototype.constructor = Dog;
Dog.prototype.bark = function () {
  return this.y;
};
exports.handler = async (event) => {
  const dog = new Dog(event.x, 'list');
  sh(dog.speak()); //! shell event.x
  sh(dog.bark());
  const made = Object.create({ a: 'list', b: event.b });
  sh(made.a);
  sh(made.b); //! shell event.b
  const o = Object.setPrototypeOf({ a: 'list' }, { a: event.a, c: event.c });
  sh(o.a);
  sh(o.c); //! shell event.c
};
//// singletons kind=direct
const { execSync: sh } = require('child_process');
class Config {
  static instance;
  command = 'list';
  fixed = 'list';
  static get() {
    if (!Config.instance) Config.instance = new Config();
    return Config.instance;
  }
}
exports.handler = async (event) => {
  Config.get().command = event.x;
  sh(Config.get().command); //! shell event.x
  sh(Config.get().fixed);
};
//// errors_of_errors kind=direct
const { execSync: sh } = require('child_process');
class AppError extends Error { constructor(message, code) { super(message); this.code = code; this.name = 'AppError'; } }
class NotFound extends AppError { constructor(what) { super('missing', what); } }
exports.handler = async (event) => {
  try { throw new NotFound(event.x); } catch (e) {
    if (e instanceof AppError) {
      sh(e.code); //! shell event.x
      sh(e.message);
    }
  }
};
//// a-method-is-no-variable
const { execSync } = require('child_process');
const run = (x) => execSync(x); //! shell event.body.a
class Runner {
  static count = 0;
  static next = () => (this.count += 1);
  run(x) {
    return run(x);
  }
  static execSync(x) {
    return execSync(x); //! shell event.body.b
  }
}
exports.handler = async (event) => {
  const body = JSON.parse(event.body);
  new Runner().run(body.a);
  Runner.execSync(body.b);
  execSync(String(Runner.next()));
};
