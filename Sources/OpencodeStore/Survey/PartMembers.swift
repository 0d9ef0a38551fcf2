/// What opencode 1 shows of a part, as it stands in the JSON of `part.data`.
struct PartMembers {
  /// What is shown of a part.
  struct Shown {
    var texts: [ShownText]
    var hasAttachments = false
  }

  private enum Member: Int, CaseIterable {
    case type, text, ignored, url, status, cleared, input, output, error, attachments

    var path: String {
      switch self {
      case .type, .text, .ignored, .url: "$.\(self)"
      case .status, .input, .output, .error, .attachments: "$.state.\(self)"
      case .cleared: "$.state.time.compacted"
      }
    }
  }

  private var members: [Member: UnsafeRawBufferPointer] = [:]

  /// The paths that `json_extract` is to be given.
  static let paths = Member.allCases.map { "'\($0.path)'" }.joined(separator: ", ")

  /// The types of parts that carry nothing of their own that is shown.
  private static let others: Set = [
    "step-start", "step-finish", "snapshot", "patch", "agent", "subtask", "retry", "compaction",
  ]

  /// The members out of the array that `json_extract` makes.
  init(of array: UnsafeRawBufferPointer) {
    var elements = JSONArrayElements(of: array)
    for member in Member.allCases {
      if let element = elements.next(), !element.elementsEqual("null".utf8) { members[member] = element }
    }
  }

  /// What is shown; nil when the part is of a type that is not understood.
  ///
  /// - Parameter inSummary: whether the part is one of a compaction's summary, of which only the text is kept.
  func shown(inSummary: Bool) -> Shown? {
    guard let type = string(.type) else { return nil }
    if inSummary, type != "text", !Self.others.contains(type) { return Shown(texts: []) }
    switch type {
    case "text", "reasoning":
      let isIgnored = members[.ignored]?.elementsEqual("true".utf8) ?? false
      return Shown(texts: isIgnored ? [] : texts(.text))
    case "tool": return tool
    case "file":
      guard let url = members[.url], url.starts(with: "\"data:".utf8) else { return Shown(texts: []) }
      // What is before the comma is kept in another form.
      guard let comma = url.firstIndex(of: UInt8(ascii: ",")) else { return nil }
      let data = UnsafeRawBufferPointer(rebasing: url[(comma + 1)...].dropLast())
      return Shown(texts: [ShownText(bytes: data, isString: true)])
    case _ where Self.others.contains(type): return Shown(texts: [])
    default: return nil
    }
  }

  private var tool: Shown {
    switch string(.status) {
    case "completed" where members[.cleared] == nil:
      Shown(texts: texts(.input, .output), hasAttachments: members[.attachments] != nil)
    case "error": Shown(texts: texts(.input, .error))
    default: Shown(texts: texts(.input))
    }
  }

  private func texts(_ names: Member...) -> [ShownText] {
    names.compactMap { members[$0].map { ShownText(json: $0) } }
  }

  private func string(_ member: Member) -> String? {
    members[member].flatMap { String(validating: $0.dropFirst().dropLast(), as: UTF8.self) }
  }
}

/// A JSON value that opencode 1 shows.
struct ShownText {
  /// The value as it stands in the JSON; of a string without its quotation marks, as several may become one.
  let bytes: UnsafeRawBufferPointer
  let isString: Bool

  init(bytes: UnsafeRawBufferPointer, isString: Bool) {
    self.bytes = bytes
    self.isString = isString
  }

  /// A value with all that belongs to it.
  init(json: UnsafeRawBufferPointer) {
    isString = json.first == UInt8(ascii: "\"")
    bytes = isString ? UnsafeRawBufferPointer(rebasing: json.dropFirst().dropLast()) : json
  }
}
