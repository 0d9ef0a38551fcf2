import OpencodeStore
import RetentionPolicy
import SampleDatabase
import SessionArchive
import TestSupport
import Testing

/// The file as others read it: `zstd -d` and an ordinary JSON parser.
@Suite struct ShapeTests {
  @Test("V1: the elements are what opencode exports")
  func v1() throws {
    let fixture = try ArchiveFixture(.v1, sql: TreeRows.sql(.v1))
    try check(
      try fixture.archive([TreeRows.root]), in: fixture,
      """
      root, child = archive
      assert root['info'] == {'id': 'ses_root', 'slug': 'root', 'projectID': 'prj_tree', 'directory': '/tree',
        'title': 'The root', 'version': '1.18.3', 'summary': {'additions': 7}, 'cost': 0.25, 'tokens': {'input': 0,
        'output': 0, 'reasoning': 0, 'cache': {'read': 0, 'write': 0}}, 'permission': {'a': 'b'},
        'time': {'created': 1000, 'updated': 4000}}, root['info']
      assert child['info']['parentID'] == 'ses_root' and child['info']['metadata'] == 'no JSON'
      own = lambda value: {k: v for k, v in value.items() if k != 'retentiond'}
      assert [own(m) for m in root['messages']] == [
        {'info': {'id': 'msg_b', 'sessionID': 'ses_root', 'role': 'assistant', 'time': {'created': 2000,
          'completed': 2001}}, 'parts': [
            {'id': 'prt_1', 'sessionID': 'ses_root', 'messageID': 'msg_b', 'type': 'text', 'text': 'first'},
            {'id': 'prt_2', 'sessionID': 'ses_root', 'messageID': 'msg_b', 'type': 'text', 'text': 'second'}]},
        {'info': {'id': 'msg_a', 'sessionID': 'ses_root', 'role': 'user', 'text': 'grün 🌲'}, 'parts': [
            {'id': 'prt_3', 'sessionID': 'ses_root', 'messageID': 'msg_a'}]}], root['messages']
      assert child['messages'][0]['parts'][0]['a'] == [1, 2.5, 0, 'é'], child
      assert root['retentiond']['rows']['todo'][0]['content'] == 'do'
      assert [e['id'] for e in root['retentiond']['rows']['event']] == ['evt_1', 'evt_2']
      assert root['retentiond']['references']['project'][0]['id'] == 'prj_tree'
      assert root['retentiond']['counts']['part'] == 3
      """)
  }

  @Test("V2: the elements are what opencode exports")
  func v2() throws {
    let fixture = try ArchiveFixture(.v2, sql: TreeRows.sql(.v2))
    try check(
      try fixture.archive([TreeRows.root]), in: fixture,
      """
      root, child = archive
      assert root['info']['id'] == 'ses_root' and root['info']['title'] == 'The root'
      own = lambda value: {k: v for k, v in value.items() if k != 'retentiond'}
      assert [own(m) for m in root['messages']] == [
        {'id': 'msg_v2_b', 'type': 'user', 'text': 'first'},
        {'id': 'msg_v2_a', 'type': 'assistant', 'content': [{'text': 'grün'}]}], root['messages']
      assert [own(m) for m in child['messages']] == [{'id': 'msg_v2_c', 'type': 'user'}]
      """)
  }

  @Test(
    "Whole samples are valid JSON in the shape, element by element",
    arguments: SampleDatabase.Generation.allCases)
  func samples(_ generation: SampleDatabase.Generation) throws {
    let fixture = try ArchiveFixture(
      SampleDatabase.Options(generation: generation, targetSize: .mebibytes(1), seed: 4, sideFiles: true))
    let archive = try fixture.archive()
    try check(
      archive, in: fixture,
      """
      assert len(archive) == \(archive.trees.reduce(0) { $0 + $1.ids.count })
      for element in archive:
        assert list(element) == ['info', 'messages', 'retentiond']
        id = element['retentiond']['id']
        assert element['info']['id'] == id
        assert {'slug', 'projectID', 'directory', 'version', 'time'} <= set(element['info'])
        for message in element['messages']:
          if 'parts' not in message:
            assert message['id'] and message['type']
            continue
          assert message['info']['sessionID'] == id
          for part in message['parts']: assert part['messageID'] == message['info']['id'] and part['id']
          assert len(message['parts']) == len(message['retentiond']['part'])
      """)
  }

  @Test("Each session can be read alone, from its place in the catalog")
  func frames() throws {
    let fixture = try ArchiveFixture(.v1, sql: TreeRows.sql())
    let archive = try fixture.archive([TreeRows.root])
    let bytes = try File.bytes(archive.path)
    for (index, place) in try places(fixture).enumerated() {
      let alone = fixture.folder.file("frame\(index)")
      try File.write(Array(bytes[place.offset..<place.offset + place.length]), to: alone)
      let json = try ToolProcess.output(["zstd", "-dc"], input: alone)
      #expect(String(decoding: json, as: UTF8.self).hasPrefix(#"{"info":{"id":""# + place.id))
      let hash = try ToolProcess.output(["sha256sum"], input: alone)
      #expect(String(decoding: hash, as: UTF8.self).hasPrefix(place.sha256))
    }
  }

  private func places(_ fixture: ArchiveFixture) throws -> [(
    id: String, offset: Int, length: Int, sha256: String
  )] {
    var places: [(id: String, offset: Int, length: Int, sha256: String)] = []
    try Connection(path: fixture.directory.catalogPath, mode: .readOnly)
      .prepare("SELECT id, session_offset, length, lower(hex(sha256)) FROM archived_session ORDER BY entry")
      .forEachRow {
        places.append(
          (
            $0.text(at: 0) ?? "", Int($0.integer(at: 1)), Int($0.integer(at: 2)), $0.text(at: 3) ?? ""
          ))
      }
    #expect(places.map(\.id) == ["ses_root", "ses_child"])
    return places
  }

  /// Lets Python read what `zstd -d` makes of a file, and make its own assertions.
  private func check(_ archive: WrittenArchive, in fixture: ArchiveFixture, _ assertions: String) throws {
    let json = fixture.folder.file("plain.json")
    try File.write(try ToolProcess.output(["zstd", "-dc", archive.path]), to: json)
    let reading =
      "import json, sys\nsys.setrecursionlimit(100000)\narchive = json.load(open(0, encoding='utf-8'))\n"
    _ = try ToolProcess.output(["python3", "-c", reading + assertions], input: json)
  }
}
