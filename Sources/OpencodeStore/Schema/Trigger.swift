/// A trigger, as far as it matters what sets it off.
struct Trigger {
  /// What sets a trigger off.
  enum Event: String {
    case delete, insert, update
  }

  let name: String
  let table: String
  let event: Event

  /// Reads the event from the trigger's text: the first of the three words outside quotes and comments, as the
  /// grammar has it between the name and `ON`. https://sqlite.org/lang_createtrigger.html
  init(name: String, table: String, sql: String) {
    self.name = name
    self.table = table
    let words = Self.unquotedWords(Self.withoutComments(sql))
    // What cannot be read is taken for the dangerous kind.
    event = words.lazy.compactMap { Event(rawValue: $0) }.first ?? .delete
  }

  /// The text with a space for each comment. https://sqlite.org/lang_comment.html
  private static func withoutComments(_ sql: String) -> String {
    var text = ""
    var rest = sql[...]
    while let character = rest.first {
      if rest.hasPrefix("--") {
        rest = rest.drop { !$0.isNewline }
      } else if rest.hasPrefix("/*") {
        rest = rest.dropFirst(2)
        while !rest.isEmpty, !rest.hasPrefix("*/") { rest = rest.dropFirst() }
        rest = rest.dropFirst(2)
      } else {
        // A quoted name or string may hold what would begin a comment.
        let end = quoteEnds[character].flatMap { end in rest.dropFirst().firstIndex(of: end) }
        text += rest[...(end ?? rest.startIndex)]
        rest = rest[rest.index(after: end ?? rest.startIndex)...]
        continue
      }
      text += " "
    }
    return text
  }

  private static let quoteEnds: [Character: Character] = ["\"": "\"", "`": "`", "[": "]", "'": "'"]

  private static func unquotedWords(_ sql: String) -> [String] {
    var words: [String] = []
    var word = ""
    var closer: Character?
    for character in sql {
      if let open = closer {
        if character == open { closer = nil }
      } else if character.isLetter || character.isNumber || character == "_" {
        word.append(contentsOf: character.lowercased())
        continue
      } else {
        closer = quoteEnds[character]
      }
      if !word.isEmpty { words.append(word) }
      word = ""
    }
    return words + (word.isEmpty ? [] : [word])
  }
}
