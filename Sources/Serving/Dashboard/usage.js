// Usage: tokens and cost over time and by anything, with the same numbers in a table.
import { h, fill, route, changed, address, heading, card, choice, dollars, short, exact, percent, tokens, place, zone,
  table, csv, save } from "./dom.js";
import { get } from "./api.js";
import { stacked, legend, hours, weekdays, ranked } from "./charts.js";
import { ranges, figure, cacheShare } from "./overview.js";

const groupings = [["day", "Day"], ["week", "Week"], ["month", "Month"], ["model", "Model"], ["project", "Project"],
  ["session", "Session"], ["branch", "Branch"], ["machine", "Machine"], ["tool", "Tool"]];
const times = ["hour", "day", "week", "month", "block"];
const measures = { cost: ["Cost", (row) => row.cost_usd ?? 0, dollars], tokens: ["Tokens", tokens, short],
  output: ["Output", (row) => row.output_tokens, short], responses: ["Responses", (row) => row.responses, exact] };

/** The parts of groups as series, the largest first; what is beyond five is one more. */
function divide(groups, value, named) {
  const sums = new Map();
  for (const group of groups) for (const part of group.parts ?? []) {
    sums.set(part.key, (sums.get(part.key) ?? 0) + value(part));
  }
  const order = [...sums].sort((a, b) => b[1] - a[1]).map(([key]) => key);
  const kept = order.slice(0, 5), hasMore = order.length > 5;
  return { series: [...kept.map(named), ...hasMore ? [`${order.length - 5} others`] : []], parts: (group) => {
    const found = new Map((group.parts ?? []).map((part) => [part.key, value(part)]));
    const rest = order.slice(5).reduce((sum, key) => sum + (found.get(key) ?? 0), 0);
    return [...kept.map((key) => found.get(key) ?? 0), ...hasMore ? [rest] : []];
  } };
}
const named = (by, key) => by === "project" ? place(key).name : key ?? "none";

/** What the month will cost when it goes on as so far, against a budget of the address. */
function forecast(month, budget) {
  const now = new Date(), days = new Date(now.getFullYear(), now.getMonth() + 1, 0).getDate();
  const spent = month.totals.cost_usd ?? 0, passed = now.getDate() - 1 + (now.getHours() * 60 + now.getMinutes()) / 1440;
  const whole = spent / Math.max(passed, .5) * days;
  return card("This month", h("dl.figures.small", null, figure("So far", dollars(spent), null, null,
    `${now.getDate()} of ${days} days`), figure("Forecast", dollars(whole), null, null, "at the same pace"),
  budget > 0 && figure("Of the budget", percent(spent, budget), null, null, whole > budget
    ? dollars(whole - budget) + " above it, by the forecast" : "within it, by the forecast")),
  budget > 0 && h("meter", { min: 0, max: budget, value: Math.min(spent, budget), high: budget * .9,
    "aria-label": "Spent of the budget" }),
  h("form.inline", { onsubmit: (event) => {
    event.preventDefault();
    location.hash = changed({ budget: event.target.budget.value || null });
  } }, h("label", null, "Budget in $ a month ", h("input", { name: "budget", type: "number", min: 0, step: "any",
    value: budget || "" })), h("button", null, "Set")));
}

export default async function usage({ main, signal }) {
  async function update({ params }) {
    const by = params.get("by") ?? "day", split = params.get("split"), range = params.get("range") ?? "90d";
    const measure = measures[params.get("show")] ?? measures.cost, [title, value, format] = measure;
    const filters = Object.fromEntries(["project", "model", "branch", "session"].map((key) => [key, params.get(key)]));
    const period = { since: range === "all" ? null : range, tz: zone, ...filters };
    const isTime = times.includes(by);
    const [report, week, month] = await Promise.all([
      get("usage", { by, split, fill: isTime ? "true" : null, compare: period.since && "previous", ...period }, signal),
      get("usage", { by: "hour-of-week", ...period }, signal),
      get("usage", { by: "month", on: "this-month", tz: zone }, signal)]);
    const { groups, totals, previous } = report;
    const { series, parts } = split ? divide(groups, value, (key) => named(split, key))
      : { series: [title], parts: (group) => [value(group)] };
    const grid = weekdays.map(() => Array(24).fill(0));
    for (const group of week.groups) {
      const [weekday, hour] = (group.key ?? "").split(" ");
      if (weekdays.includes(weekday)) grid[weekdays.indexOf(weekday)][parseInt(hour)] += value(group);
    }
    const filter = (group) => by === "session" ? address("s/" + group.key) : group.key && address("sessions", isTime
      ? by === "week" ? {} : { on: group.key } : ["project", "model", "branch"].includes(by) ? { [by]: group.key } : {});
    const columns = [
      { title: by[0].toUpperCase() + by.slice(1), text: (group) => by === "session" ? group.title || group.key.slice(0, 8)
        : named(by, group.key), value: (group) => group.key, href: filter, head: true },
      ...[["Responses", "responses", exact], ["Input", "input_tokens", short], ["Output", "output_tokens", short],
        ["Cache read", "cache_read_input_tokens", short], ["Cache write 5 min", "cache_creation_5m_input_tokens", short],
        ["Cache write 1 h", "cache_creation_1h_input_tokens", short], ["Cost", "cost_usd", dollars]]
        .map(([name, key, written]) => ({ title: name, number: true, text: (group) => written(group[key]),
          value: (group) => group[key] }))];
    const shown = isTime ? groups.toReversed() : groups, some = shown.slice(0, 400);
    const [cached, asked] = cacheShare(totals);
    const sum = h("tfoot", null, h("tr", null, columns.map((column, at) => at === 0 ? h("th", { scope: "row" }, "Total")
      : h("td.number", null, column.text(totals)))));
    fill(main, heading("Usage", h("div.grow"), choice("Period", "range", ranges, range, "90d")),
      h("div.options", null, choice("Group by", "by", groupings, by, "day"), choice("Divide by", "split", [[null, "Whole"],
        ["model", "by model"], ["project", "by project"], ["machine", "by machine"]], split),
      choice("Measure", "show", Object.entries(measures).map(([key, [name]]) => [key, name]), params.get("show") ?? "cost",
        "cost"), Object.entries(filters).filter(([, text]) => text).map(([key, text]) => h("a.chip", {
        href: changed({ [key]: null }) }, h("small", null, key), text, " ×"))),
      h("dl.figures", null, figure("Cost", dollars(totals.cost_usd ?? 0), totals.cost_usd, previous?.cost_usd, "list prices"),
        figure("Tokens", short(tokens(totals)), tokens(totals), previous && tokens(previous)),
        figure("Output", short(totals.output_tokens), totals.output_tokens, previous?.output_tokens, "tokens"),
        figure("From cache", percent(cached, asked), null, null, "of the input tokens"),
        figure("Responses", exact(totals.responses), totals.responses, previous?.responses)),
      totals.unpriced_models?.length > 0 && h("p.warn", { role: "note" }, "Without a known price, and not in the cost: "
        + totals.unpriced_models.join(", ")),
      !groups.length ? h("p.empty", null, "Nothing was used in this period. ", h("a", { href: changed({ range: "all" }) },
        "Show all that is stored")) : h("div.cards", null,
        h("section.card.wide", { "aria-label": title }, h("h2", null, title), isTime ? [split && legend(series), stacked(title,
          groups.slice(-400).map((group) => ({ key: group.key, parts: parts(group), href: by === "week" ? null
            : filter(group) })), series, format, 240)] : ranked(groups.slice(0, 15).map((group) => ({
          name: columns[0].text(group), title: group.key, value: value(group), text: format(value(group)),
          href: filter(group) })))),
        card("Hours of the week", hours(`${title} by hour of the week.`, grid, format)), forecast(month,
          +params.get("budget")),
        h("section.card.wide", { "aria-label": "Numbers" }, h("div.heading", null, h("h2", null, "Numbers"), h("div.grow"),
          h("button", { type: "button", onclick: () => save(`usage-by-${by}.csv`, csv(columns, shown), "text/csv") },
            "Save as CSV")), table("Usage by " + by, columns, some, sum), shown.length > some.length && h("p.note", null,
          `The first ${some.length} of ${exact(shown.length)}; all of them are in the CSV.`), h("p.note", null,
          `Prices: ${report.prices}. Zone: ${report.tz ?? zone}.`))));
  }
  await update(route());
  return { update };
}
