// A form that is sent without leaving the page closes the sheet it stands in; the focus goes back to what opened it.
export function startSheet() {
  document.addEventListener("submit", (event) => {
    event.target.querySelectorAll("[popover]").forEach((sheet) => sheet.hidePopover?.());
  });
}
