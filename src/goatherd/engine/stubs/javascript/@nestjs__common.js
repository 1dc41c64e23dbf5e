// @nestjs/common: decorators, which note what an application reads, and pipes.
const { note, own, validated } = require('goatherd_intrinsics');
const { list } = require('goatherd_nest');

// --- classes

const pass = () => (target) => undefined;
const inject = (token) => ({ token });

exports.Module = (definition) => (cls) => {
  for (const key of ['imports', 'providers', 'controllers']) {
    note(cls, key, definition[key] || []);
  }
};
exports.Controller = pass;
exports.Injectable = pass;
exports.Global = pass;
exports.Catch = pass;
exports.Inject = inject;
exports.Optional = () => ({});
exports.forwardRef = (token) => token;
exports.mixin = (cls) => cls;

// --- methods

const adding = (key) => (...values) => (target) => {
  note(target, key, [...list(target, key), ...values]);
};

exports.UseGuards = adding('guards');
exports.UsePipes = adding('pipes');
exports.UseFilters = adding('filters');
exports.UseInterceptors = pass;
exports.Header = (name, value) => adding('headers')([name, value]);
exports.Redirect = (url) => (method) => {
  note(method, 'redirect', url);
};
exports.HttpCode = pass;
exports.Version = pass;
exports.SetMetadata = (key, value) => (target) => {
  note(target, `metadata ${key}`, value);
};
exports.applyDecorators = (...decorators) => (target) => {
  for (const decorate of decorators) {
    if (own(decorate)) {
      decorate(target);
    }
  }
};

const route = (path) => (method) => {
  note(method, 'route', true);
};

exports.Get = route;
exports.Post = route;
exports.Put = route;
exports.Patch = route;
exports.Delete = route;
exports.Head = route;
exports.Options = route;
exports.All = route;
exports.RequestMapping = route;

// --- parameters

const mark = (of) => (name, ...pipes) =>
  name === undefined || typeof name === 'string' ? { of, name, pipes } : { of, pipes: [name, ...pipes] };

exports.Body = mark('body');
exports.Query = mark('query');
exports.Param = mark('param');
exports.Headers = mark('headers');
exports.UploadedFile = mark('file');
exports.UploadedFiles = mark('file');
exports.Req = () => ({ of: 'request' });
exports.Request = exports.Req;
exports.Res = (options) => ({ of: 'response', name: options });
exports.Response = exports.Res;
exports.createParamDecorator = (factory) => (name, ...pipes) => ({ of: 'custom', factory, name, pipes });

// --- pipes

const reject = () => {
  throw new Error('Validation failed');
};

exports.ValidationPipe = class {
  constructor(options) {
    this.options = options || {};
  }
  transform(value, { type, metatype }) {
    const { transform, validateCustomDecorators, whitelist } = this.options;
    return type === 'custom' && !validateCustomDecorators
      ? value
      : validated(metatype, value, whitelist, transform === true && type !== 'body');
  }
};
exports.ParseIntPipe = class {
  transform(value) {
    return Number.parseInt(value, 10);
  }
};
exports.ParseFloatPipe = class {
  transform(value) {
    return Number.parseFloat(value);
  }
};
exports.ParseBoolPipe = class {
  transform(value) {
    return value === 'true';
  }
};
exports.ParseDatePipe = class {
  transform(value) {
    return new Date(value);
  }
};
exports.ParseUUIDPipe = class {
  transform(value) {
    return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(value) ? value : reject();
  }
};
exports.ParseEnumPipe = class {
  constructor(values) {
    this.values = values;
  }
  transform(value) {
    return Object.values(this.values).includes(value) ? value : reject();
  }
};
exports.ParseArrayPipe = class {
  transform(value) {
    return typeof value === 'string' ? value.split(',') : value;
  }
};
exports.DefaultValuePipe = class {
  constructor(value) {
    this.value = value;
  }
  transform(value) {
    return value === undefined ? this.value : value;
  }
};
