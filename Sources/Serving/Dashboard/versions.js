// The versions of a session, and what changed between two of them.
import { h, address, changed, heading, exact, moment, plural, bytes, badge, copy, table, column, amount,
  group, button, anchor, largest, least, scrolling } from "./dom.js";
import { get } from "./api.js";

const side = (one, kind, words) => h("td" + (kind ? "." + kind : ""), null, one && [h("small",
  `line ${one.line + 1} · ${one.kind}`),
  h("pre", words ?? one.text, one.truncated && " …")]);

export async function versions(visit) {
  async function update({ parts, params, signal, draw, title }) {
    const id = parts[1].split("@")[0], path = "sessions/" + encodeURIComponent(id);
    const [facts, history] = await Promise.all([get(path, {}, signal), get(path + "/versions", {}, signal)]);
    const count = facts.generations, to = +(params.get("to") ?? count - 1), from = +(params.get("from") ?? largest(0,
      to - 1));
    const name = facts.title || id.slice(0, 8), restore = `ccstore restore ${id.slice(0, 8)} --generation ${from}`;
    title("Versions of " + name);
    const report = count > 1 ? await get(path + "/diff", { from, to }, signal) : { files: [] };
    const list = history.files.flatMap((file) => file.generations.map((one) => ({ ...one, path: file.path })));
    const words = (change, isOld) => change.words.length ? change.words.filter((part) => part.change !== (isOld ? "new"
      : "lost")).map((part) => part.change === "kept" ? part.text : h(isOld ? "del" : "ins", null, part.text)) : null;
    const pick = (label, key, present) => h("div", h("span.note", label), group(label,
      Array.from({ length: least(count, 30) }, (_, at) => h("a", { href: changed({ [key]: at }),
      current: at === present }, at))));
    draw(heading("Versions"), h("p", anchor(address("s/" + id), name),
      ` · ${plural(count, "version")}`),
      card("Stored versions", table("Versions", [
        column("Version", (one) => String(one.generation), { href: (one) => address("s/" + id,
          { generation: one.generation }) }),
        column("File", (one) => one.path, { class: "path" }), column("Stored", (one) => moment(one.decision?.time)),
        column("Why", (one) => one.decision?.reason ?? "first version"), amount("Lines", (one) => exact(one.records)),
        amount("Size", (one) => bytes(one.bytes))], list.slice(0, 200))),
      count < 2 ? h("p.empty", "There is one version of this session: nothing that was stored has been rewritten.")
        : [h("div.options", pick("Earlier", "from", from), pick("Later", "to", to)),
          h("p.command", h("code", restore), button("Copy", () => copy(restore,
            "Command"))),
          !report.files.length && h("p.empty", "No file has both of these versions."),
          report.files.map((file) => card(file.path,
            h("p", badge(`${exact(file.kept)} kept`), badge(`${exact(file.lost)} lost`, file.lost && "bad"),
              badge(`${exact(file.changed)} changed`, file.changed && "warn"), badge(`${exact(file.new)} new`, file.new
                && "good"), file.reordered && badge("in another order", "warn")),
            file.changes.length > 0 && scrolling("Changes",
              h("table.diff", h("caption.sr", "Lines that differ"), h("thead", h("tr", h("th", { scope: "col" },
                `Version ${file.from}`), h("th", { scope: "col" }, `Version ${file.to}`))),
              h("tbody", file.changes.slice(0, 300).map((change) => h("tr", side(change.old, change.old && "lost",
                words(change, true)), side(change.new, change.new && "new",
                  words(change, false))))))), file.changes.length > 300 && h("p.note",
                    `The first 300 of ${exact(file.changes.length)} changes; all of them: `, h("code",
                      `ccstore diff ${id.slice(0, 8)}`))))]);
  }
  await update(visit);
  return { update };
}
