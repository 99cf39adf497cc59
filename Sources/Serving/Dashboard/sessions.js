// The list of sessions: rows are made only for what is in sight, pages of it are read as far as one scrolls.
import { h, fill, address, changed, go, heading, badge, dollars, short, duration, ago, time, place, exact, plural,
  day, choice, chips, route, zone, home, empty, active, topOf, pick, nothingStored, anchor, ceil, floor, largest,
  least, on } from "./dom.js";
import { get } from "./api.js";
import { stacked } from "./charts.js";

const filters = ["text", "project", "model", "branch", "state", "since", "until", "on", "all"];
const columns = [["title", "Session"], ["ended", "Last used"], ["duration", "Duration"], ["messages", "Messages"],
  ["tokens", "Tokens"], ["cost", "Cost"]];

export function state({ source_state: kind, deleted_after: end }) {
  const days = end && ceil((new Date(end) - Date.now()) / 86400e3), kept = "It is kept in the store";
  if (kind !== "present") return badge(kind === "missing" ? "gone from disk" : kind, "gone", kept);
  return end && days <= 7 && badge(days > 0 ? `deleted in ${days} d` : "deleted any time", "warn", kept);
}
const titled = (session) => session.title || "Session " + session.session.slice(0, 8);

/** A row of the list. Its link covers all of it. */
function row(session, index) {
  const { name, folder } = place(session.project);
  const cell = (...parts) => h("div.number", { role: "cell" }, parts);
  return h("div.row", { role: "row", "aria-rowindex": index + 2 },
    h("div.what", { role: "cell" },
      h("a", { href: address("s/" + session.session), "data-index": index }, titled(session)),
      h("small", { title: session.project }, h("span.in", name), session.branch && h("span.branch", "on "
        + session.branch), state(session), session.forked_from && badge("fork", "", "Forked or resumed from "
        + session.forked_from), h("span.phone", ago(session.ended), " · ", dollars(session.cost_usd)),
        h("span.sr", folder && ", in " + folder))),
    h("div", { role: "cell" }, time(session.ended, ago)), cell(duration(session.duration_ms)),
    cell(exact(session.messages)), cell(h("span", { title: exact(session.tokens) + " tokens" }, short(session.tokens))),
    cell(dollars(session.cost_usd)));
}

class List {
  constructor(signal) {
    this.signal = signal;
    this.body = h("div.rows", { role: "rowgroup" });
    this.made = new Map();
    const drawSoon = () => requestAnimationFrame(() => this.draw());
    addEventListener("scroll", drawSoon, { passive: true, signal });
    addEventListener("resize", drawSoon, { signal });
  }
  /** Starts with a page that was read. */
  start(page, params) {
    this.params = params;
    this.rows = page.sessions;
    this.total = page.total;
    this.next = page.next;
    this.reading = null;
    this.made.clear();
    this.body.replaceChildren();
    this.draw();
  }
  get tall() { return innerWidth < 760 ? 64 : 52; }
  draw() {
    if (!this.body.isConnected || !this.rows) return;
    const tall = this.tall, top = topOf(this.body);
    this.body.style.height = this.total * tall + "px";
    const first = largest(0, floor(-top / tall) - 6);
    const last = least(this.total, ceil((innerHeight - top) / tall) + 6);
    for (const [index, node] of this.made) {
      if ((index < first || index >= last) && !node.contains(active())) {
        node.remove();
        this.made.delete(index);
      }
    }
    for (let index = first; index < last; index++) {
      const session = this.rows[index], old = this.made.get(index);
      if (old && (old.session || !session)) {
        old.style.transform = `translateY(${index * tall}px)`;
        continue;
      }
      old?.remove();
      const node = session ? row(session, index) : h("div.row.waiting", { role: "row", "aria-rowindex": index + 2 },
        h("div", { role: "cell" }, "…"));
      node.session = session;
      node.style.transform = `translateY(${index * tall}px)`;
      this.made.set(index, node);
      this.body.append(node);
    }
    if (last > this.rows.length && this.next) this.read(last);
  }
  /** Reads page after page until the row is there. */
  async read(until) {
    this.wanted = largest(this.wanted ?? 0, until);
    if (this.reading) return;
    const mine = this.reading = {};
    try {
      while (this.reading === mine && this.next && this.rows.length < this.wanted) {
        const limit = this.wanted - this.rows.length > 300 ? 1000 : 200;
        const page = await get("sessions", { ...this.params, limit, cursor: this.next }, this.signal);
        if (this.reading !== mine) return;
        this.rows.push(...page.sessions);
        this.next = page.next;
        this.draw();
      }
    } catch (error) {
      // The moment of these pages cannot be answered any more: the list begins anew.
      if (error.status === 410) dispatchEvent(new Event("hashchange"));
    } finally {
      if (this.reading === mine) this.reading = null;
    }
  }
  /** Moves the focus by rows. */
  move(by) {
    const at = active()?.dataset?.index;
    const index = largest(0, least(this.total - 1, at == null ? (by > 0 ? 0 : this.total - 1) : +at + by));
    const tall = this.tall, top = topOf(this.body) + index * tall;
    if (top < 150) scrollBy(0, top - 150);
    else if (top + tall > innerHeight - 20) scrollBy(0, top + tall - innerHeight + 20);
    this.draw();
    this.made.get(index)?.querySelector("a")?.focus({ preventScroll: true });
  }
}

export async function sessions(visit) {
  const list = new List(visit.left);
  const search = h("input", { type: "search", placeholder: "Title or first prompt", label: "Filter by title",
    autocomplete: "off" });
  const count = h("span.note", { "aria-live": "polite" }), bar = h("div.chips"), facets = h("div.facet-lists");
  const head = h("div.row.head", { role: "row" }), strip = h("div.activity"), none = h("div"), pill = h("div.pill");
  const grid = h("div", { role: "table", label: "Sessions" }, h("div", { role: "rowgroup" }, head), list.body);
  const cleared = () => changed(Object.fromEntries(filters.map((key) => [key, null])));
  let wanted = {}, signal, timer;

  on(search, "input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => visit.left.aborted || go(changed({ text: search.value }),
      Boolean(route().params.get("text"))), 150);
  });

  function showHead(params) {
    const sort = params.get("sort") ?? "ended", isReversed = params.get("reverse") === "true";
    const isUp = (sort === "title" || sort === "project") !== isReversed;
    fill(head, columns.map(([key, title], at) => h("div", { role: "columnheader", class: at > 1 && "number",
      "aria-sort": key === sort && (isUp ? "ascending" : "descending") }, h("a", { title: "Sort by "
        + title.toLowerCase(),
      href: changed({ sort: key === "ended" ? null : key, reverse: key === sort && !isReversed ? "true" : null }) },
        title,
    key === sort && (isUp ? " ↑" : " ↓")))));
    const present = chips(params, filters);
    fill(bar, present, present.length > 1 && h("a.chip", { href: cleared() }, "Clear all"));
    if (active() !== search) search.value = params.get("text") ?? "";
  }
  function showPage(page, params) {
    list.start(page, wanted);
    grid.setAttribute("aria-rowcount", page.total + 1);
    grid.hidden = page.total === 0;
    fill(count, plural(page.total, "session"));
    if (!params.has("all")) get("sessions", { ...wanted, all: "true", limit: 1 }, signal).then((every) => {
      const rest = every.total - page.total;
      if (rest > 0 && list.total === page.total) fill(count, plural(page.total, "session"), " · ", anchor(changed({
        all: "true" }), exact(rest) + " without a message"));
    }).catch(() => {});
    fill(pill);
    fill(none, page.total === 0 && (filters.some((key) => params.get(key)) ? empty("No session fits these filters. ",
      anchor(cleared(), "Clear the filters")) : nothingStored()));
  }
  async function showFacets(params) {
    const [all, use] = await Promise.all([get("facets", { tz: zone, ...pick(params, ["since", "until", "on"]) },
      signal),
      get("usage", { by: "week", fill: true, limit: 104, tz: zone, ...pick(params, ["project", "model", "branch"]) },
        signal)]);
    const isOpen = facets.querySelector("details[open]");
    const values = (title, key, entries, named = (name) => name) => {
      const sums = new Map();
      for (const one of entries) sums.set(home(one.key), (sums.get(home(one.key)) ?? 0) + one.sessions);
      const links = [...sums].filter(([one]) => one).sort((a, b) => b[1] - a[1]).slice(0, 200).map(([one, number]) =>
        h("li", h("a", { title: one, current: params.get(key) === one, href: changed({ [key]: params.get(key) === one
          ? null
          : one }) }, h("span", named(one)), h("small", exact(number)))));
      return links.length > 0 && h("section", h("h2", title), h("ul", links.slice(0, 7)), links.length > 7
        && h("details",
        { open: isOpen }, h("summary", `${links.length - 7} more`), h("ul", links.slice(7))));
    };
    fill(facets, h("section", h("h2", "State"), choice("State", "state", [[null, "All"], ["missing", "Gone"],
      ["expiring", "Expiring"]], params.get("state"))),
    h("section", h("h2", "Time"), choice("Time", "since", [[null, "All"], ["7d", "7 d"], ["30d", "30 d"], ["90d",
      "90 d"],
      ["365d", "1 y"]], params.get("since"))), values("Project", "project", all.projects, (key) => place(key).name),
    values("Model", "model", all.models), values("Branch", "branch", all.branches));
    fill(strip, use.groups.length > 1 && stacked("Responses by week", use.groups.map((group) => ({ key: day(new Date(
      group.start)), parts: [group.responses], href: changed({ on: null, since: day(new Date(group.start)),
      until: day(new Date(+new Date(group.start) + 6.5 * 86400e3)) }) })), ["Responses"], exact, 86));
  }
  async function update(step) {
    const { params } = step;
    ({ signal } = step);
    showHead(params);
    const asked = wanted = { tz: zone, ...pick(params, [...filters, "sort", "reverse"]) };
    showFacets(params).catch((error) => { if (error.name !== "AbortError") fill(facets, error.message); });
    const page = await get("sessions", { ...wanted, limit: 100 }, signal);
    if (asked !== wanted) return;
    showPage(page, params);
    remember(page.sessions);
  }
  visit.draw(heading("Sessions", count, h("div.grow"), search), h("div.columns", h("details.facets",
    { open: innerWidth >= 1000 }, h("summary", "Filters"), facets), h("div", strip, bar, grid, none, pill)));
  await update(visit);
  list.draw();
  return {
    update,
    keys: { j: () => list.move(1), k: () => list.move(-1) },
    async live() {
      const page = await get("sessions", { ...wanted, limit: 100 }, signal), more = page.total - list.total;
      const isAtTop = topOf(list.body) > 0 && !list.body.contains(active());
      if (isAtTop) showPage(page, route().params);
      else if (more > 0 || page.sessions[0]?.ended !== list.rows[0]?.ended) fill(pill, h("button", { onclick: () => {
        scrollTo(0, 0);
        showPage(page, route().params);
      } }, more > 0 ? plural(more, "new session") : "New messages", ": show"));
    },
  };
}

/** The order of the list that was seen last, for going from a session to the next one. */
let seen = [];
function remember(rows) { seen = rows.map((session) => session.session); }
export async function neighbour(session, by, signal) {
  if (!seen.length) remember((await get("sessions", { limit: 1000 }, signal)).sessions);
  return seen[seen.indexOf(session) + by];
}
export { titled };
