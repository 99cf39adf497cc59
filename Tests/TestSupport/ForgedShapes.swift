/// Logs as strangers may make them, and changes to them.
public enum ForgedShapes {
  private static let main = "projects/-p/aaaaaaaa-1111-4111-8111-111111111111.jsonl"
  private static let folder = "projects/-p/aaaaaaaa-1111-4111-8111-111111111111"

  /// Valid logs: files and versions of them, copies, sidecars, runs, and missing, erased, lost and repeated data.
  public static let all: [[ForgedEvent]] = {
    let lines = (0..<4).map { ForgedLog.line($0) }
    let file = ForgedLog.file(0, main, lines)
    let whole = ForgedLog.file(
      1, folder + "/tool-results/x.txt", [Array("wh".utf8), Array("ole\n".utf8)], isWhole: true)
    let rewritten = ForgedLog.file(0, main, [lines[1], lines[3]], generation: 1, isKnown: true)
    let copy = ForgedLog.file(
      1, "projects/-q/aaaaaaaa-1111-4111-8111-111111111111.jsonl", [ForgedLog.line(9)],
      base: (source: 0, generation: 0, bytes: Array(lines.joined())))
    var answer = ForgedLog.file(0, main, lines)
    answer[2][bytes: 26] = Array("assistant".utf8)
    for (column, text) in [(29, "msg_1"), (30, "req_1"), (31, "claude-opus-4-5"), (36, "Bash\nRead")]
      as [(UInt8, String)]
    {
      answer[2][bytes: column] = Array(text.utf8)
    }
    for column: UInt8 in [42, 43, 44, 45, 46, 47] { answer[2][column] = Int64(column) }
    answer[2][bytes: 48] = [0x0e, 0x08, 0xd8, 0xe6, 0x10, 0x08, 0xd8, 0xe6]
    answer[2][22] = 64
    answer[3][bytes: 49] = [0x0f, 0x08, 0xd8, 0xe6]
    answer[3][bytes: 24] = Array("u1".utf8)
    answer[4][bytes: 41] = Array("a prompt".utf8)
    let length = Int64(lines[1].count)
    let erasure = ForgedEvent(
      11,
      [
        16: .integer(0), 17: .integer(0), 19: .integer(Int64(lines[0].count)), 72: .integer(length), 73: .integer(1),
        98: .integer(1_764_000_000_000), 99: .integer(0), 120: .bytes([UInt8](repeating: 7, count: 32)),
        121: .bytes([UInt8](repeating: 9, count: 16)),
      ])
    var lost = ForgedLog.file(0, main, lines)
    lost[1] = ForgedEvent(
      10,
      [
        16: .integer(0), 17: .integer(0), 18: .integer(0), 19: .integer(0), 72: .integer(Int64(lines[0].count)),
        73: .integer(1),
      ])
    lost[5].values[74] = nil
    let missing = ForgedEvent(8, [16: .integer(0)])
    let reset = ForgedEvent(9, [97: .bytes(Array("default".utf8)), 98: .integer(1_764_000_000_900)])
    let repeated = file + file.dropFirst()
    let mended = ForgedEvent(
      14, [16: .integer(0), 17: .integer(0), 19: .integer(0), 72: .integer(length), 73: .integer(1), 98: .integer(0)])
    return [
      ForgedLog.run(file), ForgedLog.run(file + whole), ForgedLog.run(file) + ForgedLog.run(rewritten, number: 2),
      ForgedLog.run(file) + ForgedLog.run(copy, number: 2), ForgedLog.run(answer),
      ForgedLog.run(file) + [erasure], ForgedLog.run(lost), ForgedLog.run(file) + [missing, reset],
      ForgedLog.run(Array(repeated)) + [mended],
    ]
  }()

  private static let integers: [Int64] = [
    0, 1, 2, -1, 3, 5, 255, 256, 65_535, 1 << 31, -1 << 31, (1 << 31) - 1, 1 << 32, 1 << 40, 1 << 53, (1 << 53) + 1,
    1 << 62, .max, .min, .max - 1, .min + 1, -2, 253_402_300_799_999, -62_135_596_800_000, 1_764_000_000_000,
  ]
  private static let texts: [[UInt8]] = [
    [], [0], Array("..".utf8), Array("../../x".utf8), Array("/".utf8), Array("/etc".utf8), Array("a//b".utf8),
    [0xff, 0xfe],
    [0xed, 0xa0, 0x80], [UInt8](repeating: 0x6e, count: 300), [UInt8](repeating: 0x6e, count: 5000),
    [UInt8](repeating: 0, count: 16), [UInt8](repeating: 0, count: 32), [1, 2, 3, 4], Array("user".utf8),
    Array("assistant".utf8), Array("progress".utf8), Array("\u{1b}[2J\n".utf8), Array("<synthetic>".utf8),
    Array("projects/-p/b.jsonl".utf8), ForgedLog.session, ForgedLog.machine,
  ]
  private static let kinds = (1...15).map(UInt8.init)
  private static let columns =
    (16...59).map(UInt8.init) + Array(64...69) + Array(72...88) + Array(96...116) + Array(120...130)

  /// One of `all` with one to three changes.
  public static func mutation(_ random: inout Seeded) -> [ForgedEvent] {
    var events = random.pick(all)
    for _ in 0..<Int.random(in: 1...3, using: &random) where !events.isEmpty { mutate(&events, &random) }
    return events.isEmpty ? all[0] : events
  }

  private static func mutate(_ events: inout [ForgedEvent], _ random: inout Seeded) {
    let index = Int.random(in: 0..<events.count, using: &random)
    let column = events[index].values.keys.sorted().randomElement(using: &random)
    switch Int.random(in: 0..<16, using: &random) {
    case 0...4: if let column { events[index].values[column] = other(events[index].values[column]!, &random) }
    case 5: if let column { events[index].values[column] = nil }
    case 6, 7:
      let column = random.pick(columns)
      events[index].values[column] =
        random.oneIn(2) ? .integer(random.pick(integers)) : .bytes(random.pick(texts))
    case 8: events.insert(events[index], at: Int.random(in: 0...events.count, using: &random))
    case 9: events.remove(at: index)
    case 10: events.swapAt(index, Int.random(in: 0..<events.count, using: &random))
    case 11: events[index].kind = random.oneIn(8) ? UInt8.random(in: 0...255, using: &random) : random.pick(kinds)
    case 12:
      events[index].body =
        random.oneIn(2) ? [] : random.oneIn(2) ? ForgedLog.line(7) : random.pick(texts)
    case 13: events += random.pick(all)
    case 14:
      // The same events once more under another source: a second file, or one with the number of the first.
      let number = Int64.random(in: -2...3, using: &random)
      events += random.pick(all).map { event in
        var event = event
        if event[16] != nil { event[16] = number }
        return event
      }
    default:
      if let column, case .integer(let value)? = events[index].values[column] {
        events[index].values[column] = .integer(value &+ Int64.random(in: -2...2, using: &random))
      }
    }
  }

  private static func other(_ value: ForgedEvent.Value, _ random: inout Seeded) -> ForgedEvent.Value {
    switch value {
    case .integer(let value):
      return .integer(random.oneIn(3) ? value ^ (1 << Int64.random(in: 0..<63, using: &random)) : random.pick(integers))
    case .bytes(var bytes):
      guard !bytes.isEmpty, random.oneIn(2) else { return .bytes(random.pick(texts)) }
      let place = Int.random(in: 0..<bytes.count, using: &random)
      if random.oneIn(3) {
        bytes.removeSubrange(place...)
      } else {
        bytes[place] = UInt8.random(in: 0...255, using: &random)
      }
      return .bytes(bytes)
    }
  }
}

extension ForgedShapes {
  /// The events that bytes stand for: the first byte selects one of `all`, and each six bytes after it change the log:
  /// the change, the event, a column, and a value.
  public static func events(_ bytes: [UInt8]) -> [ForgedEvent] {
    guard let first = bytes.first else { return all[0] }
    var events = all[Int(first) % all.count]
    var rest = bytes.dropFirst()
    while rest.count >= 6, !events.isEmpty {
      let step = Array(rest.prefix(6))
      rest = rest.dropFirst(6)
      let index = Int(step[1]) % events.count
      let column = columns[Int(step[2]) % columns.count]
      let value = Int(step[3]) << 8 | Int(step[4])
      switch step[0] % 12 {
      case 0...3:
        events[index].values[column] = .integer(integers[value % integers.count] &+ Int64(Int8(bitPattern: step[5])))
      case 4, 5: events[index].values[column] = .bytes(texts[value % texts.count])
      case 6: events[index].values[column] = nil
      case 7: events.insert(events[index], at: value % (events.count + 1))
      case 8: events.remove(at: index)
      case 9: events.swapAt(index, value % events.count)
      case 10: events[index].kind = step[5]
      default: events[index].body = step[5] < 128 ? ForgedLog.line(Int(step[5])) : texts[value % texts.count]
      }
    }
    return events.isEmpty ? all[0] : events
  }
}
