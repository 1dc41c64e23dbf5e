// The picture of one application: which boxes are seen, where they stand, and the lines between them.
const HEIGHT = 40, GAP = 12, MARGIN = 12, BETWEEN = 44, BETWEEN_AT_MOST = 84;
const BESIDE = 36; // what the page has beside the picture
const SVG = "http://www.w3.org/2000/svg";
const SHARES = { entry: 0, function: 2 };

class Picture {
  constructor(section, number) {
    this.data = JSON.parse(section.querySelector("script[type='application/json']").textContent);
    this.number = number;
    this.svg = section.querySelector("svg.picture");
    this.lines = this.svg.querySelector(".lines");
    this.frames = document.createElementNS(SVG, "g");
    this.svg.append(this.frames);
    this.boxes = new Map([...this.svg.querySelectorAll(".node")].map((box) => [box.dataset.item, box]));
    this.group = new Map();
    for (const [key, { members }] of Object.entries(this.data.groups)) {
      for (const member of members) this.group.set(member, key);
    }
    this.opened = new Set();
    this.drawn = { boxes: [], links: [], at: new Map() };
  }

  kind(item) {
    return this.data.nodes[item]?.[0] ?? this.data.groups[item]?.kind;
  }

  label(item) {
    return this.data.nodes[item]?.[1] ?? this.data.groups[item]?.label;
  }

  // The items that stand for these nodes: themselves, or their group while it is closed.
  standing(visible) {
    const tallest = new Array(this.data.columns.length).fill(0);
    for (const item of visible) tallest[this.data.column[item]]++;
    const members = new Map();
    for (const item of visible) {
      const group = this.group.get(item);
      if (group) members.set(group, (members.get(group) ?? 0) + 1);
    }
    const closed = (group) => group && !this.opened.has(group) && members.get(group) > this.data.few
      && tallest[this.data.column[group]] > this.data.room;
    return new Map([...visible].map((item) => [item, closed(this.group.get(item)) ? this.group.get(item) : item]));
  }

  // `visible`: nodes; `core`: those of them that are sought, the others only stand beside these.
  draw(visible, core) {
    const standing = this.standing(visible);
    const items = new Set(standing.values());
    const links = this.links(standing);
    const used = this.data.columns.map((column) => column.some((item) => items.has(item)));
    const ways = links.map((link) => this.way(link, used));
    const seen = new Set([...items, ...ways.flat()]);
    const whole = this.data.columns.map((column) => column.filter((item) => seen.has(item)));
    const segments = [...new Map(ways.flatMap((way) => way.slice(1).map((item, n) => {
      const pair = [way[n], item];
      return [pair.join(" "), pair];
    }))).values()];
    const columns = visible.size < Object.keys(this.data.nodes).length ? untangled(whole, segments) : whole;
    const sizes = new Map([...seen].map((item) => [item, item.includes("@") ? GAP : HEIGHT + GAP]));
    const middles = heights(columns, segments, sizes);
    const widths = this.widths(columns, used, segments);
    const [lefts, width] = this.lefts(columns, used, segments, widths);
    const at = new Map();
    columns.forEach((column, number) => column.forEach((item) => at.set(item, {
      left: lefts[number], middle: middles.get(item) + MARGIN, width: used[number] ? widths[number] : 0,
    })));
    const bottom = Math.max(0, ...[...at].map(([item, { middle }]) => middle + (items.has(item) ? HEIGHT / 2 : 0)));
    this.drawn = { boxes: columns.flat().filter((item) => items.has(item)), links, at };
    this.place(items, at, standing, core);
    this.lines.replaceChildren(...links.map((link, n) => [link, ways[n]])
      .sort(([a], [b]) => a.attack - b.attack || b.unused - a.unused).map(([link, way]) => this.line(link, way, at)));
    this.frames.replaceChildren(...[...this.opened].flatMap((key) => {
      const column = columns[this.data.column[key]].filter((item) => items.has(item));
      const members = together(key, column, this);
      return members.length ? [frame(key, this.data.groups[key].label, members, at)] : [];
    }));
    this.size(width + MARGIN, bottom + MARGIN);
  }

  place(items, at, standing, core) {
    const wanted = new Set([...core].map((item) => standing.get(item)));
    const members = new Map();
    for (const item of standing.values()) members.set(item, (members.get(item) ?? 0) + 1);
    for (const [item, box] of this.boxes) {
      const there = items.has(item);
      box.classList.toggle("absent", !there);
      if (!there) continue;
      const { left, middle, width } = at.get(item);
      box.setAttribute("transform", `translate(${left} ${middle - HEIGHT / 2})`);
      this.widen(box, item, width);
      box.classList.toggle("beside", !wanted.has(item));
      const group = this.data.groups[item];
      if (!group) continue;
      const all = group.members.length, some = members.get(item);
      if (some !== all) box.querySelector(".name").textContent = group.label.replace(/^\d+/, `${some} of $&`);
    }
  }

  widen(box, item, width) {
    for (const part of box.querySelectorAll(":scope > rect")) part.setAttribute("width", width);
    box.querySelector(".count")?.setAttribute("transform", `translate(${width} 0)`);
    const texts = this.data.texts[item]?.[width === this.data.broad[this.data.column[item]] ? 1 : 0];
    if (!texts) return;
    const lines = box.querySelectorAll(":scope > text");
    lines.forEach((line, n) => { line.textContent = texts[n]; });
  }

  // As in layout.py: columns as wide as their longest names, where all that is seen still fits on the screen.
  widths(columns, used, segments) {
    const { broad, screen } = this.data, widths = [...this.data.widths];
    const room = Math.min(screen, document.documentElement.clientWidth - BESIDE);
    let spare = room - 2 * MARGIN - this.lefts(columns, used, segments, widths)[1];
    const need = broad.map((width, n) => width - widths[n]);
    for (const n of [...need.keys()].filter((n) => used[n]).sort((a, b) => need[a] - need[b])) {
      if (need[n] > spare) break;
      widths[n] = broad[n];
      spare -= need[n];
    }
    return widths;
  }

  size(width, height) {
    this.width = width;
    this.height = height;
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  }

  links(standing) {
    const links = new Map();
    for (const [source, target, kind, , attack, unused] of this.data.edges) {
      const from = standing.get(source), to = standing.get(target);
      if (!from || !to || from === to || source === target) continue;
      const forth = this.data.column[from] < this.data.column[to];
      const [left, right] = forth ? [from, to] : [to, from];
      const key = `${left} ${right}`;
      const link = links.get(key) ?? { left, right, forth: new Set(), back: new Set(), attack: false, unused: true };
      links.set(key, link);
      (forth ? link.forth : link.back).add(kind);
      link.attack ||= attack;
      link.unused &&= unused;
    }
    return [...links.values()];
  }

  // Past a column without a box a line needs no way.
  way({ left, right }, used) {
    const shares = (item) => SHARES[this.kind(item)] ?? 1;
    const shared = shares(left) < shares(right) ? left : right;
    const way = [left];
    for (let n = this.data.column[left] + 1; n < this.data.column[right]; n++) {
      if (used[n]) way.push(`${shared}@${n}`);
    }
    return [...way, right];
  }

  // Columns without a box take no room.
  lefts(columns, used, segments, widths) {
    const place = new Map(columns.flatMap((column, number) => column.map((item) => [item, number])));
    const lines = columns.map(() => 0);
    for (const [left] of segments) lines[place.get(left)]++;
    const lefts = [];
    let x = MARGIN, end = MARGIN;
    columns.forEach((column, number) => {
      lefts.push(x);
      if (!used[number]) return;
      end = x + widths[number];
      x = end + Math.min(BETWEEN + lines[number], BETWEEN_AT_MOST);
    });
    return [lefts, end];
  }

  line(link, way, at) {
    const path = document.createElementNS(SVG, "path");
    const quiet = [...link.forth, ...link.back].every((kind) => kind === "reads");
    path.setAttribute("class", ["line", quiet && "reads", link.unused && "unused", link.attack && "attack"].filter(Boolean).join(" "));
    path.setAttribute("d", curve(way.map((item) => at.get(item))));
    const arrow = `url(#${link.attack ? "arrow-attack" : link.unused ? "arrow-unused" : "arrow"}-${this.number})`;
    if (link.back.size) path.setAttribute("marker-start", arrow);
    if (link.forth.size) path.setAttribute("marker-end", arrow);
    const title = document.createElementNS(SVG, "title");
    title.textContent = [
      ...[...link.forth].map((kind) => `${this.label(link.left)} ${kind} ${this.label(link.right)}`),
      ...[...link.back].map((kind) => `${this.label(link.right)} ${kind} ${this.label(link.left)}`),
    ].join("; ");
    path.append(title);
    link.path = path;
    return path;
  }

  // The item that an arrow key leads to: along a line to the side, or within the column.
  next(item, key) {
    const { boxes, links, at } = this.drawn;
    const column = this.data.column[item];
    if (key === "ArrowUp" || key === "ArrowDown") {
      const same = boxes.filter((other) => this.data.column[other] === column);
      return same[same.indexOf(item) + (key === "ArrowUp" ? -1 : 1)];
    }
    const ends = key === "ArrowRight"
      ? links.filter(({ left }) => left === item).map(({ right }) => right)
      : links.filter(({ right }) => right === item).map(({ left }) => left);
    const far = (other) => 1000 * Math.abs(this.data.column[other] - column)
      + Math.abs(at.get(other).middle - at.get(item).middle);
    return ends.sort((a, b) => far(a) - far(b))[0];
  }

  // Dims everything but these items and the lines between them; everything is plain again without any.
  stress(items) {
    this.svg.classList.toggle("stressed", Boolean(items));
    for (const [item, box] of this.boxes) box.classList.toggle("stressed", Boolean(items?.has(item)));
    for (const { left, right, path } of this.drawn.links) {
      path.classList.toggle("stressed", Boolean(items?.has(left) && items.has(right)));
    }
  }

  around(item) {
    const ends = this.drawn.links.filter(({ left, right }) => left === item || right === item);
    return new Set([item, ...ends.flatMap(({ left, right }) => [left, right])]);
  }
}

const curve = ([first, ...rest]) => {
  let x = first.left + first.width, y = first.middle;
  let path = `M${x},${y}`;
  rest.forEach(({ left, middle, width }, n) => {
    const bend = Math.floor((left - x) / 2);
    path += `C${x + bend},${y} ${left - bend},${middle} ${left},${middle}`;
    if (n + 1 < rest.length) path += `H${left + width}`;
    [x, y] = [left + width, middle];
  });
  return path;
};
