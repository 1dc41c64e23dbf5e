(() => {
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  for (const button of all(".copy")) {
    const text = button.closest(".command").querySelector("pre");
    button.hidden = !navigator.clipboard;
    button.onclick = async () => {
      await navigator.clipboard.writeText(text.textContent);
      button.textContent = "Copied";
    };
  }
  const filter = document.getElementById("filter");
  if (!filter) return;
  const findings = all(".finding");
  const texts = findings.map((finding) => finding.textContent.toLowerCase());
  const fields = all("select, input", filter);
  const apply = () => {
    const fits = (finding, number) => fields.every(({ name, value }) => !value.trim() || (name === "text"
      ? texts[number].includes(value.trim().toLowerCase())
      : finding.dataset[name].split(" ").includes(value)));
    findings.forEach((finding, number) => { finding.hidden = !fits(finding, number); });
    for (const group of all(".group")) group.hidden = !group.querySelector(".finding:not([hidden])");
    const shown = findings.filter((finding) => !finding.hidden).length;
    document.getElementById("shown").textContent = `${shown} of ${findings.length} shown`;
  };
  const open = document.getElementById("open");
  open.onclick = () => {
    const opening = open.textContent === "Open all";
    for (const finding of findings) finding.open = opening;
    open.textContent = opening ? "Close all" : "Open all";
  };
  document.getElementById("clear").onclick = () => {
    for (const field of fields) field.value = "";
    apply();
  };
  for (const event of ["input", "change"]) filter.addEventListener(event, apply);
  filter.hidden = false;
  apply();
})();
