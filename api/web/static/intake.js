// Intake: papers are dropped, chosen or photographed; each packet has its receipt number at once and tells how far it is.

import { fragment, onceKey, Problem } from "./api.js";
import { tellTimes } from "./frame.js";
import { send } from "./sending.js";
import { make } from "./make.js";
import { busy, say, toast } from "./say.js";
import { watch } from "./watching.js";
import { look, pageNotes } from "./quality.js";
import { dropAnywhere } from "./dropped.js";
import { fill, words } from "./progress.js";
import { foldersOf, sendFolders, sendZip } from "./as-batch.js";

/** @typedef {{name: string, files: {path: string, file: File}[]}} Packet */

const list = /** @type {HTMLElement} */ (document.querySelector("[data-packets]"));
const none = /** @type {HTMLElement} */ (document.querySelector("[data-none]"));
const blank = /** @type {HTMLTemplateElement} */ (document.querySelector("template[data-new]"));
const terms = /** @type {HTMLFormElement} */ (document.querySelector("[data-terms]"));
const caseNumber = /** @type {HTMLInputElement} */ (terms.elements.namedItem("case_number"));
const tray = /** @type {HTMLElement} */ (document.querySelector("[data-tray]"));

/** @param {ParentNode} within @param {string} name @returns {HTMLElement} */
const part = (within, name) => /** @type {HTMLElement} */ (within.querySelector(`[data-${name}]`));

/** How many notes a packet or a batch tells before the rest is folded: forty packets may have come before. */
const TOLD = 3;

/**
 * @param {HTMLElement} item
 * @param {string[]} notes
 * @param {{bad?: boolean, label?: string, act?: () => void, of?: string}} [options] `of`: the file that they are of
 */
function tellNotes(item, notes, options = {}) {
  for (const [at, note] of notes.entries()) {
    const line = document.createElement("li");
    line.hidden = notes.length > TOLD + 1 && at >= TOLD;
    if (options.bad) line.className = "bad";
    if (options.of) line.dataset.of = options.of;
    line.append(Object.assign(document.createElement("span"), { className: "grow", textContent: note }));
    if (options.act) {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "btn small", textContent: options.label });
      button.addEventListener("click", () => {
        line.remove();
        options.act?.();
      });
      line.append(button);
    }
    part(item, "notes").append(line);
  }
  foldNotes(part(item, "notes"));
}

/** @param {HTMLElement} held */
function foldNotes(held) {
  held.querySelector(".more")?.remove();
  const folded = /** @type {HTMLElement[]} */ ([...held.querySelectorAll("li[hidden]")]);
  if (!folded.length) return;
  const button = Object.assign(document.createElement("button"), { type: "button", className: "link", textContent: `Show ${folded.length} more notes` });
  button.addEventListener("click", () => {
    for (const line of folded) line.hidden = false;
    folded[0].tabIndex = -1;
    folded[0].focus();
    button.closest("li")?.remove();
  });
  const more = Object.assign(document.createElement("li"), { className: "more" });
  more.append(button);
  held.append(more);
}

/** @param {HTMLElement} item */
function notSent(item) {
  part(item, "receipt").textContent = "Not sent";
  part(item, "receipt").classList.add("not-sent");
}

// What was chosen shows where the choice is folded away: it goes with every packet until it is taken back.
const termsTold = /** @type {HTMLElement} */ (document.querySelector("[data-terms-told]"));
const untold = termsTold.textContent || "";
function tellTerms() {
  const said = [...terms.elements].flatMap((each) => {
    const field = /** @type {HTMLInputElement | HTMLSelectElement} */ (each);
    if (field instanceof HTMLSelectElement) return field.value ? [field.selectedOptions[0].text] : [];
    if (field.type === "checkbox") return field.checked ? ["letters"] : [];
    return field.value ? [field.type === "date" ? `as of ${field.value}` : `case ${field.value}`] : [];
  });
  termsTold.textContent = said.length ? `– ${said.join(", ")}` : untold;
}
terms.addEventListener("input", tellTerms);
tellTerms();

/** @param {Packet} packet @returns {FormData} */
function formOf(packet) {
  const form = new FormData();
  for (const [name, value] of new FormData(terms)) if (value) form.append(name, value);
  if (packet.name) form.append("name", packet.name);
  for (const { path, file } of packet.files) form.append("files", file, path);
  return form;
}

/** @param {Packet} packet */
async function take(packet) {
  if (!packet.files.length) return;
  const item = /** @type {HTMLElement} */ (blank.content.firstElementChild?.cloneNode(true));
  const { length } = packet.files;
  part(item, "name").textContent = packet.name || (length === 1 ? packet.files[0].file.name : `${length} papers`);
  const number = caseNumber.value.trim();
  part(item, "told").textContent = `${length === 1 ? "1 file" : `${length} files`}${number ? ` · case ${number}` : ""}`;
  list.prepend(item);
  none.hidden = true;
  for (const { file } of packet.files) look(file).then((notes) => tellNotes(item, notes.map((note) => `${file.name}: ${note}`), { of: file.name })).catch(() => {});
  const folders = foldersOf(packet.files);
  if (!folders.length) return upload(item, formOf(packet), onceKey());
  part(item, "receipt").textContent = "Not sent yet";
  /** @type {HTMLElement} */ (item.querySelector("progress")).hidden = true;
  const words = `This folder holds ${folders.length} folders and no papers beside them.`;
  const form = formOf(packet);
  tellNotes(item, [words], { label: `Send as a batch of ${folders.length} packets`, act: () => batch(item, sendFolders(packet.name, folders, new FormData(terms))) });
  tellNotes(item, ["Or all of it is one packet."], { label: "Send as one packet", act: () => {
    part(item, "notes").replaceChildren();
    upload(item, form, onceKey());
  } });
}

/** A case number is of what is sent next: it must not go with the packet after. @param {Packet[]} packets */
function takeAll(packets) {
  const all = packets.map(take);
  if (packets.some((packet) => packet.files.length)) caseNumber.value = "";
  tellTerms();
  return Promise.all(all);
}

/** @param {HTMLElement} item @param {import("./as-batch.js").Sending} work */
async function batch(item, work) {
  const bar = /** @type {HTMLProgressElement} */ (item.querySelector("progress"));
  bar.hidden = false;
  bar.value = 0;
  const link = /** @type {HTMLAnchorElement} */ (part(item, "receipt"));
  link.textContent = "Sending…";
  part(item, "notes").replaceChildren();
  try {
    const made = await work((share) => (bar.value = share));
    link.classList.remove("not-sent");
    link.href = `/batches/${made.id}`;
    link.textContent = "Open the batch";
    part(item, "told").textContent = `Batch of ${made.packets} packets`;
    tellNotes(item, made.notes || []);
    say(`Sent as a batch of ${made.packets} packets.`);
    link.focus();
  } catch (error) {
    notSent(item);
    const why = error instanceof Error ? error.message : String(error);
    tellNotes(item, [why], { bad: true, label: "Send again", act: () => batch(item, work) });
    say(why);
  }
  bar.hidden = true;
}

/**
 * @param {HTMLElement} item
 * @param {FormData} form
 * @param {string} key the same for every try, so that a packet whose answer was lost is not taken twice
 */
async function upload(item, form, key) {
  const bar = /** @type {HTMLProgressElement} */ (item.querySelector("progress"));
  bar.hidden = false;
  try {
    const packet = await send("/packets", form, key, (share) => (bar.value = share));
    bar.value = 0;
    part(item, "receipt").classList.remove("not-sent");
    item.dataset.packet = packet.id;
    const link = /** @type {HTMLAnchorElement} */ (part(item, "receipt"));
    link.href = `/packets/${packet.id}?from=/intake`;
    link.textContent = packet.receipt;
    say(`Receipt ${packet.receipt}`);
    tellNotes(item, packet.notes || []);
    part(item, "sums").replaceChildren(checksums(packet.papers || []));
    follow(item, packet);
  } catch (error) {
    bar.hidden = true;
    notSent(item);
    caseNumber.value ||= String(form.get("case_number") || "");
    tellTerms();
    const again = !(error instanceof Problem) || error.status === 0 || error.told.retry === true;
    const why = error instanceof Error ? error.message : String(error);
    if (error instanceof Problem && error.code === "several-packets") {
      // The zip is at hand: nobody chooses it again.
      tellNotes(item, [`The zip holds ${error.told.packets} packets, each in a folder of its own.`], { label: `Send as a batch of ${error.told.packets}`, act: () => batch(item, sendZip(form)) });
    } else if (error instanceof Problem && error.code === "bad-papers") {
      // What cannot be opened costs the others nothing: all are sent, and the packet tells which of them was not read.
      const { papers, files } = error.told;
      tellNotes(item, papers, { bad: true });
      const others = without(form, error.told.names);
      const count = others.getAll("files").length;
      const sendAs = (/** @type {FormData} */ chosen) => () => {
        part(item, "notes").replaceChildren();
        upload(item, chosen, onceKey());
      };
      if (count && count === files - error.told.names.length) tellNotes(item, [`${count === 1 ? "The other one" : `The other ${count}`} can be read.`], { label: count === 1 ? "Send it without these" : "Send them without these", act: sendAs(others) });
      form.set("keep_unreadable", "true");
      if (papers.length < files) tellNotes(item, ["Or send all: what cannot be read is kept and told."], { label: "Send all the same", act: sendAs(form) });
    } else tellNotes(item, [why], { bad: true, ...(again ? { label: "Send again", act: () => upload(item, form, key) } : {}) });
    say(why);
  }
}

/** What came, by which a sender makes sure that it is what was sent. @param {{name: string, sha256: string}[]} papers */
function checksums(papers) {
  const rows = papers.map(({ name, sha256 }) => make("li", {}, [make("span", { dir: "auto" }, [name]), " ", make("code", {}, [sha256])]));
  return make("details", {}, [make("summary", {}, [papers.length === 1 ? "Checksum (SHA-256)" : `Checksums of ${papers.length} files (SHA-256)`]), make("ul", {}, rows)]);
}

/** The form without the files of these names. @param {FormData} form @param {string[]} names */
function without(form, names) {
  const left = new FormData();
  for (const [name, value] of form) if (!(value instanceof File)) left.append(name, value);
  for (const file of form.getAll("files")) if (file instanceof File && !names.includes(file.name)) left.append("files", file, file.name);
  return left;
}

/** @param {HTMLElement} item @param {any} packet */
function tell(item, packet) {
  const bar = /** @type {HTMLProgressElement} */ (item.querySelector("progress"));
  const working = packet.state === "waiting" || packet.state === "reading";
  bar.hidden = !working;
  fill(bar, packet);
  item.dataset.state = packet.state;
  const files = packet.files === 1 ? "1 file" : `${packet.files} files`;
  part(item, "told").textContent = words(packet) || (packet.state === "waiting" ? `${files}, waiting to be read` : files);
}

/** @param {HTMLElement} item @param {any} packet */
function follow(item, packet) {
  tell(item, packet);
  watch(`/packets/${packet.id}`, (now) => tell(item, now), async () => {
    const shown = await fragment(`/intake/packets/${item.dataset.packet}`);
    const fresh = /** @type {HTMLElement} */ (shown.querySelector(".packet"));
    for (const kept of ["notes", "sums"]) part(fresh, kept).append(...part(item, kept).childNodes);
    item.replaceWith(fresh);
    tellTimes(fresh);
    say(`${part(fresh, "receipt").textContent}: ${part(fresh, "chip").textContent}`);
    const notes = await pageNotes(packet.id).catch(() => []);
    // What the reader says of a picture stands in the place of what was seen of it before it was sent.
    for (const line of part(fresh, "notes").querySelectorAll("[data-of]")) {
      const { of } = /** @type {HTMLElement} */ (line).dataset;
      if (notes.some((note) => note.startsWith(`${of}, page `))) line.remove();
    }
    tellNotes(fresh, notes);
  });
}

for (const item of list.querySelectorAll("[data-packet]")) {
  const { packet, state, files } = /** @type {HTMLElement} */ (item).dataset;
  if (state === "waiting" || state === "reading") {
    follow(/** @type {HTMLElement} */ (item), { id: packet, state, files: Number(files), files_read: 0, pages: 0, pages_read: 0 });
  }
}

// Choosing and photographing.

for (const button of document.querySelectorAll("[data-pick]")) {
  const kind = /** @type {HTMLElement} */ (button).dataset.pick;
  button.addEventListener("click", () => /** @type {HTMLInputElement} */ (document.querySelector(`[data-input="${kind}"]`)).click());
}

/** @type {File[]} */
let pictures = [];

for (const input of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("[data-input]"))) {
  input.addEventListener("change", () => {
    const files = [...(input.files || [])];
    input.value = "";
    if (!files.length) return;
    const folder = files[0].webkitRelativePath.split("/")[0];
    if (input.dataset.input === "camera") photographed(files);
    else takeAll([{ name: folder, files: files.map((file) => ({ path: file.webkitRelativePath.split("/").slice(1).join("/") || file.name, file })) }]);
  });
}

/** @param {File[]} files */
async function photographed(files) {
  for (const file of files) {
    const [fault] = await look(file).catch(() => []);
    if (fault) toast(fault, { bad: true });
    pictures.push(file);
  }
  tray.hidden = false;
  part(tray, "tray-count").textContent = pictures.length === 1 ? "1 picture taken." : `${pictures.length} pictures taken.`;
}

part(tray, "tray-more").addEventListener("click", () => /** @type {HTMLInputElement} */ (document.querySelector('[data-input="camera"]')).click());
part(tray, "tray-drop").addEventListener("click", () => {
  pictures = [];
  tray.hidden = true;
});
part(tray, "tray-send").addEventListener("click", () => {
  const files = pictures.map((file, at) => ({ path: `page-${String(at + 1).padStart(2, "0")}.${file.name.split(".").pop() || "jpg"}`, file }));
  pictures = [];
  tray.hidden = true;
  takeAll([{ name: "", files }]);
});

dropAnywhere(part(document, "veil"), async (packets) => {
  if (!packets.length) toast("There was no file in what you dropped.", { bad: true });
  await takeAll(packets);
});
addEventListener("paste", (event) => {
  const files = [...(event.clipboardData?.files || [])];
  if (files.length) takeAll([{ name: "", files: files.map((file) => ({ path: file.name, file })) }]);
});

// The example packets.

document.querySelector("[data-examples]")?.addEventListener("click", (event) => {
  const button = /** @type {HTMLElement} */ (event.currentTarget);
  /** @type {Record<string, string[]>} */
  const examples = JSON.parse(button.dataset.examples || "{}");
  busy(button, async () => {
    // The smallest is read first, and what comes first stands last.
    for (const [name, papers] of Object.entries(examples).sort((one, other) => one[1].length - other[1].length)) {
      const files = await Promise.all(papers.map(async (paper) => {
        const answer = await fetch(`/examples/${encodeURIComponent(name)}/${encodeURIComponent(paper)}`);
        if (!answer.ok) throw new Error("The example packets could not be fetched. Try again.");
        return { path: paper, file: new File([await answer.blob()], paper) };
      }));
      await take({ name, files });
    }
    // They are there now: nobody is asked to try them a second time.
    /** @type {HTMLElement | null} */ (list.querySelector("[data-receipt]"))?.focus();
    button.closest(".examples")?.remove();
  });
});
