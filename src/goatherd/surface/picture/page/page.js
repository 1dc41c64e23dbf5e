// The address says what is shown: nothing for the overview, else #application, #application.node or #application.pathN.
const glance = document.getElementById("overview");
const sections = all(".application", document);
const applications = new Map();
const remember = (number, item) => {
  const hash = item ? `#${number}.${item}` : glance || number ? `#${number}` : "";
  history.replaceState(null, "", hash || location.pathname + location.search);
};

// Those applications of which the page holds only a packed form.
const unpack = async () => {
  const packed = document.querySelector("script[type='application/gzip']");
  const bytes = Uint8Array.from(atob(packed.textContent), (character) => character.charCodeAt(0));
  packed.remove();
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
};
let rest = null;
const section = async (number) => {
  if (!sections[number]) {
    rest ??= unpack();
    const text = (await rest)[number - first];
    if (!sections[number]) {
      const made = document.createElement("div");
      made.innerHTML = text;
      sections[number] = made.firstElementChild;
      document.querySelector("main").append(sections[number]);
    }
  }
  return sections[number];
};
const first = sections.length;
const count = glance ? all("tbody tr", glance).length : first;

const show = (shown) => {
  for (const each of [glance, ...sections, document.getElementById("undecided")]) {
    if (each) each.hidden = each !== shown && (each.id !== "undecided" || Boolean(glance) && shown !== glance);
  }
};
const opened = (number, path) => {
  if (!applications.has(number)) {
    applications.set(number, new Application(sections[number], number));
    applications.get(number).start();
  }
  const application = applications.get(number);
  if (path) application.press(Number(path[1]));
  return application;
};
const follow = async () => {
  const { hash } = location;
  const [where, item = ""] = hash.slice(1).split(".");
  const inside = /^\d+$/.test(where);
  if (glance && !inside) return show(glance);
  const number = inside ? Math.min(Number(where), count - 1) : 0;
  if (!sections[number]) await section(number);
  if (location.hash !== hash) return;
  const from = glance && !glance.hidden;
  show(sections[number]);
  const application = opened(number, item.match(/^path(\d+)$/));
  if (Object.hasOwn(application.picture.data.nodes, item)) application.choose(item);
  else if (from) application.heading.focus();
};
if (count) {
  document.documentElement.classList.add("live");
  if (glance) new Overview(glance);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.target.matches("input, select, textarea")) return;
    event.preventDefault();
    document.querySelector("main > section:not([hidden]) input[type=search]").focus();
  });
  addEventListener("hashchange", follow);
  follow();
}
