/// Of a tree that lies in several archive files some came back, each whole, and the rest did not.
public struct PartialRestore: Error {
  /// What came back, and stays.
  public let report: RestoreReport
  /// Why the rest did not.
  public let cause: any Error
}
