/// A JSON number as it was written, so that nothing is lost before it is known what it is for.
struct NumberLiteral: Hashable, Sendable {
  /// The characters of the number.
  let text: String

  /// A number, or nil where `text` is none by the JSON grammar (RFC 8259, section 6).
  init?(_ text: String) {
    var rest = text.utf8[...]
    func skipDigits() -> Int {
      let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      rest = rest[digits.endIndex...]
      return digits.count
    }
    func skip(_ choices: String) -> Bool {
      guard let first = rest.first, choices.utf8.contains(first) else { return false }
      rest = rest.dropFirst()
      return true
    }
    _ = skip("-")
    if !skip("0") {
      guard skipDigits() > 0 else { return nil }
    }
    if skip(".") {
      guard skipDigits() > 0 else { return nil }
    }
    if skip("eE") {
      _ = skip("+-")
      guard skipDigits() > 0 else { return nil }
    }
    guard rest.isEmpty else { return nil }
    self.text = text
  }

  /// Whether it was written without a decimal point and without an exponent.
  var isInteger: Bool { !text.utf8.contains { ".eE".utf8.contains($0) } }

  /// The whole number; nil for a fraction and for what does not fit.
  var integer: Int64? { isInteger ? Int64(text) : nil }

  /// The nearest floating-point number; infinite where it is too large.
  var approximation: Double { Double(text) ?? .infinity }
}
