namespace Rondo.Client.Spool;

/// <summary>A place between two records.</summary>
readonly record struct SpoolPosition(uint Segment, long Offset);
