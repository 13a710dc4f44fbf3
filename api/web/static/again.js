// Signing in again in the middle of work: the page stays as it is, with all that was typed.

import { make } from "./make.js";
import { sentence, word } from "./words.js";

/** @type {Promise<boolean> | null} */
let asking = null;

/** Whether the person signed in again; one dialog, however many requests found the session ended. */
export function signInAgain() {
  asking ??= dialog().finally(() => (asking = null));
  return asking;
}

/** @returns {Promise<boolean>} */
function dialog() {
  const email = /** @type {HTMLInputElement} */ (make("input", { id: "again-email", type: "email", autocomplete: "username", required: "" }));
  const password = /** @type {HTMLInputElement} */ (make("input", { id: "again-password", type: "password", autocomplete: "current-password", required: "" }));
  const wrong = make("p", { class: "wrong", role: "alert" });
  const submit = make("button", { class: "btn primary", type: "submit" }, [word("go_on", "Sign in and go on")]);
  const leave = make("button", { class: "btn", type: "button" }, [word("not_now", "Not now")]);
  const form = make("form", {}, [
    make("div", { class: "field" }, [make("label", { class: "label", for: "again-email" }, [word("email", "E-mail address")]), email]),
    make("div", { class: "field" }, [make("label", { class: "label", for: "again-password" }, [word("password", "Password")]), password]),
    wrong,
    make("div", { class: "actions" }, [submit, leave]),
  ]);
  const box = /** @type {HTMLDialogElement} */ (make("dialog", { "aria-labelledby": "again-title" }, [
    make("h2", { id: "again-title" }, [word("ended", "Your session has ended")]),
    make("p", { class: "muted" }, [word("ended_means", "Sign in to go on where you are. Nothing you typed is lost.")]),
    form,
  ]));
  const before = document.activeElement;
  document.body.append(box);
  box.showModal();
  return new Promise((resolve) => {
    let signedIn = false;
    leave.addEventListener("click", () => box.close());
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      wrong.textContent = "";
      wrong.textContent = await signIn(email.value, password.value);
      signedIn = !wrong.textContent;
      if (signedIn) box.close();
    });
    box.addEventListener("close", () => {
      box.remove();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
      resolve(signedIn);
    });
  });
}

/**
 * @param {string} email
 * @param {string} password
 * @returns {Promise<string>} what was wrong, empty where nothing was
 */
export async function signIn(email, password) {
  try {
    const answer = await fetch("/api/v1/session", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ email, password }),
      credentials: "same-origin",
    });
    const told = await answer.json();
    if (!answer.ok) return told.detail ? sentence(told.detail) : word("failed", "That did not work. Try again.");
    document.querySelector('meta[name="csrf"]')?.setAttribute("content", told.csrf);
    return "";
  } catch {
    return word("away", "The service cannot be reached. Check the network; nothing you typed is lost.");
  }
}
