import OpencodeStore
import RetentionPolicy
import TestSupport

/// Draws events and keeps what a reader who does what each says, one by one, would have in the end.
struct EventModel {
  let session: SessionID
  let length: Int
  private var generator: SplitMix64
  private var sequence: Int64 = 0
  private(set) var events: [EventHistory.Event] = []
  /// The messages by id.
  private(set) var messages: [String: String] = [:]
  private var parts: [String: (message: String, data: String)] = [:]
  private var members: [String: String] = [:]
  private var hasSession = false
  /// How many events are of types that nobody knows.
  private(set) var others = 0

  init(session: SessionID, seed: UInt64) {
    self.session = session
    generator = SplitMix64(seed: seed)
    length = Int.random(in: 1...120, using: &generator)
    sequence = Int64.random(in: 0...3, using: &generator)
  }

  /// The columns that nothing stands in unless an event says what.
  private static let optional = ["share_url", "summary_additions", "summary_diffs"]

  var isRebuildable: Bool { hasSession || !messages.isEmpty }

  mutating func chance(_ part: Int, of whole: Int) -> Bool {
    Int.random(in: 0..<whole, using: &generator) < part
  }

  /// What is to stand in the database.
  var expected: (rows: [[String]], columns: [String: String?], leftOut: Int, missing: Int64) {
    let shown = parts.filter { messages[$0.value.message] != nil }
    let id = session.rawValue
    let rows =
      messages.sorted { $0.key < $1.key }.map { [$0.key, id, $0.value] }
      + shown.sorted { $0.key < $1.key }.map { [$0.key, $0.value.message, id, $0.value.data] }
    let missing = (events.last?.sequence ?? 0) - (events.first?.sequence ?? 0) + 1 - Int64(events.count)
    var columns = Dictionary(uniqueKeysWithValues: Self.optional.map { ($0, String?.none) })
    for (column, value) in members { columns[column] = value }
    return (rows, columns, parts.count - shown.count, missing)
  }

  func write(to path: String) throws {
    var history = EventHistory()
    history.events = events
    try history.write(of: session, to: path)
  }

  /// Draws an event.
  mutating func step() {
    switch Int.random(in: 0..<20, using: &generator) {
    case 0..<6: copyMessage()
    case 6..<13: copyPart()
    case 13: remove(message: drawMessage())
    case 14: remove(part: drawPart().id)
    case 15, 16: changeSession()
    case 17: addDamaged()
    default: addOther()
    }
  }

  private mutating func drawMessage() -> String { "msg_\(Int.random(in: 0..<6, using: &generator))" }

  private mutating func drawPart() -> (id: String, message: String) {
    let message = drawMessage()
    return ("prt_\(message)_\(Int.random(in: 0..<3, using: &generator))", message)
  }

  private mutating func add(_ type: String, _ data: String) {
    // Numbers may be missing.
    if chance(1, of: 8) { sequence += Int64.random(in: 1...5, using: &generator) }
    var event = EventHistory.Event(type: chance(1, of: 4) ? type : type + ".1", data: data)
    event.sequence = sequence
    sequence += 1
    events.append(event)
  }

  // MARK: Copies

  private mutating func copyMessage() {
    let id = drawMessage()
    let members = drawMembers(#""role":"user""#)
    add("message.updated", wrapped("info", object(members, ids: [("id", id)]), tail: ""))
    messages[id] = "{" + members.joined(separator: ",") + "}"
  }

  private mutating func copyPart() {
    let (id, message) = drawPart()
    let members = drawMembers(#""type":"text""#)
    let part = object(members, ids: [("id", id), ("messageID", message)])
    add("message.part.updated", wrapped("part", part, tail: #","time":1795000000123"#))
    parts[id] = (message, "{" + members.joined(separator: ",") + "}")
  }

  private mutating func drawMembers(_ first: String) -> [String] {
    let odd = [
      #""number":-1.50e+3"#, #""text":"ö \"quoted\" \\ \u00e9 🌲""#,
      #""nested":{"id":"inner","list":[1,{"id":2}, [ ]]}"#,
      #""time":{"created":1795000000000,"start":"never"}"#, #""empty":{}"#, #""literal":null"#,
      #""long":"\#(String(repeating: "x", count: Int.random(in: 0...3_000, using: &generator)))""#,
      #""large":12345678901234567890123"#, #""id\u0041":true"#,
    ]
    return [first] + odd.shuffled(using: &generator).prefix(Int.random(in: 0...5, using: &generator))
  }

  /// An object with ids at its beginning, where opencode writes them, or elsewhere.
  private mutating func object(_ members: [String], ids: [(String, String)]) -> String {
    let ids = (ids + [("sessionID", session.rawValue)]).map { "\"\($0.0)\":\(EventHistory.json($0.1))" }
    guard chance(1, of: 3) else { return "{" + (ids + members).joined(separator: ",") + "}" }
    var all = members
    for id in ids { all.insert(id, at: Int.random(in: 0...all.count, using: &generator)) }
    return "{ " + all.joined(separator: " ,\n") + " }"
  }

  /// The event around it; older ones do not name the session there.
  private mutating func wrapped(_ key: String, _ object: String, tail: String) -> String {
    let outer = chance(1, of: 3) ? "" : "\"sessionID\":\(EventHistory.json(session.rawValue)),"
    return "{\(outer)\"\(key)\":\(object)\(tail)}"
  }

  // MARK: Others

  private mutating func remove(message id: String) {
    add("message.removed", "{\"sessionID\":\(EventHistory.json(session.rawValue)),\"messageID\":\"\(id)\"}")
    messages[id] = nil
    parts = parts.filter { $0.value.message != id }
  }

  private mutating func remove(part id: String) {
    add("message.part.removed", "{\"messageID\":\"msg_0\",\"partID\":\"\(id)\"}")
    parts[id] = nil
  }

  private mutating func changeSession() {
    let number = Int.random(in: 0..<1_000, using: &generator)
    var changes: [(json: String, columns: [String: String?])] = [
      (#""title":"title \#(number)""#, ["title": "title \(number)"]),
      (#""share":{"url":"u\#(number)"}"#, ["share_url": "u\(number)"]),
      (#""share":null"#, ["share_url": nil]),
      (
        #""summary":{"additions":\#(number),"diffs":[{"n": \#(number)}]}"#,
        ["summary_additions": "\(number)", "summary_diffs": "[{\"n\": \(number)}]"]
      ),
      (#""summary":null"#, ["summary_additions": nil, "summary_diffs": nil]),
      (#""time":{"updated":\#(number)}"#, ["time_updated": "\(number)"]),
      (#""tokens":{"cache":{"read":\#(number)}}"#, ["tokens_cache_read": "\(number)"]),
    ]
    if chance(1, of: 3) {
      // A full copy: what it does not mention is gone.
      members = [:]
      changes = [
        (
          #""slug":"s","projectID":"global","directory":"/d\#(number)","title":"full","version":"1","time":{"created":5,"updated":6}"#,
          [
            "slug": "s", "project_id": "global", "directory": "/d\(number)", "title": "full", "version": "1",
            "time_created": "5", "time_updated": "6",
          ]
        )
      ]
    }
    guard let change = changes.randomElement(using: &generator) else { return }
    add("session.updated", wrapped("info", "{" + change.json + "}", tail: ""))
    hasSession = true
    for (column, value) in change.columns { members[column] = value }
  }

  /// A copy that cannot be read: an older one counts.
  private mutating func addDamaged() {
    let id = EventHistory.json(drawMessage())
    let texts = [
      "", "not JSON", #"{"info":{"id":\#(id),"role":"us"#, #"{"info":{"id":\#(id)}} and more"#,
      #"{"info":[]}"#,
      #"{"info":{"id":7}}"#, #"{"sessionID":"ses_other","info":{"id":\#(id),"role":"user"}}"#,
      #"{"info":{"id":\#(id),"text":"\#u{1}"}}"#,
    ]
    add("message.updated", texts.randomElement(using: &generator) ?? "")
  }

  private mutating func addOther() {
    add(
      ["todo.updated", "message.part.delta", "message.updated.2"].randomElement(using: &generator) ?? "", "{}"
    )
    others += 1
  }
}
