// Light or dark, by the switch in the head of every page.

import { say } from "./say.js";

const root = document.documentElement;

function dark() {
  return root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

/** Shows the page in the other one, and keeps it for the pages that follow. */
export function change() {
  root.dataset.theme = dark() ? "light" : "dark";
  try {
    localStorage.setItem("theme", root.dataset.theme);
  } catch {
    // It holds for this page then.
  }
  say(root.dataset.theme === "dark" ? "Dark" : "Light");
}
