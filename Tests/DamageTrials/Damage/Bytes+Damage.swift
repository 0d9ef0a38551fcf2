import TestSupport

/// Damage that knows nothing of formats.
extension [UInt8] {
  /// What a disk reads and writes at once.
  static let sectorSize = 512

  mutating func flipBit(in range: Range<Int>, using generator: inout SplitMix64) {
    guard let place = range.clamped(to: indices).randomElement(using: &generator) else { return }
    self[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
  }

  mutating func overwriteByte(in range: Range<Int>, using generator: inout SplitMix64) {
    guard let place = range.clamped(to: indices).randomElement(using: &generator) else { return }
    let telling: [UInt8] = [0x00, 0xFF, 0x7F, 0x80, 0x01, self[place] &+ 1, self[place] &- 1]
    self[place] =
      generator.chance(in: 2)
      ? UInt8.random(in: 0...255, using: &generator) : telling.randomElement(using: &generator) ?? 0
  }

  /// A sector, aligned, that lies in the bytes.
  func sector(using generator: inout SplitMix64) -> Range<Int> {
    guard !isEmpty else { return 0..<0 }
    let number = Int.random(in: 0...(count - 1) / Self.sectorSize, using: &generator)
    return number * Self.sectorSize..<Swift.min(count, (number + 1) * Self.sectorSize)
  }

  mutating func zero(_ range: Range<Int>) {
    for index in range.clamped(to: indices) { self[index] = 0 }
  }

  mutating func shuffle(_ range: Range<Int>, using generator: inout SplitMix64) {
    self[range.clamped(to: indices)].shuffle(using: &generator)
  }

  mutating func swap(_ first: Range<Int>, _ second: Range<Int>) {
    guard first.count == second.count, !first.overlaps(second) else { return }
    for (left, right) in zip(first, second) { swapAt(left, right) }
  }

  mutating func cutEnd(using generator: inout SplitMix64) {
    guard !isEmpty else { return }
    removeLast(
      Int.random(in: 1...(generator.chance(in: 2) ? count : Swift.min(count, 64)), using: &generator))
  }

  mutating func appendRubbish(using generator: inout SplitMix64) {
    let isZero = generator.chance(in: 3)
    for _ in 0..<Int.random(in: 1...10_000, using: &generator) {
      append(isZero ? 0 : UInt8.random(in: 0...255, using: &generator))
    }
  }

  /// A number as SQLite writes it. https://sqlite.org/fileformat2.html
  func bigEndian(at place: Int, count: Int) -> Int {
    guard place >= 0, place + count <= self.count else { return 0 }
    return self[place..<place + count].reduce(0) { $0 << 8 | Int($1) }
  }

  mutating func write(_ value: Int, at place: Int, count: Int) {
    guard place >= 0, place + count <= self.count else { return }
    for index in 0..<count {
      self[place + index] = UInt8(truncatingIfNeeded: value >> (8 * (count - 1 - index)))
    }
  }
}
