// One application on the page: what is sought, chosen and pointed at.
const all = (selector, from) => [...from.querySelectorAll(selector)];
const LEAST = 0.25, MOST = 3, READABLE = 0.75;

class Application {
  constructor(section, number) {
    this.section = section;
    this.number = number;
    this.picture = new Picture(section, number);
    this.stage = section.querySelector(".stage");
    this.panel = section.querySelector(".panel");
    this.heading = section.querySelector("h2");
    this.fields = all(".controls input, .controls select", section);
    this.chosen = "";
    this.only = null;
    this.findings = null;
    const { nodes, findings } = this.picture.data;
    this.texts = new Map(Object.entries(nodes).map(([item, node]) => [item,
      [node.slice(0, 5), node[6], node[5].map((n) => findings[n])].flat(3).join(" ").toLowerCase()]));
    this.listen();
  }

  listen() {
    const { section, stage, picture } = this;
    for (const field of this.fields) field.addEventListener(field.matches("select") ? "change" : "input", () => this.apply());
    const click = (name, action) => { section.querySelector(`[data-action=${name}]`).onclick = action; };
    click("reset", () => this.reset());
    this.opener = section.querySelector("[data-action=open]");
    if (this.opener) this.opener.onclick = () => this.openAll();
    click("in", () => this.zoom(this.scale * 1.25));
    click("out", () => this.zoom(this.scale / 1.25));
    click("fit", () => this.fit(LEAST));
    click("close", () => this.close());
    click("near", () => this.restrict(this.connected(this.chosen)));
    picture.svg.addEventListener("click", (event) => {
      const box = event.target.closest(".node"), closer = event.target.closest(".closer");
      if (closer) this.closeGroup(closer.dataset.group);
      else if (box && !this.dragged) this.choose(box.dataset.item);
    });
    picture.svg.addEventListener("pointerover", (event) => {
      const box = event.target.closest(".node");
      if (!this.chosen) picture.stress(box ? picture.around(box.dataset.item) : null);
    });
    picture.svg.addEventListener("pointerleave", () => { if (!this.chosen) picture.stress(null); });
    picture.svg.addEventListener("focusin", (event) => this.rove(event.target.closest(".node")));
    section.addEventListener("keydown", (event) => this.key(event));
    stage.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      this.zoom(this.scale * Math.exp(-event.deltaY / 300), event);
    }, { passive: false });
    stage.addEventListener("pointerdown", (event) => this.drag(event));
    for (const row of all("[data-item]", section.querySelector(".tables"))) {
      const button = row.querySelector(".step");
      if (button) button.onclick = () => this.choose(row.dataset.item, true);
    }
    for (const button of all("[data-path]", section)) {
      button.onclick = () => {
        this.toggle(button, button.dataset.path.split(" "));
        this.stage.scrollIntoView({ block: "nearest" });
      };
    }
    for (const button of all("[data-findings]", section)) {
      const numbers = new Set(button.dataset.findings.split(" ").map(Number));
      const items = Object.keys(picture.data.nodes).filter((item) => picture.data.nodes[item][5].some((n) => numbers.has(n)));
      button.onclick = () => {
        this.toggle(button, items, numbers);
        this.stage.scrollIntoView({ block: "nearest" });
      };
    }
  }

  // What an attack passes is seen first, where there is one.
  start() {
    const attacked = this.section.querySelector("[data-action=attacked]");
    if (attacked) this.toggle(attacked, attacked.dataset.path.split(" "));
    else this.apply();
  }

  // Shows one of the attack paths, by its place in the list.
  press(place) {
    const button = all(".paths [data-path]", this.section)[place];
    if (!button) return;
    const folded = button.closest("details");
    if (folded) folded.open = true;
    if (button.getAttribute("aria-pressed") !== "true") button.click();
  }

  // Only these nodes and findings, until the same button is pressed again.
  toggle(button, items, findings = null) {
    const pressed = button.getAttribute("aria-pressed") !== "true";
    this.close();
    this.restrict(pressed && items.length ? new Set(items) : null, pressed ? findings : null);
    if (pressed) button.setAttribute("aria-pressed", "true");
  }

  restrict(items, findings = null) {
    for (const button of all("[aria-pressed=true]", this.section)) button.setAttribute("aria-pressed", "false");
    this.only = items;
    this.findings = findings;
    this.apply();
  }

  // Everything from which a node is reached, and everything that is reached from it.
  connected(item) {
    const start = this.picture.data.groups[item]?.members ?? [item];
    const walk = (from, to) => {
      const seen = new Set(start), left = [...start];
      while (left.length) {
        const now = left.pop();
        for (const edge of this.picture.data.edges) {
          if (edge[from] === now && !seen.has(edge[to])) {
            seen.add(edge[to]);
            left.push(edge[to]);
          }
        }
      }
      return seen;
    };
    return new Set([...walk(0, 1), ...walk(1, 0)]);
  }

  fits(item, values) {
    const node = this.picture.data.nodes[item];
    return (!values.text || this.texts.get(item).includes(values.text))
      && (!values.exposure || node[3] === values.exposure)
      && (!values.risk || node[5].some((n) => this.picture.data.findings[n][5] === values.risk))
      && (!values.function || item === values.function)
      && (!this.only || this.only.has(item));
  }

  apply() {
    const { data } = this.picture;
    const values = Object.fromEntries(this.fields.map(({ name, value }) => [name, value.trim().toLowerCase()]));
    values.risk = values.risk?.toUpperCase();
    const core = new Set(Object.keys(data.nodes).filter((item) => this.fits(item, values)));
    const visible = new Set(core);
    const plain = core.size === Object.keys(data.nodes).length;
    if (!plain && !this.only) {
      for (const [source, target] of data.edges) {
        if (core.has(source)) visible.add(target);
        if (core.has(target)) visible.add(source);
      }
    }
    this.core = core;
    this.picture.draw(visible, core);
    if (this.chosen && !this.picture.drawn.at.has(this.chosen)) this.close();
    else this.mark();
    this.tables(values);
    const functions = Object.keys(data.nodes).filter((item) => data.nodes[item][0] === "function");
    const shown = functions.filter((item) => core.has(item)).length;
    this.section.querySelector("output").textContent = `${shown.toLocaleString("en")} of ${functions.length.toLocaleString("en")} functions`;
    this.rove(null);
    this.fit();
  }

  tables(values) {
    const complete = this.core.size === this.texts.size;
    for (const row of all(".tables tr[data-item]", this.section)) {
      const { item, number, risk } = row.dataset;
      if (number && this.findings) row.hidden = !this.findings.has(Number(number));
      else row.hidden = (item ? !this.core.has(item) : !complete) || Boolean(risk && values.risk && risk !== values.risk);
    }
  }

  reset() {
    for (const field of this.fields) field.value = "";
    this.restrict(null);
  }

  openAll() {
    const { opened, data } = this.picture;
    const opening = !opened.size;
    for (const key of Object.keys(data.groups)) {
      if (opening) opened.add(key);
      else opened.delete(key);
    }
    this.opener.textContent = opening ? "Close groups" : "Open groups";
    this.apply();
  }

  closeGroup(key) {
    const { opened, group } = this.picture;
    opened.delete(key);
    if (!opened.size) this.opener.textContent = "Open groups";
    if (group.get(this.chosen) === key) this.close();
    this.apply();
    this.focus(key);
  }

  // Shows a node: its group is opened for it, and a group is opened by itself.
  choose(item, scroll = false) {
    const { picture } = this;
    const group = picture.group.get(item);
    const hidden = !picture.drawn.at.has(item);
    if (picture.data.groups[item]) {
      picture.opened.add(item);
      this.opener.textContent = "Close groups";
      this.apply();
      const first = picture.drawn.boxes.find((other) => picture.group.get(other) === item);
      this.focus(first);
      return;
    }
    if (hidden && group) picture.opened.add(group);
    if (hidden && this.core && !this.core.has(item)) this.reset();
    else if (hidden) this.apply();
    this.chosen = item;
    this.panel.querySelector(".content").replaceChildren(...details(picture, item, (other) => this.choose(other)));
    this.panel.hidden = false;
    this.mark();
    this.focus(item);
    if (scroll) this.stage.scrollIntoView({ block: "nearest" });
    remember(this.number, item);
  }

  mark() {
    for (const box of this.picture.boxes.values()) box.classList.toggle("chosen", box.dataset.item === this.chosen);
    this.picture.stress(this.chosen ? this.picture.around(this.chosen) : null);
  }

  close() {
    const last = this.chosen;
    this.chosen = "";
    this.panel.hidden = true;
    this.mark();
    if (last && this.picture.drawn.at.has(last)) this.focus(last);
    remember(this.number, "");
  }

  // One box is reached with the tab key, the others from it with the arrows.
  rove(box) {
    const first = this.picture.boxes.get(this.picture.drawn.boxes[0]);
    const now = box ?? this.picture.boxes.get(this.chosen) ?? first;
    for (const other of this.picture.boxes.values()) other.setAttribute("tabindex", other === now ? "0" : "-1");
  }

  focus(item) {
    const box = this.picture.boxes.get(item);
    if (!box) return;
    this.rove(box);
    box.focus({ preventScroll: true });
    const { left, middle, width } = this.picture.drawn.at.get(item);
    const view = this.stage, scale = this.scale, room = 40;
    const into = (start, end, from, size) => Math.min(Math.max(from, end - size + room), start - room);
    view.scrollLeft = into(left * scale, (left + width) * scale, view.scrollLeft, view.clientWidth);
    view.scrollTop = into((middle - 20) * scale, (middle + 20) * scale, view.scrollTop, view.clientHeight);
  }

  key(event) {
    if (event.key === "Escape") {
      if (event.target.matches("input, select") && event.target.value) return;
      if (this.chosen) this.close();
      else if (this.only || this.findings) this.restrict(null);
      return;
    }
    const box = event.target.closest(".node"), closer = event.target.closest(".closer");
    if (closer && [" ", "Enter"].includes(event.key)) {
      event.preventDefault();
      this.closeGroup(closer.dataset.group);
    }
    if (!box || event.ctrlKey || event.metaKey || event.altKey) return;
    const item = box.dataset.item;
    const actions = {
      Enter: () => this.choose(item), " ": () => this.choose(item),
      "+": () => this.zoom(this.scale * 1.25), "-": () => this.zoom(this.scale / 1.25), 0: () => this.fit(LEAST),
    };
    const action = actions[event.key] ?? (event.key.startsWith("Arrow") && (() => this.focus(this.picture.next(item, event.key))));
    if (!action) return;
    event.preventDefault();
    action();
  }

  drag(event) {
    this.dragged = false;
    if (event.pointerType !== "mouse" || event.button) return;
    const { stage } = this;
    const { scrollLeft, scrollTop } = stage;
    const move = (now) => {
      const [x, y] = [now.clientX - event.clientX, now.clientY - event.clientY];
      this.dragged ||= Math.hypot(x, y) > 4;
      stage.scrollLeft = scrollLeft - x;
      stage.scrollTop = scrollTop - y;
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", () => removeEventListener("pointermove", move), { once: true });
  }

  // The point under the pointer, or the middle of the window, stays where it is.
  zoom(scale, at = null) {
    const { stage, picture } = this;
    const frame = stage.getBoundingClientRect();
    const x = at ? at.clientX - frame.left : stage.clientWidth / 2;
    const y = at ? at.clientY - frame.top : stage.clientHeight / 2;
    const before = this.scale ?? 1;
    this.scale = Math.min(Math.max(scale, LEAST), MOST);
    const [left, top] = [(stage.scrollLeft + x) / before, (stage.scrollTop + y) / before];
    picture.svg.setAttribute("width", Math.round(picture.width * this.scale));
    picture.svg.setAttribute("height", Math.round(picture.height * this.scale));
    stage.scrollLeft = left * this.scale - x;
    stage.scrollTop = top * this.scale - y;
  }

  // As much as there is room for, as long as it can be read.
  fit(least = READABLE) {
    const { stage, picture } = this;
    const height = parseFloat(getComputedStyle(stage).maxHeight) - 2 || Infinity;
    const most = Math.min(stage.clientWidth / picture.width, height / picture.height, 1);
    this.zoom(Math.max(most, least));
    stage.scrollLeft = 0;
    stage.scrollTop = 0;
  }
}
