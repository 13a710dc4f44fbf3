// On a slow network a page is there before its modules: what is clicked, sent or asked by `?` meanwhile is done when they are.
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

  for (const type of ["click", "submit"]) addEventListener(type, keep, true);
  addEventListener("keydown", (event) => {
    if (event.key === "?" && event.target === document.body) wanted = /** @type {HTMLElement | null} */ (document.querySelector("[data-keys], [data-do=keys]"));
  });
  // Modules run before this.
  addEventListener("DOMContentLoaded", () => {
    for (const type of ["click", "submit"]) removeEventListener(type, keep, true);
    if (wanted instanceof HTMLFormElement) wanted.requestSubmit();
    else wanted?.click();
  });
}
