/// Walks through the JSON text of one frame, piece by piece, expecting what the writer wrote.
///
/// It takes no other JSON than ours: an archive that somebody edited is refused, not guessed at.
final class JSONCursor {
  private let frame: FrameReader
  private var piece: [UInt8] = []
  private var place = 0

  init(frame: FrameReader) {
    self.frame = frame
  }

  /// The next byte, which stays next; nil at the end.
  func peek() throws -> UInt8? {
    while place == piece.count {
      guard let next = try frame.next() else { return nil }
      (piece, place) = (next, 0)
    }
    return piece[place]
  }

  /// Takes the next byte if it is this one.
  func skip(_ byte: Unicode.Scalar) throws -> Bool {
    guard try peek() == UInt8(ascii: byte) else { return false }
    place += 1
    return true
  }

  /// Takes the next byte.
  func take() throws -> UInt8 {
    guard let byte = try peek() else { throw unexpected("the end") }
    place += 1
    return byte
  }

  /// Takes exactly this text.
  func expect(_ text: String) throws {
    try expect(Array(text.utf8))
  }

  /// Takes exactly these bytes.
  func expect(_ bytes: [UInt8]) throws {
    for byte in bytes where try take() != byte {
      throw unexpected("something else than “\(String(decoding: bytes, as: UTF8.self))”")
    }
  }

  /// The longest string that is kept in memory: far above any title or path.
  private static let longestString = 16 << 20

  /// Takes a short string.
  func string() throws -> String {
    var bytes: [UInt8] = []
    try string { piece in
      guard bytes.count + piece.count <= Self.longestString else { throw unexpected("a name without an end") }
      bytes.append(contentsOf: piece)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else { throw unexpected("invalid UTF-8") }
    return text
  }

  /// Takes a string and hands its content on in pieces.
  func string(_ sink: (UnsafeRawBufferPointer) throws -> Void) throws {
    try expect("\"")
    while true {
      guard try peek() != nil else { throw unexpected("the end of the frame in a string") }
      place = try piece.withUnsafeBytes { piece in
        var end = piece.endOfPlainString(from: place)
        while end < piece.count, piece[end] >= 0x80 { end = piece.endOfPlainString(from: end + 1) }
        if end > place { try sink(UnsafeRawBufferPointer(rebasing: piece[place..<end])) }
        return end
      }
      guard place < piece.count else { continue }
      switch try take() {
      case UInt8(ascii: "\""): return
      case UInt8(ascii: "\\"): try withUnsafeBytes(of: try escape()) { try sink($0) }
      default: throw unexpected("a control character in a string")
      }
    }
  }

  /// Takes a number or a literal: all bytes up to a comma or a bracket.
  func token() throws -> String {
    var bytes: [UInt8] = []
    while let byte = try peek(), !",]}".utf8.contains(byte) {
      guard bytes.count < 40 else { throw unexpected("a number without an end") }
      bytes.append(byte)
      place += 1
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Takes a whole number.
  func integer() throws -> Int64 {
    let token = try token()
    guard let integer = Int64(token) else { throw unexpected("“\(token)” where a whole number was expected") }
    return integer
  }

  /// Takes a JSON value, checks it and hands it on byte for byte.
  ///
  /// - Parameter opening: what was taken of the value already.
  func value(opening: String = "", _ sink: (UnsafeRawBufferPointer) throws -> Void) throws {
    // What is around an embedded value adds a few levels to those that the writer allows for it.
    var scanner = JSONScanner(maximumDepth: ValueForm.maximumDepth + 16)
    var opening = opening
    try opening.withUTF8 { bytes in
      _ = scanner.scan(UnsafeRawBufferPointer(bytes))
      try sink(UnsafeRawBufferPointer(bytes))
    }
    while scanner.status == .open {
      guard try peek() != nil else { throw unexpected("the end of the frame in a value") }
      place += try piece.withUnsafeBytes { piece in
        let rest = UnsafeRawBufferPointer(rebasing: piece[place...])
        let count = scanner.scan(rest)
        try sink(UnsafeRawBufferPointer(rebasing: rest.prefix(count)))
        return count
      }
    }
    guard scanner.status == .complete else { throw unexpected("invalid JSON") }
  }

  /// Makes sure that nothing follows.
  func expectEnd() throws {
    guard try peek() == nil else { throw unexpected("more after the end") }
  }

  /// An error that says what was found.
  func unexpected(_ found: String) -> ArchiveError {
    frame.damage("it holds \(found)")
  }

  private func escape() throws -> UInt8 {
    switch try take() {
    case UInt8(ascii: "\""): return UInt8(ascii: "\"")
    case UInt8(ascii: "\\"): return UInt8(ascii: "\\")
    case UInt8(ascii: "n"): return 0x0A
    case UInt8(ascii: "r"): return 0x0D
    case UInt8(ascii: "t"): return 0x09
    case UInt8(ascii: "u"):
      // The writer escapes control characters only.
      try expect("00")
      let digits = String(decoding: [try take(), try take()], as: UTF8.self)
      guard let byte = UInt8(digits, radix: 16), byte < 0x20 else {
        throw unexpected("an escape that is not ours")
      }
      return byte
    default: throw unexpected("an escape that is not ours")
    }
  }
}
