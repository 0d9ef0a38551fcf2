import Glibc
import TestSupport

/// How much is tried: a selection in a usual run of the tests, and everything when `RETENTIOND_FAULTS` is `all`
/// (`Tests/faults`).
enum Extent {
  case usual
  case all

  static let current: Extent =
    getenv("RETENTIOND_FAULTS").map { String(cString: $0) } == "all" ? .all : .usual

  /// How often something random is tried.
  func times(usually: Int, all: Int) -> Int { self == .all ? all : usually }

  /// All elements, or a selection spread over them.
  ///
  /// - Parameters:
  ///   - count: how many in a usual run.
  ///   - seed: where the selection begins follows from it.
  func select<Element>(_ elements: [Element], usually count: Int, seed: UInt64) -> [Element] {
    guard self == .usual, elements.count > count, count > 0 else {
      return self == .usual && count == 0 ? [] : elements
    }
    var generator = SplitMix64(seed: seed)
    let offset = Double.random(in: 0..<1, using: &generator)
    return (0..<count).map { elements[Int((Double($0) + offset) * Double(elements.count) / Double(count))] }
  }
}
