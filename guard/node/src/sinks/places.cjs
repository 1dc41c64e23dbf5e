'use strict';
// Whether a value of the event leads to another file, or to another host, than the code's own part of the text says.

const path = require('node:path');
const { SHORTEST } = require('./values.cjs');

const SCRATCH = '/tmp'; // the only folder that a function of Lambda may write to
const PORT = /:\d*$/;
const AUTHORITY = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/([^/?#\\]*)/;

/** {value, field} where a value of the event takes a path out of the folder in front of it, or chooses all of it. */
function leavesFolder(name, values) {
  if (!/[/\0]/.test(name)) return undefined;
  for (const [value, field] of values.texts) {
    if (value.length < SHORTEST || !/[/\0]/.test(value)) continue;
    const start = name.indexOf(value);
    if (start < 0) continue;
    if (value.includes('\0') || leadsOut(name, start)) return { value, field };
  }
  return undefined;
}

function leadsOut(name, start) {
  const place = path.normalize(name);
  const before = name.slice(0, start);
  if (!/[^./]/.test(before)) return (place.startsWith('/') && !inside(place, SCRATCH)) || place.startsWith('..');
  return !inside(place, path.normalize(before.endsWith('/') ? before : path.dirname(before)));
}

function inside(place, given) {
  const folder = given.replace(/(?<=.)\/$/, '');
  if (folder === '.') return !/^(?:\.\.|\/)/.test(place);
  return place === folder || place.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

/** {host, value, field} where a value of the event reaches into the host of an address; a port alone is no other host. */
function chosenHost(given, values) {
  const url = given.trim();
  const found = AUTHORITY.exec(url);
  if (!found?.[1]) return undefined;
  const low = found[0].length - found[1].length;
  const high = found[0].length - (PORT.exec(found[1])?.[0].length ?? 0);
  for (const [value, field] of values.texts) {
    for (let start = url.indexOf(value); start >= 0; start = url.indexOf(value, start + 1)) {
      if (reachesIn(value, start, low, high)) return { host: hostOf(url) ?? found[1].toLowerCase(), value, field };
    }
  }
  return undefined;
}

/** A name below a domain of the code's own is not another host, but what ends the host early is. */
function reachesIn(value, start, low, high) {
  const end = start + value.length;
  const covers = (start <= low && end >= high) || (start < high && high < end) || (start < low && low < end);
  return covers || (low <= start && end <= high && /[@.]/.test(value));
}

function hostOf(url) {
  try {
    return new URL(url).hostname.toLowerCase();
  } catch {
    return undefined;
  }
}

module.exports = { chosenHost, leavesFolder };
