/// Finds the objects that hold settings in one file, and what stands in their way.
struct SectionFinder {
  /// The file, for diagnostics.
  let file: String
  /// Whose file it is.
  let owner: ConfigurationSource.Owner
  /// What was found, from low to high.
  private(set) var sections: [SettingsSection] = []
  private(set) var diagnostics: [Diagnostic] = []

  /// Looks through the file whose tree is `root`.
  init(file: String, owner: ConfigurationSource.Owner, root: SyntaxNode) {
    self.file = file
    self.owner = owner
    guard case .object(let members) = root.value else {
      let message = "A configuration must be an object, not \(root.value.excerpt). Put it in { and }."
      report(.wrongType, at: root.position, message)
      return
    }
    if owner == .retentiond, !members.contains(where: { ["session", "experimental"].contains($0.key) }) {
      // An editor's pointer to a schema is no setting.
      let settings = members.filter { $0.key != "$schema" }
      sections = [SettingsSection(path: "", position: root.position, members: settings)]
      return
    }
    findSession(in: members, path: "session")
    findExperimental(in: members)
    if owner == .retentiond { reportMisplaced(members) }
  }

  /// A top-level `session` in a file of opencode's, which opencode 1.x does not bear.
  var topLevelSession: SettingsSection? {
    owner == .opencode ? sections.first { $0.path == "session" } : nil
  }

  private mutating func findSession(in members: [SyntaxMember], path: String) {
    let candidates = members.filter { $0.key == "session" }
    reportRepetition(of: candidates, path: path)
    for member in candidates {
      if case .object(let settings) = member.node.value {
        sections.append(SettingsSection(path: path, position: member.keyPosition, members: settings))
      } else {
        let message =
          "\(path) must be an object, not \(member.node.value.excerpt). Put the settings in { and }."
        report(.wrongType, at: member.node.position, path: path, message)
      }
    }
  }

  private mutating func findExperimental(in members: [SyntaxMember]) {
    let candidates = members.filter { $0.key == "experimental" }
    let objects = candidates.compactMap { member -> [SyntaxMember]? in
      guard case .object(let members) = member.node.value else { return nil }
      return members
    }
    // Which of two counts matters only if there are settings in one.
    if objects.contains(where: { $0.contains { $0.key == "session" } }) {
      reportRepetition(of: candidates, path: "experimental")
    }
    for object in objects {
      findSession(in: object, path: "experimental.session")
    }
  }

  private mutating func reportRepetition(of members: [SyntaxMember], path: String) {
    guard let first = members.first else { return }
    for repeated in members.dropFirst() {
      report(.duplicateKey, at: repeated.keyPosition, path: path, Wording.duplicate(path, first: first))
    }
  }

  /// In a file of one's own a setting beside `session` was surely meant, and would be ignored.
  private mutating func reportMisplaced(_ members: [SyntaxMember]) {
    for member in members where SettingName(rawValue: member.key) != nil {
      let message =
        "\(member.key) stands beside “session” or “experimental” and would be ignored. "
        + "Move it into the object that holds the other settings."
      report(.misplacedKey, at: member.keyPosition, path: member.key, message)
    }
  }

  private mutating func report(
    _ code: Diagnostic.Code, at position: SourcePosition, path: String? = nil, _ message: String
  ) {
    diagnostics.append(
      Diagnostic(.error, code, file: file, position: position, keyPath: path, message: message))
  }
}
