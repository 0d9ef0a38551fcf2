/// A text after its placeholders were replaced, which still knows where each byte came from.
struct SubstitutedText: Hashable, Sendable {
  /// A stretch of the text and the offset in the original that it stems from.
  private struct Piece: Hashable {
    let start: Int
    let origin: Int
    /// Whether the stretch runs alongside the original; a replacement stems from one point as a whole.
    let isCopy: Bool
  }

  /// A placeholder and what goes in its place.
  struct Replacement: Hashable {
    /// Where the placeholder stands in the text it is replaced in.
    let range: Range<Int>
    /// The UTF-8 bytes to put there.
    let bytes: [UInt8]
  }

  /// The UTF-8 bytes.
  private(set) var bytes: [UInt8] = []
  private var pieces: [Piece] = []

  /// A text in which nothing was replaced yet.
  init(_ source: SourceText) {
    bytes = source.bytes
    pieces = [Piece(start: 0, origin: 0, isCopy: true)]
  }

  private init() {}

  /// The offset in the original of the byte at `offset`; inside a replacement, that of its placeholder.
  func origin(of offset: Int) -> Int {
    let piece = pieces[pieceIndex(at: offset)]
    return piece.isCopy ? piece.origin + offset - piece.start : piece.origin
  }

  /// This text with `replacements`, which are in ascending order and do not overlap.
  func replacing(_ replacements: [Replacement]) -> SubstitutedText {
    var result = SubstitutedText()
    var copied = 0
    for replacement in replacements {
      result.append(copied..<replacement.range.lowerBound, of: self)
      let origin = origin(of: replacement.range.lowerBound)
      result.pieces.append(Piece(start: result.bytes.count, origin: origin, isCopy: false))
      result.bytes += replacement.bytes
      copied = replacement.range.upperBound
    }
    result.append(copied..<bytes.count, of: self)
    return result
  }

  /// Appends a stretch of another text, and an empty one as well: it holds the place of the end.
  private mutating func append(_ range: Range<Int>, of other: SubstitutedText) {
    for piece in other.pieces[other.pieceIndex(at: range.lowerBound)...] {
      guard piece.start < range.upperBound || piece.start <= range.lowerBound else { break }
      let start = max(piece.start, range.lowerBound)
      pieces.append(
        Piece(
          start: bytes.count + start - range.lowerBound,
          origin: piece.isCopy ? piece.origin + start - piece.start : piece.origin,
          isCopy: piece.isCopy))
    }
    bytes += other.bytes[range]
  }

  /// The last piece that begins at or before `offset`. There is always one that begins at zero.
  private func pieceIndex(at offset: Int) -> Int {
    var low = 0
    var high = pieces.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if pieces[middle].start <= offset { low = middle } else { high = middle }
    }
    return low
  }
}
