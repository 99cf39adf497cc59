// A session: its conversation by windows, its prompts, where time and tokens went, and what can be done with it.
import { h, fill, route, address, changed, go, say, badge, dollars, short, duration, time, place, exact, plural,
  tokens, copy, toast, save, dialog, day, clock, active, topOf, replace, button, firstLine, list, moment, anchor,
  frame, largest, least, on } from "./dom.js";
import { get, getBlob } from "./api.js";
import { turnNode } from "./turns.js";
import { strip } from "./strip.js";
import { plain } from "./text.js";
import { state, titled, neighbour } from "./sessions.js";

const kinds = [["prompts", "Prompts"], ["answers", "Answers"], ["thinking", "Thinking"], ["tools", "Tools"],
  ["notes", "Notes"], ["subagents", "Subagents"]];
const most = 160, windowed = 40;

class Reader {
  constructor(id, signal, version) {
    Object.assign(this, { id, signal, version, turns: [], hidden: new Set() });
    this.node = h("div.turns");
    this.start = h("div.edge");
    this.end = h("div.edge");
    this.watcher = new IntersectionObserver((found) => {
      for (const one of found) if (one.isIntersecting) this.extend(one.target === this.start ? -1 : 1);
    }, { rootMargin: "900px 0px" });
    on(signal, "abort", () => this.watcher.disconnect());
  }
  ask(params) {
    return get(`sessions/${this.id}/turns`, { ...this.version, ...params }, this.signal);
  }
  /** Shows the turns around a place in the place of those that are there. */
  async open(params, isFollowing) {
    const mine = this.window = {}, page = await this.ask(params);
    // Another window was opened meanwhile.
    if (mine !== this.window) return;
    this.watcher.disconnect();
    this.node.replaceChildren();
    this.turns = [];
    this.total = page.total;
    this.next = page.next;
    this.hasBefore = true;
    this.add(page.turns, false);
    if (!this.turns.length || this.turns[0].entry === 0) this.hasBefore = false;
    this.mark();
    if (isFollowing) scrollTo(0, document.body.scrollHeight);
    requestAnimationFrame(() => {
      this.watcher.observe(this.start);
      this.watcher.observe(this.end);
    });
  }
  /** Adds turns at an end and takes as many away at the other one, where they are far out of sight. */
  add(turns, isBefore) {
    const known = new Set(this.turns.map((turn) => turn.entry));
    const fresh = turns.filter((turn) => !known.has(turn.entry));
    for (const turn of fresh) turn.node = turnNode(this, turn);
    this.turns = isBefore ? [...fresh, ...this.turns] : [...this.turns, ...fresh];
    while (this.turns.length > most) {
      const gone = isBefore ? this.turns.pop() : this.turns.shift();
      gone.node.remove();
      if (isBefore) this.next = gone.entry;
      else this.hasBefore = true;
    }
    this.arrange();
    this.hide();
    return fresh.length;
  }
  /** Puts turns of subagents that follow each other into one fold. */
  arrange() {
    const wanted = [], open = new Map([...this.node.querySelectorAll(".subagent")].map((fold) =>
      [fold.querySelector(".turn")?.dataset.entry, fold]));
    let fold = null, before;
    for (const turn of this.turns) {
      if (!turn.depth) {
        fold = null;
        before = turn;
        wanted.push(turn.node);
      } else {
        if (!fold) {
          fold = open.get(String(turn.entry)) ?? h("details.subagent", h("summary"), h("div"));
          fold.turns = [];
          fold.before = before;
          wanted.push(fold);
        }
        fold.turns.push(turn);
      }
    }
    for (const node of wanted) {
      if (!node.turns) continue;
      // The call that started a subagent names it, and the outline knows what it used.
      const work = [node.before, ...node.turns].flatMap((turn) => turn?.blocks ?? []).map((block) =>
        this.works?.get(block.subagent)).filter(Boolean);
      const sum = work.length ? work.reduce((all, one) => all + tokens(one), 0)
        : node.turns.reduce((all, turn) => all + (turn.usage ? tokens(turn.usage) : 0), 0);
      const cost = work.some((one) => one.cost_usd == null) ? null : work.reduce((all, one) => all + one.cost_usd, 0);
      const task = node.turns[0].blocks.find((block) => block.kind === "text")?.text ?? "";
      fill(node.firstChild, h("b", "Subagent"), h("span.gist", firstLine(task)),
        h("span.took", plural(node.turns.length, "turn") + (sum ? ", " + short(sum) + " tokens" : "")
          + (work.length ? ", " + dollars(cost) : "")));
      const inside = node.lastChild;
      if (inside.children.length !== node.turns.length || inside.firstChild !== node.turns[0].node) {
        fill(inside, node.turns.map((turn) => turn.node));
      }
    }
    let at = this.node.firstChild;
    for (const node of wanted) {
      if (node === at) at = at.nextSibling;
      else this.node.insertBefore(node, at);
    }
    while (at) {
      const next = at.nextSibling;
      at.remove();
      at = next;
    }
  }
  async extend(by) {
    if (this.busy || !this.turns.length || (by < 0 ? !this.hasBefore : this.next == null)) return;
    this.busy = true;
    const { window } = this;
    try {
      if (by > 0) {
        const page = await this.ask({ entry: this.next, before: 0, after: windowed });
        if (window !== this.window) return;
        this.next = page.next;
        this.add(page.turns, false);
      } else {
        const first = this.turns[0], y = topOf(first.node);
        const page = await this.ask({ entry: first.entry, before: windowed, after: 1 });
        if (window !== this.window) return;
        const count = this.add(page.turns, true);
        this.hasBefore = count > 0 && this.turns[0].entry > 0;
        scrollBy(0, topOf(first.node) - y);
      }
      this.mark();
    } finally {
      this.busy = false;
    }
    // The observer says nothing more where the edge has stayed in sight.
    const edge = by < 0 ? this.start : this.end;
    this.watcher.unobserve(edge);
    this.watcher.observe(edge);
  }
  mark() {
    fill(this.start, this.hasBefore ? "Earlier turns are read …" : null);
    fill(this.end, this.next != null ? "Later turns are read …" : this.turns.length ? "End of the session"
      : "Nobody says anything in this session.");
  }
  /** Hides the turns of which nothing is shown. */
  hide(kinds = this.hidden) {
    this.hidden = kinds;
    for (const turn of this.turns) turn.node.hidden = turn.kinds.every((kind) => kinds.has(kind));
  }
  seen() { return this.turns.filter((turn) => turn.node.checkVisibility()); }
  /** The turn at the top of the window. */
  current() {
    const focused = active()?.closest?.(".turn");
    const all = this.seen();
    return all.find((turn) => turn.node === focused) ?? all.find((turn) =>
      frame(turn.node).bottom > 140) ?? all.at(-1);
  }
  focus(turn) {
    turn.node.closest("details.subagent")?.setAttribute("open", "");
    turn.node.scrollIntoView({ block: "start" });
    turn.node.focus({ preventScroll: true });
    replace(changedPlace(this.id, turn.seq));
  }
  async jump(entry) {
    let turn = this.turns.find((one) => one.entry >= entry);
    if (!turn || this.turns[0].entry > entry) {
      await this.open({ entry, before: 4, after: windowed });
      turn = this.turns.find((one) => one.entry >= entry);
    }
    if (turn) this.focus(turn);
  }
  async move(by) {
    const all = this.seen(), at = all.indexOf(this.current());
    const isFocused = active() === all[at]?.node;
    const turn = all[isFocused ? at + by : largest(0, at)];
    if (turn) this.focus(turn);
    else await this.extend(by);
  }
}
function changedPlace(id, seq) {
  const params = route().params;
  params.delete("follow");
  const query = String(params);
  return `#/s/${id}${seq != null ? "@" + seq : ""}${query ? "?" + query : ""}`;
}

function outlineNode(reader, outline) {
  const prompts = outline.prompts.filter((prompt) => prompt.text || prompt.number > 0);
  const files = (outline.files ?? []).filter((file) => file.writes);
  return [h("h2", "Prompts"), h("ol", prompts.map((prompt) => h("li", h("a", {
    href: changedPlace(outline.session, prompt.seq), "data-prompt": prompt.entry, onclick: (event) => {
      event.preventDefault();
      reader.jump(prompt.entry);
    } }, h("span", prompt.text || "Image"), h("small", [prompt.timestamp && clock(new Date(prompt.timestamp)),
    prompt.calls && plural(prompt.calls, "call"), prompt.errors && plural(prompt.errors, "error"),
    dollars(prompt.cost_usd)].filter(Boolean).join(" · ")))))),
  files.length > 0 && h("details.files", { open: files.length < 8 }, h("summary", plural(files.length, "file")
    + " written"), h("ul", files.slice(0, 200).map((file) => h("li", { title: `${file.path}, ${plural(file.writes,
    "write")}, ${plural(file.reads, "read")}` }, file.path.split(/[\\/]/).slice(-2).join("/")))))];
}

export async function session(visit) {
  const { left, title, draw } = visit;
  const parse = ({ parts, params }) => {
    const [id, seq] = (parts[1] ?? "").split("@");
    return { id, seq, params, follow: params.get("follow") === "true" };
  };
  let { id, seq, params, follow } = parse(visit);
  const version = params.get("generation") ? { generation: params.get("generation") } : {};
  const reader = new Reader(id, left, version);
  const path = "sessions/" + encodeURIComponent(id);
  const first = follow ? reader.ask({ tail: 30 }) : null;
  const [facts, outline] = await Promise.all([get(path, {}, left), get(path + "/outline", version, left)]);
  reader.id = id = facts.session;
  reader.works = new Map(outline.prompts.flatMap((one) => one.subagents_started).map((one) => [one.subagent, one]));
  title(titled(facts));
  const resume = "ccstore resume " + (facts.short_id ?? id);
  const link = () => location.href.split("#")[0] + changedPlace(id, reader.current()?.seq);
  const hidden = () => new Set((route().params.get("hide") ?? localStorage.getItem("hide") ?? "notes").split(",")
    .filter(Boolean));
  const filters = h("div.choice", { role: "group", label: "Show" });
  const following = button("Follow", () => keys.f());
  function showFilters() {
    const off = hidden();
    fill(filters, kinds.map(([kind, text]) => h("button", { "aria-pressed": String(!off.has(kind)),
      "data-kind": kind, onclick: () => toggle(kind) }, text)));
    for (const [kind] of kinds) reader.node.classList.toggle("hide-" + kind, off.has(kind));
    reader.hide(off);
    following.setAttribute("aria-pressed", String(follow));
  }
  function toggle(kind) {
    const off = hidden(), turn = reader.current(), y = turn && topOf(turn.node);
    if (!off.delete(kind)) off.add(kind);
    const text = [...off].join(",");
    localStorage.setItem("hide", text);
    const focus = active()?.dataset?.kind;
    replace(changed({ hide: text || "none" }));
    showFilters();
    if (focus) filters.querySelector(`[data-kind=${focus}]`).focus();
    if (turn?.node.checkVisibility()) scrollBy(0, topOf(turn.node) - y);
    say((off.has(kind) ? "Hidden: " : "Shown: ") + kind);
  }
  async function download(format) {
    const ending = { html: "html", markdown: "md", jsonl: "jsonl" }[format];
    save(`${id.slice(0, 8)}.${ending}`, await getBlob(path + "/export", { format }), "application/octet-stream");
  }
  async function raw() {
    const turn = reader.current();
    if (!turn) return;
    const text = await (await getBlob(`${path}/records/${turn.seq}`, {}, left)).text();
    let shown = text;
    try { shown = JSON.stringify(JSON.parse(text), null, 2); } catch { /* It is shown as it is. */ }
    dialog(`Record ${turn.seq} as it is stored`, h("div.record", { tabindex: 0 }, plain(shown.slice(0, 2e6))), h("p",
      h("button", { type: "button",
        onclick: () => save(`record-${turn.seq}.json`, text, "application/octet-stream") }, "Save the exact bytes")));
  }
  const prompt = (by) => {
    const at = reader.current()?.entry ?? 0;
    const all = outline.prompts.filter((one) => one.number > 0);
    const to = by > 0 ? all.find((one) => one.entry > at) : all.findLast((one) => one.entry < at);
    if (to) reader.jump(to.entry);
  };
  const next = async (by) => {
    const to = await neighbour(id, by, left);
    if (to) go(address("s/" + to));
    else toast("No more sessions");
  };
  const keys = {
    j: () => reader.move(1), k: () => reader.move(-1), J: () => prompt(1), K: () => prompt(-1), "[": () => next(-1),
    "]": () => next(1), t: () => toggle("tools"), h: () => toggle("thinking"), ".": raw,
    y: () => copy(link(), "Link"), r: () => copy(resume, "Command"),
    f: async () => {
      follow = !follow;
      replace(changed({ follow: follow ? "true" : null }));
      showFilters();
      say(follow ? "Following the end of the session." : "Not following any more.");
      if (follow) await reader.open({ tail: 30 }, true);
    },
  };
  const contents = h("nav.outline", { label: "Prompts" }, outlineNode(reader, outline));
  const picture = h("div.strip");
  const isShort = day(new Date(facts.started)) === day(new Date(facts.ended));
  draw(h("div.heading.session", h("h1", titled(facts)), state(facts),
    facts.forked_from && anchor(address("s/" + facts.forked_from), badge("forked from "
      + facts.forked_from.slice(0, 8)))),
  params.get("generation") && h("p.warn", { role: "note" }, `This is version ${params.get("generation")} of it. `,
    anchor(address("s/" + id), "Show the latest")),
  list(".facts", { Project: facts.project && h("a", { href: address("sessions", { project: facts.project }),
    title: facts.project }, place(facts.project).name), Branch: facts.branch, Model: facts.model,
  Time: [time(facts.started), " – ", time(facts.ended, (text) => isShort ? clock(new Date(text)) : moment(text))],
  Duration: duration(facts.duration_ms), Messages: exact(facts.messages),
  Tokens: h("span", { title: exact(facts.tokens) }, short(facts.tokens)), Cost: dollars(facts.cost_usd) }),
  h("p.command", h("code", resume), button("Copy", keys.r),
    h("span.grow"), button("Copy link", () => copy(link(), "Link")),
    h("details.menu", h("summary", "Save as"), h("div", [["html", "HTML"], ["markdown", "Markdown"],
      ["jsonl", "JSON lines"]].map(([format, text]) => h("button", { onclick: () =>
      download(format).catch((error) => toast(error.message)) }, text)))),
    facts.generations > 1 && h("a.button", { href: address("s/" + id + "/versions") },
      plural(facts.generations, "version")), following),
  picture, h("div.columns.reader", h("details.facets", { open: innerWidth >= 1000 },
    h("summary", "Contents"), contents),
  h("section.conversation", { label: "Conversation" }, filters, reader.start, reader.node, reader.end)));
  showFilters();

  const place0 = () => seq ? reader.open({ at: seq, before: 6, after: 30 }) : reader.open({ entry: 0, after: 30 });
  async function openPlace() {
    if (follow) await reader.open({ tail: 30 }, true);
    else await place0();
    const turn = seq && reader.turns.reduce((best, one) => one.seq <= seq && !(best.seq <= seq && best.seq > one.seq)
      ? one : best, reader.turns[0]);
    if (turn) {
      reader.focus(turn);
      turn.node.classList.add("target");
    }
    highlight(reader.node, route().params.get("q"));
  }
  first?.catch(() => {});
  await openPlace();
  const scrolled = () => requestAnimationFrame(() => {
    const at = reader.current()?.entry ?? 0;
    const links = [...contents.querySelectorAll("[data-prompt]")];
    const now = links.findLast((one) => +one.dataset.prompt <= at);
    for (const one of links) one.toggleAttribute("aria-current", one === now);
    // A list that somebody reads stays where it is.
    if (now && innerWidth > 999 && !contents.matches(":hover")) now.scrollIntoView({ block: "nearest" });
  });
  addEventListener("scroll", scrolled, { passive: true, signal: left });
  strip(picture, reader).catch(() => {});
  return {
    keys, keepsScroll: true,
    async update(to) {
      ({ seq, params, follow } = parse(to));
      showFilters();
      await openPlace();
    },
    async live() {
      const isAtEnd = reader.next == null, last = reader.turns.at(-1);
      if (!isAtEnd || !last) return;
      // The last turn may have grown: it is read again with what follows it.
      const page = await reader.ask({ entry: last.entry, before: 0, after: windowed });
      const again = page.turns.find((turn) => turn.entry === last.entry);
      if (again && JSON.stringify(again.blocks) !== JSON.stringify(last.blocks)) {
        again.node = turnNode(reader, again);
        last.node.replaceWith(again.node);
        reader.turns[reader.turns.length - 1] = again;
        reader.hide();
      }
      reader.next = page.next;
      const count = reader.add(page.turns, false);
      reader.mark();
      if (count) say(plural(count, "new turn"));
      if (follow) scrollTo({ top: document.body.scrollHeight });
    },
  };
}

/** Marks a text where it stands, without changing the elements. */
function highlight(node, text) {
  if (!globalThis.CSS?.highlights) return;
  CSS.highlights.delete("found");
  if (!text) return;
  const ranges = [], words = text.toLowerCase();
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  while (walker.nextNode() && ranges.length < 500) {
    const inner = walker.currentNode.data.toLowerCase();
    for (let at = inner.indexOf(words); at >= 0; at = inner.indexOf(words, at + words.length)) {
      const range = new Range();
      range.setStart(walker.currentNode, at);
      range.setEnd(walker.currentNode, least(walker.currentNode.length, at + words.length));
      ranges.push(range);
    }
  }
  CSS.highlights.set("found", new Highlight(...ranges));
}
