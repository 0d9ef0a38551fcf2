/// One line a complaint: the moment, the kind, the database and the detail, with tabs in between.
extension ComplaintLedger {
  /// Reads what `text` gave. A line that cannot be read counts as a complaint never made.
  public init(text: String) {
    self.init()
    for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
      let parts = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
      guard parts.count == 4, let moment = Int64(Self.plain(parts[0])),
        let kind = MessageID(rawValue: Self.plain(parts[1]))
      else { continue }
      said[Complaint(kind, database: Self.plain(parts[2]), detail: Self.plain(parts[3]))] = moment
    }
  }

  /// The ledger as text, for a file.
  public var text: String {
    let lines = said.map { complaint, moment in
      let fields = [complaint.kind.rawValue, complaint.database, complaint.detail].map(Self.escaped)
      return "\(moment)\t\(fields.joined(separator: "\t"))\n"
    }
    return lines.sorted().joined()
  }

  private static let escapes: [(plain: UInt8, letter: UInt8)] = [
    (backslash, backslash), (UInt8(ascii: "\t"), UInt8(ascii: "t")), (UInt8(ascii: "\n"), UInt8(ascii: "n")),
  ]
  private static let backslash = UInt8(ascii: "\\")

  /// By bytes: a line break and an accent that follows it are one character to Swift.
  private static func escaped(_ text: String) -> String {
    let bytes = text.utf8.flatMap { byte in
      escapes.first { $0.plain == byte }.map { [backslash, $0.letter] } ?? [byte]
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func plain(_ text: Substring.UTF8View) -> String {
    var result: [UInt8] = []
    var rest = text.makeIterator()
    while let byte = rest.next() {
      guard byte == backslash, let letter = rest.next() else {
        result.append(byte)
        continue
      }
      result.append(escapes.first { $0.letter == letter }?.plain ?? letter)
    }
    return String(decoding: result, as: UTF8.self)
  }
}
