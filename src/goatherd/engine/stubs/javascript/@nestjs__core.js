// @nestjs/core: makes applications of modules.
const { noted } = require('goatherd_intrinsics');
const { Application, ExpressAdapter, ModuleRef } = require('goatherd_nest');

const create = (root, adapter) => {
  const given = adapter !== undefined && (adapter.mount !== undefined || adapter.serve !== undefined);
  const used = given && adapter.mount !== undefined ? adapter : new ExpressAdapter(given ? adapter : undefined);
  const application = new Application(root, used);
  used.mount(application);
  return application;
};

class Reflector {
  get(key, target) {
    return noted(target, `metadata ${key}`);
  }
  getAll(key, targets) {
    return targets.map((target) => this.get(key, target));
  }
  getAllAndOverride(key, targets) {
    const [method, cls] = targets;
    const found = this.get(key, method);
    return found === undefined && cls !== undefined ? this.get(key, cls) : found;
  }
  getAllAndMerge(key, targets) {
    return targets.map((target) => this.get(key, target)).flat();
  }
}

exports.NestFactory = {
  create: async (root, adapter) => create(root, adapter),
  createApplicationContext: async (root) => new Application(root),
};
exports.ModuleRef = ModuleRef;
exports.Reflector = Reflector;
exports.APP_GUARD = 'APP_GUARD';
exports.APP_PIPE = 'APP_PIPE';
exports.APP_FILTER = 'APP_FILTER';
exports.APP_INTERCEPTOR = 'APP_INTERCEPTOR';
