// Apollo in an application of Express.
exports.expressMiddleware = (server, options) => (req) => {
  server.serve(req, {}, options);
};
