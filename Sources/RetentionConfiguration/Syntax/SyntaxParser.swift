/// Reads JSON with `//` and `/* */` comments and trailing commas into a tree with places.
struct SyntaxParser {
  /// Deeper nesting is an error rather than an overflow of the stack.
  static let depthLimit = 200

  let text: SubstitutedText
  let bytes: [UInt8]
  var index = 0
  private var cursor: PositionCursor

  private init(_ text: SubstitutedText, of source: SourceText) {
    self.text = text
    bytes = text.bytes
    cursor = PositionCursor(bytes: source.bytes)
  }

  /// The value that `text` holds, with places in `source`, which it was made from.
  ///
  /// - Throws: `SyntaxError` at the first place that is wrong.
  static func parse(_ text: SubstitutedText, of source: SourceText) throws(SyntaxError) -> SyntaxNode {
    var parser = SyntaxParser(text, of: source)
    try parser.skipTrivia()
    guard parser.current != nil else {
      throw parser.error("There is no value in this file. Write {} where nothing is to be set.")
    }
    let node = try parser.value(depth: 1)
    try parser.skipTrivia()
    guard parser.current == nil else {
      let found = parser.describeCurrent()
      throw parser.error("Nothing may follow the value, but here stands \(found). Remove it.")
    }
    return node
  }

  /// The byte at the index, or nil at the end.
  var current: UInt8? { index < bytes.count ? bytes[index] : nil }

  /// The place of a byte of `text`.
  mutating func position(at offset: Int) -> SourcePosition {
    cursor.position(at: text.origin(of: offset))
  }

  /// An error at `offset`; without one, where the parser stands.
  mutating func error(_ message: String, at offset: Int? = nil) -> SyntaxError {
    SyntaxError(position: position(at: offset ?? index), message: message)
  }

  /// The character at the index, for a message.
  func describeCurrent() -> String {
    guard index < bytes.count else { return "the end of the file" }
    let end = min(index + 4, bytes.count)
    guard let scalar = String(decoding: bytes[index..<end], as: UTF8.self).unicodeScalars.first else {
      return "nothing"
    }
    switch scalar.properties.generalCategory {
    case .control, .format, .unassigned, .privateUse, .surrogate, .lineSeparator, .paragraphSeparator,
      .spaceSeparator:
      return "the character U+" + Self.hexadecimal(scalar.value)
    default: return "“\(scalar)”"
    }
  }

  /// At least four hexadecimal digits, as Unicode writes its code points.
  static func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  private mutating func value(depth: Int) throws(SyntaxError) -> SyntaxNode {
    guard depth <= Self.depthLimit else {
      throw error(
        "More than \(Self.depthLimit) arrays and objects stand inside one another here. Nest them less deeply."
      )
    }
    let position = position(at: index)
    let value: SyntaxValue =
      switch current {
      case UInt8(ascii: "{"): .object(try members(depth: depth))
      case UInt8(ascii: "["): .array(try elements(depth: depth))
      case UInt8(ascii: "\""): .string(try string())
      default: try scalar()
      }
    return SyntaxNode(value: value, position: position)
  }

  private mutating func elements(depth: Int) throws(SyntaxError) -> [SyntaxNode] {
    var nodes: [SyntaxNode] = []
    try list(closing: UInt8(ascii: "]")) { (parser) throws(SyntaxError) in
      nodes.append(try parser.value(depth: depth + 1))
    }
    return nodes
  }

  private mutating func members(depth: Int) throws(SyntaxError) -> [SyntaxMember] {
    var members: [SyntaxMember] = []
    try list(closing: UInt8(ascii: "}")) { (parser) throws(SyntaxError) in
      members.append(try parser.member(depth: depth))
    }
    return members
  }

  private mutating func member(depth: Int) throws(SyntaxError) -> SyntaxMember {
    guard current == UInt8(ascii: "\"") else {
      throw error("Here a key in double quotes must stand, such as \"session\", not \(describeCurrent()).")
    }
    let keyPosition = position(at: index)
    let key = try string()
    try skipTrivia()
    guard current == UInt8(ascii: ":") else {
      throw error("After the key \(JSONText.excerpt(key)) a colon must stand, not \(describeCurrent()).")
    }
    index += 1
    try skipTrivia()
    return SyntaxMember(key: key, keyPosition: keyPosition, node: try value(depth: depth + 1))
  }

  /// Reads items between the bracket at the index and `closing`, with commas between and perhaps behind.
  private mutating func list(
    closing: UInt8, item: (inout SyntaxParser) throws(SyntaxError) -> Void
  ) throws(SyntaxError) {
    let opening = index
    let brackets = (open: describeCurrent(), close: "“\(Unicode.Scalar(closing))”")
    index += 1
    try skipTrivia()
    while current != closing {
      guard current != nil else {
        throw error("This \(brackets.open) is never closed. Add a \(brackets.close).", at: opening)
      }
      try item(&self)
      let itemEnd = index
      try skipTrivia()
      if current == UInt8(ascii: ",") {
        index += 1
        try skipTrivia()
      } else if current != closing, current != nil {
        throw error("A comma is missing here, before \(describeCurrent()).", at: itemEnd)
      }
    }
    index += 1
  }
}
