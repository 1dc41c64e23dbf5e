// The same as placing.py: how high each item of each column stands.
const SWEEPS = 24, STRAIGHT = 6;
const heights = (columns, segments, sizes) => {
  const near = new Map();
  const beside = (item) => near.get(item) ?? near.set(item, []).get(item);
  for (const [left, right] of segments) {
    const weight = left.includes("@") && right.includes("@") ? STRAIGHT : 1;
    beside(left).push([right, weight]);
    beside(right).push([left, weight]);
  }
  const at = new Map();
  for (const column of columns) {
    let top = 0;
    for (const item of column) {
      at.set(item, top + sizes.get(item) / 2);
      top += sizes.get(item);
    }
  }
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (const column of sweep % 2 ? columns : [...columns].reverse()) settle(column, near, sizes, at);
  }
  const top = [...at].reduce((least, [item, middle]) => Math.min(least, middle - sizes.get(item) / 2), Infinity);
  return new Map([...at].map(([item, middle]) => [item, Math.floor(middle - top + 0.5)]));
};
const settle = (column, near, sizes, at) => {
  const blocks = [];
  let offset = 0;
  for (const item of column) {
    const middle = offset + sizes.get(item) / 2;
    let weight = 0, wanted = 0;
    for (const [other, heavy] of near.get(item) ?? []) {
      weight += heavy;
      wanted += heavy * at.get(other);
    }
    let block = [weight, wanted - weight * middle, 1];
    while (blocks.length && blocks.at(-1)[1] * block[0] >= block[1] * blocks.at(-1)[0]) {
      const last = blocks.pop();
      block = [last[0] + block[0], last[1] + block[1], last[2] + block[2]];
    }
    blocks.push(block);
    offset += sizes.get(item);
  }
  offset = 0;
  let next = 0;
  for (const [weight, total, count] of blocks) {
    for (let n = 0; n < count; n++) {
      const item = column[next++];
      at.set(item, (weight ? total / weight : 0) + offset + sizes.get(item) / 2);
      offset += sizes.get(item);
    }
  }
};
