/// The kinds of the open containers: one bit for each level, 1 for an object.
///
/// The innermost levels are in one word, so ordinary lines, which have at most 10 levels, use no other memory. From
/// level 65 on, whole words are moved to an array.
struct ContainerStack {
  private(set) var depth = 0
  private var innermost: UInt64 = 0
  private var spilled: [UInt64] = []

  var isEmpty: Bool { depth == 0 }

  /// True when the innermost open container is an object.
  @inline(__always)
  var isInObject: Bool { innermost & 1 == 1 }

  @inline(__always)
  mutating func push(isObject: Bool) {
    if depth & 63 == 0, depth > 0 { spilled.append(innermost) }
    innermost = innermost << 1 | (isObject ? 1 : 0)
    depth += 1
  }

  @inline(__always)
  mutating func pop() {
    innermost >>= 1
    depth -= 1
    if depth & 63 == 0, depth > 0 { innermost = spilled.removeLast() }
  }
}
