// The other language, kept with the person's account.

import { ask } from "./api.js";
import { busy, leave } from "./say.js";

for (const button of document.querySelectorAll("[data-language]")) {
  button.addEventListener("click", () => {
    busy(/** @type {HTMLElement} */ (button), async () => {
      await ask("PATCH", "/me", { body: { language: button.getAttribute("data-language") } });
      await leave();
    });
  });
}
