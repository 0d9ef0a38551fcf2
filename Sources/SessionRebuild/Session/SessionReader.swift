internal import SessionArchive

/// Reads a copy of a session out of an event, or those of its members that changed.
struct SessionReader: MemberVisitor {
  private let session: String
  private let values: ValueFile?
  private let wants: (SessionMember) -> Bool
  private var namesOtherSession = false
  private var member: SessionMember?
  private var bytes: [UInt8] = []
  private var place = Place.memory
  /// What was read.
  private(set) var copy: [SessionMember: SessionState.Value] = [:]

  /// Where the bytes of a value go.
  private enum Place { case memory, file, nowhere }

  /// A value longer than this does not stay in memory.
  private static let longValue = 64 * 1024

  /// A reader.
  ///
  /// - Parameters:
  ///   - values: takes long values; nil: they are left out.
  ///   - wants: whether a member's value is worth keeping if it is long.
  init(of session: String, keepingIn values: ValueFile?, wants: @escaping (SessionMember) -> Bool) {
    self.session = session
    self.values = values
    self.wants = wants
  }

  /// Whether the event, all of it read, can be used.
  var isUsable: Bool { !namesOtherSession && !copy.isEmpty }

  var hasEnough: Bool { false }

  mutating func begin(_ path: [String], rawKey: [UInt8]) -> Bool {
    guard path[0] == "info", let member = SessionMember.at(path[1...]) else { return false }
    self.member = member
    bytes.removeAll(keepingCapacity: true)
    place = .memory
    return true
  }

  mutating func append(_ piece: UnsafeRawBufferPointer) throws {
    switch place {
    case .memory where bytes.count + piece.count <= Self.longValue: bytes.append(contentsOf: piece)
    case .memory:
      guard let values, let member, wants(member) else {
        place = .nowhere
        return
      }
      place = .file
      values.begin()
      try values.append(bytes)
      try values.append(piece)
      if bytes.isEmpty { bytes.append(contentsOf: piece.prefix(1)) }
    case .file: try values?.append(piece)
    case .nowhere: break
    }
  }

  mutating func end() {
    guard let member else { return }
    switch place {
    case .memory: copy[member] = .text(bytes)
    case .file: copy[member] = values.map { .kept($0.finish(), first: bytes.first ?? 0) }
    case .nowhere: break
    }
    self.member = nil
  }

  mutating func scalar(_ path: [String], _ text: [UInt8]) {
    switch path {
    case ["sessionID"], ["info", "id"], ["info", "sessionID"]:
      if JSONString.decode(text) != session { namesOtherSession = true }
    case _ where path[0] == "info" && path.count > 1 && text == Array("null".utf8):
      // What holds members is null: so are they.
      for member in SessionMember.within(path[1...]) { copy[member] = .text(text) }
    default: break
    }
  }
}
