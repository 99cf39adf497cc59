// Usage: tokens and cost over time and by anything, with the same numbers in a table.
import { h, changed, address, heading, card, wide, choice, chips, dollars, short, exact, percent, tokens,
  place, zone, table, column, amount, csv, save, go, pick, least, pairs } from "./dom.js";
import { get } from "./api.js";
import { stacked, legend, hours, weekdays, ranked } from "./charts.js";
import { ranges, figure, figures, nothing } from "./overview.js";

const groupings = ["day", "week", "month", "model", "project", "session", "branch", "machine", "tool"];
const upper = (word) => word[0].toUpperCase() + word.slice(1);
const measures = { cost: ["Cost", (row) => row.cost_usd ?? 0, dollars], tokens: ["Tokens", tokens, short],
  output: ["Output", (row) => row.output_tokens, short], responses: ["Responses", (row) => row.responses, exact] };
const selectors = ["project", "model", "branch", "session"];
const named = (by, key) => by === "project" ? place(key).name : key ?? "none";

/** The parts of groups as series, the largest first; what is beyond five is one more. */
function divide(groups, value, split) {
  const sums = new Map();
  for (const part of groups.flatMap((group) => group.parts)) sums.set(part.key, (sums.get(part.key) ?? 0)
    + value(part));
  const order = [...sums].sort((a, b) => b[1] - a[1]).map(([key]) => key), kept = order.slice(0, 5);
  const rest = order.length - 5;
  return [[...kept.map((key) => named(split, key)), ...rest > 0 ? [`${rest} more`] : []], (group) => {
    const found = new Map(group.parts.map((part) => [part.key, value(part)]));
    const all = order.map((key) => found.get(key) ?? 0);
    return [...all.slice(0, 5), ...rest > 0 ? [all.slice(5).reduce((a, b) => a + b)] : []];
  }];
}

/** What the month will cost at the pace of its days so far, against a budget of the address. */
function forecast(month, budget) {
  const now = new Date(), days = new Date(now.getFullYear(), now.getMonth() + 1, 0).getDate();
  const spent = month.totals.cost_usd ?? 0, passed = now.getDate() - 1 + (now.getHours() * 60
    + now.getMinutes()) / 1440;
  // The program makes no forecast before a day has passed, either.
  const whole = passed >= 1 && spent / passed * days;
  return card("This month", h("dl.figures.small", figure("So far", dollars(spent), `${now.getDate()} of ${days} days`),
    figure("Forecast", ...whole === false ? ["–", "from day 2"] : [dollars(whole), "at the same pace"]),
    budget > 0 && figure("Of the budget", percent(spent, budget), whole !== false && (whole > budget
      ? dollars(whole - budget) + " above" : "within") + " it, by the forecast")),
  budget > 0 && h("meter", { min: 0, max: budget, value: least(spent, budget), label: "Budget spent" }),
  h("form.inline", { onsubmit: (event) => {
    event.preventDefault();
    go(changed({ budget: event.target.budget.value }));
  } }, h("label", "Budget in $ a month ", h("input", { name: "budget", type: "number", min: 0, step: "any",
    value: budget || "" })), h("button", { type: "submit" }, "Set")));
}

export async function usage(visit) {
  async function update({ params, signal, draw }) {
    const by = params.get("by") ?? "day", split = params.get("split"), range = params.get("range") ?? "90d";
    const show = params.get("show") ?? "cost", [title, value, format] = measures[show] ?? measures.cost;
    const since = range === "all" ? null : range, isTime = groupings.indexOf(by) < 3;
    const ask = (more) => get("usage", { since, tz: zone, ...pick(params, selectors), ...more }, signal);
    const [report, week, month] = await Promise.all([ask({ by, split, fill: isTime || null, limit: isTime ? 2000 : 500,
      compare: since && "previous" }), ask({ by: "hour-of-week" }), get("usage", { by: "month", on: "this-month",
        tz: zone },
      signal)]);
    const { groups, totals } = report;
    const [series, parts] = split ? divide(groups, value, split) : [[title], (group) => [value(group)]];
    const grid = weekdays.map(() => Array(24).fill(0));
    for (const group of week.groups) {
      const [weekday, hour] = (group.key ?? "").split(" "), row = grid[weekdays.indexOf(weekday)];
      if (row) row[parseInt(hour)] += value(group);
    }
    const name = (group) => by === "session" ? group.title || group.key.slice(0, 8) : named(by, group.key);
    const href = (group) => !group.key || by === "week" || by === "machine" || by === "tool" ? null : by === "session"
      ? address("s/" + group.key) : address("sessions", { [isTime ? "on" : by]: group.key });
    const columns = [column(upper(by), name, { value: (group) => group.key, href }),
      ...[["Responses", "responses", exact], ["Input", "input_tokens", short], ["Output", "output_tokens", short],
        ["Cache read", "cache_read_input_tokens", short], ["Cache write 5 min", "cache_creation_5m_input_tokens",
          short],
        ["Cache write 1 h", "cache_creation_1h_input_tokens", short], ["Cost", "cost_usd", dollars]]
        .map(([text, key, written]) => amount(text, (group) => written(group[key]), { value: (group) => group[key] }))];
    const shown = isTime ? groups.filter((group) => group.responses).reverse() : groups;
    draw(heading("Usage", h("div.grow"), choice("Period", "range", ranges, range, "90d")),
      h("div.options", choice("Group by", "by", groupings.map((word) => [word, upper(word)]), by, "day"),
        choice("Divide by", "split", [[null, "Whole"], ...["model", "project", "machine"].map((word) => [word, "by "
          + word])],
          split), choice("Measure", "show", pairs(measures).map(([key, [text]]) => [key, text]), show, "cost"),
        chips(params, selectors)),
      totals.responses > 0 && figures(report), totals.unpriced_models.length > 0 && h("p.warn", "Without a price, so no cost: "
        + totals.unpriced_models.join(", ")),
      groups.length === 0 ? nothing() : h("div.cards",
        wide(`${title} by ${by}` + (isTime && groups.length > 400 ? ", the last 400" : ""),
          isTime ? [split && legend(series), stacked(title, groups.slice(-400).map((group) => ({
          key: group.key, parts: parts(group), href: href(group) })), series, format, 240)]
          : ranked(groups.slice(0, 15).map((group) => ({ name: name(group), title: group.key, value: value(group),
            text: format(value(group)), href: href(group) })))),
        card("Hours of the week", hours(`${title} by hour of the week.`, grid, format)), forecast(month,
          +params.get("budget")),
        wide("Numbers", h("button", { onclick: () => save(`usage-by-${by}.csv`, csv(columns, shown), "text/csv") },
          "Save as CSV"), table("Usage by " + by, columns, shown.slice(0, 400), h("tfoot", h("tr", columns.map((one,
            at) =>
          at ? h("td.number", one.text(totals)) : h("th", { scope: "row" }, "Total"))))), shown.length > 400
            && h("p.note",
          `The first 400 of ${exact(shown.length)}; the CSV has all of them.`), h("p.note",
          `Prices: ${report.prices}. Zone: ${report.tz}.`))));
  }
  await update(visit);
  return { update };
}
