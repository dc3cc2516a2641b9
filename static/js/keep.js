// What somebody types while an answer is on its way stays, also when the answer then takes the place of the form.
const FIELDS = "input:not([type=hidden], [type=file], [type=checkbox], [type=radio]), select, textarea";

export function startKeep() {
  const sent = new WeakMap();
  const newer = new WeakMap();
  document.addEventListener("htmx:beforeSend", ({ detail }) => sent.set(detail.xhr, values()));
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const before = sent.get(detail.xhr);
    newer.set(detail.xhr, [...values()].filter(([name, value]) => (before?.get(name) ?? value) !== value));
  });
  document.addEventListener("htmx:afterSwap", ({ detail }) => {
    const typed = new Map(newer.get(detail.xhr));
    fields().forEach((field) => typed.has(nameOf(field)) && (field.value = typed.get(nameOf(field))));
  });
}

const fields = () => [...document.querySelectorAll(FIELDS)].filter((field) => field.id && field.form);
const values = () => new Map(fields().map((field) => [nameOf(field), field.value]));

// A field of this id in another form, on the page that comes next, is another field.
const nameOf = (field) => `${field.form.getAttribute("action")} ${field.id}`;
