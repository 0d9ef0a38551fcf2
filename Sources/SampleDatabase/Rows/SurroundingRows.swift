extension Builder {
  /// Rows that belong to no session.
  func writeSurroundings() throws {
    let before = RowValue.integer(options.now.milliseconds - 210 * 86_400_000)
    for (id, directory) in [("global", "/"), (SampleProject.id, SampleProject.directory)] {
      try insert(
        into: "project",
        [
          "id": .text(id), "worktree": .text(directory), "vcs": id == "global" ? .null : "git",
          "time_created": before, "time_updated": before, "sandboxes": "[]",
        ])
    }
    try insert(
      into: "project_directory",
      [
        "project_id": .text(SampleProject.id), "directory": .text(SampleProject.directory), "type": "main",
        "time_created": before,
      ])
    try insert(
      into: "permission",
      [
        "id": "perm_1", "project_id": .text(SampleProject.id), "action": "bash", "resource": "git status *",
        "time_created": before, "time_updated": before,
      ])
    try insert(
      into: "credential",
      [
        "id": "cred_1", "connector_id": "anthropic", "method_id": "api-key", "label": "work",
        "value": #"{"type":"api","key":"sample"}"#, "active": 1, "time_created": before,
        "time_updated": before,
      ])
    try insert(into: "account_state", ["id": 1, "active_account_id": .null])
    try insert(
      into: "workspace",
      [
        "id": "wrk_sample", "type": "worktree", "name": "harbor", "project_id": .text(SampleProject.id),
        "time_used": before,
      ])
    try writeMigrationNames(before)
    guard options.generation.hasV2Tables else { return }
    try insert(
      into: "worktree",
      ["project_id": .text(SampleProject.id), "directory": "/home/dev/src/harbor-2", "time_created": before])
    try insert(
      into: "instruction_blob",
      ["hash": "3b5d", "value": #"{"text":"You are in /home/dev/src/harbor."}"#, "time_created": before])
  }

  /// What `kv` says about the move from V1 to V2.
  func writeMigrationState(_ sketches: [SessionSketch]) throws {
    let value: String
    switch options.migration {
    case .absent: return
    case .completed: value = #"{"phase":"completed"}"#
    case .sessions:
      let last = sketches.last { $0.standsInV1 && $0.standsInV2 }
      value = #"{"phase":"sessions","cursor":"\#(last?.id ?? "")"}"#
    }
    let moment = RowValue.integer(options.now.milliseconds - 30 * 86_400_000)
    try insert(
      into: "kv",
      ["key": "migration.v1-v2", "value": .text(value), "time_created": moment, "time_updated": moment])
  }

  private func writeMigrationNames(_ moment: RowValue) throws {
    let names = ["20260127222353_familiar_lady_ursula", "20260622170816_reset_events"]
    for (index, name) in names.enumerated() {
      try insert(into: "migration", ["id": .text(name), "time_completed": moment])
      try insert(
        into: "__drizzle_migrations",
        ["id": .integer(Int64(index + 1)), "hash": "", "created_at": moment, "name": .text(name)])
    }
    try insert(into: "kv", ["key": "sample", "value": "1", "time_created": moment, "time_updated": moment])
  }
}
