const { execSync } = require("node:child_process");

exports.handler = async (event) => {
  execSync(`greeting-card --for ${event.detail.name}`);
};
