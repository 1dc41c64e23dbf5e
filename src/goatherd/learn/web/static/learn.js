// Makes the pages quicker to use; everything works without.

for (const form of document.querySelectorAll('form[data-busy]')) {
  form.addEventListener('submit', (event) => {
    const [said, spent, begun] = [document.createElement('p'), document.createElement('span'), Date.now()];
    said.className = 'busy';
    said.setAttribute('role', 'status');
    spent.setAttribute('aria-hidden', 'true'); // a reader need not say every second
    said.append(event.submitter?.dataset.busy ?? form.dataset.busy, ' ', spent);
    form.append(said);
    setInterval(() => { spent.textContent = `${Math.round((Date.now() - begun) / 1000)} s`; }, 1000);
    // After the form was read: a disabled button is not part of it.
    setTimeout(() => form.querySelectorAll('button').forEach((button) => { button.disabled = true; }));
  });
}

for (const select of document.querySelectorAll('.files select')) {
  select.addEventListener('change', () => select.form.requestSubmit());
}

const text = document.querySelector('textarea[data-language]');
if (text) {
  let saving = false;
  text.form.addEventListener('submit', () => { saving = true; });
  addEventListener('beforeunload', (event) => {
    if (!saving && text.value !== text.defaultValue) event.preventDefault(); // what was typed would be lost
  });
  import('./editor.js').then(({ enhance }) => enhance(text), () => {}); // the plain field stays
}

// Coming back to a page shows it as it is.
addEventListener('pageshow', (event) => { if (event.persisted) location.reload(); });
