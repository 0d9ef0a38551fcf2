internal import FoundationEssentials

/// Turns documents into text: indented, keys sorted, so that two outputs can be compared line by line.
enum JSONText {
  static func text(of document: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(document), as: UTF8.self) + "\n"
  }
}
