// data-busy="Confirming" on a submit button: pressed once, it shows that word and a spinner, and takes no second press.
export function startBusy() {
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button?.dataset.busy) return;
    if (button.getAttribute("aria-disabled") === "true") {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    press(button);
  }, true);
  // Back to a page the browser kept, or an answer to its form that htmx put elsewhere: the button can be pressed again.
  addEventListener("pageshow", (event) => event.persisted && release(() => true));
  document.addEventListener("htmx:afterRequest", ({ detail }) => release((button) => button.form === detail.elt));
}

function press(button) {
  button.style.minInlineSize = `${button.offsetWidth}px`;
  button.dataset.label = button.textContent;
  button.setAttribute("aria-disabled", "true");
  const spinner = document.createElement("span");
  spinner.className = "spin";
  spinner.setAttribute("aria-hidden", "true");
  button.replaceChildren(spinner, button.dataset.busy);
}

function release(isMeant) {
  [...document.querySelectorAll("[data-busy][aria-disabled=true]")].filter(isMeant).forEach((button) => {
    button.removeAttribute("aria-disabled");
    button.replaceChildren(button.dataset.label);
  });
}
