// data-fill="field id" on a group of radios: choosing one writes its value into the field.
import { onArrival } from "./parts.js";

export function startFill() {
  onArrival("[data-fill]", (group) => {
    const field = document.getElementById(group.dataset.fill);
    const mark = () => {
      group.querySelectorAll("input").forEach((choice) => (choice.checked = choice.value === field.value));
    };
    group.hidden = false;
    mark();
    field.addEventListener("input", mark);
    group.addEventListener("change", (event) => (field.value = event.target.value));
    // The field says it all: the radios themselves are not sent.
    field.form.addEventListener("formdata", ({ formData }) => formData.delete(group.querySelector("input").name));
  });
}
