// Writes a line for everything that was published, for whoever reads the log in the morning.
exports.handler = async (event) => {
  console.log(JSON.stringify({ published: event.detail.id }));
};
