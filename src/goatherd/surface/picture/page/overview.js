// The table of all applications: so many as can be taken in, or those that are sought.
const FIRST = 25;

class Overview {
  constructor(section) {
    this.section = section;
    this.rows = all("tbody tr", section);
    this.field = section.querySelector("input");
    this.more = section.querySelector("[data-action=more]");
    this.everything = false;
    this.field.oninput = () => this.apply();
    this.more.onclick = () => {
      this.everything = true;
      this.apply();
    };
    this.apply();
  }

  apply() {
    const text = this.field.value.trim().toLowerCase();
    const found = this.rows.filter((row) => row.textContent.toLowerCase().includes(text));
    const shown = new Set(text || this.everything ? found : found.slice(0, FIRST));
    for (const row of this.rows) row.hidden = !shown.has(row);
    this.more.hidden = Boolean(text) || this.everything || found.length <= FIRST;
    this.section.querySelector("output").textContent = this.told(shown.size, Boolean(text));
  }

  told(shown, sought) {
    const [some, all] = [shown, this.rows.length].map((number) => number.toLocaleString("en"));
    if (sought) return `${some} of ${all} applications ${shown === 1 ? "fits" : "fit"} the search`;
    const which = shown < this.rows.length ? `The first ${some} of ${all}` : all;
    return `${which} applications, the most exposed first`;
  }
}
