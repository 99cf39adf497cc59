// Elements, addresses, numbers and times. Texts become text nodes only: nothing here parses markup.

const svgNames = new Set(["svg", "g", "path", "rect", "line", "text", "title", "circle", "polyline"]);

export const floor = Math.floor;
export const ceil = Math.ceil;
export const largest = Math.max;
export const least = Math.min;
export const pairs = Object.entries;
export const frame = (node) => node.getBoundingClientRect();

const aliases = { label: "aria-label", current: "aria-current", unspoken: "aria-hidden" };

export const on = (target, type, listener) => target.addEventListener(type, listener);

/** An element with attributes, listeners (on…) and children; a child that is null or false is left out. */
export function h(name, properties, ...children) {
  if (properties?.constructor !== Object) return h(name, {}, properties, ...children);
  const [tag, ...classes] = name.split(".");
  const node = svgNames.has(tag) ? document.createElementNS("http://www.w3.org/2000/svg", tag)
    : document.createElement(tag);
  if (classes.length) node.setAttribute("class", classes.join(" "));
  if (tag === "button") node.type = "button";
  for (const [name, value] of pairs(properties)) {
    if (value == null || value === false) continue;
    const key = aliases[name] ?? name;
    if (key.startsWith("on")) on(node, key.slice(2), value);
    else if (key === "style") for (const [k, v] of pairs(value)) node.style.setProperty(k, v);
    else if (key === "value") node.value = value;
    else node.setAttribute(key, value === true && key === name ? "" : value);
  }
  node.append(...children.flat(9).filter((child) => child != null && child !== false));
  return node;
}
export const fill = (node, ...children) => {
  node.replaceChildren(...children.flat(9).filter((child) => child != null && child !== false));
  return node;
};
export const $ = (id) => document.getElementById(id);
export const active = () => document.activeElement;
export const topOf = (node) => frame(node).top;
export const anchor = (href, ...parts) => h("a", { href }, parts);
export const command = (words) => h("code", "ccstore " + words);
/** A part that is scrolled from side to side. */
export const scrolling = (label, ...parts) => h("div.scroll", { tabindex: 0, role: "region", label }, ...parts);
export const button = (text, onclick, more) => h("button", { onclick, ...more }, text);
export const say = (text) => { $("said").textContent = text; };

// The address: #/page/parts?parameters. The page before is where a parameter is changed from.

export function route() {
  const [path, query] = location.hash.slice(1).split("?");
  let parts = [];
  try { parts = path.split("/").filter(Boolean).map(decodeURIComponent); } catch { /* It is no address of a page. */ }
  return { parts, params: new URLSearchParams(query ?? "") };
}
export function address(path, params) {
  const kept = pairs(params ?? {}).filter(([, value]) => value != null && value !== "");
  const query = new URLSearchParams(kept.flatMap(([k, v]) => Array.isArray(v) ? v.map((one) => [k, one]) : [[k, v]]));
  const moment = route().params.get("as_of");
  if (moment && !query.has("as_of") && params?.as_of !== null) query.set("as_of", moment);
  return "#/" + path + (String(query) ? "?" + query : "");
}
/** Changes the address without a step for the back button. */
export const replace = (to) => history.replaceState(null, "", to);
/** Some of the parameters, as a question takes them. */
export const pick = (params, keys) => Object.fromEntries(keys.map((key) => [key, params.getAll(key)]));

/** This page with other parameters; one that is null is taken out. */
export function changed(changes) {
  const { parts, params } = route();
  const all = {};
  for (const key of new Set(params.keys())) {
    const values = params.getAll(key);
    all[key] = values.length > 1 ? values : values[0];
  }
  return address(parts.map(encodeURIComponent).join("/"), { ...all, ...changes });
}
export const go = (to, quietly) => {
  if (!quietly) location.hash = to;
  else { replace(to); dispatchEvent(new HashChangeEvent("hashchange")); }
};

// Numbers with their units.

const whole = new Intl.NumberFormat("en");
export const exact = (number) => whole.format(number);
export function short(number) {
  if (number == null) return "–";
  if (Math.abs(number) < 10000) return whole.format(Math.round(number));
  const [size, unit] = number >= 999.5e6 ? [1e9, "B"] : number >= 999.5e3 ? [1e6, "M"] : [1e3, "k"];
  const value = number / size;
  return value.toFixed(value < 99.95 ? 1 : 0) + " " + unit;
}
export function dollars(number) {
  if (number == null) return "no price";
  return "$" + (number >= 9999.5 ? short(number) : number >= 1000 ? whole.format(Math.round(number))
    : number && number < 0.01 ? number.toFixed(4) : number.toFixed(2));
}
export function bytes(number) {
  if (number == null) return "–";
  const units = ["B", "kB", "MB", "GB", "TB"];
  let at = 0;
  for (; number >= 999.5 && at < 4; at++) number /= 1000;
  return number.toFixed(at && number < 99.95 ? 1 : 0) + " " + units[at];
}
export function duration(ms) {
  if (ms == null) return "–";
  const s = ms / 1000;
  if (s < 1) return Math.round(ms) + " ms";
  if (s < 60) return s.toFixed(s < 10 ? 1 : 0) + " s";
  if (s < 3600) return floor(s / 60) + " min";
  if (s < 86400) return floor(s / 3600) + " h " + floor(s / 60) % 60 + " min";
  return floor(s / 86400) + " d " + floor(s / 3600) % 24 + " h";
}
export const percent = (part, of) => of ? (100 * part / of).toFixed(part / of < 0.0995 ? 1 : 0) + " %" : "–";
export const plural = (number, one, many) => exact(number) + " " + (number === 1 ? one : many ?? one + "s");
export const tokens = (row) => row.input_tokens + row.output_tokens + row.cache_creation_input_tokens
  + row.cache_read_input_tokens;

// Times of this browser's zone, in one form.

export const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
const pad = (number) => String(number).padStart(2, "0");
export const day = (date) => date.getFullYear() + "-" + pad(date.getMonth() + 1) + "-" + pad(date.getDate());
export const clock = (date) => pad(date.getHours()) + ":" + pad(date.getMinutes());
export function moment(text) {
  if (!text) return "–";
  const date = new Date(text);
  return day(date) + " " + clock(date);
}
export function ago(text) {
  if (!text) return "–";
  const ms = Date.now() - new Date(text);
  if (ms < 60e3) return ms < 0 ? moment(text) : "now";
  if (ms < 3600e3) return floor(ms / 60e3) + " min ago";
  if (ms < 86400e3) return floor(ms / 3600e3) + " h ago";
  return ms < 14 * 86400e3 ? floor(ms / 86400e3) + " d ago" : day(new Date(text));
}
export const time = (text, shown) => h("time", { datetime: text, title: moment(text) }, (shown ?? moment)(text));

export const firstLine = (text) => text.trim().split("\n")[0].slice(0, 160);

/** The last part of a path, and the one before it where there is one. */
export function place(path) {
  const parts = (path ?? "").split(/[\\/]/).filter(Boolean);
  return { name: parts.at(-1) ?? "no project", folder: parts.slice(0, -1).join("/") };
}
/** Worktrees belong to the project that they were made from. */
export const home = (path) => (path ?? "").replace(/[\\/](?:\.[\w-]+[\\/])?\.?worktrees[\\/].*$/, "");

// Parts that pages share.

export const heading = (title, ...more) => h("div.heading", h("h1", title), ...more);
export const card = (title, ...children) => h("section.card", { label: title }, h("h2", title), children);
export const wide = (...parts) => {
  const node = card(...parts);
  node.classList.add("wide");
  return node;
};
export const empty = (sentence, ...more) => h("p.empty", sentence, ...more);
export const nothingStored = () => empty("Nothing is stored yet. Store the transcripts of this machine with ",
  command("ingest"));
export const badge = (text, kind, title) => h("span.badge" + (kind ? "." + kind : ""), { title }, text);

export const group = (label, ...children) => h("div.choice", { role: "group", label }, children);

/** Links of which one is the present choice. */
export const choice = (label, key, options, present, preset) => group(label, options.map(([value, text]) =>
  h("a", { href: changed({ [key]: value === preset ? null : value }), current: value === present }, text)));

/** The filters in force, each a link that takes it out. */
export const chips = (params, keys) => keys.filter((key) => params.get(key)).map((key) => h("a.chip", {
  href: changed({ [key]: null }), label: `Remove the filter ${key}: ${params.get(key)}` }, h("small", key),
key === "project" ? place(params.get(key)).name : params.get(key), " ×"));
/** Names and values, those without a value left out. */
export const list = (kind, values) => h("dl" + kind, pairs(values).map(([name, value]) => value
  && h("div", h("dt", name), h("dd", value))));

/** A column of texts, and one of numbers. `more` may have href(row), and value(row) for a CSV. */
export const column = (title, text, more) => ({ title, text, ...more });
export const amount = (title, text, more) => ({ title, text, class: "number", ...more });

/** A table of columns; the first one names the row. */
export function table(label, columns, rows, more) {
  const cell = (column, row, at) => {
    const inner = column.text(row), href = column.href?.(row);
    return h(at ? "td" : "th", { class: column.class, scope: !at && "row" }, href ? h("a", { href }, inner) : inner);
  };
  return scrolling(label, h("table", h("caption.sr", label),
    h("thead", h("tr", columns.map((column) =>
      h("th", { scope: "col", class: column.class }, column.title)))),
    h("tbody", rows.map((row) => h("tr", columns.map((column, at) => cell(column, row, at))))), more));
}
/** Saves a text or bytes as a file. */
export function save(name, data, type) {
  const url = URL.createObjectURL(new Blob([data], { type }));
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}
export function csv(columns, rows) {
  // A text that a spreadsheet would take as a formula gets an apostrophe.
  const field = (value) => {
    let text = value == null ? "" : String(value);
    if (typeof value === "string" && /^[=+\-@\t\r]/.test(text)) text = "'" + text;
    return /[",\n\r]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
  };
  return [columns.map((column) => column.title), ...rows.map((row) => columns.map((column) =>
    (column.value ?? column.text)(row)))].map((line) => line.map(field).join(",")).join("\r\n") + "\r\n";
}
export async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    say(what + " copied.");
    toast(what + " copied");
  } catch {
    dialog(what, h("pre.copied", { tabindex: 0 }, text));
  }
}
let toasted;
export function toast(text) {
  toasted?.remove();
  toasted = h("div.toast", { unspoken: true }, text);
  document.body.append(toasted);
  const shown = toasted;
  setTimeout(() => shown.remove(), 1800);
}
/** Opens the dialog with a title and contents. */
export function dialog(title, ...children) {
  const node = $("dialog");
  fill(node, h("div.heading", h("h2", { id: "dialog-title" }, title),
    h("button.quiet", { onclick: () => node.close() }, "Close")), children);
  if (!node.open) node.showModal();
}
