// Turns of a conversation as elements.
import { h, fill, clock, day, moment, duration, bytes, short, badge, exact, tokens, firstLine, on } from "./dom.js";
import { markdown, plain, fields, gist } from "./text.js";
import { get } from "./api.js";

const who = { user: "Prompt", assistant: "Answer", system: "Note" };

/** Puts the whole text in the place of its beginning. */
function showAll(reader, turn, number, body, render) {
  return h("button.more", { onclick: async (event) => {
    const button = event.currentTarget;
    button.disabled = true;
    button.textContent = "Reading …";
    try {
      const page = await get(`sessions/${reader.id}/turns`, { ...reader.version, entry: turn.entry, before: 0, after: 1,
        max_chars: 1000000 }, reader.signal);
      const block = page.turns.find((one) => one.entry === turn.entry)?.blocks[number];
      if (!block) throw new Error("This turn is not there any more.");
      fill(body, render(block.text), block.truncated && h("p.note", `This is the beginning, ${
        exact(block.text.length)} characters; the key . shows the stored record.`));
    } catch (error) {
      if (error.name !== "AbortError") button.textContent = error.message;
    }
  } }, `Show all ${bytes(turn.blocks[number].bytes)}`);
}
function content(reader, turn, number, render) {
  const block = turn.blocks[number], body = h("div.body", render(block.text));
  if (block.truncated) body.append(showAll(reader, turn, number, body, render));
  return body;
}

/** The arguments of a call, each by its name; what replaces a text stands below it. */
function argumentsOf(text) {
  const all = fields(text);
  if (!all) return [plain(text)];
  return all.map(([key, value]) => {
    const shown = typeof value === "string" ? value : JSON.stringify(value, null, 2);
    const kind = /^old_/.test(key) ? ".lost" : /^new_/.test(key) ? ".new" : "";
    return h("div.argument" + kind, h("span", key), shown.length > 80 || shown.includes("\n") ? plain(shown)
      : h("code", shown));
  });
}
/** A call with its result, folded until it is opened. */
function call(reader, turn, number, result) {
  const block = turn.blocks[number], answer = turn.blocks[result];
  const node = h("details.k-tool" + (answer?.error ? ".failed" : ""), null, h("summary", h("b", block.tool ?? "Tool"),
    h("span.gist", gist(block.text)), answer?.error && badge("error", "bad"),
    h("span.took", answer ? answer.duration_ms != null && duration(answer.duration_ms) : "no result")));
  on(node, "toggle", () => {
    if (!node.open || node.children.length > 1) return;
    node.append(content(reader, turn, number, argumentsOf));
    if (answer) node.append(h("h3", answer.error ? "Error" : "Result"), content(reader, turn, result, plain));
  });
  return node;
}
function folded(reader, turn, number, kind, title) {
  const block = turn.blocks[number];
  const node = h("details.k-" + kind, h("summary", h("b", title), h("span.gist", firstLine(block.text)),
    h("span.took", block.bytes > 999 && bytes(block.bytes))));
  on(node, "toggle", () => {
    if (node.open && node.children.length === 1) node.append(content(reader, turn, number, markdown));
  });
  return node;
}

/** The element of a turn. */
export function turnNode(reader, turn) {
  const parts = [], answered = new Set();
  turn.blocks.forEach((block, number) => {
    if (answered.has(number)) return;
    if (block.kind === "text") {
      parts.push(h("div.k-" + (turn.role === "user" ? "prompt" : "answer"), null,
        content(reader, turn, number, markdown)));
    } else if (block.kind === "thinking") parts.push(folded(reader, turn, number, "thinking", "Thinking"));
    else if (block.kind === "tool_use") {
      const result = turn.blocks.findIndex((one, at) => at > number && one.kind === "tool_result"
        && one.call === block.call && !answered.has(at));
      if (result >= 0) answered.add(result);
      parts.push(call(reader, turn, number, result));
    } else if (block.kind === "tool_result") {
      parts.push(h("details.k-tool", h("summary", h("b", block.tool ?? "Result"),
        h("span.gist", firstLine(block.text)), block.error && badge("error", "bad")),
      content(reader, turn, number, plain)));
    } else if (block.kind === "summary") parts.push(folded(reader, turn, number, "thinking", "Summary"));
    else if (block.kind === "image") parts.push(!block.call && h("p.k-prompt.note", "Image: " + block.text));
    else parts.push(h("p.k-note", block.text.slice(0, 600)));
  });
  turn.kinds = turn.blocks.map((block) => ({ text: turn.role === "user" ? "prompts" : "answers", thinking: "thinking",
    summary: "thinking", image: "prompts", note: "notes" }[block.kind] ?? "tools"));
  const date = turn.timestamp && new Date(turn.timestamp);
  const spent = turn.usage && tokens(turn.usage);
  // The time and the tokens stand in a column of their own.
  return h("article.turn." + turn.role, {
    "data-entry": turn.entry, "data-seq": turn.seq, tabindex: -1, label: who[turn.role]
      + (date ? ", " + moment(turn.timestamp) : "") },
  h("header", h("span.who", who[turn.role]), turn.branch != null && badge("branch " + turn.branch)),
  h("div.parts", parts), h("footer", date && h("time", { datetime: turn.timestamp, title: day(date) },
    clock(date)), spent > 0 && h("span.took", { title: `${exact(turn.usage.output_tokens)} tokens written, ${
    exact(spent - turn.usage.output_tokens)} read` }, short(turn.usage.output_tokens) + " tokens")));
}
