const { execSync } = require("node:child_process");

exports.handler = async ({ film }) => {
  execSync(`ffmpeg -i ${film} /tmp/cut.mp4`); // expect: GOAT0101 via begin, probe, cut
};
