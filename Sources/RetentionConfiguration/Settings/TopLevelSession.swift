/// A top-level `session` in files that opencode reads: opencode 1.x refuses to start on it (#39431), so
/// somebody should hear of it, once.
struct TopLevelSession {
  /// The files it stands in, in the order read.
  private(set) var files: [String] = []
  private var first: (position: SourcePosition, example: String)?

  /// Notes the section, if the file has one.
  mutating func note(_ finder: SectionFinder) {
    guard let session = finder.topLevelSession else { return }
    files.append(finder.file)
    guard first == nil else { return }
    let settings = finder.sections.map(\.members).reduce([], Self.merged)
    let example = SyntaxValue.object(settings).json
    first = (session.position, "\"experimental\": {\"session\": \(example)}")
  }

  /// The warning, or nil when there is nothing to warn of.
  var warning: Diagnostic? {
    guard let file = files.first, let first else { return nil }
    let others = files.dropFirst().joined(separator: ", ")
    let message =
      "opencode 1.x refuses to start because of this top-level “session” (“Unrecognized key: session”, "
      + "opencode #39431); opencode 2 and retentiond accept it. Both versions accept it this way: "
      + first.example + (others.isEmpty ? "" : ". The same goes for \(others).")
    return Diagnostic(
      .warning, .topLevelSession, file: file, position: first.position, keyPath: "session", message: message)
  }

  /// The members of both, those of `high` in place of their like in `low`.
  private static func merged(_ low: [SyntaxMember], _ high: [SyntaxMember]) -> [SyntaxMember] {
    var result = low
    for member in high {
      guard let index = result.firstIndex(where: { $0.key == member.key }) else {
        result.append(member)
        continue
      }
      var node = member.node
      if case .object(let lower) = result[index].node.value, case .object(let higher) = node.value {
        node = SyntaxNode(value: .object(merged(lower, higher)), position: node.position)
      }
      result[index] = SyntaxMember(key: member.key, keyPosition: member.keyPosition, node: node)
    }
    return result
  }
}
