import Testing

@testable import RetentionConfiguration

@Suite struct SyntaxParserTests {
  @Test(arguments: [
    ("{}", "{}"),
    ("\u{FEFF} [1, 2.5, -3e+2, 0]", "[1, 2.5, -3e+2, 0]"),
    ("[true, false, null,]", "[true, false, null]"),
    ("// first\n{ /* a * b / c */ \"a\": 1, // last\r\n}\n// end", #"{"a": 1}"#),
    ("/**/[/***/]", "[]"),
    (#"{"a": 1, "a": {"b": []},}"#, #"{"a": 1, "a": {"b": []}}"#),
    (#""é \u00e9 \"\\\/\b\f\n\r\t""#, #""é é \"\\/\b\f\n\r\t""#),
    (#""\u0000\ud83d\uDE00""#, #""\u0000😀""#),
    (#""// no comment /* either */""#, #""// no comment /* either */""#),
    ("[123456789012345678901234567890]", "[123456789012345678901234567890]"),
  ])
  func `A text with comments becomes a tree`(text: String, json: String) throws {
    #expect(try parse(text).value.json == json)
  }

  @Test(arguments: [
    ("", "1:1: There is no value in this file. Write {} where nothing is to be set."),
    (" // nothing\n", "2:1: There is no value in this file. Write {} where nothing is to be set."),
    ("{} {}", "1:4: Nothing may follow the value, but here stands “{”. Remove it."),
    ("{", "1:1: This “{” is never closed. Add a “}”."),
    ("[\n [1,\n 2", "2:2: This “[” is never closed. Add a “]”."),
    ("[,]", "1:2: Here a value must stand, not “,”."),
    ("[1,,2]", "1:4: Here a value must stand, not “,”."),
    ("[1 2]", "1:3: A comma is missing here, before “2”."),
    ("{\"a\": 1\n \"b\": 2}", "1:8: A comma is missing here, before “\"”."),
    ("[1}", "1:3: A comma is missing here, before “}”."),
    ("{,}", "1:2: Here a key in double quotes must stand, such as \"session\", not “,”."),
    ("{a: 1}", "1:2: Here a key in double quotes must stand, such as \"session\", not “a”."),
    ("{\"a\" 1}", "1:6: After the key \"a\" a colon must stand, not “1”."),
    ("{\"a\"", "1:5: After the key \"a\" a colon must stand, not the end of the file."),
    ("{\"a\":", "1:6: The file ends where a value should stand."),
    ("[True]", "1:2: The word \"True\" is not a JSON value. Did you mean true?"),
    ("[activity]", "1:2: The word \"activity\" is not a JSON value. Text must stand in double quotes."),
    ("['a']", "1:2: Text stands in double quotes (\") in JSON, not in single ones."),
    ("\u{1F600}", "1:1: The word \"😀\" is not a JSON value. Text must stand in double quotes."),
    ("[\u{0}]", "1:2: Here a value must stand, not the character U+0000."),
    ("[1] /x", "1:5: A single “/” means nothing in JSON. A comment begins with “//” or “/*”."),
    ("[1] /* é */ /* x", "1:13: This comment is never closed. Add a “*/”."),
    ("\"a", "1:1: This text has no closing quote. Add one."),
    (
      "[\"é\", \"a\n\"]",
      "1:7: This text has no closing quote on its line. Add one; a line break in a text is \\n."
    ),
    ("\"a\tb\"", "1:3: A control character in a text must be written as \\t."),
    ("\"a\u{1}b\"", "1:3: A control character in a text must be written as \\u0001."),
    (#""a\q""#, #"1:3: A backslash followed by “q” means nothing in JSON. A backslash itself is \\."#),
    (#""\u12g4""#, #"1:2: After \u four hexadecimal digits must stand, such as \u00E9."#),
    (#""\u00"#, #"1:2: After \u four hexadecimal digits must stand, such as \u00E9."#),
    (#""x\ud800""#, #"1:3: \uD800 is half a character: a surrogate without its partner."#),
    (#""\udc00\ud800""#, #"1:2: \uDC00 is half a character: a surrogate without its partner."#),
    (#""\ud800\u0041""#, #"1:2: \uD800 is half a character: a surrogate without its partner."#),
    (#""\ud800\u00""#, #"1:8: After \u four hexadecimal digits must stand, such as \u00E9."#),
    ("01", "1:1: \"01\" is not a number as JSON writes it, such as 12, -3 or 0.5."),
    ("[+1]", "1:2: \"+1\" is not a number as JSON writes it, such as 12, -3 or 0.5."),
    (".5", "1:1: \".5\" is not a number as JSON writes it, such as 12, -3 or 0.5."),
    ("5.", "1:1: \"5.\" is not a number as JSON writes it, such as 12, -3 or 0.5."),
    ("-", "1:1: \"-\" is not a number as JSON writes it, such as 12, -3 or 0.5."),
    ("1e", "1:1: \"1e\" is not a number as JSON writes it, such as 12, -3 or 0.5."),
    ("0x1F", "1:1: \"0x1F\" is not a number as JSON writes it, such as 12, -3 or 0.5."),
    ("200MB", "1:1: \"200MB\" is not a number as JSON writes it, such as 12, -3 or 0.5."),
  ])
  func `A fault is told with its place`(text: String, message: String) {
    #expect(fault(in: Array(text.utf8)) == message)
  }

  @Test(arguments: [
    ([0xFF], "1:1"),
    ([0x22, 0xC3, 0xA9, 0x0A, 0x61, 0xC3], "2:2"),
    ([0xEF, 0xBB, 0xBF, 0x22, 0xED, 0xA0, 0x80, 0x22], "1:2"),
    ([0x22, 0xC0, 0x80, 0x22], "1:2"),
  ])
  func `A byte that is no UTF-8 is told with its place`(bytes: [UInt8], position: String) {
    let message = "\(position): Here is a byte that is not UTF-8. Save the file in the UTF-8 encoding."
    #expect(fault(in: bytes) == message)
  }

  @Test func `Nesting ends in an error before it ends the stack`() throws {
    let deepest = String(repeating: "[", count: 200) + String(repeating: "]", count: 200)
    _ = try parse(deepest)
    let message =
      "1:201: More than 200 arrays and objects stand inside one another here. Nest them less deeply."
    #expect(fault(in: Array("[\(deepest)]".utf8)) == message)
    #expect(fault(in: [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)) == message)
  }

  @Test func `Keys and values know where they stand`() throws {
    // A BOM, CRLF, a lone CR, a tab, and a character of several scalars before the place in question.
    let text = "\u{FEFF}{\r\n\t\"a\": 1,\r \"e\u{301}👨‍👩‍👧\": [\n\"x\", 2]}"
    guard case .object(let members) = try parse(text).value, members.count == 2,
      case .array(let elements) = members[1].node.value
    else {
      Issue.record("not the tree that was written")
      return
    }
    #expect(members.map(\.keyPosition.description) == ["2:2", "3:2"])
    #expect(members.map(\.node.position.description) == ["2:7", "3:8"])
    #expect(elements.map(\.position.description) == ["4:1", "4:6"])
  }

  @Test(arguments: [
    ("0", true, 0), ("-7", true, -7), ("9223372036854775807", true, .max),
    ("9223372036854775808", true, nil), ("1.0", false, nil), ("1e3", false, nil),
  ])
  func `Whole numbers and fractions are kept apart`(text: String, isInteger: Bool, integer: Int64?) throws {
    let literal = try #require(NumberLiteral(text))
    #expect(literal.isInteger == isInteger)
    #expect(literal.integer == integer)
  }

  @Test(arguments: [("1e999", Double.infinity), ("1e-999", 0), ("-0.5", -0.5)])
  func `A number out of range is approximated`(text: String, approximation: Double) throws {
    #expect(try #require(NumberLiteral(text)).approximation == approximation)
  }

  private func fault(in bytes: [UInt8]) -> String? {
    do {
      _ = try parse(bytes)
      return nil
    } catch {
      return "\(error.position): \(error.message)"
    }
  }
}
