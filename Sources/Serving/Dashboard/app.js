// The frame of all pages: the address, the pages, the moment, the keys, and what the server says of itself.
import { $, h, fill, route, address, changed, go, dialog, empty, heading, moment, plural, copy, active, button,
  anchor, ceil, command, floor, largest, pairs, on } from "./dom.js";
import { takeToken, connection, listen, get, Problem, Unreachable } from "./api.js";

import { overview } from "./overview.js";
import { sessions } from "./sessions.js";
import { session } from "./session.js";
import { versions } from "./versions.js";
import { search } from "./search.js";
import { usage } from "./usage.js";
import { tools, projects } from "./lists.js";
import { storage } from "./storage.js";

takeToken();

// The title of each page, the key that goes to it after g, and the function that shows it.
const pages = { "": ["Overview", "o", overview], sessions: ["Sessions", "s", sessions], search: ["Search", "", search],
  usage: ["Usage", "u", usage], tools: ["Tools", "t", tools], projects: ["Projects", "p", projects],
  storage: ["Storage", "h", storage] };
const inner = { s: ["Session", "", session], versions: ["Versions", "", versions] };

// Theme.

const themes = ["system", "light", "dark"];
function showTheme(theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  $("theme").textContent = { system: "Auto", light: "Light", dark: "Dark" }[theme];
  $("theme").setAttribute("aria-label", "Theme: " + theme);
}
const theme = () => localStorage.getItem("theme") ?? "system";
showTheme(theme());
$("theme").onclick = () => {
  localStorage.setItem("theme", themes[(themes.indexOf(theme()) + 1) % 3]);
  showTheme(theme());
};

// Pages.

const main = $("main");
let page = {}, shown = "", step = new AbortController(), aborter = step, visit = {};

function showNavigation(name) {
  fill($("nav"), h("ul", pairs(pages).map(([path, [title]]) => h("li", h("a", { href: address(path),
    current: path === (inner[name] ? "sessions" : name) && "page" }, title)))));
  const now = $("nav").querySelector("[aria-current]");
  if (now) $("nav").firstChild.scrollLeft = now.offsetLeft - 90;
}

/** What a page that cannot be shown says in its place. */
function explain(error) {
  if (error.name === "AbortError" || error instanceof Unreachable || error.status === 401) return null;
  if (!(error instanceof Problem)) console.error(error);
  const { errors = [], candidates = [] } = error.problem ?? {};
  return h("div.card", h("h1", error.status === 404 ? "Not found" : "This cannot be shown"), h("p", error.message),
    errors.map((one) => h("p", `${one.parameter}: ${one.detail}`)), candidates.map((one) => h("p", anchor(address("s/"
      + one), one))), h("p", anchor(address(""), "Go to the overview")));
}

function nowhere({ draw }) {
  draw(heading("Not found"), empty("There is no such page. ", anchor(address(""), "Go to the overview")));
  return {};
}

async function show(again) {
  const { parts, params } = route();
  const name = parts[0] === "s" && parts[2] === "versions" ? "versions" : parts[0] ?? "";
  const [title, , make] = pages[name] ?? inner[name] ?? ["Not found", "", nowhere];
  const present = [name, parts[0] === "s" && parts[1]?.split("@")[0], params.get("as_of"),
    params.get("generation")].join();
  document.body.classList.toggle("past", params.has("as_of"));
  showNavigation(name);
  showMoment();
  const isNew = present !== shown, isUpdate = !isNew && !again && page.update;
  main.setAttribute("aria-busy", true);
  step.abort();
  step = new AbortController();
  if (!isUpdate) {
    aborter.abort();
    aborter = new AbortController();
    page = {};
    shown = present;
    document.title = title + " · ccstore";
    if (isNew && main.contains(active())) main.focus({ preventScroll: true });
  }
  visit = visitOf(step.signal, aborter.signal);
  await run(async (mine) => {
    if (isUpdate) return page.update(mine);
    const made = await make(mine);
    mine.signal.throwIfAborted();
    page = made;
    if (isNew && !page.keepsScroll) scrollTo(0, 0);
  });
}
/**
 * What a page is given when it is shown: its address, the signal that ends this showing of it, the one that ends the
 * page, and the ways to the frame. Once another page is shown, `draw` and `title` throw in place of doing their work, so
 * that a page that was left never appears over it.
 */
function visitOf(signal, left) {
  return { ...route(), signal, left, draw: (...parts) => {
    signal.throwIfAborted();
    fill(main, parts);
  }, title: (text) => {
    signal.throwIfAborted();
    document.title = text + " · ccstore";
  } };
}
async function run(work, mine = visit) {
  try {
    await work(mine);
  } catch (error) {
    const text = !mine.signal.aborted && explain(error);
    if (text) mine.draw(text);
  }
  if (!mine.signal.aborted) main.removeAttribute("aria-busy");
}
addEventListener("hashchange", () => {
  const text = location.hash.slice(1);
  if (text && !text.startsWith("/")) {
    takeToken();
    listen();
    return show(true);
  }
  show();
});
document.querySelector(".skip").onclick = (event) => {
  event.preventDefault();
  main.focus();
};

// Search from every page.

$("find").onsubmit = (event) => {
  event.preventDefault();
  const text = $("find").q.value.trim();
  if (text) go(address("search", { q: text }));
};

// The moment: each run of an ingest is one that can be gone back to.

let runs = [];
function showMoment() {
  const at = route().params.get("as_of"), node = $("past"), count = runs.length;
  if (!count) return;
  const name = (run) => run ? "As of " + moment(run.at) : "Now";
  const choose = (index) => go(changed({ as_of: runs[index]?.at ?? null }));
  const index = at ? largest(0, runs.findLastIndex((run) => run.at <= at)) : count;
  const isFocused = node.contains(active()), every = ceil(count / 60);
  const output = h("output", at && isNaN(at) ? "As of " + moment(at) : at ? "As of event " + at : "Now");
  let timer;
  const input = h("input", { type: "range", min: 0, max: count, value: index,
    label: "As of: what the store knew after a run",
    "aria-valuetext": name(runs[index]), oninput: () => {
      output.textContent = name(runs[input.value]);
      clearTimeout(timer);
      timer = setTimeout(() => choose(input.value), 120);
    } });
  input.value = index;
  fill(node, output, h("span.slide", input, h("svg.ticks", { viewBox: `0 0 ${count} 4`, preserveAspectRatio: "none",
    unspoken: true }, Array.from({ length: floor(count / every) + 1 }, (_, tick) => h("line", { x1: tick * every,
    x2: tick * every, y1: 0, y2: 4 })))), at && button("Back to now", () => choose(count)));
  if (isFocused) input.focus();
}
async function loadRuns() {
  const status = await get("status", { as_of: null });
  runs = (status.history ?? []).map((run) => ({ run: run.run, at: run.ended ?? run.started }))
    .filter((run) => run.at).sort((a, b) => a.at < b.at ? -1 : 1);
  showMoment();
}

// What the server says.

const banner = (text, kind, ...more) => fill($("banner"), text && h("p." + kind, text, ...more));
let noToken = false;
on(connection, "down", () => banner("The server has stopped. Start it again with ", "bad",
  command("serve"), "; this page tries again by itself and continues."));
on(connection, "up", ({ detail }) => {
  const wasEmpty = !main.querySelector("h1");
  if (detail.again || noToken) {
    banner("");
    noToken = false;
    if (detail.again || wasEmpty) refresh(true);
  }
  loadRuns().catch(() => {});
});
on(connection, "lost", ({ detail }) => banner(`Damage of the store has taken ${plural(detail, "event")
  } away; what is intact is shown. Say `, "warn", command("verify"), " for the details."));
on(connection, "token", ({ detail }) => {
  noToken = true;
  banner("");
  shown = "";
  document.title = "No access · ccstore";
  fill(main, h("div.card.token", h("h1", detail.had ? "This page’s token is not valid any more"
    : "This page needs its token"),
    detail.had && h("p", "The server was started again since then, and each start has a new token."),
    h("p", "Open the address that ", command("serve"), " printed, with everything after the #. ",
      "To start a server and open the page at once:"),
    h("p.command", command("serve --open"),
      button("Copy", () => copy("ccstore serve --open", "Command")))));
});
let pending;
on(connection, "event", ({ detail: { type, data } }) => {
  // The end of the log is told after each change: of what has changed, pages ask for what they show.
  // Of a page that reads on by itself, only some answers are as new as the latest one.
  if (type !== "head" || !page.live && data?.seq === connection.head) return;
  loadRunsSoon();
  if (route().params.has("as_of")) return;
  if (page.live) return void run(page.live);
  clearTimeout(pending);
  pending = setTimeout(refresh, 500);
});
let soon;
const loadRunsSoon = () => {
  clearTimeout(soon);
  soon = setTimeout(() => loadRuns().catch(() => {}), 1500);
};
/** Shows the page with new numbers where the reader is, and keeps the place and the focus. */
async function refresh(isForced) {
  if (page.live && !isForced) return;
  const y = scrollY, focus = active()?.getAttribute?.("href");
  await show(true);
  scrollTo(0, y);
  if (focus) [...main.querySelectorAll("a")].find((a) => a.getAttribute("href") === focus)
    ?.focus({ preventScroll: true });
}

// Keys.

const help = [["/", "Search"], ["j k", "Next and previous row or turn"], ["J K", "Next and previous prompt"],
  ["[ ]", "Previous and next session"], ["f", "Follow the end of a session"],
  ["t", "Show or hide tools"], ["h", "Show or hide thinking"], ["y", "Copy a link to this place"],
  ["r", "Copy the resume command"], [".", "Show the stored record"],
  ...Object.values(pages).filter(([, key]) => key).map(([title, key]) => ["g " + key, title]), ["?", "This page"]];
function showHelp() {
  dialog("Keys", h("dl.keys", help.map(([keys, text]) => h("div", h("dt", keys.split(" ").map((key) => h("kbd",
    key))), h("dd", text)))),
  h("p.note", "The address of a page has all that it shows; it can be kept."));
}
$("keys").onclick = showHelp;
let afterG = 0;
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || $("dialog").open) return;
  const at = event.target;
  if (at.matches?.("input,textarea,select")) {
    if (event.key === "Escape") at.blur();
    if (at.type !== "range" && at.type !== "checkbox") return;
  }
  const { key } = event;
  let isDone = true;
  if (Date.now() - afterG < 1200) {
    const [path] = pairs(pages).find(([, entry]) => entry[1] === key) ?? [];
    afterG = 0;
    if (path != null) go(address(path));
  } else if (page.keys?.[key]) page.keys[key]();
  else if (key === "g") afterG = Date.now();
  else if (key === "/") {
    const field = main.querySelector("input[type=search]") ?? $("find").q;
    field.focus();
    field.select();
  } else if (key === "?") showHelp();
  else if (key === "y") copy(location.href, "Link");
  else isDone = false;
  if (isDone) event.preventDefault();
});

// Without a token the server is asked once whether it needs one; the page is shown when it answers.
listen();
if (sessionStorage.token) show();
