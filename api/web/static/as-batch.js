// Folders of packets as a batch: from a zip that came as one packet, or a folder that holds folders alone.

import { ask, onceKey } from "./api.js";
import { send } from "./sending.js";

/** @typedef {{path: string, file: File}[]} Files */

/**
 * The folders of a folder that holds nothing else, as the service takes a zip of folders; none where it is one packet.
 * @param {Files} files
 * @returns {{name: string, files: Files}[]}
 */
export function foldersOf(files) {
  /** @type {Map<string, Files>} */
  const folders = new Map();
  for (const { path, file } of files) {
    const [name, ...rest] = path.split("/");
    if (!rest.length) return [];
    folders.set(name, [...(folders.get(name) || []), { path: rest.join("/"), file }]);
  }
  return folders.size > 1 ? [...folders].map(([name, held]) => ({ name, files: held })) : [];
}

/** @typedef {(told: (share: number) => void) => Promise<any>} Sending may be done again: what came already is not taken twice */

/** @param {FormData} packet the form that the zip was sent with as one packet @returns {Sending} */
export function sendZip(packet) {
  const form = new FormData();
  for (const [name, value] of packet) if (name !== "case_number" && name !== "name") form.append(name, value);
  form.append("start", "true");
  const key = onceKey();
  return (told) => send("/batches", form, key, told);
}

/**
 * Makes a batch, adds a packet for each folder, and starts it when all are there.
 * @param {string} name
 * @param {{name: string, files: Files}[]} folders
 * @param {FormData} terms
 * @returns {Sending}
 */
export function sendFolders(name, folders, terms) {
  const keys = [onceKey(), ...folders.map(onceKey)];
  return (told) => eachFolder(name, folders, terms, keys, told);
}

/**
 * @param {string} name
 * @param {{name: string, files: Files}[]} folders
 * @param {FormData} terms
 * @param {string[]} keys
 * @param {(share: number) => void} told
 */
async function eachFolder(name, folders, terms, keys, told) {
  /** @type {Record<string, string>} */
  const order = { name };
  for (const kind of ["program", "as_of"]) if (terms.get(kind)) order[kind] = String(terms.get(kind));
  const made = await ask("POST", "/batches", { body: order, headers: { "Idempotency-Key": keys[0] } });
  /** @type {string[]} */
  const notes = [];
  for (const [at, folder] of folders.entries()) {
    const form = new FormData();
    form.append("name", folder.name);
    form.append("keep_unreadable", "true");
    for (const kind of ["program", "as_of", "letters"]) if (terms.get(kind)) form.append(kind, String(terms.get(kind)));
    for (const { path, file } of folder.files) form.append("files", file, path);
    const packet = await send(`/batches/${made.id}/packets`, form, keys[at + 1], (share) => told((at + share) / folders.length));
    notes.push(...packet.notes.map((/** @type {string} */ note) => `${folder.name}: ${note}`));
  }
  return { ...(await ask("POST", `/batches/${made.id}/start`)), notes };
}
