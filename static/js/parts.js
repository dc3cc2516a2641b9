// Shared by the other modules: find hooks now and in everything htmx brings in later.

// Call `use` for each element with `selector`, on the page now and after each swap.
export function onArrival(selector, use) {
  const scan = (root) => {
    if (root.matches?.(selector)) use(root);
    root.querySelectorAll(selector).forEach(use);
  };
  scan(document);
  document.addEventListener("htmx:load", (event) => scan(event.detail.elt));
}

// Call `act` when something with `selector` is pressed, whenever it came to the page.
export function onPress(selector, act) {
  document.addEventListener("click", (event) => {
    const pressed = event.target.closest?.(selector);
    if (pressed) act(pressed, event);
  });
}

// Tell screen readers `text`, and clear it so that the same words can be said again.
export function say(text) {
  const region = document.querySelector("[data-say]");
  region.textContent = text;
  setTimeout(() => (region.textContent = ""), 2000);
}
