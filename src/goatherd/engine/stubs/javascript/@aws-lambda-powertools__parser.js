// Powertools' parser: an event, or what an envelope takes out of it, is what a schema says.
exports.parse = (event, envelope, schema, safe) => {
  if (envelope) {
    return safe ? envelope.safeParse(event, schema) : envelope.parse(event, schema);
  }
  return safe ? schema.safeParse(event) : schema.parse(event);
};
