internal import RetentionPolicy

extension ByteCount {
  private static let units: [(name: String, size: Int64)] = [
    ("TB", 1 << 40), ("GB", 1 << 30), ("MB", 1 << 20), ("KB", 1 << 10),
  ]

  /// The size in units of 1024, with one decimal: `512.3 MB`.
  var text: String {
    guard let unit = Self.units.first(where: { bytes >= $0.size }) else { return "\(bytes) B" }
    // In tenths, rounded; the remainder apart, as the whole times ten may be more than 64 bits hold.
    let tenths = bytes / unit.size * 10 + (bytes % unit.size * 10 + unit.size / 2) / unit.size
    return "\(tenths / 10).\(tenths % 10) \(unit.name)"
  }

  /// The size without a decimal that says nothing: `512 MB`.
  var shortText: String { text.replacing(".0 ", with: " ") }

  /// The size in whole MB, from 1 GB on with one decimal: `512 MB`, `1.2 GB`.
  var roundText: String {
    bytes < 1 << 30 ? "\((bytes + (1 << 19)) >> 20) MB" : shortText
  }

  /// The number as a configuration has it, in MB.
  var megabytes: String { Double(bytes).fraction(of: 1_048_576) }
}

extension Milliseconds {
  /// The number as a configuration has it, in days.
  var days: String { Double(count).fraction(of: 86_400_000) }
  /// The number as a configuration has it, in hours.
  var hours: String { Double(count).fraction(of: 3_600_000) }

  /// A length of time for people: `120 ms`, `3.2 s`, `2:05 min`.
  var text: String {
    switch count {
    case ..<1_000: "\(count) ms"
    case ..<60_000: "\(count / 1_000).\(count % 1_000 / 100) s"
    default: "\(count / 60_000):\(count / 1_000 % 60 < 10 ? "0" : "")\(count / 1_000 % 60) min"
    }
  }
}

extension Double {
  /// How often a unit goes into the number, with up to two decimals and none that say nothing.
  fileprivate func fraction(of unit: Double) -> String {
    let rounded = (self / unit * 100).rounded() / 100
    return rounded == rounded.rounded() ? "\(Int64(rounded))" : "\(rounded)"
  }
}

extension Int {
  /// The number with a noun: `1 tree`, `3 trees`.
  func counted(_ noun: String) -> String { "\(self) \(noun)\(self == 1 ? "" : "s")" }
}
