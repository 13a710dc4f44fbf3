// An upload that tells how far it is; fetch cannot.

import { csrf, Problem, signInAgain } from "./api.js";
import { word } from "./words.js";

const CUT = { code: "cut", retry: true, detail: word("cut", "The upload was cut off. Nothing was kept of it; send it again.") };

/**
 * @param {string} path
 * @param {FormData} form
 * @param {string} key under which the service does it once
 * @param {(share: number) => void} told
 * @returns {Promise<any>}
 */
export async function send(path, form, key, told) {
  const { status, answer } = await once(path, form, key, told);
  if (status >= 200 && status < 300) return answer;
  const ended = status === 401 || (status === 403 && answer.code === "csrf");
  if (ended && (await signInAgain())) return send(path, form, key, told);
  throw new Problem(status, answer);
}

/**
 * @param {string} path
 * @param {FormData} form
 * @param {string} key
 * @param {(share: number) => void} told
 * @returns {Promise<{status: number, answer: any}>}
 */
function once(path, form, key, told) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/v1${path}`);
    request.setRequestHeader("X-CSRF-Token", csrf());
    request.setRequestHeader("Idempotency-Key", key);
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) told(event.loaded / event.total);
    });
    request.addEventListener("load", () => resolve({ status: request.status, answer: request.response || {} }));
    for (const end of ["error", "abort", "timeout"]) request.addEventListener(end, () => resolve({ status: 0, answer: CUT }));
    request.send(form);
  });
}
