/// A trigger, as far as it matters what sets it off.
struct Trigger {
  /// What sets a trigger off.
  enum Event: String {
    case delete, insert, update
  }

  let name: String
  let table: String
  let event: Event

  /// Reads the event from the trigger's text: the first of the three words outside quotes, as the grammar
  /// has it between the name and `ON`. https://sqlite.org/lang_createtrigger.html
  init(name: String, table: String, sql: String) {
    self.name = name
    self.table = table
    let words = Self.unquotedWords(sql)
    // What cannot be read is taken for the dangerous kind.
    event = words.lazy.compactMap { Event(rawValue: $0) }.first ?? .delete
  }

  private static func unquotedWords(_ sql: String) -> [String] {
    let closers: [Character: Character] = ["\"": "\"", "`": "`", "[": "]", "'": "'"]
    var words: [String] = []
    var word = ""
    var closer: Character?
    for character in sql {
      if let open = closer {
        if character == open { closer = nil }
      } else if character.isLetter || character == "_" {
        word.append(contentsOf: character.lowercased())
        continue
      } else {
        closer = closers[character]
      }
      if !word.isEmpty { words.append(word) }
      word = ""
    }
    return words + (word.isEmpty ? [] : [word])
  }
}
