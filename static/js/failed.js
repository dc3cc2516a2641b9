// When htmx gets no answer, or a broken one, a notice stands before the part it would have filled. What was typed stays.
export function startFailed() {
  const template = document.querySelector("template[data-failed]");
  const tell = (event) => {
    if (!event.detail.elt.matches("a, button, form, input, select")) return; // A poll just asks again.
    const target = event.detail.target;
    clear();
    const notice = own(event.detail.xhr) ?? template.content.firstElementChild.cloneNode(true);
    notice.dataset.failure = "";
    target.before(notice);
  };
  for (const name of ["responseError", "sendError", "timeout"]) document.addEventListener(`htmx:${name}`, tell);
  document.addEventListener("htmx:beforeSwap", (event) => event.detail.shouldSwap && clear());
}

function clear() {
  document.querySelectorAll("[data-failure]").forEach((notice) => notice.remove());
}

// The server's own notice, when it answered with one: it knows more, such as how long to wait. A page of the proxy has
// one in each language.
function own(request) {
  if (!request?.responseText) return null;
  const answer = new DOMParser().parseFromString(request.responseText, "text/html");
  const ours = answer.querySelector(`.notice[role="alert"]:lang(${document.documentElement.lang})`);
  return answer.querySelector("body > .notice") ?? ours ?? answer.querySelector('.notice[role="alert"]');
}
