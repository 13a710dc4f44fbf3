// On a slow network a page is there before its modules: what is clicked or sent meanwhile, and whoever asks for the
// keys, is answered when they are.
{
  /** @type {HTMLElement | HTMLFormElement | null} */
  let wanted = null;

  /** @param {Event} event */
  const keep = (event) => {
    const target = event.target instanceof Element ? event.target.closest(event.type === "submit" ? "form" : "button") : null;
    if (!(target instanceof HTMLElement) || target.matches("form[action]") || target.closest("form[action]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    wanted = target;
  };

  let keys = false;

  /** @param {KeyboardEvent} event */
  const ask = (event) => {
    keys ||= event.key === "?" && !(event.target instanceof Element && event.target.matches("input, textarea"));
  };

  for (const type of ["click", "submit"]) addEventListener(type, keep, true);
  addEventListener("keydown", ask, true);
  // Modules run before this.
  addEventListener("DOMContentLoaded", () => {
    for (const type of ["click", "submit"]) removeEventListener(type, keep, true);
    removeEventListener("keydown", ask, true);
    if (keys) document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "?", bubbles: true, cancelable: true }));
    if (wanted instanceof HTMLFormElement) wanted.requestSubmit();
    else wanted?.click();
  });
}
