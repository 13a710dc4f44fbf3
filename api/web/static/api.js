// The way from a page to the REST API: token, problems as sentences, and signing in again without losing the page.

import { sentence, word } from "./words.js";

/** A problem that the service answered with, or that kept it from answering. */
export class Problem extends Error {
  /**
   * @param {number} status 0 where no answer came
   * @param {Record<string, any>} told the problem as RFC 9457 has it
   */
  constructor(status, told) {
    const { detail, title } = told;
    super(told.papers ? told.papers.map(sentence).join(" ") : status && (detail || title) ? sentence(String(detail || title)) : String(detail || word("failed", "That did not work. Try again.")));
    this.status = status;
    this.told = told;
    /** @type {string} */
    this.code = String(told.code || "");
  }
}

// Whoever waits for longer has lost the connection, though nothing told so.
const LONGEST = 60_000;
const SELDOM = 30_000;
const AWAY = { code: "away", detail: word("away", "The service cannot be reached. Check the network; nothing you typed is lost.") };

/** The token that a change must bring. */
export function csrf() {
  return document.querySelector('meta[name="csrf"]')?.getAttribute("content") || "";
}

/** @param {string} token */
export function renewCsrf(token) {
  document.querySelector('meta[name="csrf"]')?.setAttribute("content", token);
}

/**
 * Asks the service; where the session has ended, asks the person to sign in and then asks again.
 * @param {string} method
 * @param {string} path after /api/v1
 * @param {{body?: any, headers?: Record<string, string>, signal?: AbortSignal, again?: boolean}} [options]
 * @returns {Promise<any>} the answer's JSON, or null where there is none
 */
export async function ask(method, path, options = {}) {
  const { body, again = true } = options;
  const signal = options.signal || (method === "GET" ? AbortSignal.timeout(LONGEST) : undefined);
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json", "X-CSRF-Token": csrf(), ...options.headers };
  const form = body instanceof FormData;
  if (body !== undefined && !form) headers["Content-Type"] = "application/json";
  const sent = form ? body : body === undefined ? undefined : JSON.stringify(body);
  let answer;
  try {
    answer = await fetch(`/api/v1${path}`, { method, headers, body: sent, signal, credentials: "same-origin" });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Problem(0, AWAY);
  }
  if (answer.status === 204) return null;
  if (answer.ok) {
    return answer.json().catch(() => {
      // It was cut off on its way: nothing is known of it.
      throw new Problem(0, AWAY);
    });
  }
  const told = await answer.json().catch(() => ({}));
  const ended = answer.status === 401 || (answer.status === 403 && told.code === "csrf");
  if (ended && again && (await signInAgain())) return ask(method, path, { ...options, again: false });
  throw new Problem(answer.status, told);
}

/**
 * A part of a page as the server writes it.
 * @param {string} path
 * @returns {Promise<DocumentFragment>}
 */
export async function fragment(path) {
  let answer, text;
  try {
    answer = await fetch(path, { headers: { Accept: "text/html" }, credentials: "same-origin", signal: AbortSignal.timeout(LONGEST) });
    text = await answer.text();
  } catch {
    throw new Problem(0, AWAY);
  }
  if (answer.redirected && new URL(answer.url).pathname === "/sign-in") {
    if (await signInAgain()) return fragment(path);
    throw new Problem(401, { detail: "You are not signed in, or your session has ended. Sign in and try again." });
  }
  if (!answer.ok) throw new Problem(answer.status, { detail: "This part of the page could not be loaded. Try again." });
  const held = document.createElement("template");
  held.innerHTML = text;
  return held.content;
}

/** Whether the person signed in again; its module is asked for where a session has ended. */
export async function signInAgain() {
  const again = await import("./again.js").catch(() => {
    throw new Problem(0, AWAY);
  });
  return again.signInAgain();
}

/** A key under which the same request is done once, however often it is sent. */
export function onceKey() {
  return crypto.randomUUID ? crypto.randomUUID() : Array.from(crypto.getRandomValues(new Uint8Array(16)), (n) => n.toString(16).padStart(2, "0")).join("");
}

/** @param {number} milliseconds @returns {Promise<void>} */
export function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/**
 * Does it again, less and less often, for as long as the service cannot be reached or has a fault.
 * @template T
 * @param {() => T | Promise<T>} work
 * @returns {Promise<T | undefined>} nothing where the service refused: it is another's now, or nobody is signed in
 */
export async function persist(work) {
  for (let wait = 1000; ; wait = Math.min(wait * 2, SELDOM)) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.status >= 400 && error.status < 500 && error.status !== 429) return undefined;
    }
    await pause(wait);
  }
}
