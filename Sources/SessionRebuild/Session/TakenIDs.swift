/// Which ids of messages and parts that could be rebuilt have rows in the database already: those are left as they are.
struct TakenIDs {
  /// Messages by id: whether they are the session's.
  var messages: [String: Bool] = [:]
  /// Parts by id: whether they are the session's.
  var parts: [String: Bool] = [:]
}
