// inversify: what is bound to the identifier of a service.
const { bind, binds, resolve } = require('goatherd_intrinsics');

class Binding {
  constructor(container, token) {
    this.container = container;
    this.token = token;
  }
  as(provider) {
    provider.shared = this.container.scope === 'Singleton';
    bind(this.container, this.token, provider);
    return new Scope(provider);
  }
  to(cls) {
    return this.as({ useClass: cls });
  }
  toSelf() {
    return this.to(this.token);
  }
  toConstantValue(value) {
    return this.as({ useValue: value });
  }
  toDynamicValue(make) {
    return this.as({ useFactory: (container) => make({ container, get: (token) => container.get(token) }) });
  }
  toFactory(make) {
    return this.toDynamicValue(make);
  }
  toProvider(make) {
    return this.toDynamicValue(make);
  }
  toFunction(value) {
    return this.toConstantValue(value);
  }
  toConstructor(cls) {
    return this.toConstantValue(cls);
  }
  toService(token) {
    return this.as({ useExisting: token });
  }
}

class Scope {
  constructor(provider) {
    this.provider = provider;
  }
  inSingletonScope() {
    this.provider.shared = true;
    return this;
  }
  inRequestScope() {
    return this.inSingletonScope();
  }
  inTransientScope() {
    this.provider.shared = false;
    return this;
  }
  when(condition) {
    return this;
  }
  whenTargetNamed(name) {
    return this;
  }
  whenTargetTagged(key, value) {
    return this;
  }
  whenNamed(name) {
    return this;
  }
  whenInjectedInto(cls) {
    return this;
  }
  onActivation(handler) {
    return this;
  }
}

class Container {
  constructor(options) {
    this.scope = options && options.defaultScope;
  }
  bind(token) {
    return new Binding(this, token);
  }
  rebind(token) {
    return new Binding(this, token);
  }
  unbind(token) {}
  isBound(token) {
    return binds(this, token);
  }
  get(token) {
    return resolve(this, token);
  }
  getAsync(token) {
    return resolve(this, token);
  }
  resolve(token) {
    return resolve(this, token);
  }
  getAll(token) {
    return [resolve(this, token)];
  }
  getNamed(token, name) {
    return resolve(this, token);
  }
  getTagged(token, key, value) {
    return resolve(this, token);
  }
  createChild() {
    return this;
  }
  load(...modules) {
    for (const module of modules) {
      const bind = (token) => new Binding(this, token);
      module.register(bind, (token) => undefined, (token) => binds(this, token), bind);
    }
  }
  snapshot() {}
  restore() {}
}

class ContainerModule {
  constructor(register) {
    this.register = register;
  }
}

const inject = (token) => ({ token });

exports.Container = Container;
exports.ContainerModule = ContainerModule;
exports.AsyncContainerModule = ContainerModule;
exports.injectable = () => (cls) => undefined;
exports.inject = inject;
exports.multiInject = inject;
exports.LazyServiceIdentifier = inject;
exports.LazyServiceIdentifer = inject;
