// A web application that nothing declares, called by whoever reaches it.
const { event } = require('goatherd_intrinsics');

exports.call = async (application) => application.serve(event(), {});
