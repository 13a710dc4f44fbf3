// Deciding, and the letters that go out.

import { ask, fragment, pause, persist, Problem } from "./api.js";
import { choose } from "./dialog.js";
import { tellTimes } from "./frame.js";
import { make } from "./make.js";
import { busy, leave, say, toast } from "./say.js";

const root = /** @type {HTMLElement} */ (document.querySelector("[data-send]"));
const packet = root.dataset.send || "";
const held = /** @type {HTMLElement} */ (root.querySelector("[data-letters]"));
const draft = `reason:${packet}`;

const form = /** @type {HTMLFormElement | null} */ (root.querySelector("[data-decide]"));
if (form) {
  const reason = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("reason"));
  reason.value = sessionStorage.getItem(draft) || "";
  reason.addEventListener("input", () => {
    sessionStorage.setItem(draft, reason.value);
    /** @type {HTMLElement} */ (form.querySelector("[data-wrong]")).textContent = "";
  });
  form.querySelector("[data-take-over]")?.addEventListener("click", () => {
    // Without what the list asks of the clerk alone: the provider reads the reason.
    const lines = [.../** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-not-met] li"))].map((line) => line.dataset.toSender || "");
    reason.value = [reason.value.trim(), ...lines.filter((line) => !reason.value.includes(line))].filter(Boolean).join("\n").slice(0, reason.maxLength);
    reason.dispatchEvent(new Event("input"));
    reason.focus();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    busy(form, () => decide(form, reason));
  });
}

const asked = /** @type {HTMLFormElement | null} */ (root.querySelector("[data-approve]"));
asked?.addEventListener("submit", (event) => {
  event.preventDefault();
  const approved = /** @type {HTMLButtonElement | null} */ (event.submitter)?.value !== "back";
  const reason = /** @type {HTMLTextAreaElement} */ (asked.elements.namedItem("reason"));
  busy(asked, () => put(asked, reason, "approval", { approved }));
});

/** @param {HTMLFormElement} within @param {HTMLTextAreaElement} reason */
async function decide(within, reason) {
  const wrong = /** @type {HTMLElement} */ (within.querySelector("[data-wrong]"));
  const decision = String(new FormData(within).get("decision") || "");
  wrong.textContent = "";
  if (!decision) {
    wrong.textContent = "Say what is decided.";
    return;
  }
  await put(within, reason, "decision", { decision });
}

/**
 * Tells the service a decision, or the answer to one; what speaks against it stands beside it.
 * @param {HTMLFormElement} within
 * @param {HTMLTextAreaElement} reason
 * @param {string} what
 * @param {Record<string, unknown>} said
 */
async function put(within, reason, what, said) {
  const wrong = /** @type {HTMLElement} */ (within.querySelector("[data-wrong]"));
  wrong.textContent = "";
  try {
    await ask("POST", `/packets/${packet}/${what}`, { body: { version: Number(root.dataset.version), reason: reason.value, ...said } });
    sessionStorage.removeItem(draft);
    await leave();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.code === "stale-version") {
      await choose("Somebody else changed this packet", [make("p", {}, [error.message])], [{ value: "load", label: "Load it anew", kind: "primary" }]);
      await leave();
    } else {
      wrong.textContent = error.message;
      reason.focus();
    }
  }
}

root.querySelector("[data-take-request]")?.addEventListener("click", (event) => {
  busy(/** @type {HTMLElement} */ (event.currentTarget), async () => {
    await ask("DELETE", `/packets/${packet}/approval?version=${root.dataset.version}`);
    await leave();
  });
});

root.querySelector("[data-reopen]")?.addEventListener("click", (event) => {
  busy(/** @type {HTMLElement} */ (event.currentTarget), async () => {
    await ask("DELETE", `/packets/${packet}/decision?version=${root.dataset.version}`);
    // Whoever decides anew seldom writes the whole reason anew.
    const given = root.querySelector("[data-given]")?.textContent;
    if (given) sessionStorage.setItem(draft, given);
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
  const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-release], [data-withdraw]"));
  if (!button) return;
  const letter = /** @type {HTMLElement} */ (button.closest("[data-letter]"));
  busy(button, () => (button.hasAttribute("data-withdraw") ? withdraw : release)(letter, button.dataset));
});

/**
 * Asks first, with who will see the letter and what speaks against it; what does is not what Enter confirms.
 * @param {HTMLElement} letter
 * @param {DOMStringMap} told
 */
async function release(letter, told) {
  const title = letter.querySelector("h3")?.textContent || "this letter";
  const leave_ = { value: "", label: "Leave it" };
  const content = [make("p", {}, [told.sees || ""])];
  const against = told.warnings || "";
  if (against) content.unshift(make("div", { class: "note doubt" }, [make("p", { class: "grow" }, [against])]));
  const yes = { value: "yes", label: against ? "Release it all the same" : "Release", kind: against ? "" : "primary" };
  const answers = against ? [{ ...leave_, kind: "primary" }, yes] : [yes, leave_];
  if ((await choose(`Release ${title}?`, content, answers)) !== "yes") return;
  try {
    await ask("POST", `/letters/${letter.dataset.letter}/release`, { body: { despite: (told.despite || "").split(" ").filter(Boolean) } });
  } catch (error) {
    // Somebody decided, or changed the packet, since the page was shown: it is asked anew with what holds now.
    if (error instanceof Problem && ["unconfirmed", "stale-version"].includes(error.code)) await renew();
    throw error;
  }
  toast(told.released || "Released.");
  await renew();
}

/** @param {HTMLElement} letter @param {DOMStringMap} told */
async function withdraw(letter, told) {
  const title = letter.querySelector("h3")?.textContent || "this letter";
  const content = [told.sees, told.fetched, "That it was released and taken back stays in the history."];
  const answers = [{ value: "yes", label: "Take it back", kind: "primary" }, { value: "", label: "Leave it" }];
  if ((await choose(`Take ${title} back?`, content.filter(Boolean).map((words) => make("p", {}, [words || ""])), answers)) !== "yes") return;
  await ask("DELETE", `/letters/${letter.dataset.letter}/release`);
  toast("Taken back.");
  await renew();
}

/** Shows the letters as they are, again and again while one is being written. */
async function renew() {
  const typed = [.../** @type {NodeListOf<HTMLTextAreaElement>} */ (held.querySelectorAll("textarea"))].map((each) => ({ id: each.id, text: each.value }));
  held.replaceChildren(await fragment(`/packets/${packet}/send?part=true`));
  for (const { id, text } of typed) {
    const again = /** @type {HTMLTextAreaElement | null} */ (document.getElementById(id));
    if (again) again.value = text;
  }
  tellTimes(held);
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

follow();
