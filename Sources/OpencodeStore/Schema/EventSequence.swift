/// Whether the numbers of a session's events are those that `event_sequence` has given out. Where they are not, or there is
/// no such row, events that were taken out could not be put back: they would hang on nothing, or be in the way of the next
/// ones.
struct EventSequence {
  /// In a schema that has the tables as they are known; nil otherwise.
  init?(in schema: Schema) {
    let columns = ["aggregate_id", "seq"]
    guard schema.hasTables(["event": columns, "event_sequence": columns]) else { return nil }
  }

  /// A selection of the ids for which they are.
  let fitting = """
    SELECT aggregate_id FROM event_sequence AS given WHERE NOT EXISTS (
      SELECT 1 FROM event WHERE event.aggregate_id = given.aggregate_id AND event.seq > given.seq)
    """

  /// The same for session `?1`.
  var fittingOne: String { fitting + " AND given.aggregate_id = ?1" }
}
