namespace Rondo.Client;

/// <summary>What became of the records of a client so far: metrics, params, tags, datasets, artifacts, and starts and ends of runs.</summary>
/// <param name="Queued">Waiting for the server, those that earlier processes left included.</param>
/// <param name="Sent">Acknowledged by the server.</param>
/// <param name="Rejected">Refused by the server for good, and kept with its answer in the rejected file.</param>
/// <param name="Refused">Not taken, since memory or spool were full.</param>
/// <param name="SpoolBytes">On disk.</param>
public readonly record struct ClientCounters(long Queued, long Sent, long Rejected, long Refused, long SpoolBytes);
