// Makes the pages quicker to use; everything works without.

for (const form of document.querySelectorAll('form[data-busy]')) {
  form.addEventListener('submit', () => {
    const said = document.createElement('p');
    said.setAttribute('role', 'status');
    said.textContent = form.dataset.busy;
    form.append(said);
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
