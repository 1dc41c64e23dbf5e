'use strict';
// The watched text in paths of files.

const fs = require('node:fs');
const { textOf } = require('./watched.cjs');

const ONE = `access appendFile chmod chown createReadStream createWriteStream exists lchmod lchown lstat lutimes mkdir
  mkdtemp open openAsBlob opendir readFile readdir readlink realpath rm rmdir stat statfs truncate unlink unwatchFile
  utimes watch watchFile writeFile glob`.split(/\s+/);
const TWO = ['copyFile', 'cp', 'link', 'rename', 'symlink'];

exports.install = (reach) => {
  const { watched } = reach;
  const inspect = (count) => (args) => {
    const paths = args.slice(0, count);
    const path = paths.find((each) => watched.holds(each));
    return path !== undefined && { sink: 'path', text: textOf(path), args: paths };
  };
  const places = [[fs, 'fs', ''], [fs, 'fs', 'Sync'], [fs.promises, 'fs.promises', '']];
  for (const [names, count] of [[ONE, 1], [TWO, 2]]) {
    for (const [object, prefix, ending] of places) {
      for (const name of names) reach.at(object, name + ending, `${prefix}.${name}${ending}`, inspect(count));
    }
  }
  for (const name of ['realpath', 'realpathSync']) reach.at(fs[name], 'native', `fs.${name}.native`, inspect(1));
};
