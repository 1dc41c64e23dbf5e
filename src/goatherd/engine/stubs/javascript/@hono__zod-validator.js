// Hono's validators: the parsed parts of a request are what the schema gives.
exports.zValidator = (kind, schema) => (context, next) => {
  context.req.checked[kind] = schema.parse(context.req.valid(kind));
  return next();
};
