// A frame around the boxes of each opened group, with a button that closes it.
const AROUND = 6, CROSS = "M-3.5,-3.5L3.5,3.5M-3.5,3.5L3.5,-3.5";
const shape = (name, attributes, ...children) => {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
};

// `members`: the boxes of the group from the top, without any other between them.
const frame = (key, label, members, at) => {
  const [first, last] = [at.get(members[0]), at.get(members.at(-1))];
  const x = first.left - AROUND, y = first.middle - HEIGHT / 2 - AROUND, width = first.width + 2 * AROUND;
  const height = last.middle + HEIGHT / 2 + AROUND - y;
  const title = shape("title", {});
  title.textContent = `Close these ${label}`;
  return shape("g", { class: "frame" },
    shape("rect", { class: "around", x, y, width, height, rx: 9 }),
    shape("g", {
      class: "closer", "data-group": key, role: "button", tabindex: 0, "aria-label": title.textContent,
      transform: `translate(${x + width} ${y})`,
    }, title, shape("circle", { r: 8 }), shape("path", { d: CROSS })));
};

// The seen members of an opened group, if they stand together.
const together = (key, column, picture) => {
  const own = column.map((item) => picture.group.get(item) === key);
  const [first, last] = [own.indexOf(true), own.lastIndexOf(true)];
  return first >= 0 && own.slice(first, last + 1).every(Boolean) ? column.slice(first, last + 1) : [];
};
