/// The 64 words that sample text is made of, each in a slot of 16 bytes so that one store writes it.
///
/// They are written as they stand inside a JSON string; only `\n` and `\t` are escapes, so that text may
/// be cut anywhere but behind a backslash.
enum Vocabulary {
  struct Slot {
    let bytes: SIMD16<UInt8>
    let count: Int
  }

  static let slots: [Slot] = words.map { word in
    let characters = Array((word.hasPrefix("\\") ? word : word + " ").utf8.prefix(16))
    var bytes = SIMD16<UInt8>(repeating: UInt8(ascii: " "))
    for (index, character) in characters.enumerated() { bytes[index] = character }
    return Slot(bytes: bytes, count: characters.count)
  }

  private static let words = [
    "the", "\\n", "\\n  ", "return", "\\n\\t", "const", "=", "import", "\\n    ", "if", "(", "function",
    ")", "{", "}", "error", "\\n//", "await", "=>", "export", "type", "string", "number", "session",
    ":", "file", "from", "test", "null", "message", "value", "src/index.ts", "true", "async", "new",
    "path", "throw", "result", "in", "options", "of", "buffer", "key", "undefined", "to", "handler",
    "and", "node_modules", "a", "config", "is", "interface", "not", "readFile", "0x7f", "parse",
    "200", "render", "404", "component", "1024", "provider", "3.14", "permission",
  ]
}
