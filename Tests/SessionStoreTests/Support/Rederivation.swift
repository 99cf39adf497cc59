import FileIO

@testable import Answers
@testable import SessionLog

/// The decision table, applied again to what the log has about each decision: old and new MD5, lengths, generation
/// numbers, relations.
struct Rederivation {
  /// The number of decisions that were checked.
  private(set) var count = 0
  /// The decisions that are not those that follow from the log.
  private(set) var disagreements: [String] = []

  private struct Stored {
    var generation: Int64
    var length: Int64
    var md5: [UInt8]
  }

  private var latest: [Int64: Stored] = [:]
  /// Every state that a generation has had, with the run that made it.
  private var versions: [GenerationKey: [(run: Int64, stored: Stored)]] = [:]

  init(_ log: LogContents) {
    for decision in log.decisions {
      count += 1
      let form = log.sources[decision.source]?.form ?? .whole
      let expected = reason(of: decision, form)
      if expected != decision.reason { disagree(decision, "\(expected.map(\.name) ?? "nothing") follows") }
      if decision.rules != 1 { disagree(decision, "made by rules \(decision.rules ?? 0)") }
      checkOld(decision)
      guard let generation = decision.generation, let length = decision.length, let md5 = decision.md5 else { continue }
      let stored = Stored(generation: generation, length: length, md5: md5)
      latest[decision.source] = stored
      versions[GenerationKey(source: decision.source, generation: generation), default: []].append(
        (decision.run, stored))
    }
  }

  /// The reason that follows; nil where no case of the table applies.
  private func reason(of decision: LoggedDecision, _ form: SourceForm) -> DecisionReason? {
    guard let generation = decision.generation, let length = decision.length, let size = decision.size else {
      return .existing
    }
    guard let before = latest[decision.source] else {
      if generation != 0 { return nil }
      guard decision.related != nil else { return .insert }
      guard let other = related(of: decision) else { return nil }
      if let base = decision.baseLength { return base == other.length && length >= base ? .copy : nil }
      return decision.md5 != other.md5 ? .diverged : nil
    }
    if generation == before.generation {
      if length == before.length { return decision.md5 == before.md5 ? .identical : nil }
      return length > before.length && decision.md5 != before.md5 && form == .lines ? .appended : nil
    }
    guard generation == before.generation + 1 else { return nil }
    if size < before.length { return .truncated }
    return .rewritten
  }

  /// The state of the related source on which a decision is based: that before the run, or one that the run itself
  /// made.
  private func related(of decision: LoggedDecision) -> Stored? {
    guard let source = decision.related, let generation = decision.relatedGeneration else { return nil }
    let known = versions[GenerationKey(source: source, generation: generation)] ?? []
    let candidates = (known.last { $0.run < decision.run }.map { [$0] } ?? []) + known.filter { $0.run == decision.run }
    return candidates.first { $0.stored.length == decision.oldLength && $0.stored.md5 == decision.oldMD5 }?.stored
  }

  /// Checks that the old MD5 and length are those of the version with which the file was compared.
  private mutating func checkOld(_ decision: LoggedDecision) {
    let before = decision.reason == .existing ? nil : latest[decision.source] ?? related(of: decision)
    if decision.oldLength != before?.length { disagree(decision, "the old length is not what was stored") }
    if decision.oldMD5 != before?.md5 { disagree(decision, "the old MD5 is not that of what was stored") }
  }

  private mutating func disagree(_ decision: LoggedDecision, _ text: String) {
    disagreements.append("event \(decision.sequence), \(decision.reason.name), source \(decision.source): \(text)")
  }
}
