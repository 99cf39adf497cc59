/// Which of the open containers are objects: one bit a level.
///
/// The innermost 64 levels are one word, so ordinary lines (depth 10 at most) touch no memory; deeper ones spill whole
/// words to an array.
struct ContainerStack {
  private(set) var depth = 0
  private var innermost: UInt64 = 0
  private var spilled: [UInt64] = []

  var isEmpty: Bool { depth == 0 }

  /// Whether the innermost open container is an object.
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
