internal import RetentionAgent
internal import RetentionEngine

/// What is wrong at this moment, for whoever looks at the status.
struct AgentTroubles {
  /// Whether the configuration in force is not the one that stands in the files, as that one has an error.
  private(set) var hasOldConfiguration = false
  /// Why the databases could not be searched for.
  private(set) var search: Failure?
  /// Why the last pass over a database failed, by its path.
  private var failures: [String: Failure] = [:]

  /// Takes note of what happened.
  mutating func note(_ event: AgentEvent) {
    switch event {
    case .reloaded: hasOldConfiguration = false
    case .reloadFailed: hasOldConfiguration = true
    case .searchFailed(let error): search = Failure(error)
    case .passEnded(let report, _): failures[report.path] = report.failure.map { Failure($0) }
    case .waiting(let outlook):
      if outlook.isSearched { search = nil }
      let paths = Set(outlook.databases.map(\.path))
      failures = failures.filter { paths.contains($0.key) }
    default: break
    }
  }

  /// Why the last pass failed over the first database of which that is so; nil when it went well over all.
  var failure: Failure? { failures.min { $0.key < $1.key }?.value }
}
