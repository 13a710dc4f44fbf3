// Papers that come later: chosen or dropped on the packet's pages, they join it, and what is new is read.

import { onceKey, pause, Problem } from "./api.js";
import { choose } from "./dialog.js";
import { dropAnywhere } from "./dropped.js";
import { make } from "./make.js";
import { look } from "./quality.js";
import { busy, leave, toast } from "./say.js";
import { send } from "./sending.js";

/** @typedef {{path: string, file: File}[]} Files */

const button = /** @type {HTMLElement} */ (document.querySelector("[data-add]"));
const input = /** @type {HTMLInputElement} */ (document.querySelector("[data-add-files]"));
const told = /** @type {HTMLElement} */ (document.querySelector("[data-adding]"));
const packet = button.dataset.add || "";
const NOTES = 3;

/** @param {Files} files */
function add(files) {
  if (!files.length) return toast("There was no file in what you dropped.", { bad: true });
  return busy(button, async () => {
    const faults = (await Promise.all(files.map(({ file }) => look(file).then((found) => found.map((fault) => `${file.name}: ${fault}`)).catch(() => [])))).flat();
    if (faults.length && !(await goesOn("Pictures that are hard to read", faults, "Add them all the same"))) return;
    await sendAll(files, false);
  });
}

/**
 * @param {string} title
 * @param {string[]} sentences
 * @param {string} yes
 */
async function goesOn(title, sentences, yes) {
  return (await choose(title, [list(sentences)], [{ value: "", label: "Leave it", kind: "primary" }, { value: "yes", label: yes }])) === "yes";
}

/** @param {string[]} sentences */
const list = (sentences) => make("ul", { class: "told" }, sentences.map((each) => make("li", { dir: "auto" }, [each])));

/**
 * @param {Files} files
 * @param {boolean} unreadable whether papers that no reader can open are taken, too
 */
async function sendAll(files, unreadable) {
  const form = new FormData();
  if (unreadable) form.append("keep_unreadable", "true");
  for (const { path, file } of files) form.append("files", file, path);
  const bar = make("progress", { max: "1", value: "0", "aria-label": "Sent" });
  told.replaceChildren(files.length === 1 ? "Sending 1 file…" : `Sending ${files.length} files…`, bar);
  try {
    const answer = await send(`/packets/${packet}/files`, form, onceKey(), (share) => bar.setAttribute("value", String(share)));
    const notes = answer.notes || [];
    toast(["It came; what is new is read now.", ...notes.slice(0, NOTES)].join(" "));
    await pause(notes.length ? 5000 : 300);
    await leave();
  } catch (error) {
    told.replaceChildren();
    if (!(error instanceof Problem) || error.code !== "bad-papers") throw error;
    await without(files, error.told.papers, error.told.names);
  }
}

/**
 * Asks about papers that no reader can open: what cannot be opened costs the others nothing.
 * @param {Files} files
 * @param {string[]} sentences
 * @param {string[]} names
 */
async function without(files, sentences, names) {
  const others = files.filter(({ path }) => !names.includes(path));
  const rest = others.length && others.length === files.length - names.length ? [{ value: "without", label: others.length === 1 ? "Add the other one" : `Add the other ${others.length}`, kind: "primary" }] : [];
  const answer = await choose("What cannot be read", [list(sentences)], [...rest, { value: "all", label: "Add all the same" }, { value: "", label: "Leave it" }]);
  if (answer === "without") await sendAll(others, false);
  if (answer === "all") await sendAll(files, true);
}

button.addEventListener("click", () => input.click());
input.addEventListener("change", () => {
  const files = [...(input.files || [])].map((file) => ({ path: file.name, file }));
  input.value = "";
  add(files);
});
dropAnywhere(/** @type {HTMLElement} */ (document.querySelector("[data-veil]")), async (packets) => {
  await add(packets.flatMap(({ name, files }) => files.map(({ path, file }) => ({ path: name ? `${name}/${path}` : path, file }))));
});
