namespace Rondo.Client.Spool;

/// <summary>One thing to tell the server. Which fields count depends on the kind.</summary>
/// <param name="Run">The run's number within its spool.</param>
/// <param name="Time">Milliseconds since 1970.</param>
readonly record struct SpoolRecord(RecordKind Kind, uint Run, string Key = "", string Text = "", double Value = 0, long Time = 0, long Step = 0);
