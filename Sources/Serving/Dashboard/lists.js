// Tools, and projects.
import { h, address, heading, choice, dollars, short, exact, percent, tokens, duration, plural, time,
  ago, place, zone, table, column, amount, home, card, wide, list, nothingStored, anchor, largest } from "./dom.js";
import { get } from "./api.js";
import { ranked, span, spark } from "./charts.js";
import { ranges } from "./overview.js";

export async function tools(visit) {
  async function update({ params, signal, draw }) {
    const range = params.get("range") ?? "all";
    const report = await get("tools", { since: range === "all" ? null : range, tz: zone, project: params.get("project"),
      session: params.get("session") }, signal);
    const all = report.tools, longest = largest(...all.map((tool) => tool.longest_ms ?? 0), 1000);
    draw(heading("Tools", h("div.grow"), choice("Period", "range", ranges, range, "all")), !all.length
      ? h("p.empty", "No tool was called in this period. ", anchor(address("tools"), "Show all"))
      : h("div.cards", card("Calls, and errors among them", ranked(all.slice(0, 12).map((tool) => ({
        name: tool.tool, value: tool.calls, text: exact(tool.calls), share: tool.errors / tool.calls,
        note: tool.errors ? percent(tool.errors, tool.calls) + " errors" : null })))),
      card("Most errors", ranked(all.filter((tool) => tool.errors).sort((a, b) => b.errors - a.errors).slice(0, 12)
        .map((tool) => ({ name: tool.tool, value: tool.errors, text: exact(tool.errors), href: address("search", {
          q: "error", tool: tool.tool, role: "tool_output" }), note: percent(tool.errors, tool.calls) })))),
      wide("All tools", table("Tools", [
        column("Tool", (tool) => tool.tool),
        amount("Calls", (tool) => exact(tool.calls)),
        amount("Errors", (tool) => exact(tool.errors)),
        amount("Share", (tool) => percent(tool.errors, tool.calls)),
        amount("No result", (tool) => exact(tool.unanswered)),
        amount("Median", (tool) => duration(tool.median_ms)),
        amount("Longest", (tool) => duration(tool.longest_ms)),
        column(`Median to longest, up to ${duration(longest)}`, (tool) => tool.median_ms == null ? "–"
          : span(tool.median_ms, tool.longest_ms, longest, `Median ${duration(tool.median_ms)}, longest ${
            duration(tool.longest_ms)}`), { class: "spare" }),
        amount("Together", (tool) => duration(tool.total_ms))], all))));
  }
  await update(visit);
  return { update };
}

export async function projects(visit) {
  async function update({ signal, draw }) {
    const [usage, facets] = await Promise.all([get("usage", { by: "project", split: "month", tz: zone }, signal),
      get("facets", { tz: zone }, signal)]);
    const all = new Map();
    const of = (path) => {
      const key = home(path);
      if (!all.has(key)) all.set(key, { key, paths: new Set(), cost: 0, tokens: 0, sessions: 0, months: {},
        last: null });
      all.get(key).paths.add(path);
      return all.get(key);
    };
    for (const group of usage.groups) {
      const project = of(group.key);
      project.cost += group.cost_usd ?? 0;
      project.tokens += tokens(group);
      for (const part of group.parts ?? []) project.months[part.key] = (project.months[part.key] ?? 0)
        + (part.cost_usd ?? 0);
    }
    for (const { key, sessions, last } of facets.projects) {
      const project = of(key);
      project.sessions += sessions;
      if (last > (project.last ?? "")) project.last = last;
    }
    const months = [...new Set([...all.values()].flatMap((project) => Object.keys(project.months)))].sort().slice(-18);
    const sorted = [...all.values()].sort((a, b) => (b.last ?? "") < (a.last ?? "") ? -1 : 1);
    const link = (project) => project.key ? address("sessions", { project: project.key }) : address("sessions");
    draw(heading("Projects", h("span.note", plural(sorted.length, "project"))), !sorted.length
      && nothingStored(), h("ul.projects", sorted.slice(0, 300).map((project) =>
      h("li", h("h2", anchor(link(project), place(project.key).name)),
        h("p.path", { title: project.key }, project.key || "Sessions without a working directory"),
        spark(months.map((month) => project.months[month] ?? 0), `Cost by month, ${months[0] ?? ""} to ${
          months.at(-1) ?? ""}`),
        list("", { Cost: dollars(project.cost), Sessions: exact(project.sessions), Tokens: short(project.tokens),
          Last: project.last && time(project.last, ago) }),
        project.paths.size > 1 && h("p.note", `With ${plural(project.paths.size - 1, "worktree")}`)))));
  }
  await update(visit);
  return { update };
}
