// What a click shows: everything that is known of a node, set as text.
const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
};

const details = (picture, item, choose) => {
  const step = (other) => element("button", { type: "button", class: "step", onclick: () => choose(other) }, picture.label(other));
  const group = picture.data.groups[item];
  if (group) {
    return [element("h3", {}, group.label), element("ul", { class: "plain" },
      ...group.members.map((member) => element("li", {}, step(member))))];
  }
  const [kind, label, detail, exposure, place, findings, facts] = picture.data.nodes[item];
  const parts = [
    element("p", { class: "quiet" }, kind === "entry" ? "way in" : kind, " ",
      ...(exposure ? [element("span", { class: `exposure ${exposure}` }, exposure)] : [])),
    element("h3", {}, label),
    element("p", { class: "quiet" }, detail),
  ];
  if (place) parts.push(element("p", { class: "quiet" }, element("code", {}, place)));
  if (facts.length) {
    parts.push(element("dl", {}, ...facts.flatMap(([title, text]) => [element("dt", {}, title), element("dd", {}, text)])));
  }
  const flows = (title, edges, end) => {
    if (!edges.length) return;
    parts.push(element("h4", {}, title), element("ul", { class: "plain" }, ...edges.map((edge) => element("li", {},
      `${edge[2]} `, step(edge[end]), ...(edge[3] ? [" ", element("span", { class: "quiet" }, edge[3])] : [])))));
  };
  flows("Reached from", picture.data.edges.filter(([, target]) => target === item), 0);
  flows("Reaches", picture.data.edges.filter(([source]) => source === item), 1);
  if (findings.length) {
    parts.push(element("h4", {}, "Findings"), element("ul", { class: "plain" }, ...findings.map((number) => {
      const [id, , message, severity, where, risk] = picture.data.findings[number];
      return element("li", { class: severity }, element("span", { class: "level" }, severity), ` ${id} · ${risk} · ${message} `,
        element("code", { class: "quiet" }, where));
    })));
  }
  return parts;
};
