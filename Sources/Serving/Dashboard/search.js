// Search: what was found, by session, with the text around it.
import { h, fill, route, address, changed, go, heading, plural, exact, time, place, choice, zone, badge }
  from "./dom.js";
import { get } from "./api.js";
import { stacked } from "./charts.js";

const roles = [["user", "Prompts"], ["assistant", "Answers"], ["thinking", "Thinking"], ["tool_input", "Tool input"],
  ["tool_output", "Tool output"], ["title", "Titles"], ["system", "Notes"]];

/** The texts of a question: words, and phrases in quotation marks. */
export const words = (text, isPattern) => isPattern ? [text] : [...text.matchAll(/"([^"]+)"|(\S+)/g)]
  .map(([, phrase, word]) => phrase ?? word);

function marked(snippet, texts, isPattern) {
  let pattern;
  try {
    pattern = new RegExp(texts.map((text) => isPattern ? text : text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|"),
      "gi");
  } catch {
    return [snippet];
  }
  const nodes = [];
  let at = 0;
  for (const match of snippet.matchAll(pattern)) {
    if (match[0]) nodes.push(snippet.slice(at, match.index), h("mark", null, match[0]));
    at = match.index + match[0].length;
  }
  return [...nodes, snippet.slice(at)];
}

export default async function search({ main, signal }) {
  const field = h("input", { type: "search", "aria-label": "Text", placeholder: "Words, or a \"phrase\"",
    autocomplete: "off", spellcheck: "false" });
  const form = h("form.search", { role: "search", onsubmit: (event) => {
    event.preventDefault();
    go(changed({ q: field.value.trim() || null }));
  } }, field, h("button", null, "Search"));
  const options = h("div.options"), said = h("p.note", { "aria-live": "polite" }), picture = h("div"), found = h("div.found");
  let asking = {}, rows = [];

  function showOptions(params) {
    const on = params.getAll("role");
    fill(options, h("div.choice", { role: "group", "aria-label": "Where" }, h("a", { href: changed({ role: null }),
      "aria-current": !on.length && "true" }, "Everywhere"), roles.map(([role, text]) => h("a", {
      href: changed({ role: on.includes(role) ? on.filter((one) => one !== role) : [...on, role] }),
      "aria-current": on.includes(role) && "true" }, text))),
    h("div.choice", { role: "group", "aria-label": "How" }, [["case", "Case"], ["word", "Whole words"],
      ["regex", "Pattern"]].map(([key, text]) => h("a", { href: changed({ [key]: params.get(key) ? null : "true" }),
      "aria-current": params.get(key) && "true" }, text))),
    choice("Order", "sort", [["time", "Latest"], ["relevance", "Best"]], params.get("sort") ?? "time", "time"),
    choice("Time", "since", [[null, "Any time"], ["7d", "7 d"], ["30d", "30 d"], ["365d", "1 y"]], params.get("since")),
    ["project", "model", "branch", "tool", "session", "on", "until"].filter((key) => params.get(key)).map((key) =>
      h("a.chip", { href: changed({ [key]: null }), "aria-label": `Remove the filter ${key}: ${params.get(key)}` },
        h("small", null, key), key === "project" ? place(params.get(key)).name : params.get(key), " ×")));
    field.value = params.get("q") ?? "";
  }
  function showRows(params, texts, next) {
    const sessions = new Map();
    for (const match of rows) sessions.set(match.session, [...sessions.get(match.session) ?? [], match]);
    const line = (match) => h("li", null, h("a", { href: address(`s/${match.session}@${match.seq}`, { q: texts[0] }) },
      badge((roles.find(([role]) => role === match.role)?.[1] ?? match.role)), h("span.snippet", null,
        marked(match.snippet, texts, params.get("regex"))), time(match.timestamp)));
    fill(found, [...sessions].map(([session, matches]) => h("section", null, h("h2", null, h("a", {
      href: address("s/" + session) }, matches[0].title || "Session " + session.slice(0, 8)), h("small", null,
      plural(matches.length, "record"), matches[0].project ? " · " + place(matches[0].project).name : "")),
    h("ul", null, matches.slice(0, 5).map(line)), matches.length > 5 && h("details", null, h("summary", null,
      `${matches.length - 5} more in this session`), h("ul", null, matches.slice(5).map(line))))),
    next && h("p", null, h("button", { type: "button", onclick: () => more(params, texts, next) }, "Show more")));
  }
  const ask = (params, more) => get("search", { q: words(params.get("q"), params.get("regex")), tz: zone, limit: 100,
    ...Object.fromEntries(["role", "case", "word", "regex", "sort", "since", "until", "on", "project", "model", "branch",
      "tool", "session"].map((key) => [key, params.getAll(key)])), ...more }, signal);
  async function more(params, texts, cursor) {
    const mine = asking, page = await ask(params, { cursor });
    if (mine !== asking) return;
    rows = rows.concat(page.matches);
    showRows(params, texts, page.next);
  }
  async function update({ params }) {
    showOptions(params);
    const text = params.get("q"), mine = asking = {};
    rows = [];
    if (!text) {
      fill(found, h("p.empty", null, "Search in prompts, answers, thinking, and what tools were given and answered. ",
        "All words must be in one record; a \"phrase\" in quotation marks is one text."));
      fill(said);
      fill(picture);
      if (innerWidth > 700) field.focus();
      return;
    }
    said.textContent = "Searching …";
    const page = await ask(params).catch((error) => {
      said.textContent = "";
      throw error;
    });
    if (mine !== asking) return;
    rows = page.matches;
    const months = page.months ?? page.histogram ?? [];
    fill(said, rows.length ? [page.total != null ? plural(page.total, "record") : `The first ${rows.length} records`,
      page.next && page.total != null && `, ${exact(rows.length)} of them here`] : "Nothing was found. Try fewer words, "
      + "another place, or any time.");
    fill(picture, months.length > 1 && stacked("Records by month", months.map((month) => ({ key: month.key ?? month.month,
      parts: [month.records ?? month.matches ?? 0], href: changed({ on: month.key ?? month.month }) })), ["Records"], exact,
    90));
    showRows(params, words(text, params.get("regex")), page.next);
    document.title = text + " · ccstore";
  }
  fill(main, heading("Search"), form, options, said, picture, found);
  await update(route());
  const move = (by) => {
    const all = [...found.querySelectorAll("li a")], at = all.indexOf(document.activeElement);
    all[Math.max(0, Math.min(all.length - 1, at + by))]?.focus();
  };
  return { update, live: () => {}, keys: { j: () => move(1), k: () => move(-1) } };
}
