import TestSupport
import Testing

@testable import SystemdSupport

/// The catalog that `journalctl --catalog` shows, in the format of https://systemd.io/CATALOG/. Tests/systemd lets
/// the real journalctl read it.
@Suite struct CatalogTests {
  private let entries: [CatalogEntry]

  init() throws {
    let package = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
    entries = CatalogEntry.all(in: try File.text("/\(package)/Units/retentiond.catalog"))
  }

  @Test func explainsEveryKindOfEventOnce() {
    #expect(entries.map(\.id).sorted() == MessageID.allCases.map(\.id).sorted())
    #expect(Set(entries.map(\.id)).count == entries.count)
  }

  @Test(arguments: MessageID.allCases)
  func hasAnIdOfTheRightForm(_ kind: MessageID) {
    #expect(kind.id.wholeMatch(of: /[0-9a-f]{32}/) != nil)
  }

  @Test(arguments: MessageID.allCases)
  func saysWhatHappenedAndWhatToDo(_ kind: MessageID) throws {
    let entry = try #require(entries.first { $0.id == kind.id })
    #expect(entry.headers["Subject"]?.isEmpty == false)
    #expect(entry.headers["Defined-By"] == "retentiond")
    #expect(entry.headers.keys.allSatisfy { ["Subject", "Defined-By", "Documentation"].contains($0) })
    #expect(entry.text.count > 2)
    #expect(entry.text.allSatisfy { $0.count <= 80 })
  }

  /// What the event does not carry would stand there as `@NAME@`.
  @Test(arguments: MessageID.allCases)
  func namesOnlyWhatTheEventCarries(_ kind: MessageID) throws {
    let entry = try #require(entries.first { $0.id == kind.id })
    let named = Set(entry.text.joined(separator: "\n").matches(of: /@([^@ ]+)@/).map { String($0.output.1) })
    #expect(!named.isEmpty)
    #expect(named.subtracting(kind.fields.map(\.journalName.description)) == [])
  }
}

private struct CatalogEntry {
  let id: String
  var headers: [String: String] = [:]
  var text: [String] = []

  /// An entry begins with `-- ` and an id after an empty line; an empty line parts its headers from its text.
  static func all(in catalog: String) -> [CatalogEntry] {
    var entries: [CatalogEntry] = []
    var current: CatalogEntry?
    var isInText = false
    for line in catalog.split(separator: "\n", omittingEmptySubsequences: false) where !line.hasPrefix("#") {
      if line.hasPrefix("-- ") {
        current.map { entries.append($0) }
        current = CatalogEntry(id: String(line.dropFirst(3)))
        isInText = false
      } else if line.isEmpty {
        isInText = true
      } else if isInText {
        current?.text.append(String(line))
      } else {
        let parts = line.split(separator: ":", maxSplits: 1)
        current?.headers[String(parts[0])] = String(parts.last?.drop { $0 == " " } ?? "")
      }
    }
    current.map { entries.append($0) }
    return entries
  }
}
