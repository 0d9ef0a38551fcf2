// An imported type's conformance is public, and so must be what it names.
public import ArgumentParser
public import SampleDatabase

extension SampleDatabase.Generation: ExpressibleByArgument {}
extension SampleDatabase.Shape: ExpressibleByArgument {}
extension SampleDatabase.Migration: ExpressibleByArgument {}
