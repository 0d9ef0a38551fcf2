extension Builder {
  /// Writes what is unusual but allowed: retentiond must neither stumble over it nor lose a byte of it.
  func writeOddRows() throws {
    try writeProtectedSessions()
    try writeUnfinishedSession()
    try writeOddTrees()
    try writeOddIDs()
    try writeOddValues()
    try writeOrphans()
  }

  /// Writes a session of one turn that ended so many days ago, in all the tables of the generation.
  ///
  /// - Parameters:
  ///   - id: its id; nil for an ordinary one.
  ///   - completed: whether the turn has ended.
  ///   - change: what is unusual about its row.
  func writeOddSession(
    _ id: String? = nil, days: Int64, owner: String? = nil, completed: Bool = true,
    change: (inout SessionRow) -> Void = { _ in }, rows: (SessionSketch) throws -> Void = { _ in }
  ) throws -> String {
    let updated = options.now.milliseconds - days * 86_400_000
    let created = updated - 3_600_000
    let sketch = SessionSketch(
      id: id ?? identifiers.make("ses", at: created), parentID: nil, created: created, updated: updated,
      weight: 0, standsInV1: options.generation.hasV1Tables, standsInV2: options.generation.hasV2Tables)
    var row = SessionRow(sketch: sketch, number: Int(days))
    change(&row)
    nextSequence = 0
    try writeSessionRows(row)
    let turn = Turn(unit: 400, budget: 1_200, room: 1_200, isHuge: false, generator: &generator)
    if sketch.standsInV1 {
      _ = try writeTurnV1(turn, session: sketch.id, time: created, completed: completed)
    }
    if sketch.standsInV2 {
      _ = try writeTurnV2(turn, session: sketch.id, time: created, completed: completed)
    }
    try rows(sketch)
    try writeSequence(of: sketch.id, owner: owner)
    return sketch.id
  }
}
