const { execSync } = require("child_process");

module.exports.handler = async ({ picture }) => {
  execSync("draw-thumbnail " + picture); // expect: GOAT0101 via order, draw
};
