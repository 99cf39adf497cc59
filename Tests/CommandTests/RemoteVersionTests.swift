import Foundation
import TestSupport
import Testing

@Suite("earlier versions of removed objects")
struct RemoteVersionTests {
  let work: Workspace

  init() throws {
    work = try Workspace()
    try work.write("p/s.jsonl", lines(0..<20))
    try work.write("p/secret.jsonl", lines(30..<40))
    try work.ingest()
  }

  private var bucket: String { work.path + "/bucket" }

  /// Makes a program that does what rclone does with a bucket that keeps a version of each removed object. `delete` is
  /// what it does when versions are to be removed.
  private func rclone(delete: String) throws -> String {
    let path = work.path + "/rclone"
    try work.writeProgram(
      path,
      #"""
      #!/bin/sh
      all="$*"
      for last; do source=$target; target=$last; done
      folder="\#(bucket)/${target#x:y}"
      case "$1 $all" in
        lsf*--s3-versions*)
          cd "$folder" 2>/dev/null || exit 3
          for file in *-v2026-*; do
            test -e "$file" && echo "$file;{\"object-lock-retain-until-date\":\"2030-01-02T03:04:05Z\"}"
          done ;;
        lsf*)
          cd "$folder" 2>/dev/null || exit 3
          find . -name '*.ccsnap' ! -name '*-v2026-*' -printf '%P;%s\n' ;;
        copy*)
          list=${all#*--files-from-raw }
          case $source in
            x:y*) source="\#(bucket)" ;;
            *) target="\#(bucket)" ;;
          esac
          cd "$source" && while read -r file; do
            mkdir -p "$target/${file%/*}" && cp "$file" "$target/$file"
          done <"${list%% *}" ;;
        deletefile*) mv "$folder" "${folder%.ccsnap}-v2026-01-01-000000-000.ccsnap" ;;
        delete*--s3-versions*) cd "$folder" && \#(delete) ;;
        *) exit 1 ;;
      esac
      """#)
    return path
  }

  /// Pushes, erases, purges, and pushes again.
  private func purge(_ rclone: String, _ words: String...) throws -> Outcome {
    for command in [
      ["push", "x:y", "--rclone", rclone, "-q"], ["erase", "secret", "--yes", "-q"], ["compact", "--purge", "-q"],
    ] {
      let outcome = try work.ccstore(command + ["--store", work.store])
      #expect(outcome.code == 0, "\(command): \(outcome)")
    }
    return try work.ccstore(["push", "x:y", "--rclone", rclone] + words + ["--store", work.store])
  }

  private func versions() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: bucket).filter { $0.contains("-v2026-") }
  }

  @Test("after a purge the versions of the objects that were removed are removed, too, and no object of today")
  func removed() throws {
    let program = try rclone(delete: "rm -f -- *-v2026-*")
    let outcome = try purge(program, "--json")
    #expect(outcome.code == 0, "\(outcome)")
    #expect(
      outcome.output.contains(#""versions_removed": true"#) || outcome.output.contains(#""versions_removed":true"#))
    #expect(try versions() == [])
    let checked = try work.ccstore(["verify", "x:y", "--rclone", program, "--store", work.store])
    #expect(checked.code == 0, "\(checked)")
  }

  @Test("versions that a lock keeps are named with the end of the lock by each push, until they can be removed")
  func locked() throws {
    let outcome = try purge(try rclone(delete: "exit 1"))
    #expect(
      outcome.code == 0 && outcome.output.contains("1 earlier version of removed files can be read"), "\(outcome)")
    #expect(outcome.output.contains("until 2030-01-02T03:04:05.000Z"))
    #expect(try versions().count == 1)
    let again = try work.ccstore(["push", "x:y", "--rclone", work.path + "/rclone", "--store", work.store])
    #expect(again.code == 0 && again.output.contains("until 2030-01-02"), "\(again)")
    let program = try rclone(delete: "rm -f -- *-v2026-*")
    let last = try work.ccstore(["push", "x:y", "--rclone", program, "--store", work.store])
    #expect(last.code == 0 && !last.output.contains("earlier version"), "\(last)")
    #expect(try versions() == [])
  }
}
