/// Finds parts of a tree that can go while the rest of it stays: sessions below the root, each with all below it.
///
/// Without recursion: a chain may be as deep as there are sessions.
struct SubagentSearch {
  private let sessions: [SurveyedSession]
  /// The places of the sessions, parents before children, the root first.
  private var order: [Int] = []
  private var children: [[Int]]

  /// A search in a tree.
  init(_ tree: SessionTree) {
    sessions = tree.sessions
    children = Array(repeating: [], count: tree.sessions.count)
    let places = Dictionary(tree.sessions.enumerated().map { ($1.id, $0) }) { first, _ in first }
    for (place, session) in tree.sessions.enumerated() {
      if let parent = session.parent.flatMap({ places[$0] }) { children[parent].append(place) }
    }
    // From the root downwards each session is met once, in a cycle, too.
    var isMet = Array(repeating: false, count: sessions.count)
    var open = [places[tree.id] ?? 0]
    isMet[open[0]] = true
    while let place = open.popLast() {
      order.append(place)
      children[place].removeAll { isMet[$0] }
      for child in children[place] { isMet[child] = true }
      open += children[place].reversed()
    }
  }

  /// The largest parts below the root of which every session is to go, in the tree's order.
  func subtrees(where isToGo: (SurveyedSession) -> Bool) -> [SessionTree] {
    var goes = sessions.map(isToGo)
    for place in order.reversed() where !children[place].allSatisfy({ goes[$0] }) { goes[place] = false }
    var open = order.first.map { children[$0] } ?? []
    var found: [Int] = []
    while let place = open.popLast() {
      if goes[place] { found.append(place) } else { open += children[place] }
    }
    return found.sorted().map { SessionTree(root: sessions[$0], sessions: all(below: $0)) }
  }

  private func all(below place: Int) -> [SurveyedSession] {
    var open = [place]
    var found: [Int] = []
    while let next = open.popLast() {
      found.append(next)
      open += children[next]
    }
    return [sessions[place]] + found.filter { $0 != place }.sorted().map { sessions[$0] }
  }
}
