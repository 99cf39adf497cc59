// Storage: whether everything is safe, what is where, and what an ingest or a check does.
import { h, fill, address, heading, card, bytes, exact, plural, moment, time, ago, percent, dollars, table, say } from "./dom.js";
import { get, post } from "./api.js";

const fact = (name, ...value) => h("div", null, h("dt", null, name), h("dd", null, value));

export default async function storage({ main, signal }) {
  const progress = h("p.note", { role: "status" });
  async function start(path, text) {
    progress.textContent = text;
    try {
      const run = await post(path, {});
      progress.textContent = text + ` Run ${run.run ?? ""} has begun.`;
      for (;;) {
        await new Promise((done) => setTimeout(done, 700));
        const state = await get("runs/" + encodeURIComponent(run.run), {}, signal);
        if (state.sync_status === "in_progress") continue;
        const end = state.sync_status === "completed" ? "Done." : `It has failed. ${state.error_message ?? ""}`;
        await update();
        progress.textContent = end;
        return say(end);
      }
    } catch (error) {
      if (error.name !== "AbortError") progress.textContent = error.message;
    }
  }
  async function update() {
    const [status, doctor, drift] = await Promise.all([get("status", {}, signal), get("doctor", {}, signal).catch(() => null),
      get("drift", { limit: 100 }, signal).catch(() => get("drift", {}, signal))]);
    const { stored, on_disk: disk } = status, waiting = disk?.not_stored;
    const isSafe = doctor?.verdict === "safe" && !doctor.damage?.length;
    const runs = (status.history ?? []).toSorted((a, b) => a.started < b.started ? 1 : -1).slice(0, 60);
    const gone = drift.sessions ?? [];
    fill(main, heading("Storage and health"),
      h("p.verdict." + (isSafe ? "good" : "warn"), null, h("b", null, isSafe ? "Everything on disk is stored."
        : doctor?.damage?.length ? "The store is damaged." : "Not everything is safe."), " ", doctor && [
        doctor.cleanup_period_days != null ? `Claude Code deletes transcripts after ${plural(doctor.cleanup_period_days,
          "day")}. ` : "", doctor.unsafe?.length ? `${plural(doctor.unsafe.length, "transcript")} would be lost. ` : "",
        doctor.verified_at ? ["Every byte was checked ", time(doctor.verified_at, ago), "."]
          : ["Every byte has never been checked: ", h("code", null, "ccstore verify"), "."]]),
      h("div.cards", null,
        card("Stored", h("dl.list", null, fact("Sessions", exact(stored.sessions)), fact("Records", exact(stored.records)),
          fact("Files", exact(stored.sources)), fact("Versions", exact(stored.generations)),
          fact("Transcripts", bytes(stored.source_bytes)), fact("Store", bytes(stored.store_bytes), h("small", null,
            ` ${percent(stored.store_bytes, stored.source_bytes)} of the transcripts`)),
          fact("From", moment(stored.oldest)), fact("To", moment(stored.newest)),
          fact("Bad lines", exact(stored.bad_lines)), fact("Head", exact(status.head.seq), h("small", null, " chain "
            + status.head.chain.slice(0, 12))))),
        card("On disk", disk ? h("dl.list", null, fact("Files", exact(disk.files)), fact("Size", bytes(disk.bytes)),
          fact("New, not stored", exact(waiting.new_files)), fact("Changed, not stored", exact(waiting.changed_files)),
          fact("Not stored", bytes(waiting.bytes)), fact("Gone from disk", exact(stored.missing)),
          fact("Pruned", exact(stored.pruned)), doctor && fact("Free space", bytes(doctor.free_bytes)),
          fact("Folders", status.roots?.map((root) => h("div.path", null, root)))) : h("p", null, "Not known."),
        h("p.buttons", null, h("button", { type: "button", onclick: () => start("runs", "Storing what is new.") },
          "Store what is new"), h("button", { type: "button", onclick: () => start("verify", "Checking every byte.") },
          "Check every byte")), progress, status.compaction?.recommended && h("p.note", null,
          `${bytes(status.compaction.saves_bytes)} can be saved: `, h("code", null, "ccstore compact"))),
        doctor?.unsafe?.length > 0 && h("section.card.wide", { "aria-label": "Not stored yet" }, h("h2", null,
          "Not stored yet"), table("Transcripts that are not stored", [{ title: "File", head: true, text: (file) => file.path
          ?? file.file ?? String(file) }], doctor.unsafe.slice(0, 100))),
        h("section.card.wide", { "aria-label": "Gone from disk" }, h("h2", null, "Only in the store"), gone.length
          ? table("Sessions that are only in the store", [{ title: "Session", head: true, text: (one) => one.title
            || one.session.slice(0, 8), href: (one) => address("s/" + one.session) },
          { title: "Ended", text: (one) => moment(one.ended) }, { title: "Records", number: true,
            text: (one) => exact(one.records) }, { title: "Cost", number: true, text: (one) => dollars(one.cost_usd) }],
          gone.slice(0, 100)) : h("p.note", null, "Everything that is stored is still on disk as well.")),
        h("section.card.wide", { "aria-label": "Runs" }, h("h2", null, "Runs"), runs.length ? table("Runs of the ingest", [
          { title: "Run", text: (run) => String(run.run), head: true },
          { title: "Started", text: (run) => moment(run.started), href: (run) => address("", { as_of: run.ended
            ?? run.started, range: "all" }) },
          { title: "Result", text: (run) => run.error_message || run.sync_status.replace("_", " ") },
          ...["new", "updated", "rewritten", "missing", "failed", "records", "bad_lines"].map((key) => ({ number: true,
            title: key[0].toUpperCase() + key.slice(1).replace("_", " "), text: (run) => exact(run[key]) })),
          { title: "Bytes", number: true, text: (run) => bytes(run.bytes) }], runs) : h("p.note", null,
          "Nothing has been stored yet."), h("p.note", null, "A run’s time shows the pages as of it."))));
  }
  await update();
  return { update, run: ({ data }) => {
    if (data?.file || data?.path) progress.textContent = data.file ?? data.path;
  } };
}
