// What is dropped anywhere on a page: each folder is a packet, loose files together are one.

import { complain } from "./say.js";

/** @typedef {{name: string, files: {path: string, file: File}[]}} Packet */

/** @param {DragEvent} event */
const holdsFiles = (event) => [...(event.dataTransfer?.types || [])].includes("Files");

/**
 * Takes what is dropped on any place of the page.
 * @param {HTMLElement} veil shown while something is held over the page
 * @param {(packets: Packet[]) => Promise<void>} take
 */
export function dropAnywhere(veil, take) {
  addEventListener("dragenter", (event) => {
    if (holdsFiles(event)) veil.hidden = false;
  });
  addEventListener("dragover", (event) => {
    if (holdsFiles(event)) event.preventDefault();
  });
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) veil.hidden = true;
  });
  addEventListener("drop", async (event) => {
    if (!holdsFiles(event) || !event.dataTransfer) return;
    event.preventDefault();
    veil.hidden = true;
    try {
      await take(await dropped(event.dataTransfer));
    } catch (error) {
      complain(error);
    }
  });
}

/**
 * @param {DataTransfer} transfer
 * @returns {Promise<Packet[]>}
 */
async function dropped(transfer) {
  // The entries must be taken before anything is waited for: the browser forgets them then.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter((entry) => entry !== null && entry !== undefined);
  if (!entries.length) return packetOf("", [...transfer.files].map((file) => ({ path: file.name, file })));
  /** @type {Packet[]} */
  const packets = [];
  /** @type {Packet["files"]} */
  const loose = [];
  for (const entry of entries) {
    if (entry.isDirectory) packets.push(...packetOf(entry.name, await filesOf(/** @type {FileSystemDirectoryEntry} */ (entry), "")));
    else loose.push({ path: entry.name, file: await fileOf(/** @type {FileSystemFileEntry} */ (entry)) });
  }
  return [...packets, ...packetOf("", loose)];
}

/** @param {string} name @param {Packet["files"]} files @returns {Packet[]} */
function packetOf(name, files) {
  return files.length ? [{ name, files }] : [];
}

/** @param {FileSystemFileEntry} entry @returns {Promise<File>} */
function fileOf(entry) {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/**
 * @param {FileSystemDirectoryEntry} folder
 * @param {string} before
 * @returns {Promise<Packet["files"]>}
 */
async function filesOf(folder, before) {
  const reader = folder.createReader();
  /** @type {Packet["files"]} */
  const files = [];
  for (;;) {
    // A reader gives a hundred entries at a time.
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) return files;
    for (const entry of some) {
      if (entry.name.startsWith(".")) continue;
      if (entry.isDirectory) files.push(...(await filesOf(entry, `${before}${entry.name}/`)));
      else files.push({ path: `${before}${entry.name}`, file: await fileOf(entry) });
    }
  }
}
