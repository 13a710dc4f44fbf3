// How far a packet is: of files that were not opened yet nobody knows the pages, so the whole is told in files.

/** @typedef {{state: string, files: number, files_read: number, pages: number, pages_read: number}} Told */

/** @param {Told} now */
export function words(now) {
  if (now.state !== "reading") return "";
  const pages = now.pages_read === 1 ? "1 page read" : `${now.pages_read} pages read`;
  if (now.files > 1) return `File ${Math.min(now.files_read + 1, now.files)} of ${now.files}, ${pages}`;
  return now.pages ? `${now.pages_read} of ${now.pages} pages read` : "";
}

/** The share that is read; those pages that are known stand for those that are not. @param {Told} now */
function share(now) {
  const opened = Math.min(now.files_read + 1, now.files);
  return now.pages ? (now.pages_read / now.pages) * (opened / now.files) : 0;
}

/** A bar never goes back, however many pages the next file turns out to have. @param {HTMLProgressElement} bar @param {Told} now */
export function fill(bar, now) {
  bar.max = 1;
  bar.value = Math.max(bar.hasAttribute("value") ? bar.value : 0, share(now));
}
