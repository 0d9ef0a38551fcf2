/// Computes what identifies a row's content, from its values in any order.
///
/// - The *digest* covers the table's name and every value that is not NULL, with its column's name and
///   storage class. (NULL is left out so that a column added later, NULL in every old row, changes nothing.)
/// - The *fingerprint* is the same, but where an update shows in `Fingerprint.updateTime`, or there are no updates,
///   it covers of values above `Fingerprint.wholeValue` the size and the first bytes only: it can be computed under
///   the write lock, without the overflow pages.
public final class RowHasher {
  private var digestSum = Digest128.zero
  private var fingerprintSum = Digest128.zero
  private var hasUpdateTime = false
  private var buffer: [UInt8] = []
  private let streamed = Hash128()
  /// Of the value that was begun: the bytes before it in the buffer, and its own so far.
  private var prefixCount = 0
  private var valueCount = 0

  /// A hasher without values.
  public init() {
    buffer.reserveCapacity(Fingerprint.wholeValue + 256)
  }

  /// Adds an integer.
  public func add(_ column: String, integer: Int64) {
    begin(column, .integer)
    withUnsafeBytes(of: integer.littleEndian) { buffer.append(contentsOf: $0) }
    addBuffer()
  }

  /// Adds a double, by its bits.
  public func add(_ column: String, real: Double) {
    begin(column, .real)
    withUnsafeBytes(of: real.bitPattern.littleEndian) { buffer.append(contentsOf: $0) }
    addBuffer()
  }

  /// Begins a text or a blob, whose bytes follow by `append`.
  public func beginValue(_ column: String, _ storageClass: StorageClass) {
    begin(column, storageClass)
    prefixCount = buffer.count
    valueCount = 0
  }

  /// Adds the next bytes of the value that was begun.
  public func append(_ piece: UnsafeRawBufferPointer) {
    let isWhole = valueCount <= Fingerprint.wholeValue
    valueCount += piece.count
    if valueCount <= Fingerprint.wholeValue {
      buffer.append(contentsOf: piece)
    } else if isWhole {
      // The value turns out to be long: what is known of it goes on into the stream, its head stays.
      streamed.reset()
      buffer.withUnsafeBytes { streamed.update($0) }
      streamed.update(piece)
      let missing = prefixCount + Fingerprint.headOfLongValue - buffer.count
      if missing > 0 {
        buffer.append(contentsOf: piece.prefix(missing))
      } else {
        buffer.removeLast(-missing)
      }
    } else {
      streamed.update(piece)
    }
  }

  /// Ends the value that was begun.
  public func endValue() {
    guard valueCount > Fingerprint.wholeValue else { return addBuffer() }
    digestSum = digestSum + streamed.digest
    fingerprintSum = fingerprintSum + bufferWithCount(valueCount)
  }

  /// Adds, to the fingerprint alone, a value of `count` bytes of which only the head is known.
  func addHead(_ column: String, _ storageClass: StorageClass, count: Int, head: UnsafeRawBufferPointer) {
    begin(column, storageClass)
    buffer.append(contentsOf: head)
    fingerprintSum = fingerprintSum + bufferWithCount(count)
  }

  /// The row's digest and fingerprint; the hasher is then ready for the next row.
  public func finish(table: String) -> (digest: Digest128, fingerprint: Fingerprint) {
    let known = hasUpdateTime || Fingerprint.neverUpdated.contains(table) ? fingerprintSum : digestSum
    let result = (close(table, digestSum), Fingerprint(close(table, known)))
    reset()
    return result
  }

  /// Forgets the values added so far.
  public func reset() {
    digestSum = .zero
    fingerprintSum = .zero
    hasUpdateTime = false
  }

  private func begin(_ column: String, _ storageClass: StorageClass) {
    if column == Fingerprint.updateTime { hasUpdateTime = true }
    buffer.removeAll(keepingCapacity: true)
    buffer.append(contentsOf: column.utf8)
    buffer.append(0)
    buffer.append(storageClass.rawValue)
  }

  private func addBuffer() {
    let digest = buffer.withUnsafeBytes { Hash128.digest(of: $0) }
    digestSum = digestSum + digest
    fingerprintSum = fingerprintSum + digest
  }

  private func bufferWithCount(_ count: Int) -> Digest128 {
    withUnsafeBytes(of: count.littleEndian) { buffer.append(contentsOf: $0) }
    return buffer.withUnsafeBytes { Hash128.digest(of: $0) }
  }

  /// Binds the sum of the values to the table, so that the same values elsewhere are another row.
  private func close(_ table: String, _ sum: Digest128) -> Digest128 {
    buffer.removeAll(keepingCapacity: true)
    buffer.append(contentsOf: table.utf8)
    buffer.append(0)
    withUnsafeBytes(of: (sum.high.littleEndian, sum.low.littleEndian)) { buffer.append(contentsOf: $0) }
    return buffer.withUnsafeBytes { Hash128.digest(of: $0) }
  }
}
