// Pictures as SVG, drawn for the width that they have; each has a sentence for a screen reader, and its numbers stand in
// a table or a list of the page.
import { h, fill, go, day, anchor, ceil, floor, frame, largest, least, on } from "./dom.js";

/** A picture that is drawn again when its width changes. */
export function picture(label, draw) {
  const node = h("div.picture", { role: "img", label: label });
  let drawn = 0;
  new ResizeObserver(([entry]) => {
    const width = floor(entry.contentRect.width);
    if (width > 0 && width !== drawn) fill(node, draw(drawn = width));
  }).observe(node);
  return node;
}
const svg = (width, height, ...children) => h("svg", { width, height, viewBox: `0 0 ${width} ${height}` }, children);
const axisText = (text) => text.replace(/\.00$|\.0(?= )/, "");
const label = (x, y, text, anchor) => h("text", { x, y, "text-anchor": anchor }, text);

let tip;
const leave = () => tip?.remove();
addEventListener("hashchange", leave);
/** Shows lines at the pointer while it is over the picture; `find` says which for a place in it. */
export function pointed(node, find) {
  on(node, "pointermove", (event) => {
    const box = frame(node);
    const lines = find(event.clientX - box.left, event.clientY - box.top);
    if (!lines) return leave();
    tip ??= h("div.tip", { unspoken: true });
    fill(tip, lines.map((line, at) => h(at ? "div" : "b", null, line)));
    if (!tip.isConnected) document.body.append(tip);
    tip.style.left = largest(4, least(event.clientX + 14, innerWidth - tip.offsetWidth - 8)) + "px";
    tip.style.top = largest(4, event.clientY - tip.offsetHeight - 10) + "px";
  });
  on(node, "pointerleave", leave);
  return node;
}

/** The round steps of an axis up to about `max`. */
export function steps(max, count = 4) {
  if (!(max > 0)) return [0, 1];
  const raw = max / count, size = 10 ** floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((n) => n * size).find((n) => n >= raw);
  return Array.from({ length: ceil(max / step - 1e-9) + 1 }, (_, at) => at * step);
}

/**
 * Bars of parts. A row is {key, parts: [value by series], href}; a series is a name. Values are written by `format`.
 */
export function stacked(title, rows, series, format, height = 220) {
  if (!rows.length) return h("p.note", "Nothing in this period.");
  const sums = rows.map((row) => row.parts.reduce((a, b) => a + b, 0));
  const max = largest(...sums, 0), axis = steps(max), top = axis.at(-1);
  const most = sums.indexOf(max);
  const text = `${title}: ${rows.length} bars, the highest ${rows[most]?.key ?? ""} with ${format(max)}.`;
  return picture(text, (width) => {
    const left = largest(...axis.map((value) => axisText(format(value)).length)) * 6.2 + 10, bottom = 22;
    const inner = width - left - 2, tall = height - bottom - 8, each = inner / rows.length;
    const y = (value) => 8 + tall - tall * value / top;
    const wide = largest(1, least(44, each - least(3, each * .25)));
    const bars = rows.map((row, at) => {
      let base = 0;
      const x = left + each * at + (each - wide) / 2;
      return row.parts.map((value, number) => {
        if (!(value > 0)) return null;
        const from = base;
        base += value;
        const tallness = largest(.75, y(from) - y(base) - (from > 0 && y(from) - y(base) > 3 ? 1 : 0));
        return h("rect.s" + number, { x: x.toFixed(1), y: y(base).toFixed(1), width: wide.toFixed(1),
          height: tallness.toFixed(1) });
      });
    });
    const every = ceil(rows.length * 74 / inner);
    const marker = h("rect.marker", { y: 8, height: tall, width: each.toFixed(1), x: -1000 });
    const node = svg(width, height,
      axis.map((value) => h("g", h("line", { x1: left, x2: width, y1: y(value), y2: y(value) }),
        label(left - 8, y(value) + 4, axisText(format(value)), "end"))), marker, bars,
      rows.map((row, at) => at % every === 0 && left + each * (at + .5) < width - 24
        && label(largest(32, left + each * (at + .5)), height - 5, row.key, "middle")));
    const index = (x) => floor((x - left) / each);
    on(node, "click", (event) => {
      const row = rows[index(event.clientX - frame(node).left)];
      if (row?.href) go(row.href);
    });
    on(node, "pointerleave", () => marker.setAttribute("x", -1000));
    if (rows.some((row) => row.href)) node.classList.add("linked");
    return pointed(node, (x) => {
      const row = rows[index(x)];
      if (!row) return null;
      marker.setAttribute("x", left + each * index(x));
      return [row.key + "  " + format(sums[index(x)]), ...(series.length > 1 ? series.map((name, at) => [name,
        row.parts[at]]).filter((pair) => pair[1] > 0).map(([name, value]) => name + "  " + format(value)) : [])];
    });
  });
}
export const legend = (series) => h("ul.legend", series.map((name, at) => h("li", h("i.s" + at, { unspoken: true }),
  name)));

/** The four limits between five shades, so that each shade has about as many of the values. */
function shade(values) {
  const sorted = values.filter((value) => value > 0).sort((a, b) => a - b);
  const limits = [.25, .5, .75, .93].map((part) => sorted[floor(part * sorted.length)] ?? Infinity);
  return (value) => value > 0 ? 1 + limits.filter((limit) => value >= limit).length : 0;
}

/** Days as squares, a column a week; `values` maps a date such as 2026-03-25 to a number. */
export function calendar(title, values, last, format, href) {
  const level = shade([...values.values()]);
  return picture(title, (width) => {
    const size = largest(9, least(22, floor((width - 30) / 53) - 2)), step = size + 2;
    const weeks = least(53, floor((width - 30) / step));
    const start = new Date(last);
    start.setDate(start.getDate() - (start.getDay() + 6) % 7 - 7 * (weeks - 1));
    const at = [], cells = [];
    for (let week = 0, labelled = -9; week < weeks; week++) {
      for (let row = 0; row < 7; row++) {
        const date = new Date(start.getFullYear(), start.getMonth(), start.getDate() + 7 * week + row);
        if (date > last) break;
        const key = day(date), x = 30 + step * week;
        at[week * 7 + row] = key;
        cells.push(h("rect.l" + level(values.get(key) ?? 0), { x, y: 18 + step * row, width: size, height: size,
          rx: 2 }));
        if (row === 0 && date.getDate() < 8 && week - labelled > 2 && week < weeks - 1) {
          cells.push(label(x, 11, date.toLocaleDateString("en", { month: "short" }), "start"));
          labelled = week;
        }
      }
    }
    const node = svg(width, 20 + 7 * step, ["Mon", "Wed", "Fri"].map((name, row) =>
      label(0, 18 + step * (2 * row + .8), name, "start")), cells);
    const find = (x, y) => at[floor((x - 30) / step) * 7 + floor((y - 18) / step)];
    node.classList.add("linked");
    on(node, "click", (event) => {
      const box = frame(node), date = find(event.clientX - box.left, event.clientY - box.top);
      if (date) go(href(date));
    });
    return pointed(node, (x, y) => {
      const date = x >= 30 && y >= 18 && find(x, y);
      return date ? [date, values.get(date) ? format(values.get(date)) : "nothing"] : null;
    });
  });
}

export const weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/** Hours of the week; `values[weekday][hour]` counts from Monday. */
export function hours(title, values, format) {
  const level = shade(values.flat());
  return picture(title, (width) => {
    const step = least(34, (width - 36) / 24), tall = least(24, largest(16, step));
    const node = svg(width, 20 + 7 * tall,
      values.map((row, weekday) => [label(0, 18 + tall * weekday + tall / 2 + 4, weekdays[weekday].slice(0, 3),
        "start"),
        row.map((value, hour) => h("rect.l" + level(value), { x: (36 + step * hour).toFixed(1), y: 18 + tall * weekday,
          width: (step - 2).toFixed(1), height: tall - 2, rx: 2 }))]),
      [0, 3, 6, 9, 12, 15, 18, 21].map((hour) => label(36 + step * hour, 11, String(hour).padStart(2, "0"), "start")));
    return pointed(node, (x, y) => {
      const hour = floor((x - 36) / step), weekday = floor((y - 18) / tall);
      const value = values[weekday]?.[hour];
      return value == null ? null : [`${weekdays[weekday]} ${String(hour).padStart(2, "0")}:00`,
        value ? format(value) : "nothing"];
    });
  });
}

/** A list of names with bars, the largest first; an item is {name, note, value, text, href, share, title}. */
export function ranked(items) {
  const max = largest(...items.map((item) => item.value ?? 0), 0);
  return h("ol.ranked", items.map((item) => h("li", h("span.name", { title: item.title ?? item.name }, item.href
    ? anchor(item.href, item.name) : item.name,
      item.note && h("small", item.note)),
    h("span.amount", item.text),
    h("span.track", { unspoken: true }, h("span", { style: { width: max ? 100 * (item.value ?? 0) / max + "%"
      : "0" } }, item.share > 0 && h("span", { style: { width: 100 * item.share + "%" } }))))));
}

/** A small row of bars without axes. */
export function spark(values, label) {
  const max = largest(...values, 0), step = 10, height = 28;
  return h("svg.spark", { viewBox: `0 0 ${step * largest(12, values.length)} ${height}`, height, role: "img",
    preserveAspectRatio: "none", label: label },
    values.map((value, at) => h("rect" + (value ? "" : ".none"), { x: at * step, width: step - 2,
      y: max && value ? height - largest(2, height * value / max) : height - 1,
      height: max && value ? largest(2, height * value / max) : 1 })));
}

/** A line from the median to the longest time, on a scale of powers of ten from 1 ms to `max`. */
export function span(median, longest, max, label) {
  const width = 200, x = (ms) => 5 + (width - 10) * Math.log10(largest(1, ms)) / Math.log10(largest(10, max));
  return h("svg.span", { width, height: 16, viewBox: `0 0 ${width} 16`, role: "img", label: label },
    h("line", { x1: x(median), x2: x(longest), y1: 8, y2: 8 }), h("circle", { cx: x(median), cy: 8, r: 3.5 }),
    h("circle.end", { cx: x(longest), cy: 8, r: 2.5 }));
}
