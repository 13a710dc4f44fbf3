// What the page tells: quietly to screen readers, and as messages that everybody sees.

import { word } from "./words.js";

let waiting = 0;

/** @param {string} words empty to take back what is about to be said */
export function say(words) {
  const live = document.querySelector("[data-live]");
  if (!live) return;
  live.textContent = "";
  clearTimeout(waiting);
  // A region that is emptied first is read again where the words are the same.
  waiting = setTimeout(() => (live.textContent = words), 60);
}

/**
 * Shows a message; one with something to do stays until it is done or another comes.
 * @param {string} words
 * @param {{bad?: boolean, label?: string, act?: () => void}} [options]
 */
export function toast(words, options = {}) {
  const held = document.querySelector("[data-toasts]");
  if (!held) return;
  const shown = document.createElement("div");
  shown.className = options.bad ? "toast bad" : "toast";
  const text = document.createElement("span");
  text.textContent = words;
  shown.append(text);
  const close = () => shown.remove();
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn small";
  button.textContent = options.label || word("close", "Close");
  button.addEventListener("click", () => {
    close();
    options.act?.();
  });
  shown.append(button);
  held.replaceChildren(shown);
  if (!options.bad && !options.act) setTimeout(close, 6000);
}

/** @param {unknown} error */
export function complain(error) {
  if (error instanceof DOMException && error.name === "AbortError") return;
  const words = error instanceof Error ? error.message : String(error);
  toast(words, { bad: true });
}

/**
 * Goes to another page, or loads this one anew; a button stays busy until it is gone.
 * @param {string} [path]
 * @returns {Promise<never>}
 */
export function leave(path) {
  if (path) location.assign(path);
  else location.reload();
  return new Promise(() => {});
}

/**
 * Marks a button busy while its work is done, so that a second click does nothing.
 * @param {HTMLElement | null} button
 * @param {() => Promise<void>} work
 */
export async function busy(button, work) {
  if (button?.getAttribute("aria-busy") === "true") return;
  button?.setAttribute("aria-busy", "true");
  try {
    await work();
  } catch (error) {
    complain(error);
  } finally {
    button?.removeAttribute("aria-busy");
  }
}
