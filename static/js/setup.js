// How htmx is to behave. A module runs before htmx looks at the page. That it keeps no page in the browser's storage
// stands in the document itself, for a page whose module did not arrive.
export function startSetup() {
  if (!window.htmx) return;
  Object.assign(window.htmx.config, {
    allowEval: false,
    allowScriptTags: false,
    includeIndicatorStyles: false,
    refreshOnHistoryMiss: true,
    historyRestoreAsHxRequest: false,
    selfRequestsOnly: true,
    defaultSettleDelay: 0, // A form that came listens at once: Enter in its first moment must not load a page anew.
    timeout: 10000,
    responseHandling: [
      { code: "204", swap: false },
      { code: "[23]..", swap: true },
      { code: "422", swap: true },
      { code: "[45]..", swap: false, error: true },
    ],
  });
}
