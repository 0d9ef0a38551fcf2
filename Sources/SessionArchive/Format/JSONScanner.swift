/// Follows one JSON value through bytes that come in pieces: where it ends, and whether it is valid
/// (RFC 8259, UTF-8), without building it and without recursion.
package struct JSONScanner {
  /// Where the scanner stands.
  package enum Status: Hashable {
    /// The value goes on.
    case open
    /// The value has ended.
    case complete
    /// The bytes are no JSON, or nested deeper than allowed, or hold a reserved key.
    case invalid
  }

  /// Where the value stands now.
  package private(set) var status = Status.open

  private enum State {
    case value, firstElementOrEnd, firstKeyOrEnd, key, colon, afterValue
    case string, escape
    case unicode(Int)
    case minus, zero, digits, point, fraction, exponent, exponentSign, exponentDigits
    case literal(StaticString, Int)
  }

  private var state = State.value
  /// The open arrays and objects, outermost first: true for an object.
  private var nesting: [Bool] = []
  private var isKey = false
  private var utf8 = UTF8Check()
  /// The key of the outermost object that is being read, as far as it can be a reserved one.
  private var outerKey: [UInt8] = []
  private let maximumDepth: Int
  private let reservedKeys: [[UInt8]]
  private let longestReserved: Int

  /// A scanner.
  ///
  /// - Parameters:
  ///   - maximumDepth: how deep arrays and objects may be nested.
  ///   - reservedKeys: keys that the value, if it is an object, must not have.
  package init(maximumDepth: Int, reservedKeys: [String] = []) {
    self.maximumDepth = maximumDepth
    self.reservedKeys = reservedKeys.map { Array($0.utf8) }
    longestReserved = self.reservedKeys.map(\.count).max() ?? 0
  }

  /// Takes the next bytes and returns how many of them belong to the value: all, unless it ended.
  package mutating func scan(_ bytes: UnsafeRawBufferPointer) -> Int {
    var index = 0
    while index < bytes.count, status == .open {
      if case .string = state {
        index = skipPlain(bytes, from: index)
        if index == bytes.count { break }
      }
      step(bytes[index])
      if status != .invalid { index += 1 }
    }
    return index
  }

  /// Within a string: goes past plain text and ordinary escapes, of which large values mostly consist.
  private mutating func skipPlain(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
    guard utf8.isBetweenCharacters else { return start }
    var index = bytes.endOfPlainString(from: start)
    if isOuterKey {
      noteKey(bytes[start..<index])
      return index
    }
    while index + 1 < bytes.count, bytes[index] == UInt8(ascii: "\\"), Self.isShortEscape(bytes[index + 1]) {
      index = bytes.endOfPlainString(from: index + 2)
    }
    return index
  }

  private static func isShortEscape(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      true
    default: false
    }
  }

  private mutating func step(_ byte: UInt8) {
    switch state {
    case .string: inString(byte)
    case .escape:
      if byte == UInt8(ascii: "u") {
        state = .unicode(4)
      } else if Self.isShortEscape(byte) {
        state = .string
      } else {
        fail()
      }
    case .unicode(let missing):
      guard Character(UnicodeScalar(byte)).isHexDigit, byte < 0x80 else { return fail() }
      state = missing == 1 ? .string : .unicode(missing - 1)
    case .minus, .zero, .digits, .point, .fraction, .exponent, .exponentSign, .exponentDigits: inNumber(byte)
    case .literal(let text, let place):
      guard text.utf8Start[place] == byte else { return fail() }
      if place + 1 == text.utf8CodeUnitCount { endValue() } else { state = .literal(text, place + 1) }
    default:
      if byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { return }
      betweenTokens(byte)
    }
  }

  private mutating func betweenTokens(_ byte: UInt8) {
    switch (state, byte) {
    case (.firstElementOrEnd, UInt8(ascii: "]")), (.firstKeyOrEnd, UInt8(ascii: "}")): close(byte)
    case (.value, _), (.firstElementOrEnd, _): beginValue(byte)
    case (.firstKeyOrEnd, UInt8(ascii: "\"")), (.key, UInt8(ascii: "\"")): beginString(isKey: true)
    case (.colon, UInt8(ascii: ":")): state = .value
    case (.afterValue, UInt8(ascii: ",")): state = nesting.last == true ? .key : .value
    case (.afterValue, UInt8(ascii: "]")), (.afterValue, UInt8(ascii: "}")): close(byte)
    default: fail()
    }
  }

  private mutating func beginValue(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "{"): open(isObject: true)
    case UInt8(ascii: "["): open(isObject: false)
    case UInt8(ascii: "\""): beginString(isKey: false)
    case UInt8(ascii: "t"): state = .literal("true", 1)
    case UInt8(ascii: "f"): state = .literal("false", 1)
    case UInt8(ascii: "n"): state = .literal("null", 1)
    case UInt8(ascii: "-"): state = .minus
    case UInt8(ascii: "0"): state = .zero
    case UInt8(ascii: "1")...UInt8(ascii: "9"): state = .digits
    default: fail()
    }
  }

  private mutating func open(isObject: Bool) {
    guard nesting.count < maximumDepth else { return fail() }
    nesting.append(isObject)
    state = isObject ? .firstKeyOrEnd : .firstElementOrEnd
  }

  private mutating func close(_ byte: UInt8) {
    guard nesting.popLast() == (byte == UInt8(ascii: "}")) else { return fail() }
    endValue()
  }

  private mutating func endValue() {
    state = .afterValue
    if nesting.isEmpty { status = .complete }
  }

  private mutating func fail() {
    status = .invalid
  }

  // MARK: Strings

  private mutating func beginString(isKey: Bool) {
    self.isKey = isKey
    outerKey.removeAll(keepingCapacity: true)
    state = .string
  }

  private mutating func inString(_ byte: UInt8) {
    if !utf8.isBetweenCharacters || byte >= 0x80 {
      if !utf8.take(byte) { fail() }
    } else if byte == UInt8(ascii: "\"") {
      guard !isReservedKey else { return fail() }
      if isKey { state = .colon } else { endValue() }
    } else if byte == UInt8(ascii: "\\") {
      // An escaped key could spell a reserved one: not worth telling apart.
      guard !isOuterKey else { return fail() }
      state = .escape
    } else {
      // The search stopped at a control character, or a plain byte follows one that was looked at alone.
      if byte < 0x20 { fail() } else { noteKey(CollectionOfOne(byte)) }
    }
  }

  private mutating func noteKey(_ bytes: some Collection<UInt8>) {
    guard isOuterKey, outerKey.count <= longestReserved else { return }
    outerKey.append(contentsOf: bytes.prefix(longestReserved + 1))
  }

  /// Whether the string is a key that could be a reserved one.
  private var isOuterKey: Bool { isKey && nesting.count == 1 && !reservedKeys.isEmpty }

  private var isReservedKey: Bool { isOuterKey && reservedKeys.contains(outerKey) }

  // MARK: Numbers

  private mutating func inNumber(_ byte: UInt8) {
    let isDigit = byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    switch state {
    case .minus where byte == UInt8(ascii: "0"): state = .zero
    case .minus where isDigit: state = .digits
    case .digits where isDigit, .fraction where isDigit, .exponentDigits where isDigit: break
    case .zero where byte == UInt8(ascii: "."), .digits where byte == UInt8(ascii: "."): state = .point
    case .point where isDigit: state = .fraction
    case .zero where byte | 0x20 == UInt8(ascii: "e"), .digits where byte | 0x20 == UInt8(ascii: "e"),
      .fraction where byte | 0x20 == UInt8(ascii: "e"):
      state = .exponent
    case .exponent where byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-"): state = .exponentSign
    case .exponent where isDigit, .exponentSign where isDigit: state = .exponentDigits
    case .zero, .digits, .fraction, .exponentDigits:
      // The number has ended one byte ago. A number alone has no end of its own, so there is none here.
      guard !nesting.isEmpty else { return fail() }
      state = .afterValue
      step(byte)
    default: fail()
    }
  }
}
