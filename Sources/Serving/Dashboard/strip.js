// Where time and tokens of a session went: a bar a response, coloured by what it did, and the size of the context as a
// line. Pauses of more than two minutes are cut short, and are marked.
import { h, fill, short, duration, clock, day, frame, largest, on } from "./dom.js";
import { picture, pointed } from "./charts.js";

const groups = ["Text", "Changes", "Commands", "Other tools", "", "Reading", "Errors"];

/** What a response did, by the names of its tools: a hint for the eye, the names stand in the conversation. */
function kind(turn) {
  if (turn.blocks.some((block) => block.error)) return 6;
  const tool = turn.blocks.find((block) => block.kind === "tool_use")?.tool?.toLowerCase();
  if (!tool) return 0;
  if (/edit|write|patch|notebook/.test(tool)) return 1;
  if (/bash|shell|exec|command|terminal/.test(tool)) return 2;
  return /read|grep|glob|search|fetch|list|^ls$/.test(tool) ? 5 : 3;
}

export async function strip(node, reader) {
  const responses = [];
  for (let entry = 0; entry != null;) {
    const page = await reader.ask({ entry, before: 0, after: 200, max_chars: 1, parts: "tools" });
    for (const turn of page.turns) {
      if (turn.role === "assistant" && turn.usage && turn.timestamp && turn.depth === 0 && turn.branch == null) {
        responses.push({ entry: turn.entry, at: +new Date(turn.timestamp), kind: kind(turn),
          out: turn.usage.output_tokens, context: turn.usage.input_tokens + turn.usage.cache_creation_input_tokens
            + turn.usage.cache_read_input_tokens });
      }
    }
    entry = typeof page.next === "number" && page.next > entry ? page.next : null;
    if (responses.length > 20000) break;
  }
  if (responses.length < 2) return;
  responses.sort((a, b) => a.at - b.at);
  const pauses = [];
  let length = 0;
  responses.forEach((one, at) => {
    const gap = at ? one.at - responses[at - 1].at : 0;
    if (gap > 120e3) pauses.push({ x: length + 15e3, gap });
    length += gap > 120e3 ? 30e3 : gap;
    one.x = length;
  });
  const biggest = largest(...responses.map((one) => one.out), 1);
  const widest = largest(...responses.map((one) => one.context), 1);
  const tall = 74, base = 64;
  const used = groups.map((name, at) => [name, at]).filter(([, at]) => responses.some((one) => one.kind === at));
  const text = `Time and tokens: ${responses.length} responses in ${duration(length)} of work, ${pauses.length
  } longer pauses, a context of at most ${short(widest)} tokens.`;
  fill(node, picture(text, (width) => {
    const x = (one) => 3 + (width - 6) * (length ? one.x / length : 0);
    const high = (value) => largest(2, (base - 6) * Math.sqrt(value / biggest));
    const marker = h("line.marker", { x1: -9, x2: -9, y1: 0, y2: base });
    const svg = h("svg.linked", { width, height: tall }, pauses.map((pause) => h("line.pause", { x1: x(pause),
      x2: x(pause), y1: 0, y2: base })),
    used.map(([, at]) => h("path.s" + at, { d: responses.filter((one) => one.kind === at).map((one) =>
      `M${x(one).toFixed(1)} ${base}v${(-high(one.out)).toFixed(1)}`).join("") })),
    h("polyline", { points: responses.map((one) => `${x(one).toFixed(1)},${(base - (base - 6) * one.context / widest)
      .toFixed(1)}`).join(" ") }), h("line.base", { x1: 0, x2: width, y1: base, y2: base }), marker);
    const nearest = (at) => responses.reduce((best, one) => Math.abs(x(one) - at) < Math.abs(x(best) - at) ? one
      : best);
    on(svg, "click", (event) => reader.jump(nearest(event.clientX
      - frame(svg).left).entry));
    return pointed(svg, (at) => {
      const one = nearest(at), date = new Date(one.at);
      marker.setAttribute("x1", x(one));
      marker.setAttribute("x2", x(one));
      return [`${day(date)} ${clock(date)}`, groups[one.kind], short(one.out) + " tokens written", "context "
        + short(one.context) + " tokens"];
    });
  }), h("div.strip-note", h("ul.legend", used.map(([name, at]) => h("li", h("i.s" + at,
    { unspoken: true }), name)), h("li", h("i.line", { unspoken: true }), "Context, up to "
    + short(widest))), h("span.note", `${responses.length} responses · ${duration(length)} of work`
    + (pauses.length ? ` · ${pauses.length} pauses cut` : ""))));
}
