// The overview: how much, when, on what, and what is new.
import { h, address, changed, heading, card, wide, choice, dollars, short, exact, percent, tokens, time,
  ago, place, plural, zone, day, home, empty, nothingStored, anchor } from "./dom.js";
import { get, optional } from "./api.js";
import { calendar, ranked, stacked } from "./charts.js";
import { state, titled } from "./sessions.js";

export const ranges = [["7d", "7 days"], ["30d", "30 days"], ["90d", "90 days"], ["365d", "Year"], ["all", "All"]];

/** A number with its change against the period before, else with a note. */
export function figure(name, value, note, now, before) {
  const change = before > 0 && now != null && Math.round(100 * (now - before) / before);
  return h("div.figure", h("dt", name), h("dd", value, h("small", change === false ? note : `${change < 0 ? "−" : "+"}${
    exact(Math.abs(change))} % on the period before`)));
}
export const nothing = () => empty("Nothing happened in this period. ", anchor(changed({ range: "all" }),
  "Show all that is stored"));

/** The sums of a report in five numbers. */
export function figures({ totals, previous: before }) {
  const asked = tokens(totals) - totals.output_tokens;
  const sum = (name, key, format, note) => figure(name, format(totals[key] ?? 0), note, totals[key], before?.[key]);
  return h("dl.figures", sum("Cost", "cost_usd", dollars, "list prices"),
    sum("Sessions", "sessions", exact, "with responses"), sum("Responses", "responses", exact),
    sum("Output", "output_tokens", short, "tokens"),
    figure("From cache", percent(totals.cache_read_input_tokens, asked), `of ${short(asked)} input tokens`));
}

export async function overview(visit) {
  async function update({ params, signal, draw }) {
    const range = params.get("range") ?? "30d", since = range === "all" ? null : range;
    const ask = (more) => get("usage", { since, tz: zone, ...more }, signal);
    const [report, models, projects, latest, year, doctor] = await Promise.all([
      ask({ by: since ? "day" : "month", fill: "true", compare: since && "previous" }), ask({ by: "model" }),
      ask({ by: "project" }), get("sessions", { limit: 8 }, signal), get("usage", { by: "day", tz: zone }, signal),
      optional(get("doctor", {}, signal))]);
    const values = new Map(year.groups.map((group) => [group.key, group.cost_usd || group.responses / 1000]));
    const newest = new Date((year.groups.at(-1)?.key ?? day(new Date())) + "T12:00"), today = new Date();
    const last = today - newest > 300 * 86400e3 ? newest : today;
    const sums = new Map();
    for (const group of projects.groups) {
      const key = home(group.key), sum = sums.get(key) ?? { key, cost: 0, tokens: 0 };
      sum.cost += group.cost_usd ?? 0;
      sum.tokens += tokens(group);
      sums.set(key, sum);
    }
    const list = (items) => ranked(items.sort((a, b) => b.value - a.value).slice(0, 8));
    // Without anything there is nothing to choose either.
    if (!year.groups.length && !latest.total) return draw(heading("Overview"), nothingStored());
    const isUsed = report.totals.responses > 0;
    draw(heading("Overview", h("div.grow"), choice("Period", "range", ranges, range, "30d")),
      isUsed ? figures(report) : nothing(),
      doctor && doctor.verdict !== "safe" && h("p.warn", "Not everything is safe yet. ", anchor(address("storage"),
        "See the storage")),
      h("div.cards", isUsed && wide(since ? "Cost by day" : "Cost by month", stacked("Cost",
        report.groups.map((group) => ({ key: group.key, parts: [group.cost_usd ?? 0],
          href: address("sessions", { on: group.key }) })), ["Cost"], dollars, 180)),
      wide("A year of days", calendar(`Cost by day, up to ${day(last)}.`, values, last, dollars, (date) =>
        address("sessions", { on: date }))),
      isUsed && card("Projects", list([...sums.values()].map((sum) => ({ name: place(sum.key).name, title: sum.key,
        value: sum.cost,
        text: dollars(sum.cost), note: short(sum.tokens), href: sum.key && address("sessions", { project: sum.key,
          since }) }))), h("p.note", anchor(address("projects"), "All projects"))),
      isUsed && card("Models", list(models.groups.map((group) => ({ name: group.key ?? "no model",
        value: group.cost_usd ?? 0, text: dollars(group.cost_usd), note: short(tokens(group)),
        href: address("sessions", { model: group.key, since }) }))), h("p.note", anchor(address("usage", { split: "model" }), "Usage over time"))),
      wide("Latest sessions", h("ul.latest", latest.sessions.map((session) => h("li", anchor(address("s/"
        + session.session), titled(session)), time(session.ended, ago), h("span.number",
        dollars(session.cost_usd)), h("small", place(session.project).name + " ", state(session))))), h("p.note",
          anchor(address("sessions"), "All " + plural(latest.total, "session"))))));
  }
  await update(visit);
  return { update };
}
