internal import SessionArchive

/// Follows the members of nested objects through JSON that comes in pieces, and makes sure that it is valid. Nothing
/// is built, so that a value of any size can be followed.
struct MemberWalker {
  /// How many objects deep members are told: as far as opencode's ids and times stand.
  private static let deepest = 4
  /// The longest scalar, or key, that is told whole.
  static let longestScalar = 4_096

  private var scanner = JSONScanner(maximumDepth: 1_000)
  /// The open arrays and objects, outermost first: true for an object.
  private var nesting: [Bool] = []
  /// The keys of the member that is being read, one for each object around it, as long as there is no array.
  private var path: [String] = []
  private var expectsKey = false
  private var isInString = false
  private var isEscaped = false
  private var isInToken = false
  /// The string, number or literal that is being read, as far as somebody is told of it.
  private var text: [UInt8] = []
  private var rawKey: [UInt8] = []
  /// How deep the member lies whose value is handed over; nil: none is.
  private var copyDepth: Int?

  /// Whether the text is one JSON value, all of it read.
  var isComplete: Bool { scanner.status == .complete }
  /// Whether the text is no JSON.
  private(set) var isInvalid = false

  /// Follows the next bytes.
  ///
  /// - Throws: what the visitor throws.
  mutating func scan(_ piece: UnsafeRawBufferPointer, _ visitor: inout some MemberVisitor) throws {
    guard !isInvalid else { return }
    let valid = scanner.status == .complete ? 0 : scanner.scan(piece)
    // What follows the value may be blanks, and nothing else.
    isInvalid = scanner.status == .invalid || piece[valid...].contains { !Self.isBlank($0) }
    guard !isInvalid else { return }
    try follow(UnsafeRawBufferPointer(rebasing: piece[..<valid]), &visitor)
  }

  private mutating func follow(_ piece: UnsafeRawBufferPointer, _ visitor: inout some MemberVisitor) throws {
    var index = 0
    var copyStart = 0
    while index < piece.count {
      let start = index
      if isInString {
        index = string(piece, from: index)
        if isInString { continue }
        if expectsKey { endKey() } else { try endScalar(piece, copyStart, index, &visitor) }
        continue
      }
      let byte = piece[index]
      index += 1
      if isInToken, Self.endsToken(byte) {
        isInToken = false
        try endScalar(piece, copyStart, start, &visitor)
      }
      switch byte {
      case UInt8(ascii: ":"): break
      case UInt8(ascii: ","): expectsKey = nesting.last == true
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        nesting.removeLast()
        try endValue(piece, copyStart, index, &visitor)
      case _ where Self.isBlank(byte): break
      default:
        if !isInToken, try begin(byte, &visitor) { copyStart = start }
        if isInToken { note(CollectionOfOne(byte)) }
      }
    }
    if copyDepth != nil { try visitor.append(UnsafeRawBufferPointer(rebasing: piece[copyStart...])) }
  }

  /// Begins a key or a value; whether its bytes are to be handed over from here on.
  private mutating func begin(_ byte: UInt8, _ visitor: inout some MemberVisitor) throws -> Bool {
    text.removeAll(keepingCapacity: true)
    if expectsKey {
      isInString = true
      note(CollectionOfOne(byte))
      return false
    }
    var copies = false
    if isTracked, copyDepth == nil, try visitor.begin(path, rawKey: rawKey) {
      copyDepth = nesting.count
      copies = true
    }
    switch byte {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      nesting.append(byte == UInt8(ascii: "{"))
      expectsKey = byte == UInt8(ascii: "{")
    case UInt8(ascii: "\""):
      isInString = true
      note(CollectionOfOne(byte))
    default: isInToken = true
    }
    return copies
  }

  // MARK: Ends

  private mutating func endKey() {
    expectsKey = false
    guard nesting.count <= Self.deepest, path.count == nesting.count - 1 else { return }
    path.append(JSONString.decode(text) ?? "")
    rawKey = text
  }

  private mutating func endScalar(
    _ piece: UnsafeRawBufferPointer, _ copyStart: Int, _ end: Int, _ visitor: inout some MemberVisitor
  ) throws {
    if isTracked { try visitor.scalar(path, text) }
    try endValue(piece, copyStart, end, &visitor)
  }

  private mutating func endValue(
    _ piece: UnsafeRawBufferPointer, _ copyStart: Int, _ end: Int, _ visitor: inout some MemberVisitor
  ) throws {
    expectsKey = false
    guard isTracked else { return }
    if copyDepth == nesting.count {
      try visitor.append(UnsafeRawBufferPointer(rebasing: piece[copyStart..<end]))
      try visitor.end()
      copyDepth = nil
    }
    path.removeLast()
  }

  /// Whether the value at hand is a member's that is told.
  private var isTracked: Bool { nesting.count == path.count && !path.isEmpty }

  // MARK: Text

  /// Goes on in a string; where it ends, or the piece does.
  private mutating func string(_ piece: UnsafeRawBufferPointer, from start: Int) -> Int {
    var index = start
    while index < piece.count, isInString {
      if isEscaped {
        isEscaped = false
        index += 1
        continue
      }
      index = piece.endOfPlainString(from: index)
      guard index < piece.count else { break }
      if piece[index] == UInt8(ascii: "\\") { isEscaped = true }
      if piece[index] == UInt8(ascii: "\"") { isInString = false }
      index += 1
    }
    note(piece[start..<index])
    return index
  }

  private mutating func note(_ bytes: some Collection<UInt8>) {
    guard expectsKey || isTracked else { return }
    // One byte more shows that it was cut.
    text.append(contentsOf: bytes.prefix(max(0, Self.longestScalar + 1 - text.count)))
  }

  private static func endsToken(_ byte: UInt8) -> Bool {
    isBlank(byte) || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]")
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }
}
