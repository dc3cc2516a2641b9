// data-print: a button that opens the browser's print dialog; without script it stays hidden, and the browser's own menu prints.
import { onArrival, onPress } from "./parts.js";

export function startPrint() {
  onArrival("[data-print]", (button) => (button.hidden = false));
  onPress("[data-print]", () => window.print());
}
