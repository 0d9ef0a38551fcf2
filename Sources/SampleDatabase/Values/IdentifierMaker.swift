/// Ids as opencode makes them: a prefix, 48 bits of time and counter in hexadecimal, 14 random characters.
///
/// The time takes 53 bits and is cut to 48: it wrapped on 2026-08-14 (opencode #45188), as it does here.
struct IdentifierMaker {
  private var generator: SampleGenerator
  private var counter: Int64 = 0

  init(seed: UInt64) {
    generator = SampleGenerator(seed: seed)
  }

  /// An id such as `msg_…`. Session ids run backwards in time, all others forwards.
  mutating func make(_ prefix: String, at milliseconds: Int64) -> String {
    counter = (counter + 1) & 0xFFF
    let moment = milliseconds &* 0x1000 &+ counter
    let bits = UInt64(truncatingIfNeeded: prefix == "ses" ? ~moment : moment) & 0xFFFF_FFFF_FFFF
    let hexadecimal = String(bits, radix: 16)
    var id = prefix + "_" + String(repeating: "0", count: 12 - hexadecimal.utf8.count) + hexadecimal
    for _ in 0..<14 { id.unicodeScalars.append(Self.alphabet[generator.below(62)]) }
    return id
  }

  private static let alphabet = Array(
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".unicodeScalars)
}
