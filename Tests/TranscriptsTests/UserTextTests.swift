import TestSupport
import Testing

@testable import Transcripts

@Suite("text of user records")
struct UserTextTests {
  private func parts(_ text: String) -> [String] {
    UserText.parts(of: text).map { part in
      part.name.isEmpty ? "\(part.kind): \(part.text)" : "\(part.kind) \(part.name): \(part.text)"
    }
  }

  @Test("the text of a user record is split into what a person typed and what Claude Code inserted")
  func machinery() {
    #expect(parts("fix it") == ["typed: fix it"])
    #expect(
      parts("<ide_opened_file>a.md</ide_opened_file>\nfix it") == ["system ide_opened_file: a.md", "typed: fix it"])
    #expect(parts("<ide_new_thing>x</ide_new_thing>fix") == ["system ide_new_thing: x", "typed: fix"])
    #expect(
      parts("one\n<system-reminder>\nbe kind\n</system-reminder>\n\ntwo") == [
        "typed: one", "system system-reminder: be kind", "typed: two",
      ])
    #expect(
      parts("<command-name>/review</command-name>\n  <command-args>12 now</command-args>") == [
        "command command-name: /review", "command command-args: 12 now",
      ])
    #expect(
      parts("[Request interrupted by user for tool use]") == ["system: [Request interrupted by user for tool use]"])
    #expect(
      parts("<teammate-message teammate_id=\"a b\">hi</teammate-message>") == ["system teammate-message: hi"])
    #expect(parts(" \n ").isEmpty)
  }

  @Test(
    "unknown tags and tags without an end count as typed text",
    arguments: [
      "<div> is not closed, why?", "<system-reminder> is printed every time",
      "say <system-reminder>x</system-reminder> again",
      "<x-toast>a</x-toast>", "< b", "<", "<a", "[Request a review", "\\u003cdiv>", "<command-name",
    ])
  func typed(_ text: String) { #expect(parts(text) == ["typed: \(text)"]) }

  @Test("output that contains its own end tag is one block")
  func nested() {
    #expect(
      parts("<bash-stdout>echo </bash-stdout> done</bash-stdout>") == ["output bash-stdout: echo </bash-stdout> done"])
  }

  @Test("text with any number of tags is split in linear time")
  func isLinear() {
    let count = 200_000
    func many(_ text: String) -> String { String(repeating: text, count: count) }
    let names = 0..<count
    let texts = [
      many("<system-reminder>\n"), "x\n" + many("<system-reminder>\n") + "</system-reminder> x",
      names.map { "<ide_\($0)>\n" }.joined(),
      "<tick>\n" + names.map { "</ide_\($0)>\n" }.joined() + names.map { "<ide_\($0)>\n" }.joined(),
      many("x\n<bash-stdout>\n") + "</bash-stdout>", many("<bash-input>\n</bash-input>"),
      "x\n" + many("<tick>\n") + "</tick>" + many(" ") + "x", "<tick>\n" + many("</tick>"),
      many("<tick></tick>\n[Request interrupted by user\n"), "x\n" + many("<tick>\n</tick> x\n"),
    ]
    let start = processorTime()
    // Where each tag is searched for through the rest of the text, one of these takes minutes.
    let counts = watched(orElse: "the parts of a text take too long") {
      texts.map { text in
        var text = text
        return text.withUTF8 { UserText.parts(of: $0).count }
      }
    }
    #expect(counts == [1, 1, 1, 1, 1, 1, 1, 2, 2 * count, 1])
    #expect(processorTime() - start < 100)
  }

  @Test("an end tag with text after it ends no block, and a later end tag does")
  func rejectedEnd() {
    #expect(
      parts("a\n<tick>\n<tick>b</tick> c\n<tick>d</tick>\ne") == [
        "typed: a\n<tick>\n<tick>b</tick> c", "system tick: d", "typed: e",
      ])
  }

  @Test("a record has one speaker: a person before a command, a command before its output, output before the system")
  func speakers() {
    func speech(_ texts: String...) -> String {
      var speech = SpeechReader()
      for text in texts { Array(text.utf8).withUnsafeBufferPointer { speech.add($0) } }
      return "\(speech.speaker.map { "\($0)" } ?? "-") \(String(decoding: speech.text, as: UTF8.self))"
    }
    let reminder = "<system-reminder>x</system-reminder>"
    #expect(speech(reminder, "what is new?") == "- what is new?")
    #expect(speech(reminder) == "system ")
    #expect(speech("<local-command-stdout></local-command-stdout>", reminder) == "output ")
    #expect(
      speech("<command-message>review</command-message>\n<command-name>/review</command-name>", "Please review …")
        == "command /review")
    #expect(speech("<command-name>/deploy</command-name><command-args>prod</command-args>") == "command /deploy prod")
    #expect(
      speech("<command-name>/model</command-name><command-args>opus</command-args>") == "localCommand /model opus")
    #expect(speech("<bash-input>ls</bash-input>") == "localCommand ! ls")
    #expect(speech("first", "second") == "- first")
  }
}
