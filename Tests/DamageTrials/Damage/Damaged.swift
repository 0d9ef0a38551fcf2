import TestSupport

/// The bytes of a few files, by name.
typealias Files = [String: [UInt8]]

/// A way to damage files.
protocol Damage: CaseIterable, RawRepresentable, Sendable where RawValue == String {
  /// Damages the files once, in a way that follows from the generator.
  func apply(to files: inout Files, using generator: inout SplitMix64)
}

extension Damage {
  /// The kind for a seed: all kinds take their turns.
  static func kind(for seed: UInt64) -> Self {
    let kinds = Array(allCases)
    return kinds[Int(seed % UInt64(kinds.count))]
  }

  /// The files as a seed damages them; one case in four is damaged more than once.
  static func damage(_ files: Files, seed: UInt64) -> Files {
    var generator = SplitMix64(seed: seed)
    let kind = kind(for: seed)
    var damaged = files
    let times = generator.chance(in: 4) ? Int.random(in: 2...4, using: &generator) : 1
    for _ in 0..<times { kind.apply(to: &damaged, using: &generator) }
    // Some damage leaves everything as it was: zeros over zeros.
    for _ in 0..<20 where damaged == files { kind.apply(to: &damaged, using: &generator) }
    return damaged
  }
}

extension SplitMix64 {
  /// True once in so many times.
  mutating func chance(in times: Int) -> Bool { Int.random(in: 0..<times, using: &self) == 0 }
}
