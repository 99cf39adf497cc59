// The overview: how much, when, on what, and what is new.
import { h, fill, route, address, heading, card, choice, dollars, short, exact, percent, tokens, time, ago, place, plural,
  zone, day, home } from "./dom.js";
import { get } from "./api.js";
import { calendar, ranked, stacked } from "./charts.js";
import { state, titled } from "./sessions.js";

export const ranges = [["7d", "7 days"], ["30d", "30 days"], ["90d", "90 days"], ["365d", "Year"], ["all", "All"]];

/** A number with its change against the period before. */
export function figure(name, value, now, before, note) {
  const change = before > 0 && now != null ? (now - before) / before : null;
  return h("div.figure", null, h("dt", null, name), h("dd", null, value, h("small", null, change == null ? note
    : `${change >= 0 ? "+" : "−"}${Math.abs(100 * change).toFixed(0)} % on the period before`)));
}
/** Groups as a ranked list; worktrees count for their project. */
export function byProject(groups, params) {
  const all = new Map();
  for (const group of groups) {
    const key = home(group.key), sum = all.get(key) ?? { key, cost: 0, tokens: 0 };
    sum.cost += group.cost_usd ?? 0;
    sum.tokens += tokens(group);
    all.set(key, sum);
  }
  return [...all.values()].sort((a, b) => b.cost - a.cost || b.tokens - a.tokens).map(({ key, cost, tokens: spent }) => ({
    name: place(key).name, title: key, value: cost, text: dollars(cost), note: short(spent),
    href: key && address("sessions", { project: key, ...params }) }));
}
export const cacheShare = (row) => [row.cache_read_input_tokens, row.input_tokens + row.cache_creation_input_tokens
  + row.cache_read_input_tokens];

export default async function overview({ main, signal }) {
  async function update({ params }) {
    const range = params.get("range") ?? "30d", since = range === "all" ? null : range;
    const period = { since, tz: zone };
    const ask = (path, more) => get(path, { ...period, ...more }, signal);
    const [days, models, projects, latest, count, year, doctor] = await Promise.all([
      ask("usage", { by: range === "all" ? "month" : "day", fill: "true", compare: since && "previous" }),
      ask("usage", { by: "model" }), ask("usage", { by: "project" }),
      get("sessions", { limit: 8 }, signal), ask("sessions", { limit: 1 }),
      get("usage", { by: "day", tz: zone }, signal), get("doctor", {}, signal).catch(() => null)]);
    const { totals, previous: before } = days, [cached, asked] = cacheShare(totals);
    const values = new Map(year.groups.map((group) => [group.key, group.cost_usd || group.responses / 1000]));
    const newest = year.groups.at(-1)?.key, today = new Date();
    const last = newest && today - new Date(newest) > 300 * 86400e3 ? new Date(newest) : today;
    const row = (session) => h("li", null, h("a", { href: address("s/" + session.session) }, titled(session)),
      h("small", null, place(session.project).name, state(session)), time(session.ended, ago),
      h("span.number", null, dollars(session.cost_usd)));
    fill(main, heading("Overview", h("div.grow"), choice("Period", "range", ranges, range, "30d")),
      h("dl.figures", null,
        figure("Cost", dollars(totals.cost_usd ?? 0), totals.cost_usd, before?.cost_usd, "list prices"),
        figure("Sessions", exact(count.total), null, null, since ? "used in this period" : "stored"),
        figure("Responses", exact(totals.responses), totals.responses, before?.responses),
        figure("Output", short(totals.output_tokens), totals.output_tokens, before?.output_tokens, "tokens"),
        figure("From cache", percent(cached, asked), null, null, "of the input tokens")),
      totals.responses === 0 && h("p.empty", null, "Nothing happened in this period. ", year.groups.length
        ? h("a", { href: address("", { range: "all" }) }, "Show all that is stored") : ["Store the transcripts of this ",
          "machine with ", h("code", null, "ccstore ingest")]),
      doctor && doctor.verdict !== "safe" && h("p.warn", { role: "note" }, "Not everything is safe yet. ", h("a", {
        href: address("storage") }, "See the storage")),
      h("div.cards", null,
        h("section.card.wide", { "aria-label": "Cost" }, h("h2", null, range === "all" ? "Cost by month" : "Cost by day"),
          stacked("Cost", days.groups.map((group) => ({ key: group.key, parts: [group.cost_usd ?? 0],
            href: address("sessions", { on: group.key }) })), ["Cost"], dollars, 180)),
        h("section.card.wide", { "aria-label": "Days" }, h("h2", null, "A year of days"), calendar(
          `Cost by day, up to ${day(last)}; ${values.size} days with activity.`, values, last, dollars,
          (date) => address("sessions", { on: date }))),
        card("Projects", ranked(byProject(projects.groups, { since }).slice(0, 8)),
          h("p.note", null, h("a", { href: address("projects") }, "All projects"))),
        card("Models", ranked(models.groups.slice(0, 8).map((group) => ({ name: group.key ?? "no model",
          value: group.cost_usd, text: dollars(group.cost_usd), note: short(tokens(group)),
          href: address("sessions", { model: group.key, since }) }))), h("p.note", null, h("a", {
          href: address("usage", { split: "model" }) }, "Usage over time"))),
        h("section.card.wide", { "aria-label": "Latest sessions" }, h("h2", null, "Latest sessions"),
          h("ul.latest", null, latest.sessions.map(row)), h("p.note", null, h("a", { href: address("sessions") },
            plural(latest.total, "session"))))));
  }
  await update(route());
  return { update };
}
