// koa-router and @koa/router.
const { each, follow } = require('goatherd_intrinsics');

class Router {
  constructor(options) {
    this.before = [];
    this.added = [];
  }
  add(path, handlers) {
    this.added.push({ handlers: handlers.filter((handler) => typeof handler !== 'string') });
    return this;
  }
  get(path, ...handlers) {
    return this.add(path, handlers);
  }
  post(path, ...handlers) {
    return this.add(path, handlers);
  }
  put(path, ...handlers) {
    return this.add(path, handlers);
  }
  delete(path, ...handlers) {
    return this.add(path, handlers);
  }
  del(path, ...handlers) {
    return this.add(path, handlers);
  }
  patch(path, ...handlers) {
    return this.add(path, handlers);
  }
  all(path, ...handlers) {
    return this.add(path, handlers);
  }
  prefix(path) {
    return this;
  }
  use(...handlers) {
    for (const handler of handlers) {
      if (typeof handler !== 'string') {
        this.before.push(handler);
      }
    }
    return this;
  }
  routes() {
    return async (context, next) => {
      each(this.before, (handler) => handler(context, () => undefined));
      each(this.added, (route) => follow(route.handlers, [context], () => undefined));
      return next();
    };
  }
  allowedMethods() {
    return (context, next) => next();
  }
}

module.exports = Router;
module.exports.Router = Router;
