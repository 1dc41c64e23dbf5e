// express: an application is a set of routes; every route may answer the event.
const { each } = require('goatherd_intrinsics');
const { Request, Response } = require('goatherd_web');

// The middlewares before a route, one inside the other, and then what answers.
const chain = (handlers, index, request, response, last) => (error) => {
  if (index >= handlers.length || index > 8) {
    return last();
  }
  const handler = handlers[index];
  const next = chain(handlers, index + 1, request, response, last);
  if (handler instanceof Application) {
    handler.handle(request, response);
    return next();
  }
  return handler(request, response, next);
};

class Application {
  constructor() {
    this.middlewares = [];
    this.routes = [];
    this.failures = [];
    this.locals = {};
    this.stack = [];
  }
  add(args) {
    this.routes.push({ handlers: args.slice(1).flat() });
    return this;
  }
  get(...args) {
    return args.length === 1 ? undefined : this.add(args);
  }
  post(...args) {
    return this.add(args);
  }
  put(...args) {
    return this.add(args);
  }
  delete(...args) {
    return this.add(args);
  }
  patch(...args) {
    return this.add(args);
  }
  all(...args) {
    return this.add(args);
  }
  head(...args) {
    return this.add(args);
  }
  options(...args) {
    return this.add(args);
  }
  use(...args) {
    for (const handler of args.flat()) {
      if (typeof handler === 'string' || handler instanceof RegExp) {
        continue;
      }
      if (handler instanceof Application) {
        this.routes.push({ handlers: [handler] });
      } else if (handler.length === 4) {
        this.failures.push(handler);
      } else {
        this.middlewares.push(handler);
      }
    }
    return this;
  }
  route(path) {
    return new Route(this);
  }
  param(name, handler) {
    this.middlewares.push((request, response, next) => handler(request, response, next, request.params[name]));
    return this;
  }
  set(name, value) {
    return this;
  }
  enable(name) {
    return this;
  }
  disable(name) {
    return this;
  }
  engine(name, render) {
    return this;
  }
  listen(port, callback) {
    return {};
  }
  handle(request, response) {
    const answering = () => {
      each(this.routes, (route) => {
        try {
          chain(route.handlers, 0, request, response, () => undefined)();
        } catch (error) {
          each(this.failures, (failure) => failure(error, request, response, () => undefined));
        }
      });
    };
    return chain(this.middlewares, 0, request, response, answering)();
  }
  serve(incoming) {
    this.handle(new Request(incoming), new Response());
  }
}

class Route {
  constructor(application) {
    this.application = application;
  }
  get(...handlers) {
    this.application.routes.push({ handlers: handlers.flat() });
    return this;
  }
  post(...handlers) {
    return this.get(...handlers);
  }
  put(...handlers) {
    return this.get(...handlers);
  }
  delete(...handlers) {
    return this.get(...handlers);
  }
  patch(...handlers) {
    return this.get(...handlers);
  }
  all(...handlers) {
    return this.get(...handlers);
  }
}

const pass = () => (request, response, next) => next();

module.exports = function express() {
  return new Application();
};
module.exports.Router = function Router() {
  return new Application();
};
module.exports.json = pass;
module.exports.urlencoded = pass;
module.exports.text = pass;
module.exports.raw = pass;
module.exports.static = pass;
