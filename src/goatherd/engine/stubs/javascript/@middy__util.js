// What middlewares of applications use.
exports.getInternal = async (names, request) => ({});
exports.normalizeHttpResponse = (request) => request.response;
