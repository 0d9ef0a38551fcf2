import RetentionPolicy
import Testing

/// The shape of the trees, for every random survey: cycles, missing parents and all.
@Suite struct ForestTests {
  @Test func idsThatUnicodeCallsEqualAreTwo() {
    let (composed, decomposed) = (SessionID("ses_\u{E9}"), SessionID("ses_e\u{301}"))
    #expect(composed != decomposed)
    #expect(Set([composed, decomposed, SessionID("ses_\u{E9}")]).count == 2)
    #expect((composed < decomposed) != (decomposed < composed))
  }

  @Test func treesPartitionTheSessions() {
    for scenario in Scenario.all {
      let trees = Forest.trees(of: scenario.survey.sessions)
      let ids = trees.flatMap(\.sessions).map(\.id)
      #expect(ids.sorted() == scenario.survey.sessions.map(\.id).sorted(), "\(scenario)")
      #expect(trees.allSatisfy { $0.sessions.first == $0.root }, "\(scenario)")
    }
  }

  @Test func everySessionDescendsFromItsRoot() {
    for scenario in Scenario.all {
      let lineages = Lineages(scenario.survey.sessions)
      for tree in Forest.trees(of: scenario.survey.sessions) {
        for session in tree.sessions.dropFirst() {
          #expect(lineages.ancestors(of: session).contains(tree.root), "\(scenario) \(session.id)")
        }
      }
    }
  }

  @Test func rootHasNoParentOrIsTheOldestOfItsCycle() {
    for scenario in Scenario.all {
      let lineages = Lineages(scenario.survey.sessions)
      for root in Forest.trees(of: scenario.survey.sessions).map(\.root) {
        let ancestors = lineages.ancestors(of: root)
        guard !ancestors.isEmpty else { continue }
        #expect(ancestors.last == root, "\(scenario) \(root.id)")
        let isOldest = ancestors.allSatisfy { ($0.created, $0.id) >= (root.created, root.id) }
        #expect(isOldest, "\(scenario) \(root.id)")
      }
    }
  }

  @Test func scenariosHoldCycles() {
    let cyclic = Scenario.all.count { scenario in
      let lineages = Lineages(scenario.survey.sessions)
      return scenario.survey.sessions.contains { session in
        let ancestors = lineages.ancestors(of: session)
        return ancestors.count > 1 && ancestors.last == session
      }
    }
    #expect(cyclic >= 50)
  }
}

/// Looks up ancestors the slow and obvious way.
private struct Lineages {
  private let sessions: [SessionID: SurveyedSession]

  init(_ sessions: [SurveyedSession]) {
    self.sessions = Dictionary(sessions.map { ($0.id, $0) }) { first, _ in first }
  }

  /// Parent, grandparent and so on, each once; the session itself comes last when it is in a cycle.
  func ancestors(of session: SurveyedSession) -> [SurveyedSession] {
    var ancestors: [SurveyedSession] = []
    var next = session.parent.flatMap { sessions[$0] }
    while let ancestor = next, !ancestors.contains(ancestor) {
      ancestors.append(ancestor)
      next = ancestor == session ? nil : ancestor.parent.flatMap { sessions[$0] }
    }
    return ancestors
  }
}
