const { execSync } = require("node:child_process");

exports.handler = async ({ film }) => {
  execSync(`ffmpeg -i ${film} /tmp/cut.mp4`);
};
