// data-poll on a part that asks for itself now and then (htmx "every 2s"): it rests while nobody can see the page, and
// asks at once when the page is seen again. htmx listens: data-hx-trigger="every 2s, shown".
export function startPoll() {
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (document.hidden && event.detail.elt.matches("[data-poll]")) event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    const shown = () => new CustomEvent("shown", { bubbles: false });
    document.querySelectorAll("[data-poll]").forEach((part) => part.dispatchEvent(shown()));
  });
}
