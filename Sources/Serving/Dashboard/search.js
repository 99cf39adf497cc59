// Search: what was found, by session, with the text around it.
import { h, fill, address, changed, go, heading, plural, exact, time, place, choice, chips, group, zone, badge,
  active, button, pick, anchor, largest, least } from "./dom.js";
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
    if (match[0]) nodes.push(snippet.slice(at, match.index), h("mark", match[0]));
    at = match.index + match[0].length;
  }
  return [...nodes, snippet.slice(at)];
}

export async function search(visit) {
  const field = h("input", { type: "search", label: "Text", placeholder: "Words, or a \"phrase\"",
    autocomplete: "off", spellcheck: "false" });
  const form = h("form.search", { role: "search", onsubmit: (event) => {
    event.preventDefault();
    go(changed({ q: field.value.trim() || null }));
  } }, field, h("button", { type: "submit" }, "Search"));
  const options = h("div.options"), said = h("p.note", { "aria-live": "polite" }), picture = h("div"),
    found = h("div.found");
  let asking = {}, rows = [], titles = new Map();
  const known = get("sessions", { limit: 1000, all: "true" }, visit.left).then((page) => {
    titles = new Map(page.sessions.map((session) => [session.session, session]));
  }).catch(() => {});

  function showOptions(params, counts) {
    const on = params.getAll("role"), records = new Map(counts?.map((one) => [one.key, one.records]));
    fill(options, group("Where", h("a", { href: changed({ role: null }), current: !on.length }, "Everywhere"),
      roles.map(([role, text]) => h("a", { current: on.includes(role), href: changed({ role: on.includes(role)
        ? on.filter((one) => one !== role) : [...on, role] }) }, text, records.has(role) && h("small",
        exact(records.get(role)))))),
    group("How", [["case", "Case"], ["word", "Whole words"], ["regex", "Pattern"]].map(([key, text]) => h("a", {
      href: changed({ [key]: params.get(key) ? null : "true" }), current: params.get(key) }, text))),
    choice("Order", "sort", [["time", "Latest"], ["relevance", "Best"]], params.get("sort") ?? "time", "time"),
    choice("Time", "since", [[null, "Any time"], ["7d", "7 d"], ["30d", "30 d"], ["365d", "1 y"]], params.get("since")),
    chips(params, ["project", "model", "branch", "tool", "session", "on", "until"]));
    field.value = params.get("q") ?? "";
  }
  function showRows(params, texts, next) {
    const sessions = Map.groupBy(rows, (match) => match.session);
    const name = (session) => titles.get(session)?.title || "Session " + session.slice(0, 8);
    const line = ([match, ...more]) => h("li", anchor(address(`s/${match.session}@${match.seq}`, { q: texts[0] }),
      h("span", badge(roles.find(([role]) => role === match.role)?.[1] ?? match.role), more.length > 0 && h("small", {
        title: "Records with this text" }, more.length + 1 + " ×")), h("span.snippet", marked(match.snippet, texts,
        params.get("regex"))), time(match.timestamp)));
    const lines = (all) => [h("ul", all.slice(0, 5)), all.length > 5 && h("details", h("summary",
      `${all.length - 5} more in this session`), h("ul", all.slice(5)))];
    // What a session says again and again in the same words stands once.
    const alike = (matches) => [...Map.groupBy(matches, (match) => match.role + match.snippet).values()];
    fill(found, [...sessions].map(([session, matches]) => h("section", h("h2", anchor(address("s/" + session),
      name(session)), h("small", plural(matches.length, "record"),
        titles.has(session) && " · " + place(titles.get(session).project).name)),
    ...lines(alike(matches).map(line)))),
    next && h("p", button("Show more", () => more(params, texts, next))));
  }
  const ask = (params, more) => get("search", { q: words(params.get("q"), params.get("regex")), tz: zone, limit: 100,
    ...pick(params, ["role", "case", "word", "regex", "sort", "since", "until", "on", "project", "model", "branch",
      "tool", "session"]), ...more }, asking.signal);
  async function more(params, texts, cursor) {
    const mine = asking, page = await ask(params, { cursor });
    if (mine !== asking) return;
    rows = rows.concat(page.hits);
    showRows(params, texts, page.next);
  }
  async function update(step) {
    const { params } = step, text = params.get("q"), mine = asking = step;
    showOptions(params);
    let next;
    rows = [];
    if (!text) {
      fill(found, h("p.empty", "All words must be in one record; a \"phrase\" in quotation marks is one text."));
      fill(said);
      fill(picture);
      if (innerWidth > 700) field.focus();
      return;
    }
    said.textContent = "Searching …";
    const texts = words(text, params.get("regex"));
    const failed = (error) => {
      said.textContent = "";
      throw error;
    };
    if (params.get("sort") !== "relevance") {
      // The latest records are found long before all are counted.
      const first = await ask(params, { limit: 20, count: "false" }).catch(failed);
      if (mine !== asking) return;
      rows = first.hits;
      showRows(params, texts);
      known.then(() => mine === asking && showRows(params, texts, next));
    }
    const page = await ask(params).catch(failed);
    if (mine !== asking) return;
    rows = page.hits;
    next = page.next;
    const months = page.months ?? [];
    // There is no total where there are more records than are counted.
    fill(said, !rows.length ? "Nothing was found. Try fewer words, another place, or any time."
      : `${page.total ? "" : "At least "}${plural(page.counted, "record")} in ${plural(page.sessions, "session")}`
        + (page.next ? `, ${exact(rows.length)} of them here` : ""));
    showOptions(params, page.roles);
    fill(picture, months.length > 1 && stacked("Records by month", months.map((month) => ({ key: month.key,
      parts: [month.records], href: changed({ on: month.key }) })), ["Records"], exact,
    90));
    showRows(params, texts, next);
    step.title(text);
  }
  visit.draw(heading("Search"), form, options, said, picture, found);
  await update(visit);
  const move = (by) => {
    const all = [...found.querySelectorAll("li a")], at = all.indexOf(active());
    all[largest(0, least(all.length - 1, at + by))]?.focus();
  };
  return { update, live: () => {}, keys: { j: () => move(1), k: () => move(-1) } };
}
