import RetentionPolicy

/// A case as a text table: a survey, a policy and the time; times and durations in days, sizes in bytes.
///
///     # What the case shows.
///     now           100
///     used          110        (left out: the sum of all sessions' bytes)
///     max-size      100        (also max-age, max-sessions, min-idle, low-water, order, keep, keep-shared,
///                              max-evictions, orphans, copies, events, event-idle, event-max-age, subagent-max-age)
///     last-pass     99         (left out: there was none; `99 100` when it was on its way below 100 bytes)
///
///     session  parent  created  active  bytes  marks
///     a        -       1        1       10     shared busy=suspended events=4 migrated-copies=2 stray-parts=1
///     gone     -       0        0       3      orphan
struct GoldenCase {
  /// A line that the format does not allow.
  struct SyntaxError: Error {
    var line: String
  }

  private(set) var sessions: [SurveyedSession] = []
  private(set) var orphans: [SurveyedSession] = []
  private(set) var policy = Policy()
  private(set) var now = Timestamp(milliseconds: 0)
  private(set) var lastPass: LastPass?
  private var usedBytes: ByteCount?

  init(_ text: String) throws {
    var isInTable = false
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let words = line.split(separator: " ").map(String.init)
      do {
        if isInTable {
          let session = try Self.session(words.filter { $0 != "orphan" })
          if words.contains("orphan") { orphans.append(session) } else { sessions.append(session) }
        } else if words.first == "session" {
          isInTable = true
        } else {
          try set(words)
        }
      } catch is SyntaxError {
        throw SyntaxError(line: String(line))
      }
    }
  }

  /// The survey that the table describes; a page of it is one byte.
  var survey: Survey {
    let used = usedBytes ?? (sessions + orphans).reduce(.zero) { $0 + $1.bytes }
    return Survey(
      pageSize: ByteCount(1), pageCount: PageCount(used.bytes), freePages: PageCount(0), sessions: sessions,
      orphans: orphans)
  }

  private mutating func set(_ words: [String]) throws {
    guard words.count >= 2 else { throw SyntaxError(line: "") }
    let value = words[1]
    switch words[0] {
    case "now": now = try .day(value)
    case "used": usedBytes = ByteCount(try Int64(word: value))
    case "max-age": policy.maxAge = .days(try Int64(word: value))
    case "max-sessions": policy.maxSessions = Int(try Int64(word: value))
    case "max-size": policy.maxSize = ByteCount(try Int64(word: value))
    case "min-idle": policy.minIdle = .days(try Int64(word: value))
    case "low-water": policy.lowWaterPercent = Int(try Int64(word: value))
    case "keep": policy.keep = Set(words.dropFirst().map(SessionID.init))
    case "keep-shared": policy.keepShared = value == "yes"
    case "orphans": policy.orphans = try Self.handling(value)
    case "copies": policy.migratedCopies = try Self.handling(value)
    case "events": policy.events = try Self.handling(value)
    case "event-idle": policy.eventIdle = .days(try Int64(word: value))
    case "event-max-age": policy.eventMaxAge = .days(try Int64(word: value))
    case "subagent-max-age": policy.subagentMaxAge = .days(try Int64(word: value))
    case "max-evictions": policy.maxEvictionsPerPass = Int(try Int64(word: value))
    case "last-pass":
      lastPass = LastPass(
        moment: try .day(value),
        unfinishedSizeLimit: try words.dropFirst(2).first.map { ByteCount(try Int64(word: $0)) })
    case "order":
      guard let order = Policy.Order(rawValue: value) else { throw SyntaxError(line: "") }
      policy.orderBy = order
    default: throw SyntaxError(line: "")
    }
  }

  private static func handling(_ word: String) throws -> Policy.Handling {
    guard let handling = Policy.Handling(rawValue: word) else { throw SyntaxError(line: word) }
    return handling
  }

  private static func session(_ words: [String]) throws -> SurveyedSession {
    guard words.count >= 5 else { throw SyntaxError(line: "") }
    var session = SurveyedSession(
      id: SessionID(words[0]), parent: words[1] == "-" ? nil : SessionID(words[1]),
      created: try .day(words[2]), lastActivity: try .day(words[3]),
      bytes: ByteCount(try Int64(word: words[4])))
    for mark in words.dropFirst(5) {
      if mark == "shared" {
        session.isShared = true
      } else if mark.hasPrefix("busy="),
        let sign = SurveyedSession.BusySign(rawValue: String(mark.dropFirst(5)))
      {
        session.busySign = sign
      } else if let equals = mark.firstIndex(of: "="),
        let content = Content(rawValue: String(mark[..<equals]))
      {
        session.trimmable[content] = ByteCount(try Int64(word: String(mark[mark.index(after: equals)...])))
      } else {
        throw SyntaxError(line: "")
      }
    }
    return session
  }
}

extension Timestamp {
  private static let millisecondsPerDay: Int64 = 86_400_000

  /// So many days after 1970; `max` and `min` are the ends of what a timestamp can say.
  fileprivate static func day(_ word: String) throws -> Timestamp {
    let day = try Int64(word: word)
    return Timestamp(milliseconds: day == .max || day == .min ? day : day * millisecondsPerDay)
  }

  /// The day as the table writes it.
  var day: String {
    milliseconds == .max ? "max" : "\(milliseconds / Self.millisecondsPerDay)"
  }
}

extension Int64 {
  fileprivate init(word: String) throws {
    switch word {
    case "max": self = .max
    case "min": self = .min
    default:
      guard let number = Int64(word) else { throw GoldenCase.SyntaxError(line: word) }
      self = number
    }
  }
}
