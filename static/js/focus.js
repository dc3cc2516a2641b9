// After a swap the focus goes to the element marked data-focus, else to the new heading when all of main was swapped.
export function startFocus() {
  document.addEventListener("htmx:afterSettle", (event) => {
    const part = event.detail.elt;
    if (part.contains(document.activeElement) && document.activeElement.matches("[autofocus]")) return;
    const marked = document.querySelector("[data-focus]"); // It may have come beside the part, out of band.
    const heading = event.detail.target?.id === "main" ? document.querySelector("main h1") : null;
    heading?.setAttribute("tabindex", "-1");
    (marked ?? heading)?.focus();
    marked?.removeAttribute("data-focus");
  });
}
