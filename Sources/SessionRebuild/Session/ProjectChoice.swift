/// To which project a rebuilt session belongs: the database must have it.
struct ProjectChoice: Hashable {
  /// A row of `project`.
  struct Project: Hashable {
    let id: String
    let worktree: String
  }

  /// The project's id.
  let id: String
  /// The one that the events name, when the database does not have it.
  let missing: String?
  /// Whether no event names one.
  let isGuessed: Bool

  /// opencode's project for folders that are in none.
  static let global = "global"

  /// Chooses: the project that the events name; when it is gone, `global`. When they name none, the project in whose
  /// folder the session ran, else `global`, else the first. Nil when there is none to choose.
  init?(named: String?, directory: String?, among projects: [Project]) {
    let global = projects.first { $0.id == Self.global }?.id
    if let named {
      guard let found = projects.first(where: { $0.id == named })?.id ?? global else { return nil }
      id = found
      missing = found == named ? nil : named
      isGuessed = false
      return
    }
    let around = projects.filter { directory.map($0.isAround) ?? false }
      .max { $0.worktree.utf8.count < $1.worktree.utf8.count }
    guard let found = around?.id ?? global ?? projects.first?.id else { return nil }
    id = found
    missing = nil
    isGuessed = true
  }
}

extension ProjectChoice.Project {
  /// Whether a folder is the project's, or lies in it.
  fileprivate func isAround(_ directory: String) -> Bool {
    worktree != "/" && (directory == worktree || directory.hasPrefix(worktree + "/"))
  }
}
