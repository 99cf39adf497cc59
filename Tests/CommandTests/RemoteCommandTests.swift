import Foundation
import TestSupport
import Testing

@Suite("remotes on the command line")
struct RemoteCommandTests {
  let work: Workspace
  var place: String { work.path + "/remote" }
  var other: String { work.path + "/other" }

  init() throws {
    work = try Workspace()
    try work.write("p/s.jsonl", lines(0..<20))
    try work.ingest()
  }

  /// Makes a program that takes the place of rclone.
  private func write(_ script: String) throws -> String {
    let path = work.path + "/rclone"
    try work.writeProgram(path, "#!/bin/sh\n\(script)\n")
    return path
  }

  @Test("a first push warns of secrets, says what it sent, and a pull makes the store again")
  func roundTrip() throws {
    let first = try work.run("push", place)
    #expect(first.code == 0 && first.output.hasPrefix("sent ") && first.errors.contains("passwords and keys"))
    // It says what can be done, and says it before anything is sent.
    #expect(first.errors.contains("unless it is a remote of 'rclone crypt', which encrypts what is sent"))
    let refused = try work.run("push", "x:y", "--rclone", try write("exit 7"))
    #expect(refused.code == 74 && refused.errors.contains("passwords and keys"), "\(refused)")
    let second = try work.run("push", place)
    #expect(second.output.contains("has everything") && !second.errors.contains("passwords and keys"))
    let pulled = try work.ccstore(["pull", place, "--store", other])
    #expect(pulled.code == 0 && pulled.output.contains("again"), "\(pulled)")
    #expect(try work.ccstore(["replay", "--json", "--store", other]).output == work.run("replay", "--json").output)
    #expect(try work.ccstore(["verify", place]).output.hasPrefix("intact: 1 store, 1 file"))
    #expect(try work.ccstore(["pull", place, "--store", other]).output == "nothing new on \(place)\n")
  }

  @Test("a pull from a remote whose only file is torn does not say that the store is here again")
  func tornPull() throws {
    #expect(try work.run("push", place, "-q").code == 0)
    let names = try FileManager.default.subpathsOfDirectory(atPath: place)
    let object = try #require(names.first(where: { $0.hasSuffix(".ccsnap") }))
    try Data([1]).write(to: URL(fileURLWithPath: place + "/" + object))
    let pulled = try work.ccstore(["pull", place, "--store", other])
    #expect(pulled.code == 0 && pulled.output == "nothing new on \(place)\n", "\(pulled)")
  }

  @Test("the documents of push, pull, verify and remote have the documented keys")
  func json() throws {
    let pushed = try work.json("push", place)
    #expect(pushed["objects"].integer == 1 && pushed["stored", "objects"].integer == 1)
    #expect(try work.json("pull", place)["stores"].array.first?["state"].string == "current")
    #expect(try work.json("verify", place)["checked", "objects"].integer == 1)
    #expect(try work.json("remote", "list")["remotes"].array.first?["missing_events"].integer == 0)
    #expect(try work.json("remote", "status", place)["remotes"].array.first?["stores"].array.count == 1)
    #expect(try work.json("status")["remotes"].array.first?["place"].string == place)
  }

  @Test("a name stands for a place until it is forgotten, and status and erase name what was pushed to")
  func names() throws {
    #expect(try work.run("push", "disk").code == 66)
    #expect(try work.run("remote", "add", "disk", place).output.contains("disk is \(place) from now on"))
    #expect(try work.run("remote", "add", "disk", place + "2").code == 64)
    #expect(try work.run("push", "disk", "-q").code == 0)
    #expect(try work.run("remote").output.contains("disk"))
    #expect(try work.run("status").output.contains("\(place): has everything"))
    #expect(try work.run("erase", "s", "--dry-run").output.contains("\(place): it was pushed there"))
    #expect(try work.run("remote", "forget", "disk").code == 0)
    #expect(try work.run("remote").output.contains("there are no remotes"))
    #expect(try !work.run("erase", "s", "--dry-run").output.contains("it was pushed there"))
  }

  @Test("a file of remotes with the line ends of another system is read, and what is no text in it is not written anew")
  func settingsFile() throws {
    let file = work.path + "/.config/ccstore/remotes"
    try Workspace.makeDirectories(work.path + "/.config/ccstore")
    try Data("# mine\r\ndisk = \(place)\r\nnas = b2:x\r\n".utf8).write(to: URL(fileURLWithPath: file))
    #expect(try work.run("push", "disk", "-q").code == 0)
    #expect(try work.run("remote", "forget", "nas").code == 0)
    #expect(try contents(of: file) == Array("# mine\r\ndisk = \(place)\r\n".utf8))
    let odd = Array("disk = \(place)\n".utf8) + [0xff, 0x0a]
    try Data(odd).write(to: URL(fileURLWithPath: file))
    for words in [["remote", "add", "nas", "b2:x"], ["remote", "forget", "disk"]] {
      let outcome = try work.ccstore(words)
      #expect(outcome.code == 74 && outcome.errors.contains("no text"), "\(outcome)")
    }
    #expect(try contents(of: file) == odd)
    #expect(try work.run("push", "disk", "-q").code == 0)
  }

  @Test("a purge names the remotes that still have what it took out, until they are pushed to")
  func purge() throws {
    #expect(try work.run("push", place, "-q").code == 0)
    #expect(try !work.run("compact", "--purge").output.contains("still has it"))
    #expect(try work.run("erase", "s", "--yes").code == 0)
    #expect(try work.run("compact", "--purge").output.contains("\(place) still has it"))
    #expect(try work.run("compact", "--purge").output.contains("\(place) still has it"))
    #expect(try work.run("push", place).output.contains("everything was sent again"))
    #expect(try !work.run("compact", "--purge").output.contains("still has it"))
  }

  @Test("a password in a place is neither kept nor printed, and a hostile name reaches no terminal")
  func secrets() throws {
    let secret = "hunter2Hunter2hunter2"
    let added = try work.run("remote", "add", "nas", ":sftp,host=nas,pass=\(secret):backup")
    #expect(added.code == 64 && !(added.output + added.errors).contains(secret))
    let quoted = try work.run("remote", "add", "nas", ":sftp,host=nas,pass='hunter2,x':backup")
    #expect(quoted.code == 64 && !(quoted.output + quoted.errors).contains("hunter2"), "\(quoted)")
    #expect(!FileManager.default.fileExists(atPath: work.path + "/.config/ccstore/remotes"))
    let program = try write("echo 'failed: pass=\(secret) https://me:\(secret)@host/' >&2; exit 7")
    let failed = try work.run("push", ":sftp,host=nas,pass=\(secret):backup", "--rclone", program)
    #expect(failed.code == 74 && failed.errors.contains("status 7"), "\(failed)")
    #expect(!(failed.output + failed.errors).contains(secret), "\(failed)")
    // rclone may say it in any words.
    let telling = try write("echo 'no one named hunter2,x is known' >&2; exit 1")
    let told = try work.run("push", ":sftp,host=nas,pass='hunter2,x':backup", "--rclone", telling)
    #expect(told.code == 74 && told.errors.contains("no one named … is known"), "\(told)")
    #expect(!told.errors.contains("hunter2"), "\(told)")
    let hostile = try work.run("push", "x\u{1b}[2J:y")
    #expect(hostile.code == 64 && !hostile.errors.contains("\u{1b}"))
  }

  @Test("commands that are printed for a place with a password do not repeat the password")
  func printedCommands() throws {
    let place = ":sftp,host=nas,pass=hun2:x"
    _ = try work.run("push", self.place, "-q")
    let names = try FileManager.default.subpathsOfDirectory(atPath: self.place)
    let object = try #require(names.first { $0.hasSuffix(".ccsnap") })
    let listed = object.replacing("stores/", with: "")
    // What is given is wrong, so that the end of the command names one that examines the remote.
    let program = try write(
      #"""
      length=$(echo \#(listed) | cut -d- -f7)
      case $1 in
        lsf) echo "\#(listed);$length" ;;
        copy) for target; do :; done; cd "$target" && mkdir -p "\#((object as NSString).deletingLastPathComponent)" &&
          head -c "$length" /dev/zero >"\#(object)" ;;
      esac
      """#)
    let pulled = try work.ccstore(["pull", place, "--rclone", program, "--store", other])
    #expect(
      pulled.code == 3 && pulled.errors.contains("ccstore verify") && !(pulled.output + pulled.errors).contains("hun2"),
      "\(pulled)")
    // A note of an earlier push names the place, and is taken out.
    let notes = try #require(
      FileManager.default.enumerator(atPath: work.path)?.compactMap { $0 as? String }.first { $0.hasSuffix(".remotes") }
    )
    let file = work.path + "/" + notes
    let text = String(decoding: try contents(of: file), as: UTF8.self)
    try Data(text.replacing(self.place, with: ":sftp,host=nas,pass=…:x").utf8).write(to: URL(fileURLWithPath: file))
    let forgotten = try work.run("remote", "forget", place)
    #expect(forgotten.code == 0 && forgotten.output.contains("forgot :sftp,host=nas,pass=…:x"), "\(forgotten)")
  }

  @Test("rclone is called with lists of files and without a question, and its listing is trusted for nothing else")
  func words() throws {
    let program = try write(#"echo "$@" >>"\#(work.path)/words"; case $1 in lsf) exit 3;; esac; exit 0"#)
    let failed = try work.run("push", "b2:bucket/dir", "--rclone", program, "--limit-rate", "1M", "-q")
    #expect(failed.code == 74 && failed.errors.contains("does not list yet"), "\(failed)")
    let words = String(decoding: try contents(of: work.path + "/words"), as: UTF8.self)
    #expect(words.contains("--ask-password=false") && words.contains("--bwlimit 1M"))
    #expect(words.contains("-- b2:bucket/dir/stores/"))
    // A number without a unit is one of bytes here, and of KiB for rclone.
    _ = try work.run("push", "b2:bucket/dir", "--rclone", program, "--limit-rate", "5000", "-q")
    let later = String(decoding: try contents(of: work.path + "/words"), as: UTF8.self)
    #expect(later.contains("--bwlimit 5000B"), "\(later)")
    // Lines that are no names of objects, however long, and one that leads outside.
    let listing = try write(
      #"case $1 in lsf) head -c 300000 /dev/zero | tr '\0' x; echo; echo '../../etc/passwd;5'; printf 'a\377;1\n';; esac"#
    )
    #expect(try work.run("pull", "b2:bucket", "--rclone", listing).code == 66)
    #expect(try work.run("push", "b2:bucket", "--rclone", work.path + "/none").code == 66)
  }

  @Test("options and places that do not belong together are refused with one sentence")
  func refusals() throws {
    for words in [
      ["push", place, "--limit-rate", "1M"], ["push", place, "--rclone", "x"],
      ["push", "b2:x", "--limit-rate", "fast"], ["push", "b2:x", "--limit-rate", "0"],
      ["push", "b2:x", "--limit-rate", "1M;x"], ["push", "b2:x", "--limit-rate", ""],
      ["push", place, "--yes"], ["push", place, "--replace"], ["pull", place, "--only", "XYZ"], ["push", "-x:y"],
      ["verify", "--only", "12"], ["schedule", "install", "--push", place, "--watch"], ["push", ""],
    ] {
      let outcome = try work.ccstore(words + ["--store", work.store])
      #expect(outcome.code == 64, "\(words): \(outcome)")
    }
    // A disk that is not mounted is not replaced by a directory.
    #expect(try work.run("push", work.path + "/none/remote").code == 74)
    #expect(try work.run("pull", work.path + "/none").code == 74)
  }

  @Test("an ingest pushes afterwards, and a schedule has it done")
  func schedule() throws {
    try work.write("p/more.jsonl", lines(30..<33, session: "more"))
    #expect(try work.run("ingest", work.root, "--push", place, "-q").code == 0)
    #expect(try work.json("remote", "status", place)["remotes"].array.first?["stores"].array.count == 1)
    let printed = try work.run("schedule", "install", "--with", "systemd", "--print", "--push", place)
    #expect(printed.output.contains("--push \(place)"), "\(printed)")
    let secret = try work.run("schedule", "install", "--print", "--push", ":sftp,pass=hunter2:x")
    #expect(secret.code == 64 && !secret.errors.contains("hunter2"))
  }

  @Test("an ingest that is to push to a remote that was forgotten stores what is new, and then fails")
  func forgottenRemote() throws {
    #expect(try work.run("remote", "add", "disk", place).code == 0)
    #expect(try work.run("remote", "forget", "disk").code == 0)
    try work.write("p/more.jsonl", lines(30..<33, session: "more"))
    let ingested = try work.run("ingest", work.root, "--push", "disk", "-q")
    #expect(ingested.code == 66 && ingested.errors.contains("there is no remote 'disk'"), "\(ingested)")
    #expect(try work.run("sessions").output.contains("more"))
    // Nor does a file of remotes that cannot be read keep anything from being stored.
    try Workspace.makeDirectories(work.path + "/.config/ccstore")
    try? FileManager.default.removeItem(atPath: work.path + "/.config/ccstore/remotes")
    try Workspace.makeDirectories(work.path + "/.config/ccstore/remotes")
    try work.write("p/last.jsonl", lines(40..<43, session: "last"))
    #expect(try work.run("ingest", work.root, "--push", "disk", "-q").code == 74)
    #expect(try work.run("sessions").output.contains("last"))
  }

  @Test("forgetting a remote names the schedule that pushes to it")
  func scheduledRemote() throws {
    try Workspace.makeDirectories(work.path + "/bin")
    try work.writeProgram(
      work.path + "/bin/crontab",
      #"""
      #!/bin/sh
      case $1 in
        -l) test -f "$HOME/tab" || { echo "no crontab for me" >&2; exit 1; }; cat "$HOME/tab" ;;
        -) cat >"$HOME/tab" ;;
        *) cat "$1" >"$HOME/tab" ;;
      esac
      """#)
    let path = ["PATH": work.path + "/bin:/usr/bin:/bin"]
    for name in ["disk", "other"] { #expect(try work.run("remote", "add", name, "\(place)-\(name)").code == 0) }
    let installed = try work.ccstore(
      ["schedule", "install", "--with", "cron", "--push", "disk", "--store", work.store], path)
    #expect(installed.code == 0, "\(installed)")
    #expect(try !work.ccstore(["remote", "forget", "other"], path).output.contains("pushes to"))
    let forgotten = try work.ccstore(["remote", "forget", "disk"], path)
    #expect(forgotten.code == 0 && forgotten.output.contains("an ingest that pushes to disk"), "\(forgotten)")
  }

  @Test("a damaged object is named by pull and verify with exit status 3, and what is intact is used")
  func damaged() throws {
    _ = try work.run("push", place, "-q")
    let file = try #require(
      FileManager.default.enumerator(atPath: place)?.compactMap { $0 as? String }.first { $0.hasSuffix(".ccsnap") })
    var bytes = try contents(of: place + "/" + file)
    bytes[bytes.count / 2] ^= 1
    try Data(bytes).write(to: URL(fileURLWithPath: place + "/" + file))
    let pulled = try work.ccstore(["pull", place, "--store", other])
    #expect(pulled.code == 3 && pulled.errors.contains("SHA-256"), "\(pulled)")
    let verified = try work.ccstore(["verify", place])
    #expect(verified.code == 3 && verified.output.contains("error: store "), "\(verified)")
  }

  @Test("the directory of a store, and what lies in it, is no remote of it, and what is wrong is said")
  func storeAsRemote() throws {
    let before = try FileManager.default.subpathsOfDirectory(atPath: work.store).sorted()
    #expect(try work.run("push", place, "-q").code == 0)
    #expect(try work.ccstore(["pull", place, "-q", "--store", other]).code == 0)
    try FileManager.default.createSymbolicLink(atPath: work.path + "/link", withDestinationPath: work.store)
    for (command, target) in [
      ("push", work.store), ("push", work.store + "/copy"), ("push", work.path + "/link"),
      ("push", work.path + "/link/copy"), ("push", other), ("pull", other), ("verify", other), ("pull", work.store),
    ] {
      let outcome = try work.run(command, target)
      #expect(outcome.code == 64 && outcome.errors.contains("the directory of "), "\(command) \(target): \(outcome)")
    }
    #expect(try work.run("remote", "status", other).errors.contains("is the directory of a store, and no remote"))
    #expect(try FileManager.default.subpathsOfDirectory(atPath: work.store).sorted() == before)
  }

  @Test("a place that is not there yet, is a file, or has no parent is named with what to do")
  func absentPlaces() throws {
    #expect(try work.run("remote", "add", "disk", place).code == 0)
    #expect(try work.run("remote", "status").errors.contains("there is no directory \(place): nothing was pushed"))
    #expect(try work.run("push", work.path + "/none/x").errors.contains("make it, or mount its disk"))
    try Data([1]).write(to: URL(fileURLWithPath: work.path + "/file"))
    #expect(try work.run("pull", work.path + "/file").errors.contains("is a file, and a remote is a directory"))
    // Names of directories are kept as they are, or not at all.
    #expect(try work.run("remote", "add", "blank", place + " ").code == 64)
  }

  @Test("a remote whose names state enormous lengths is listed, pulled from and verified without a crash")
  func enormous() throws {
    let name = { (end: Int, bytes: String) in
      "11223344-5566-4788-99aa-bbccddeeff00/0001/000000000000-00000000000\(end)-\(bytes)-0000000000000000-000000000000000c-000000000000000\(end).ccsnap;\(bytes)"
    }
    let names = (1...4).map { name($0, $0 > 2 ? "9223372036854775807" : "2199023255552") }
    let program = try write("case $1 in lsf) printf '%s\\n' '\(names.joined(separator: "' '"))';; esac")
    #expect(try work.ccstore(["remote", "status", "x:y", "--rclone", program, "--store", work.store]).code == 0)
    #expect(try work.ccstore(["verify", "x:y", "--rclone", program, "--store", work.store]).code == 3)
    #expect(try work.ccstore(["pull", "x:y", "--rclone", program, "--store", other]).code < 128)
  }

  @Test("what rclone could not copy of one store keeps no other out, and the exit status asks for another pull")
  func partOfRemote() throws {
    #expect(try work.run("push", place, "-q").code == 0)
    let second = work.path + "/second"
    try work.write("p/t.jsonl", lines(0..<5, session: "t"))
    #expect(try work.ccstore(["ingest", work.root, "-q", "--store", second]).code == 0)
    let own = try #require(try work.json("remote", "status", place)["remotes"].array.first?["stores"].array.first)
    let bad = try #require(own["store"].string)
    #expect(try work.ccstore(["push", place, "-q", "--store", second]).code == 0)
    let program = try write(
      #"""
      for last; do target=$last; done
      case $1 in
        lsf) cd "\#(place)/stores" && find . -name '*.ccsnap' -printf '%P;%s\n' ;;
        copy) cp -R "\#(place)/stores" "$target" && rm -r "$target/stores/\#(bad)"; echo 'no rights' >&2; exit 1 ;;
      esac
      """#)
    let pulled = try work.ccstore(["pull", "x:y", "--rclone", program, "--merge", "--store", other])
    #expect(pulled.code == 74 && pulled.errors.contains("the next pull tries it again"), "\(pulled)")
    #expect(pulled.errors.contains("no rights") && pulled.errors.contains(bad), "\(pulled)")
    #expect(try work.ccstore(["sessions", "--store", other]).output.contains("t "))
    #expect(try work.ccstore(["verify", "x:y", "--rclone", program, "--store", other]).code == 3)
  }

  @Test("a push that cannot be noted says that everything was sent, and why it fails all the same")
  func unwritableState() throws {
    let state = work.path + "/state"
    try Data([1]).write(to: URL(fileURLWithPath: state))
    let pushed = try work.ccstore(["push", place, "--store", work.store], ["XDG_STATE_HOME": state])
    #expect(pushed.code == 74 && pushed.errors.contains("has everything, but that cannot be noted"), "\(pushed)")
  }

  @Test("SIGTERM during a push ends rclone, and the exit status is that of the signal")
  func stopped() throws {
    let program = try write(#"echo $$ >"\#(work.path)/pid"; exec sleep 600"#)
    let running = try work.start(["push", "b2:x", "--rclone", program, "--store", work.store])
    while !FileManager.default.fileExists(atPath: work.path + "/pid") { usleep(2_000) }
    running.signal(SIGTERM)
    let outcome = try running.outcome()
    #expect(outcome.code == 143 && outcome.errors.contains("the next push continues"), "\(outcome)")
  }
}
