// express: an application is a set of routes; every route may answer the event.
const { answers, each, own, follow, routed, unwaited } = require('goatherd_intrinsics');
const { Request, Response } = require('goatherd_web');

// An application that is mounted in another is a middleware of it.
const mounted = (handler) => {
  if (handler instanceof Application) {
    return (request, response, next) => {
      handler.handle(request, response);
      return next();
    };
  }
  return handler;
};

class Application {
  constructor() {
    this.middlewares = [];
    this.routes = [];
    this.failures = [];
    this.locals = {};
    this.stack = [];
  }
  add(method, args) {
    return this.answered(args.slice(1).flat(), method, args[0]);
  }
  // Only the middlewares that stand before a route run before it.
  answered(handlers, method, path) {
    this.routes.push({ handlers, method, path, behind: this.middlewares.length });
    return this;
  }
  get(...args) {
    return args.length === 1 ? undefined : this.add('GET', args);
  }
  post(...args) {
    return this.add('POST', args);
  }
  put(...args) {
    return this.add('PUT', args);
  }
  delete(...args) {
    return this.add('DELETE', args);
  }
  patch(...args) {
    return this.add('PATCH', args);
  }
  all(...args) {
    return this.add('ANY', args);
  }
  head(...args) {
    return this.add('HEAD', args);
  }
  options(...args) {
    return this.add('OPTIONS', args);
  }
  use(...args) {
    const failing = (handler) => own(handler) && handler.length === 4;
    const handlers = args.flat().filter(answers);
    const passing = handlers.filter((handler) => !failing(handler));
    this.failures.push(...handlers.filter(failing));
    if (!answers(args[0]) || passing.filter((handler) => handler instanceof Application).length > 0) {
      // for some paths only, or for those of an application that is mounted behind
      return this.answered(passing, '', answers(args[0]) ? '' : args[0]);
    }
    this.middlewares.push(...passing);
    return this;
  }
  route(path) {
    return new Route(this, path);
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
    unwaited(this.middlewares);
    return follow(this.middlewares, [request, response], (index) => {
      each(this.routes, (route) => {
        if (route.behind === index) {
          routed(route.method, route.path, () => this.answer(route, request, response));
        }
      });
    }, this);
  }
  answer(route, request, response) {
    unwaited(route.handlers);
    try {
      follow(route.handlers.map(mounted), [request, response], () => undefined, route);
    } catch (error) {
      each(this.failures, (failure) => failure(error, request, response, () => undefined));
    }
  }
  serve(incoming) {
    this.handle(new Request(incoming), new Response());
  }
}

class Route {
  constructor(application, path) {
    this.application = application;
    this.path = path;
  }
  add(method, handlers) {
    this.application.answered(handlers.flat(), method, this.path);
    return this;
  }
  get(...handlers) {
    return this.add('GET', handlers);
  }
  post(...handlers) {
    return this.add('POST', handlers);
  }
  put(...handlers) {
    return this.add('PUT', handlers);
  }
  delete(...handlers) {
    return this.add('DELETE', handlers);
  }
  patch(...handlers) {
    return this.add('PATCH', handlers);
  }
  all(...handlers) {
    return this.add('ANY', handlers);
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
