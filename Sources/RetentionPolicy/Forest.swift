/// Sorts sessions into trees by their `parent`.
///
/// `parent_id` has no foreign key in opencode's tables, so anything may stand there: a session whose parent
/// does not exist is a root, and a cycle with all that hangs on it is one tree, whose root is the oldest
/// member of the cycle.
public enum Forest {
  /// The trees of these sessions, oldest root first (by creation, then id).
  ///
  /// Every session is in exactly one tree, and the order of `sessions` does not matter.
  public static func trees(of sessions: [SurveyedSession]) -> [SessionTree] {
    // From here on a session is its place in this order, and of two places the smaller is the older.
    let oldestFirst = sessions.sorted { ($0.created, $0.id) < ($1.created, $1.id) }
    let roots = roots(ofParents: parents(of: oldestFirst))

    var members: [Int: [SurveyedSession]] = [:]
    for (place, root) in roots.enumerated() where place == root {
      members[root] = [oldestFirst[root]]
    }
    for (place, root) in roots.enumerated() where place != root {
      members[root, default: []].append(oldestFirst[place])
    }
    return roots.indices.compactMap { place in
      members[place].map { SessionTree(root: oldestFirst[place], sessions: $0) }
    }
  }

  /// For each session the place of its parent, nil where it names none or one that does not exist.
  private static func parents(of sessions: [SurveyedSession]) -> [Int?] {
    let places = Dictionary(zip(sessions.map(\.id), sessions.indices)) { first, _ in first }
    return sessions.map { $0.parent.flatMap { places[$0] } }
  }

  /// For each session the place of its tree's root.
  ///
  /// Climbs from every session, but never twice over the same one, and without recursion: a chain may be
  /// as deep as there are sessions.
  private static func roots(ofParents parents: [Int?]) -> [Int] {
    var roots = [Int?](repeating: nil, count: parents.count)
    // The climb in which a session was last met, named by the session where it began.
    var metInClimb = [Int?](repeating: nil, count: parents.count)
    for start in parents.indices where roots[start] == nil {
      var path: [Int] = []
      var top = start
      while roots[top] == nil, metInClimb[top] != start {
        metInClimb[top] = start
        path.append(top)
        guard let parent = parents[top] else { break }
        top = parent
      }
      // Known from an earlier climb, or without a parent, or met twice: then `top` lies on a cycle.
      let root = roots[top] ?? oldestOfCycle(through: top, parents: parents)
      for place in path { roots[place] = root }
    }
    return roots.enumerated().map { $1 ?? $0 }
  }

  /// The oldest session of the cycle through `start`; `start` itself when it has no parent.
  private static func oldestOfCycle(through start: Int, parents: [Int?]) -> Int {
    var oldest = start
    var place = start
    while let parent = parents[place], parent != start {
      oldest = min(oldest, parent)
      place = parent
    }
    return oldest
  }
}
