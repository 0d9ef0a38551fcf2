import TestSupport

extension SplitMix64 {
  /// A generator for the case of this number.
  init(seed: Int) { self.init(seed: UInt64(bitPattern: Int64(seed))) }

  /// True in so many of a hundred cases.
  mutating func chance(percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }
}
