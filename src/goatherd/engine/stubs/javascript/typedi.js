// typedi: a container with one instance of each service.
const { bind, binds, own, resolve } = require('goatherd_intrinsics');

const provider = (options) => {
  if (options.factory !== undefined) {
    return { useFactory: options.factory };
  }
  return options.type === undefined ? { useValue: options.value } : { useClass: options.type };
};

class Container {
  constructor() {
    this.shared = true;
  }
  get(token) {
    return resolve(this, token);
  }
  getMany(token) {
    return [resolve(this, token)];
  }
  set(token, value) {
    if (value !== undefined) {
      bind(this, token, { useValue: value });
    } else if (Array.isArray(token)) {
      for (const each of token) {
        bind(this, each.id, provider(each));
      }
    } else {
      bind(this, token.id === undefined ? token.type : token.id, provider(token));
    }
    return this;
  }
  has(token) {
    return binds(this, token);
  }
  of(id) {
    return this;
  }
  import(services) {
    return this;
  }
  remove(token) {
    return this;
  }
  reset() {
    return this;
  }
}

class Token {
  constructor(name) {
    this.name = name;
  }
}

const container = new Container();
const inject = (token) => ({ token: own(token) ? token() : token });

exports.Container = container;
exports.Token = Token;
exports.Inject = inject;
exports.InjectMany = inject;
exports.Service = (options) => (cls) => {
  if (options === undefined) {
    return;
  }
  const token = options.id === undefined ? options : options.id;
  if (typeof token === 'string' || token instanceof Token) {
    bind(container, token, { useClass: cls });
  } else if (options.factory !== undefined) {
    bind(container, cls, { useFactory: options.factory });
  }
};
