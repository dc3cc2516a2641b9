// data-reveal="field id": shows or hides a password. data-hide is the word while it is shown.
import { onArrival, onPress } from "./parts.js";

export function startReveal() {
  onArrival("[data-reveal]", (button) => (button.hidden = false));
  onPress("[data-reveal]", (button) => {
    const field = document.getElementById(button.dataset.reveal);
    const shown = field.type === "password";
    field.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
    [button.textContent, button.dataset.hide] = [button.dataset.hide, button.textContent];
  });
  // A password is never sent or kept as plain text in the browser's own form memory.
  document.addEventListener("submit", (event) => {
    event.target.querySelectorAll("[data-reveal][aria-pressed=true]").forEach((button) => button.click());
  });
}
