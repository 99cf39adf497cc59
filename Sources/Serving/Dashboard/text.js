// Markdown as elements: what a model writes, with text nodes only. What is no Markdown stays as it is written.
import { h, least, pairs, scrolling } from "./dom.js";

const inlines = /(`+)(.+?)\1(?!`)|\*\*(?=\S)(.+?)\*\*|__(?=\S)(.+?)__(?!\w)|(?<![\w*])\*(?=[^\s*])([^*\n]+?)\*(?![\w*])|\[([^\]\n]{1,400})\]\((https?:\/\/[^\s)]{1,2000})\)|(https?:\/\/[^\s<>"'`)\]]{1,2000})/gs;
const link = (href, ...text) => h("a", { href, rel: "noopener noreferrer", target: "_blank" }, ...text);

/** A text with code, emphasis, which may span lines, and links to the web. */
export function inline(text, depth = 0) {
  if (depth > 4 || text.length > 20000) return [text];
  const nodes = [];
  let at = 0;
  for (const match of text.matchAll(inlines)) {
    nodes.push(text.slice(at, match.index));
    const [all, , code, bold, strong, italic, title, target, bare] = match;
    at = match.index + all.length;
    if (code != null) nodes.push(h("code", code));
    else if (bold ?? strong) nodes.push(h("strong", inline(bold ?? strong, depth + 1)));
    else if (italic) nodes.push(h("em", inline(italic, depth + 1)));
    else if (target) nodes.push(link(target, inline(title, 5)));
    else if (bare) {
      const end = /[.,;:!?]+$/.exec(bare)?.[0] ?? "";
      nodes.push(link(bare.slice(0, bare.length - end.length), bare.slice(0, bare.length - end.length)), end);
    }
  }
  nodes.push(text.slice(at));
  return nodes;
}

/** A long text in parts, of which the browser lays out only those in sight. */
export function plain(text) {
  if (text.length < 12000) return h("pre", text);
  const parts = [];
  for (let at = 0; at < text.length;) {
    let end = least(text.length, at + 6000);
    const line = text.lastIndexOf("\n", end);
    if (end < text.length && line > at + 1000) end = line + 1;
    else if (/[\ud800-\udbff]/.test(text[end - 1] ?? "")) end -= 1;
    parts.push(h("span.part", text.slice(at, end)));
    at = end;
  }
  return h("pre", parts);
}

const cells = (line) => line.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/).map((cell) => cell.trim());
const item = /^(\s*)(?:[-*+]|(\d{1,9})[.)])\s+(.*)$/;

export function markdown(text) {
  if (text.length > 60000) return [plain(text)];
  return blocks(text.split("\n"), 0);
}
function blocks(lines, depth) {
  const nodes = [];
  let paragraph = [];
  const flush = () => {
    if (!paragraph.length) return;
    nodes.push(h("p", inline(paragraph.join("\n"))));
    paragraph = [];
  };
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at];
    let match;
    if (!line.trim()) flush();
    else if ((match = /^(\s*)(`{3,}|~{3,})/.exec(line))) {
      flush();
      const code = [], [, indent, fence] = match;
      for (at++; at < lines.length && !lines[at].trim().startsWith(fence); at++) {
        code.push(lines[at].startsWith(indent) ? lines[at].slice(indent.length) : lines[at]);
      }
      nodes.push(plain(code.join("\n")));
    } else if ((match = /^(#{1,6})\s+(.*?)\s*#*$/.exec(line))) {
      flush();
      nodes.push(h("p.h" + least(3, match[1].length), inline(match[2])));
    } else if (/^\s*([-*_])(\s*\1){2,}\s*$/.test(line)) {
      flush();
      nodes.push(h("hr"));
    } else if (line.includes("|") && /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/.test(lines[at + 1] ?? "")) {
      flush();
      const rows = [];
      const head = cells(line);
      for (at += 2; at < lines.length && lines[at].includes("|"); at++) rows.push(cells(lines[at]));
      at--;
      nodes.push(scrolling("Table", h("table", h("thead", h("tr",
        head.map((cell) => h("th", { scope: "col" }, inline(cell))))),
        h("tbody", rows.map((row) => h("tr", row.map((cell) => h("td", inline(cell)))))))));
    } else if (/^\s{0,3}>/.test(line) && depth < 6) {
      flush();
      const quoted = [];
      for (; at < lines.length && /^\s{0,3}>/.test(lines[at]); at++) quoted.push(lines[at].replace(/^\s{0,3}>\s?/, ""));
      at--;
      nodes.push(h("blockquote", blocks(quoted, depth + 1)));
    } else if ((match = item.exec(line)) && depth < 6) {
      flush();
      const indent = match[1].length, isOrdered = match[2] != null, start = match[2], items = [];
      for (; at < lines.length; at++) {
        const found = item.exec(lines[at]);
        if (found && found[1].length <= indent && (found[2] != null) === isOrdered) items.push([found[3]]);
        else if (found && found[1].length < indent + 2 || !lines[at].trim() && !/^\s+\S/.test(lines[at + 1] ?? "")
          && !item.test(lines[at + 1] ?? "") || !found && lines[at].trim() && !/^\s/.test(lines[at])) break;
        else items.at(-1).push(lines[at].slice(least(indent + 2, /^\s*/.exec(lines[at])[0].length)));
      }
      at--;
      const list = items.map((inner) => {
        const box = /^\[([ xX])\]\s+(.*)$/.exec(inner[0]);
        if (box) inner[0] = (box[1] === " " ? "☐ " : "☑ ") + box[2];
        return h("li", inner.length > 1 ? blocks(inner, depth + 1) : inline(inner[0]));
      });
      nodes.push(h(isOrdered ? "ol" : "ul", { start: isOrdered && start !== "1" && start }, list));
    } else paragraph.push(line);
  }
  flush();
  return nodes;
}

/** The text of a call: its arguments by name; nil where it is no JSON object. */
export function fields(text) {
  try {
    const value = JSON.parse(text);
    return value && typeof value === "object" && !Array.isArray(value) ? pairs(value) : null;
  } catch {
    return null;
  }
}
/** What a call is about, in one line: the first text among its arguments. */
export function gist(text) {
  const first = fields(text)?.find(([, value]) => typeof value === "string")?.[1]
    ?? /:\s*"((?:[^"\\]|\\.)*)/.exec(text)?.[1] ?? "";
  const line = first.trim().split("\n")[0];
  return line.length > 160 ? line.slice(0, 159) + "…" : line;
}
