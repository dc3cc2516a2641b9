// data-copy="text": a button that copies the text, says so for two seconds and keeps the focus.
import { onArrival, onPress, say } from "./parts.js";

export function startCopy() {
  if (!navigator.clipboard) return; // Not a secure context: the button stays hidden, as without script.
  onArrival("[data-copy]", (button) => (button.hidden = false));
  onPress("[data-copy]", async (button) => {
    await navigator.clipboard.writeText(button.dataset.copy);
    say(document.querySelector("[data-say]").dataset.copied);
    const use = button.querySelector("use");
    const address = use.getAttribute("href");
    use.setAttribute("href", address.replace(/#.*/, "#check"));
    setTimeout(() => use.setAttribute("href", address.replace(/#.*/, "#copy")), 2000);
  });
}
