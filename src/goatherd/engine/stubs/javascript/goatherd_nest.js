// NestJS: an application is a module with the modules that it imports; the routes are methods of their controllers.
const { answers, applied, bind, each, first, follow, gathered, listed, methods, note, noted, own, provide, provided } =
  require('goatherd_intrinsics');
const { redirected, resolve, respond, selected, textual } = require('goatherd_intrinsics');
const express = require('express');
const { Execution, PIPED, begun, taken } = require('goatherd_nest_requests');

// What decorators have listed of a class or a method.
const list = (target, key) => noted(target, key) || [];

// A module is a class, or an object that says more of one; `forwardRef` gives a function.
const parts = (module, key) => {
  if (own(module)) {
    return parts(module(), key);
  }
  return typeof module === 'function' ? list(module, key) : [list(module.module, key), module[key] || []];
};

// --- middlewares of modules

const EVERYWHERE = ['*', '/', '(.*)', '/*', '*splat', '*path', '{*splat}', '{*path}', '/{*splat}', '/{*path}'];

class Consumer {
  constructor(application, handlers) {
    this.application = application;
    this.handlers = handlers;
  }
  apply(...handlers) {
    return new Consumer(this.application, handlers.flat());
  }
  exclude(...routes) {
    return this;
  }
  forRoutes(...routes) {
    for (const handler of this.handlers) {
      const run = this.application.middleware(handler);
      for (const route of routes) {
        const path = typeof route === 'object' ? route.path : route;
        if (typeof path === 'function') {
          note(path, 'middlewares', [...list(path, 'middlewares'), run]);
        } else {
          (EVERYWHERE.includes(path) ? this.application.middlewares : this.application.elsewhere).push(run);
        }
      }
    }
    return this;
  }
}

// --- applications

const listening = [];

// By which services ask for others themselves.
class ModuleRef {}

class Application {
  constructor(root, adapter) {
    this.shared = true;
    this.adapter = adapter;
    this.middlewares = [];
    this.elsewhere = []; // middlewares before routes that nobody knows
    const modules = gathered([root], (module) => parts(module, 'imports'));
    const providers = listed(modules, (module) => parts(module, 'providers'));
    provide(this, providers);
    bind(this, ModuleRef, { useValue: this });
    const given = (token) => listed(selected(providers, token), (provider) => [provided(this, provider)]);
    this.guards = given('APP_GUARD');
    this.pipes = given('APP_PIPE');
    this.filters = given('APP_FILTER');
    const controllers = listed(modules, (module) => parts(module, 'controllers'));
    const resolvers = listed(providers, (provider) => (noted(provider, 'resolver') ? [provider] : []));
    this.controllers = listed([controllers, resolvers], (cls) => [resolve(this, cls)]);
    listed(modules, (module) => [this.configure(typeof module === 'function' ? module : module.module)]);
  }
  // A module may say which middlewares run before which routes.
  configure(module) {
    const instance = resolve(this, module);
    if (own(instance.configure)) {
      instance.configure(new Consumer(this, []));
    }
    return instance;
  }
  // The container has made an instance.
  made(instance) {
    if (own(instance.onModuleInit)) {
      instance.onModuleInit();
    }
    if (own(instance.onApplicationBootstrap)) {
      instance.onApplicationBootstrap();
    }
  }
  middleware(handler) {
    const instance = resolve(this, handler);
    return own(handler) || instance.use === undefined
      ? handler
      : (request, response, next) => instance.use(request, response, next);
  }
  get(token) {
    return resolve(this, token);
  }
  resolve(token) {
    return resolve(this, token);
  }
  create(cls) {
    return resolve(this, cls);
  }
  select(module) {
    return this;
  }
  use(...handlers) {
    this.middlewares.push(...handlers.flat().filter(answers));
    return this;
  }
  useGlobalGuards(...guards) {
    this.guards.push(...guards);
    return this;
  }
  useGlobalPipes(...pipes) {
    this.pipes.push(...pipes);
    return this;
  }
  useGlobalFilters(...filters) {
    this.filters.push(...filters);
    return this;
  }
  useGlobalInterceptors(...interceptors) {
    return this;
  }
  getHttpAdapter() {
    return this.adapter;
  }
  getHttpServer() {
    return this.adapter;
  }
  init() {
    return this;
  }
  listen(port, callback) {
    listening.push(this);
    return {};
  }
  serve(incoming) {
    this.adapter.serve(incoming);
  }
  close() {}
  enableCors(options) {}
  enableVersioning(options) {
    return this;
  }
  enableShutdownHooks() {
    return this;
  }
  setGlobalPrefix(prefix) {
    return this;
  }
  setBaseViewsDir(path) {
    return this;
  }
  setViewEngine(name) {
    return this;
  }
  useStaticAssets(path) {
    return this;
  }
  useBodyParser(name) {
    return this;
  }
  useLogger(logger) {}
  flushLogs() {}
  set(name, value) {
    return this;
  }
  disable(name) {
    return this;
  }
  handle(request, response) {
    request.user = first(); // who that is, guards say
    return follow(this.middlewares, [request, response], (index) => {
      if (index === this.middlewares.length) {
        each(this.elsewhere, (run) => run(request, response, () => undefined));
        each(this.controllers, (controller) => this.serveAll(controller, request, response));
      }
    }, this);
  }
  serveAll(controller, request, response) {
    const before = list(controller.constructor, 'middlewares');
    follow(before, [request, response], (index) => {
      if (index === before.length) {
        each(methods(controller), (method) => {
          if (noted(method, 'route')) {
            this.answer(controller, method, request, response);
          }
        });
      }
    }, controller);
  }
  async answer(controller, method, request, response) {
    const execution = new Execution(controller, method, request, begun(response));
    try {
      for (const guard of this.around('guards', execution)) {
        if (!(await resolve(this, guard).canActivate(execution))) {
          return;
        }
      }
      await this.run(execution);
    } catch (error) {
      each(this.around('filters', execution), (filter) => resolve(this, filter).catch(error, execution));
    }
  }
  // Of the application, of the controller and of the method.
  around(key, execution) {
    return [...this[key], ...list(execution.getClass(), key), ...list(execution.method, key)];
  }
  async run(execution) {
    const { controller, method, response } = execution;
    const { sent } = response;
    const redirect = noted(method, 'redirect');
    each(list(method, 'headers'), ([name, value]) => response.set(name, value));
    const result = await applied(method, controller, (mark, type) => this.argument(mark, type, execution));
    if (redirect !== undefined) {
      redirected(result === undefined || result.url === undefined ? redirect : result.url, method);
    } else if (execution.answered || result === undefined) {
      return;
    } else if (execution.getType() === 'graphql' || (sent['content-type'] === undefined && !textual(result))) {
      respond(JSON.stringify(result), 'application/json', method);
    } else {
      respond(result, sent['content-type'] === undefined ? 'text/html' : sent['content-type'], method);
    }
  }
  argument(mark, type, execution) {
    if (mark === undefined) {
      return first();
    }
    let value = taken(mark, execution);
    if (PIPED.includes(mark.of)) {
      for (const pipe of [...this.around('pipes', execution), ...mark.pipes]) {
        value = resolve(this, pipe).transform(value, { type: mark.of, metatype: type, data: mark.name });
      }
    }
    return value;
  }
}

// Where an application listens: an application of express, with all that this has besides.
class ExpressAdapter {
  constructor(instance) {
    this.instance = instance === undefined ? express() : instance;
  }
  getInstance() {
    return this.instance;
  }
  getHttpServer() {
    return this.instance;
  }
  getType() {
    return 'express';
  }
  use(...handlers) {
    return this.instance.use(...handlers);
  }
  set(name, value) {
    return this;
  }
  mount(application) {
    this.instance.use((request, response, next) => {
      application.handle(request, response);
      return next();
    });
  }
  serve(incoming) {
    this.instance.serve(incoming);
  }
}

module.exports = { Application, ExpressAdapter, ModuleRef, list, listening };
