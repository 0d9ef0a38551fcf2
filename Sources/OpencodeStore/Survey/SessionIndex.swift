/// Numbers session ids, so that a scan over millions of rows compares bytes instead of making strings.
struct SessionIndex {
  private(set) var ids: [String] = []
  private var numbers: [String: Int] = [:]
  /// Rows of one session mostly lie together: the last id seen, and its number.
  private var last: (bytes: [UInt8], number: Int?) = ([], nil)

  /// The number of an id, which is given one when it is new.
  mutating func insert(_ id: String) -> Int {
    if let number = numbers[id] { return number }
    let number = ids.count
    ids.append(id)
    numbers[id] = number
    return number
  }

  /// The number of the id in a column; nil when it is no text or not the id of a known session.
  mutating func number(in statement: Statement, at column: Int32) -> Int? {
    guard statement.storageClass(at: column) == .text else { return nil }
    let isLast = statement.withBytes(at: column) { bytes in
      last.bytes.count == bytes.count && last.bytes.elementsEqual(bytes)
    }
    if isLast { return last.number }
    let number = statement.text(at: column).flatMap { numbers[$0] }
    last = (statement.withBytes(at: column) { Array($0) }, number)
    return number
  }

  /// The number of a known id.
  func number(of id: String) -> Int? { numbers[id] }
}
