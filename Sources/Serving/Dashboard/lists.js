// Tools, and projects.
import { h, fill, route, address, heading, choice, dollars, short, exact, percent, tokens, duration, plural, time, ago,
  place, zone, table, home, card } from "./dom.js";
import { get } from "./api.js";
import { ranked, span, spark } from "./charts.js";
import { ranges } from "./overview.js";

export async function tools({ main, signal }) {
  async function update({ params }) {
    const range = params.get("range") ?? "all";
    const report = await get("tools", { since: range === "all" ? null : range, tz: zone, project: params.get("project"),
      session: params.get("session") }, signal);
    const all = report.tools, longest = Math.max(...all.map((tool) => tool.longest_ms ?? 0), 1000);
    fill(main, heading("Tools", h("div.grow"), choice("Period", "range", ranges, range, "all")), !all.length
      ? h("p.empty", null, "No tool was called in this period. ", h("a", { href: address("tools") }, "Show all"))
      : h("div.cards", null, card("Calls, and errors among them", ranked(all.slice(0, 12).map((tool) => ({
        name: tool.tool, value: tool.calls, text: exact(tool.calls), share: tool.errors / tool.calls,
        note: tool.errors ? percent(tool.errors, tool.calls) + " errors" : null })))),
      card("Most errors", ranked(all.filter((tool) => tool.errors).sort((a, b) => b.errors - a.errors).slice(0, 12)
        .map((tool) => ({ name: tool.tool, value: tool.errors, text: exact(tool.errors), href: address("search", {
          q: "error", tool: tool.tool, role: "tool_output" }), note: percent(tool.errors, tool.calls) })))),
      h("section.card.wide", { "aria-label": "All tools" }, h("h2", null, "All tools"), table("Tools", [
        { title: "Tool", text: (tool) => tool.tool, head: true },
        { title: "Calls", number: true, text: (tool) => exact(tool.calls) },
        { title: "Errors", number: true, text: (tool) => exact(tool.errors) },
        { title: "Share", number: true, text: (tool) => percent(tool.errors, tool.calls) },
        { title: "No result", number: true, text: (tool) => exact(tool.unanswered) },
        { title: "Median", number: true, text: (tool) => duration(tool.median_ms) },
        { title: "Longest", number: true, text: (tool) => duration(tool.longest_ms) },
        { title: "From the median to the longest, 1 ms to " + duration(longest), node: (tool) => tool.median_ms == null
          ? "–" : span(tool.median_ms, tool.longest_ms, longest, `${tool.tool}: median ${duration(tool.median_ms)}, longest ${
            duration(tool.longest_ms)}`) },
        { title: "Together", number: true, text: (tool) => duration(tool.total_ms) }], all))));
  }
  await update(route());
  return { update };
}

export async function projects({ main, signal }) {
  async function update() {
    const [usage, facets, latest] = await Promise.all([get("usage", { by: "project", split: "month", tz: zone }, signal),
      get("facets", { tz: zone }, signal), get("sessions", { limit: 1000 }, signal)]);
    const all = new Map();
    const of = (path) => {
      const key = home(path);
      if (!all.has(key)) all.set(key, { key, paths: new Set(), cost: 0, tokens: 0, sessions: 0, months: {}, last: null });
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
    for (const { key, sessions } of facets.projects ?? []) of(key).sessions += sessions;
    for (const session of latest.sessions) {
      const project = of(session.project);
      if (!project.last || session.ended > project.last) project.last = session.ended;
    }
    const months = [...new Set([...all.values()].flatMap((project) => Object.keys(project.months)))].sort().slice(-18);
    const sorted = [...all.values()].sort((a, b) => (b.last ?? "") < (a.last ?? "") ? -1 : 1);
    const link = (project) => project.key ? address("sessions", { project: project.key }) : address("sessions");
    fill(main, heading("Projects", h("span.note", null, plural(sorted.length, "project"))), !sorted.length
      && h("p.empty", null, "Nothing is stored yet."), h("ul.projects", null, sorted.slice(0, 300).map((project) =>
      h("li", null, h("h2", null, h("a", { href: link(project) }, place(project.key).name)),
        h("p.path", { title: project.key }, project.key || "Sessions without a working directory"),
        spark(months.map((month) => project.months[month] ?? 0), `Cost by month, ${months[0] ?? ""} to ${
          months.at(-1) ?? ""}`),
        h("dl", null, h("div", null, h("dt", null, "Cost"), h("dd", null, dollars(project.cost))),
          h("div", null, h("dt", null, "Sessions"), h("dd", null, exact(project.sessions))),
          h("div", null, h("dt", null, "Tokens"), h("dd", null, short(project.tokens))),
          h("div", null, h("dt", null, "Last"), h("dd", null, project.last ? time(project.last, ago) : "–"))),
        project.paths.size > 1 && h("p.note", null, `With ${plural(project.paths.size - 1, "worktree")}`)))));
  }
  await update();
  return { update };
}
