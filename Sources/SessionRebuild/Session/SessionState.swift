internal import SessionArchive

/// What events say of a session, member by member: of each the latest.
struct SessionState {
  /// A member's value, as JSON.
  enum Value {
    /// In memory.
    case text([UInt8])
    /// Too long for that; its first byte.
    case kept(ValueFile.Extent, first: UInt8)
  }

  private var members: [SessionMember: (sequence: Int64, value: Value)] = [:]
  /// How many copies were used.
  private(set) var copies = 0
  /// Whether one of them has all that every session has: what it does not mention, the session does not have.
  private(set) var isWhole = false

  /// Whether a copy from an event may say something of a member that is not known better.
  func wants(_ member: SessionMember, from sequence: Int64) -> Bool {
    members[member].map { $0.sequence < sequence } ?? true
  }

  /// Takes what an event says. Of what it does not mention, earlier ones count.
  mutating func merge(_ copy: [SessionMember: Value], from sequence: Int64) {
    copies += 1
    isWhole = isWhole || Self.isFull(copy)
    for (member, value) in copy where wants(member, from: sequence) { members[member] = (sequence, value) }
  }

  /// A member's value, if it is one for its column; nil when it is not known, or null.
  subscript(member: SessionMember) -> SessionInsertion.Value? {
    guard let value = members[member]?.value else { return nil }
    switch (value, member.form) {
    case (.text(let text), .text): return JSONString.decode(text).map { .text(Array($0.utf8)) }
    case (.text(let text), .number):
      return JSONNumber.integer(text).map { .integer($0) } ?? JSONNumber.real(text).map { .real($0) }
    case (.text(let text), .real):
      // SQLite keeps no sign of zero.
      return JSONNumber.real(text).map { .real($0 == 0 ? 0 : $0) }
    case (.text(let text), .json):
      if text == Array("null".utf8) { return nil }
      return .text(JSONString.decode(text).map { Array($0.utf8) } ?? text)
    case (.kept(let extent, let first), .json) where first != UInt8(ascii: "\""): return .kept(extent)
    case (.kept, _): return nil
    }
  }

  /// What a text member says.
  func text(_ column: String) -> String? {
    guard let member = SessionMember.column(column), case .text(let bytes)? = self[member] else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }

  /// What a whole number member says.
  func integer(_ column: String) -> Int64? {
    guard let member = SessionMember.column(column), case .integer(let number)? = self[member] else {
      return nil
    }
    return number
  }

  /// Whether a copy holds all that every full copy has: then it takes the place of all before it.
  static func isFull(_ copy: [SessionMember: Value]) -> Bool {
    SessionMember.all.allSatisfy { member in
      guard member.isRequired else { return true }
      guard case .text(let text)? = copy[member] else { return false }
      return text != Array("null".utf8)
    }
  }
}
