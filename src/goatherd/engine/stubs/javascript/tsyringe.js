// tsyringe: a container that makes instances of classes by the types of what their constructors take.
const { bind, binds, resolve } = require('goatherd_intrinsics');

const Lifecycle = { Transient: 0, Singleton: 1, ResolutionScoped: 2, ContainerScoped: 3 };

class Container {
  register(token, provider, options) {
    const { useClass } = provider;
    const kept = useClass !== undefined && options !== undefined && options.lifecycle !== Lifecycle.Transient;
    bind(this, token, kept ? { useClass, shared: true } : provider);
    return this;
  }
  registerSingleton(token, cls) {
    bind(this, token, { useClass: cls === undefined ? token : cls, shared: true });
    return this;
  }
  registerInstance(token, value) {
    bind(this, token, { useValue: value });
    return this;
  }
  registerType(token, other) {
    bind(this, token, { useToken: other });
    return this;
  }
  isRegistered(token) {
    return binds(this, token);
  }
  resolve(token) {
    return resolve(this, token);
  }
  resolveAll(token) {
    return [resolve(this, token)];
  }
  createChildContainer() {
    return this;
  }
  clearInstances() {}
  reset() {}
}

const container = new Container();
const inject = (token) => ({ token });
const singleton = () => (cls) => {
  container.registerSingleton(cls);
};

exports.container = container;
exports.Lifecycle = Lifecycle;
exports.inject = inject;
exports.injectAll = inject;
exports.singleton = singleton;
exports.scoped = (lifecycle, token) => (cls) => {
  bind(container, token === undefined ? cls : token, { useClass: cls, shared: true });
};
exports.injectable = () => (cls) => undefined;
exports.delay = (token) => token;
exports.registry = (registrations) => (cls) => {
  for (const each of registrations) {
    container.register(each.token, each, each.options);
  }
};
exports.instanceCachingFactory = (factory) => factory;
exports.instancePerContainerCachingFactory = (factory) => factory;
