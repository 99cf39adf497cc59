import Foundation
import Testing

@testable import FileIO

@Suite("other programs")
struct ChildProcessTests {
  private func lines(_ bytes: [UInt8]) -> [Substring] { String(decoding: bytes, as: UTF8.self).split(separator: "\n") }

  @Test("a program gets its words as they are, and its input, output, messages and exit status reach their ends")
  func words() throws {
    let script = #"cat; printf '%s' "$1" >&2; exit 3"#
    let result = try #require(
      SystemCommands().run(["sh", "-c", script, "sh", "a  $HOME 'b'; *"], input: Array("input".utf8)))
    #expect(result == CommandResult(status: 3, output: Array("input".utf8), errors: Array("a  $HOME 'b'; *".utf8)))
  }

  @Test("more input and output than a pipe holds are passed at the same time")
  func large() throws {
    let input = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 % 251) }
    #expect(try #require(SystemCommands().run(["cat"], input: input)).output == input)
  }

  @Test("a program that can print nothing more still gets all of its input")
  func deaf() throws {
    let input = [UInt8](repeating: 0x78, count: 300_000)
    let script = #"exec >&- 2>&-; test "$(head -c 300001 | wc -c)" -eq 300000"#
    #expect(try #require(SystemCommands().run(["sh", "-c", script], input: input)).status == 0)
  }

  @Test("the pipes of a program are closed in every other program, lie above the standard descriptors, and are closed")
  func pipes() throws {
    for hasInput in [true, false] {
      guard var pipes = ProgramPipes(hasInput: hasInput) else {
        Issue.record("no pipes can be made")
        return
      }
      let all = pipes.descriptors
      #expect(all.count == (hasInput ? 6 : 5))
      for descriptor in all { #expect(descriptor > 2 && fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0) }
      let process = pipes.start(["sh", "-c", "cat; echo done"])
      let own = pipes.descriptors
      #expect(own.count == (hasInput ? 3 : 2))
      var output: [UInt8] = []
      pipes.transfer(Array("input ".utf8)) { isOutput, bytes in if isOutput { output += bytes } }
      let left = pipes.descriptors
      #expect(process?.wait() == 0 && left == [])
      #expect(lines(output) == [hasInput ? "input done" : "done"])
    }
  }

  @Test("a program that a signal ends has the number of the signal and 128 as its status")
  func signal() throws {
    #expect(try #require(SystemCommands().run(["sh", "-c", "kill -9 $$"])).status == 137)
    #expect(ChildProcess("/bin/sh", ["sh", "-c", "kill -15 $$"])?.wait() == 143)
  }

  @Test("a program that has ended is not waited for because one that it has started holds its output")
  func heldOutput() throws {
    let script = "sleep 30 & echo $!; echo done >&2"
    for isStreamed in [true, false] {
      let begin = ContinuousClock.now
      var output: [UInt8] = []
      let words = ["sh", "-c", script]
      let result = try #require(
        isStreamed ? StreamedCommand.run(words) { output += $0 } : SystemCommands().run(words))
      if !isStreamed { output = result.output }
      let number = try #require(lines(output).first.flatMap { pid_t($0) })
      #expect(kill(number, SIGKILL) == 0)
      #expect(result.status == 0 && lines(result.errors) == ["done"] && ContinuousClock.now - begin < .seconds(20))
    }
  }

  @Test("a stopped program that passes the signal to nobody, or ignores it, holds up nobody for long")
  func stubborn() throws {
    for script in ["sleep 31 & echo $!; wait", "trap '' TERM; echo $$; exec >&- 2>&-; while :; do sleep 1; done"] {
      let cancellation = Cancellation()
      let begin = ContinuousClock.now
      var output: [UInt8] = []
      #expect(throws: CancellationError.self) {
        _ = try StreamedCommand.run(["sh", "-c", script], cancellation: cancellation) {
          output += $0
          if !output.isEmpty { cancellation.cancel() }
        }
      }
      #expect(ContinuousClock.now - begin < .seconds(20))
      if let number = lines(output).first.flatMap({ pid_t($0) }) { _ = kill(number, SIGKILL) }
    }
  }

  @Test("a program that does not exist is not started, by its name or by its path")
  func missing() {
    #expect(SystemCommands().run(["no-program-has-this-name"]) == nil)
    #expect(ChildProcess("/nowhere/program", ["program"]) == nil)
  }

  @Test("a name without a slash is looked for in PATH, and only for a program and not for a file of that name")
  func path() {
    #expect(ChildProcess("sh", ["sh", "-c", "exit 5"])?.wait() == 5)
    #expect(ChildProcess("/etc/passwd", ["passwd"]) == nil)
  }

  @Test("messages of a program are untranslated where that is asked for, and all other variables stay")
  func environment() throws {
    let result = try #require(SystemCommands().run(["sh", "-c", #"echo "$LC_ALL"; echo "$PATH""#]))
    let path = try #require(ProcessEnvironment.variables(["PATH"])["PATH"])
    #expect(lines(result.output) == ["C", Substring(path)])
  }

  @Test("what a program writes to a discarded descriptor goes nowhere")
  func discarded() {
    let words = ["sh", "-c", "test /dev/fd/2 -ef /dev/null"]
    #expect(ChildProcess("/bin/sh", words, redirections: [.discard(standard: 2)])?.wait() == 0)
  }

  @Test("a program has no descriptor of this process but the standard ones, whether or not it is closed on exec")
  func descriptors() throws {
    let ends = try #require(Self.openPipe())
    defer { for end in ends { close(end) } }
    let lister = "for f in /proc/$$/fd/* /dev/fd/*; do echo \"${f##*/} $(readlink \"$f\")\"; done"
    let text = try #require(SystemCommands().run(["sh", "-c", lister]))
    let names = String(decoding: text.output, as: UTF8.self)
    for end in ends {
      var status = stat()
      #expect(fstat(end, &status) == 0)
      #expect(!names.contains("pipe:[\(status.st_ino)]"), "\(names)")
    }
    #expect(
      ChildProcess("/bin/sh", ["sh", "-c", "echo x >&\(ends[1])"], redirections: [.discard(standard: 2)])?.wait() != 0)
  }

  /// Opens a pipe that programs would have.
  private static func openPipe() -> [Int32]? {
    var ends: [Int32] = [0, 0]
    return pipe(&ends) == 0 ? ends : nil
  }
}
