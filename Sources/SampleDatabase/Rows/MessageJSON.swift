/// The JSON of V1 messages, and of what V2 messages have in common with them.
enum MessageJSON {
  /// `message.data` of a question.
  static func user(created: Int64) -> String {
    #"{"role":"user","time":{"created":\#(created)},"agent":"build","#
      + #""model":{"providerID":"anthropic","modelID":"claude-sonnet-4-5"},"summary":{"diffs":[]}}"#
  }

  /// `message.data` of an answer; one without `completed` is still running.
  static func assistant(created: Int64, completed: Int64?, parent: String, number: Int) -> String {
    #"{"role":"assistant","parentID":"\#(parent)","modelID":"claude-sonnet-4-5","providerID":"anthropic","#
      + #""mode":"build","agent":"build","path":{"cwd":"\#(SampleProject.directory)","root":"/"},"#
      + usage(number: number) + "," + time(created: created, completed: completed)
      + (completed == nil ? "}" : #","finish":"tool-calls"}"#)
  }

  /// Cost in dollars and tokens, as members.
  static func usage(number: Int) -> String {
    #""cost":\#(Double(number) / 100_000),"tokens":{"input":\#(number),"output":\#(number / 9),"#
      + #""reasoning":0,"cache":{"read":\#(number * 5),"write":\#(number / 2)}}"#
  }

  /// The member `time`.
  static func time(created: Int64, completed: Int64?) -> String {
    #""time":{"created":\#(created)\#(completed.map { #","completed":\#($0)"# } ?? "")}"#
  }
}
