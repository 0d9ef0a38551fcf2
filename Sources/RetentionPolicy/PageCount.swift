/// A number of database pages.
public struct PageCount: Hashable, Comparable, Sendable {
  /// The count itself.
  public let pages: Int64

  /// A count of pages; a negative number becomes zero.
  public init(_ pages: Int64) {
    self.pages = max(0, pages)
  }

  /// The bytes that these pages take, at most the greatest count.
  public func bytes(pageSize: ByteCount) -> ByteCount {
    ByteCount(pages.multipliedSaturated(by: pageSize.bytes))
  }

  /// The fewer pages first.
  public static func < (left: PageCount, right: PageCount) -> Bool { left.pages < right.pages }

  /// The difference, never below zero.
  public static func - (left: PageCount, right: PageCount) -> PageCount {
    PageCount(left.pages - right.pages)
  }
}
