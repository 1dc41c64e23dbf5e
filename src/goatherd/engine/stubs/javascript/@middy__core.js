// middy: middlewares before and after a handler, which may change the event and the response.
const { each } = require('goatherd_intrinsics');

module.exports = function middy(given, plugin) {
  let base = typeof given === 'function' ? given : undefined;
  const before = [];
  const after = [];
  const failed = [];
  const run = async (event, context) => {
    const request = { event, context, response: undefined, error: undefined, internal: {} };
    try {
      for (const middleware of before) {
        const early = middleware(request);
        if (early !== undefined) {
          return early;
        }
      }
      request.response = await base(request.event, request.context);
      for (const middleware of after) {
        middleware(request);
      }
    } catch (error) {
      request.error = error;
      each(failed, (middleware) => middleware(request));
    }
    return request.response;
  };
  const add = (middleware) => {
    if (middleware.before) {
      before.push(middleware.before);
    }
    if (middleware.after) {
      after.push(middleware.after);
    }
    if (middleware.onError) {
      failed.push(middleware.onError);
    }
  };
  run.use = (middlewares) => {
    if (Array.isArray(middlewares)) {
      middlewares.forEach(add);
    } else {
      add(middlewares);
    }
    return run;
  };
  run.before = (middleware) => {
    before.push(middleware);
    return run;
  };
  run.after = (middleware) => {
    after.push(middleware);
    return run;
  };
  run.onError = (middleware) => {
    failed.push(middleware);
    return run;
  };
  run.handler = (handler) => {
    base = handler;
    return run;
  };
  run.applyMiddleware = run.use;
  return run;
};
