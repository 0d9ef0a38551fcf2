import FoundationEssentials
import Glibc
import TestSupport
import Testing

/// What the tests look at of `--format json`.
struct RunOutput: Decodable {
  struct Database: Decodable {
    struct Tree: Decodable {
      let id: String
      let reason: String
      let bytes: Int64
    }
    struct ArchiveFile: Decodable { let path: String }
    let path: String
    let generation: String?
    let outcome: String
    let fileBytesBefore: Int64?
    let fileBytesAfter: Int64?
    let usedBytesBefore: Int64?
    let usedBytesAfter: Int64?
    let bytesReturned: Int64
    let evicted: [Tree]
    let kept: Int
    let archiveFiles: [ArchiveFile]
    let error: Problem?
  }
  struct Problem: Decodable {
    let code: String
    let exitStatus: Int32
  }
  struct Note: Decodable { let code: String }
  let version: Int
  let databases: [Database]
  let warnings: [Note]
  let error: Problem?
}

/// Reads the JSON that a run printed.
func decode(_ outcome: Machine.Outcome) throws -> RunOutput {
  try JSONDecoder().decode(RunOutput.self, from: Data(outcome.output.utf8))
}

/// Expects an exit status, and words on standard error.
func expect(
  _ outcome: Machine.Outcome, _ status: Int32, saying words: String...,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(outcome.status == status, "\(outcome.errors)", sourceLocation: sourceLocation)
  for words in words {
    #expect(outcome.errors.contains(words), "\(outcome.errors)", sourceLocation: sourceLocation)
  }
}
