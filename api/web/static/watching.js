// How far a packet or a batch is, as it happens: a stream from the service for a few, and questions for the others.

import { ask, pause, persist } from "./api.js";

// A browser keeps six connections to a service; streams must leave some for all else.
const STREAMS = 2;
const EVERY = 1500;
const BUSY = new Set(["held", "waiting", "reading"]);
let open = 0;

/**
 * @param {string} path of the packet or the batch, after /api/v1
 * @param {(now: any) => void} told
 * @param {() => void | Promise<void>} done when the machine is done with it; once more where the service could not be reached
 */
export function watch(path, told, done) {
  if (open >= STREAMS) return void poll(path, told, done);
  open += 1;
  const stream = new EventSource(`/api/v1${path}/events`);
  const close = () => {
    open -= 1;
    stream.close();
  };
  stream.addEventListener("progress", (event) => told(JSON.parse(event.data)));
  stream.addEventListener("end", (event) => {
    close();
    told(JSON.parse(event.data));
    persist(done);
  });
  stream.addEventListener("error", () => {
    close();
    poll(path, told, done);
  });
}

/**
 * @param {string} path
 * @param {(now: any) => void} told
 * @param {() => void | Promise<void>} done
 */
async function poll(path, told, done) {
  for (;;) {
    await pause(EVERY);
    const now = await persist(() => ask("GET", path));
    if (!now) return;
    told(now);
    if (ended(now)) return void persist(done);
  }
}

/** @param {any} now a packet, or a batch, which counts its packets */
function ended(now) {
  if (now.packets === undefined) return !BUSY.has(now.state);
  return now.state === "cancelled" || (now.state === "started" && now.ended === now.packets);
}
