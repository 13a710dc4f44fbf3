// How far a packet is, as it happens: a stream from the service for a few packets, and questions for the others.

import { ask } from "./api.js";

// A browser keeps six connections to a service; streams must leave some for all else.
const STREAMS = 2;
const EVERY = 1500;
const BUSY = new Set(["waiting", "reading"]);
let open = 0;

/**
 * @param {string} id
 * @param {(packet: any) => void} told
 * @param {() => void | Promise<void>} done once, when the packet is not waiting or being read any more
 */
export function watch(id, told, done) {
  if (open >= STREAMS || !("EventSource" in window)) {
    poll(id, told, done);
    return;
  }
  open += 1;
  const stream = new EventSource(`/api/v1/packets/${id}/events`);
  const close = () => {
    open -= 1;
    stream.close();
  };
  stream.addEventListener("progress", (event) => told(JSON.parse(event.data)));
  stream.addEventListener("end", (event) => {
    close();
    told(JSON.parse(event.data));
    done();
  });
  stream.addEventListener("error", () => {
    close();
    poll(id, told, done);
  });
}

/**
 * @param {string} id
 * @param {(packet: any) => void} told
 * @param {() => void | Promise<void>} done
 */
async function poll(id, told, done) {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, EVERY));
    if (document.hidden) continue;
    try {
      const packet = await ask("GET", `/packets/${id}`);
      told(packet);
      if (!BUSY.has(packet.state)) return done();
    } catch (error) {
      if (error instanceof Error && "status" in error && error.status === 404) return;
    }
  }
}
