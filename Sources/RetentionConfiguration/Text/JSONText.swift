/// Writing text inside the quotes of a JSON string.
enum JSONText {
  /// `text` escaped as ECMAScript's `JSON.stringify` does, without the quotes.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\u{8}": result += "\\b"
      case "\u{C}": result += "\\f"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\u{0}"..<" ":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// `text` in quotes, escaped, and cut so that a message stays readable.
  static func excerpt(_ text: String) -> String {
    let limit = 60
    return "\"" + escaped(String(text.prefix(limit))) + (text.count > limit ? "…" : "") + "\""
  }
}
