// For a part of the picture there may be a better order than that of the whole: as in order.py, each item goes to the
// middle of its neighbours, from both sides by turns, and then neighbours change places as long as fewer lines cross.
const TURNS = 8, MANY = 600;
const near = (segments) => {
  const sides = [new Map(), new Map()];
  const add = (map, key, value) => (map.get(key) ?? map.set(key, []).get(key)).push(value);
  for (const [left, right] of segments) {
    add(sides[0], right, left);
    add(sides[1], left, right);
  }
  return sides;
};
const placed = (columns) => new Map(columns.flatMap((column) => column.map((item, place) => [item, place])));

const crossings = (columns, after) => {
  const places = placed(columns);
  let sum = 0;
  for (const column of columns) {
    const ends = column.map((item) => (after.get(item) ?? []).map((other) => places.get(other)));
    ends.forEach((one, n) => ends.slice(n + 1).forEach((other) => {
      for (const a of one) for (const b of other) sum += a > b;
    }));
  }
  return sum;
};

const turned = (columns, beside, forth) => {
  const made = columns.map((column) => [...column]);
  const places = placed(made);
  for (const column of forth ? made : [...made].reverse()) {
    const middle = new Map(column.map((item, place) => {
      const others = beside.get(item) ?? [];
      return [item, others.length ? others.reduce((sum, other) => sum + places.get(other), 0) / others.length : place];
    }));
    column.sort((a, b) => middle.get(a) - middle.get(b)).forEach((item, place) => places.set(item, place));
  }
  return made;
};

const swapped = (columns, sides) => {
  const places = placed(columns);
  const between = (above, below) => sides.reduce((sum, beside) => sum + (beside.get(above) ?? []).reduce((part, one) =>
    part + (beside.get(below) ?? []).filter((other) => places.get(other) < places.get(one)).length, 0), 0);
  for (let round = 0, better = true; better && round < 8; round++) {
    better = false;
    for (const column of columns) {
      for (let n = 0; n + 1 < column.length; n++) {
        const [one, other] = [column[n], column[n + 1]];
        if (between(one, other) <= between(other, one)) continue;
        [column[n], column[n + 1]] = [other, one];
        places.set(other, n).set(one, n + 1);
        better = true;
      }
    }
  }
  return columns;
};

// The columns in the order with the fewest crossings that was seen; the given one wins a tie.
const untangled = (columns, segments) => {
  const sides = near(segments);
  const orders = [columns.map((column) => [...column])];
  for (let turn = 0; turn < TURNS && segments.length <= MANY; turn++) {
    orders.push(turned(orders.at(-1), sides[turn % 2], turn % 2 === 0));
  }
  const counted = orders.map((order) => swapped(order.map((column) => [...column]), sides))
    .map((order) => [crossings(order, sides[1]), order]);
  return counted.reduce((best, other) => (other[0] < best[0] ? other : best))[1];
};
