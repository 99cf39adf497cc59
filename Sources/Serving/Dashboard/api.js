// Questions to the server, its token, and what it says while it runs.
import { route, least, pairs } from "./dom.js";

let token = sessionStorage.getItem("token");

/** Takes the token out of the address, where a link of `ccstore serve` has it after #. */
export function takeToken() {
  const text = location.hash.slice(1);
  if (!text || text.startsWith("/")) return;
  sessionStorage.setItem("token", token = text);
  history.replaceState(null, "", location.pathname + "#/");
}

/** What the server answers in place of what was asked for. */
export class Problem extends Error {
  constructor(status, problem) {
    super(problem.detail || problem.title || "The server answers " + status + ".");
    this.status = status;
    this.problem = problem;
  }
}
/** The server cannot be reached. */
export class Unreachable extends Error {}

export const connection = new EventTarget();
const tell = (name, detail) => connection.dispatchEvent(new CustomEvent(name, { detail }));

async function ask(path, options) {
  const headers = { ...options.headers };
  if (token) headers.Authorization = "Bearer " + token;
  let response;
  for (let tries = 0; !response; tries++) {
    try {
      response = await fetch("/api/v1/" + path, { ...options, headers, cache: "no-cache", credentials: "omit" });
    } catch (error) {
      if (error.name === "AbortError") throw error;
      // A connection that was closed meanwhile is no reason to say that the server has stopped.
      if (tries > 1 || options.method) {
        tell("down");
        throw new Unreachable();
      }
      await wait(200);
    }
  }
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  if (response.status === 401) tell("token", { had: Boolean(token) });
  throw new Problem(response.status, problem);
}
export function query(params) {
  const all = new URLSearchParams();
  for (const [key, value] of pairs(params ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) if (one != null && one !== "") all.append(key, one);
  }
  return all;
}
/** The path with its parameters, as of the moment of the page. */
function question(path, params) {
  const all = query(params);
  const moment = route().params.get("as_of");
  if (moment && !all.has("as_of") && !/^(health|doctor|preview|events|log|runs)/.test(path)) all.set("as_of", moment);
  return path + (String(all) ? "?" + all : "");
}
export async function get(path, params, signal) {
  const response = await ask(question(path, params), { signal });
  const lost = Number(response.headers.get("X-Ccstore-Lost"));
  if (lost) tell("lost", lost);
  const answer = await response.json();
  // What the pages show is as new as the latest answer: an event about it is no news. The frame asks with as_of null.
  if (answer.head && params?.as_of !== null && !route().params.has("as_of")) connection.head = answer.head.seq;
  return answer;
}
/** An answer that a page can do without: null where the server has none. That the page was left is passed on. */
export const optional = (answer) => answer.catch((error) => {
  if (error instanceof Problem) return null;
  throw error;
});
export const getBlob = async (path, params, signal) => (await ask(question(path, params), { signal })).blob();
export const post = async (path, body) => (await ask(path, {
  method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body ?? {}) })).json();

const wait = (ms) => new Promise((done) => setTimeout(done, ms));

/** Reads the events of the server as long as the page is open, and tries again when the server has stopped. */
export async function listen() {
  let last, failures = 0;
  for (;;) {
    try {
      const headers = { Accept: "text/event-stream" };
      if (last) headers["Last-Event-ID"] = last;
      const response = await ask("events", { headers });
      tell("up", { again: failures > 0 });
      failures = 0;
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let text = ""; ;) {
        const { done, value } = await reader.read();
        if (done) break;
        const parts = (text + value).split("\n\n");
        text = parts.pop();
        for (const part of parts) {
          const event = { type: "message", data: "" };
          for (const line of part.split("\n")) {
            const [, name, rest] = /^(\w+): ?(.*)$/.exec(line) ?? [];
            if (name === "id") last = rest;
            else if (name === "event") event.type = rest;
            else if (name === "data") event.data += rest;
          }
          if (event.data) {
            let data = null;
            try { data = JSON.parse(event.data); } catch { /* An event without a JSON text says only that it happened. */ }
            tell("event", { type: event.type, data });
          }
        }
      }
    } catch (error) {
      // Without events there is nothing to wait for: a wrong token shows its own page.
      if (error instanceof Problem && error.status === 401) return;
      failures += 1;
      if (!(error instanceof Problem)) tell("down");
    }
    await wait(least(4000, 250 * 2 ** failures));
  }
}
