// data-live="address" data-version="7": asks now and then whether anything of the customer changed.
// On the elements inside with data-changes="transaction:tx_1 balance" an event "changed" is sent when one of theirs did;
// a name before the colon stands for all of its kind, and everything is told when nobody knows what it was.
// htmx listens: data-hx-trigger="changed".
const SHORTEST = 5000;
const LONGEST = 60000;

export function startLive() {
  document.addEventListener("htmx:configRequest", markPoll);
  const root = document.querySelector("[data-live]");
  if (!root) return;
  let version = root.dataset.version;
  let wait = SHORTEST;
  let timer = 0;

  const later = () => {
    clearTimeout(timer);
    // Jitter, so that the pages of a whole town do not ask in the same second.
    if (!document.hidden) timer = setTimeout(ask, wait * (0.8 + Math.random() * 0.4));
  };

  async function ask() {
    try {
      const answer = await fetch(`${root.dataset.live}?since=${encodeURIComponent(version)}`, {
        headers: { Accept: "application/json", "X-Poll": "1" },
        signal: AbortSignal.timeout(10000),
      });
      if (answer.status === 401) return; // Signed out: the next page the person opens says so.
      if (answer.status === 200) {
        const news = await answer.json();
        version = news.version;
        tell(news.changed);
        wait = SHORTEST;
      } else {
        wait = Math.min(wait * (answer.status === 304 ? 1.25 : 2), LONGEST);
      }
    } catch {
      wait = Math.min(wait * 2, LONGEST); // Offline or slow: ask less and less often.
    }
    later();
  }

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return clearTimeout(timer);
    wait = SHORTEST;
    return ask();
  });
  later();
}

function tell(changed) {
  document.querySelectorAll("[data-changes]").forEach((part) => {
    const names = part.dataset.changes.split(" ");
    const isOurs = (one) => one === "everything" || names.includes(one) || names.includes(one.split(":")[0]);
    if (changed.some(isOurs)) {
      part.dispatchEvent(new CustomEvent("changed", { bubbles: false }));
    }
  });
}

// What the page asks by itself must not keep an idle session alive; htmx names no event for its own timers.
function markPoll(event) {
  const cause = event.detail.triggeringEvent;
  if (!cause || ["changed", "shown"].includes(cause.type)) event.detail.headers["X-Poll"] = "1";
}
