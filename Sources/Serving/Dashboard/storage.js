// Storage: whether everything is safe, what is where, and what an ingest or a check does.
import { h, address, heading, card, badge, bytes, exact, plural, moment, time, ago, percent, dollars, table, column,
  amount, wide, say, list, command } from "./dom.js";
import { get, optional, post } from "./api.js";

export async function storage(visit) {
  const progress = h("p.note", { role: "status" });
  async function start(path, text) {
    progress.textContent = text;
    try {
      const run = await post(path, {});
      for (;;) {
        await new Promise((done) => setTimeout(done, 700));
        const state = await get("runs/" + encodeURIComponent(run.run), {}, visit.left);
        if (state.sync_status === "in_progress") {
          progress.textContent = `${text} ${bytes(state.done)} of ${bytes(state.total)} are read.`;
          continue;
        }
        const end = state.sync_status === "completed" ? "Done." : `It has failed. ${state.error_message ?? ""}`;
        await update(visit);
        progress.textContent = end;
        return say(end);
      }
    } catch (error) {
      if (error.name !== "AbortError") progress.textContent = error.message;
    }
  }
  async function update(step) {
    const { signal, draw } = visit = step;
    const [status, doctor, drift] = await Promise.all([get("status", {}, signal), optional(get("doctor", {}, signal)),
      get("drift", { limit: 100 }, signal)]);
    const { stored, on_disk: disk } = status, waiting = disk?.not_stored;
    const isSafe = doctor?.verdict === "safe" && !doctor.damage?.length;
    const runs = (status.history ?? []).toSorted((a, b) => a.started < b.started ? 1 : -1).slice(0, 60);
    const gone = drift.sessions ?? [];
    draw(heading("Storage and health"),
      h("p.verdict." + (isSafe ? "good" : "warn"), null, h("b", isSafe ? "Everything on disk is stored."
        : doctor?.damage?.length ? "The store is damaged." : doctor ? "Not everything is safe."
          : "It is not known whether everything is stored."), " ", doctor && [
        doctor.cleanup_period_days != null ? `Claude Code deletes transcripts after ${plural(doctor.cleanup_period_days,
          "day")}. ` : "", doctor.unsafe?.length ? `${plural(doctor.unsafe.length, "transcript")} would be lost. ` : "",
        doctor.verified_at ? ["Every byte was checked ", time(doctor.verified_at, ago), "."]
          : ["Every byte has never been checked: ", command("verify"), "."]]),
      h("div.cards", card("Stored", list(".list", { Sessions: exact(stored.sessions), Records: exact(stored.records),
        Files: exact(stored.sources), Versions: exact(stored.generations), Transcripts: bytes(stored.source_bytes),
        Store: [bytes(stored.store_bytes), h("small", ` ${percent(stored.store_bytes, stored.source_bytes)
        } of the transcripts`)], From: moment(stored.oldest), To: moment(stored.newest),
        "Bad lines": exact(stored.bad_lines), Head: [exact(status.head.seq), h("small", " chain "
          + status.head.chain.slice(0, 12))] })),
      card("On disk", disk ? list(".list", { Files: exact(disk.files), Size: bytes(disk.bytes),
        "New, not stored": exact(waiting.new_files), "Changed, not stored": exact(waiting.changed_files),
        "Not stored": bytes(waiting.bytes), "Gone from disk": exact(stored.missing), Pruned: exact(stored.pruned),
        "Free space": doctor && bytes(doctor.free_bytes), Folders: status.roots?.map((root) => h("div.path", root)) })
        : h("p", "Not known."),
        h("p.buttons", h("button", { onclick: () => start("runs", "Storing what is new.") },
          "Store what is new"), h("button", { onclick: () => start("verify", "Checking every byte.") },
          "Check every byte")), progress, status.compaction?.recommended && h("p.note",
            `${bytes(status.compaction.saves_bytes)} can be saved: `, command("compact"))),
        doctor?.unsafe?.length > 0 && wide("Not stored yet", table("Transcripts that are not stored", [
          column("File", (file) => file.path ?? String(file))], doctor.unsafe.slice(0, 100))),
        wide("Remotes", status.remotes.length ? table("Remotes", [column("Remote", (one) => one.place),
          column("State", (one) => one.missing_events ? badge(`lacks ${plural(one.missing_events, "event")}`, "warn")
            : badge("has everything", "good")), column("Pushed", (one) => moment(one.time))], status.remotes) : null,
        h("p.note", status.remotes.length ? "As of the last push from this machine. To ask a remote itself: "
          : "Nothing was pushed from this machine. To keep a copy elsewhere: ", command(status.remotes.length
          ? "remote status" : "push --help"))),
        wide("Only in the store", gone.length ? table("Sessions that are only in the store", [
          column("Session", (one) => one.title || one.session.slice(0, 8), { href: (one) => address("s/"
            + one.session) }),
          column("Ended", (one) => moment(one.ended)), amount("Records", (one) => exact(one.records)),
          amount("Cost", (one) => dollars(one.cost_usd))], gone)
          : h("p.note", "Everything that is stored is still on disk as well.")),
        wide("Runs", runs.length ? table("Runs of the ingest", [column("Run", (run) => String(run.run)),
          column("Started", (run) => moment(run.started), { href: (run) => address("", { range: "all",
            as_of: run.ended ?? run.started }) }),
          column("Result", (run) => run.error_message || run.sync_status.replace("_", " ")),
          ...["new", "updated", "rewritten", "missing", "failed", "records", "bad_lines"].map((key) =>
            amount(key[0].toUpperCase() + key.slice(1).replace("_", " "), (run) => exact(run[key]))),
          amount("Bytes", (run) => bytes(run.bytes))], runs) : null, h("p.note", runs.length
          ? "The time of a run opens the pages as of then." : "Nothing has been stored yet."))));
  }
  await update(visit);
  // A page that was made anew would not tell how its job ends.
  return { update, live: update };
}
