import Answers
import ArgumentParser
import Documents
import Tables
import Times

extension FilesCommand {
  /// Throws if options are given that do not go with `--diff`.
  func validateDiff() throws {
    guard diff else { return }
    if path == nil, filters.session == nil { throw ValidationError("--diff is for a path or --session; name one.") }
    if sort != .last || list.reverse {
      throw ValidationError("--diff lists the latest last; leave out --sort and --reverse.")
    }
    if isCSV || cursor.cursor != nil { throw ValidationError("--diff has no form for --csv and --cursor.") }
  }

  /// Prints what each call wrote, the latest last.
  func printDiff(_ query: FilesQuery, _ zone: Zone) throws {
    let view = try common.open().view(at: filters.asOf.position(zone))
    let edits = try view.edits(query, limit: list.limit ?? (common.json ? .max : 50))
    if common.json {
      say(json: Shapes.fileEdits.json(edits))
    } else if edits.total > 0 {
      printEdits(edits)
    } else if !common.quiet {
      say(path.map { "nothing that was written matches '\($0)'" } ?? "no file was written in what was asked for")
    }
    if edits.total == 0, path != nil { throw ExitCode(ExitStatus.failed) }
  }

  private func printEdits(_ edits: FileEdits) {
    var out = BufferedOutput()
    let more = Int64(edits.total - edits.edits.count)
    if more > 0, !common.quiet {
      out.write("… \(Format.count(more, "earlier call")) left out; a higher --limit lists them\n\n")
    }
    let printer = EditPrinter(style: common.style, width: Terminal.standardOutput.textWidth)
    for (number, edit) in edits.edits.enumerated() { out.write(printer.text(edit, isFirst: number == 0)) }
    out.flush()
  }
}

/// Prints a call that wrote a file as the lines that it removes and adds.
struct EditPrinter {
  let style: Style
  /// The number of columns to which headings are cut; lines of files are printed whole.
  let width: Int

  func text(_ edit: FileEdit, isFirst: Bool) -> TerminalText {
    var facts = [edit.time.map(Format.localTime), edit.shortID, edit.tool].compactMap { $0 }
    if edit.isError == true { facts.append("failed") }
    if edit.isError == nil { facts.append("no result") }
    if let lines = Self.text(ofLines: edit.lines) { facts.append(lines) }
    var out: TerminalText = isFirst ? "" : "\n"
    out += style.bold("── " + Format.fitEnd(edit.path, width - 3)) + "\n"
    out += style.dim(Format.fit("   " + facts.joined(separator: " · "), width)) + "\n"
    for (number, replacement) in edit.replacements.enumerated() {
      if number > 0 { out += style.dim("  ──") + "\n" }
      for line in EditDiff.lines(replacement.old, replacement.new) {
        switch line.change {
        case .kept: out += "  \(line.text)\n"
        case .lost: out += style.red("- \(line.text)") + "\n"
        case .new: out += style.green("+ \(line.text)") + "\n"
        case .skipped: out += style.dim("  \(line.text)") + "\n"
        }
      }
    }
    return out
  }

  /// Returns the numbers of the first lines that have changed, in words; nil if there are none.
  private static func text(ofLines lines: [Int64]) -> String? {
    if lines.isEmpty { return nil }
    let shown = lines.prefix(5).map { Format.count($0) }.joined(separator: ", ")
    let more = lines.count > 5 ? " and \(Format.count(Int64(lines.count - 5))) more" : ""
    return (lines.count == 1 ? "line " : "lines ") + shown + more
  }
}
