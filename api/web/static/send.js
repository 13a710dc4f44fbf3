// Deciding, and the letters that go out.

import { ask, fragment, pause, persist, Problem } from "./api.js";
import { choose, make } from "./dialog.js";
import { busy, leave, say, toast } from "./say.js";

const root = /** @type {HTMLElement} */ (document.querySelector("[data-send]"));
const packet = root.dataset.send || "";
const held = /** @type {HTMLElement} */ (root.querySelector("[data-letters]"));
const draft = `reason:${packet}`;
const MOST_PAGES = 60;

const form = /** @type {HTMLFormElement | null} */ (root.querySelector("[data-decide]"));
if (form) {
  const reason = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("reason"));
  reason.value = sessionStorage.getItem(draft) || "";
  reason.addEventListener("input", () => sessionStorage.setItem(draft, reason.value));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    busy(form, () => decide(form, reason));
  });
}

/** @param {HTMLFormElement} within @param {HTMLTextAreaElement} reason */
async function decide(within, reason) {
  const wrong = /** @type {HTMLElement} */ (within.querySelector("[data-wrong]"));
  const decision = String(new FormData(within).get("decision") || "");
  wrong.textContent = "";
  if (!decision) {
    wrong.textContent = "Say what is decided.";
    return;
  }
  try {
    await ask("POST", `/packets/${packet}/decision`, { body: { version: Number(root.dataset.version), decision, reason: reason.value } });
    sessionStorage.removeItem(draft);
    await leave();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.code === "stale-version") {
      await choose("Somebody else changed this packet", [make("p", {}, [error.message])], [{ value: "load", label: "Load it anew", kind: "primary" }]);
      await leave();
    } else wrong.textContent = error.message;
  }
}

root.querySelector("[data-reopen]")?.addEventListener("click", (event) => {
  busy(/** @type {HTMLElement} */ (event.currentTarget), async () => {
    await ask("DELETE", `/packets/${packet}/decision?version=${root.dataset.version}`);
    await leave();
  });
});

held.addEventListener("submit", (event) => {
  event.preventDefault();
  const written = /** @type {HTMLFormElement} */ (event.target);
  const letter = /** @type {HTMLElement} */ (written.closest("[data-document]"));
  busy(written, async () => {
    const texts = Object.fromEntries([...new FormData(written)].filter(([, text]) => text));
    const { document: wanted, filename } = letter.dataset;
    await ask("POST", `/packets/${packet}/letters`, { body: { document: wanted, filename, free_text: texts } });
    say("Being written.");
    await renew();
  });
});

held.addEventListener("click", (event) => {
  const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-release]"));
  if (!button) return;
  const letter = /** @type {HTMLElement} */ (button.closest("[data-letter]"));
  busy(button, async () => {
    await ask("POST", `/letters/${letter.dataset.letter}/release`);
    toast("Released. The provider can see it.");
    await renew();
  });
});

/** Shows the letters as they are, again and again while one is being written. */
async function renew() {
  const typed = [.../** @type {NodeListOf<HTMLTextAreaElement>} */ (held.querySelectorAll("textarea"))].map((each) => ({ id: each.id, text: each.value }));
  held.replaceChildren(await fragment(`/packets/${packet}/send?part=true`));
  for (const { id, text } of typed) {
    const again = /** @type {HTMLTextAreaElement | null} */ (document.getElementById(id));
    if (again) again.value = text;
  }
  previews();
  follow();
  return true;
}

let following = false;

/** Looks again for as long as a letter is being written. */
async function follow() {
  if (following) return;
  following = true;
  while (held.querySelector('[data-state="waiting"], [data-state="writing"]')) {
    await pause(1200);
    if ((await persist(renew)) === undefined) break;
  }
  following = false;
}

/** A letter's pages follow its first one for as long as there are any. */
function previews() {
  for (const image of /** @type {NodeListOf<HTMLImageElement>} */ (held.querySelectorAll("[data-preview]"))) {
    const after = () => {
      const number = Number(image.dataset.preview) + 1;
      if (number > MOST_PAGES) return;
      const next = new Image();
      next.width = 800;
      next.height = 1035;
      next.alt = image.alt.replace(/^Page \d+/, `Page ${number}`);
      next.dataset.preview = String(number);
      next.src = image.src.replace(/\/pages\/\d+\//, `/pages/${number}/`);
      next.addEventListener("load", () => {
        image.after(next);
        previews();
      });
    };
    if (image.dataset.followed) continue;
    image.dataset.followed = "true";
    if (image.complete && image.naturalWidth) after();
    else image.addEventListener("load", after);
  }
}

previews();
follow();
