namespace Rondo.Lifecycle.Store.Snapshots;

/// <summary>Why a version stayed that was old enough to go.</summary>
public sealed record ProtectedVersion(DataVersion Version, string Reason);

/// <summary>What was removed.</summary>
/// <param name="Removed">Versions whose rows are gone; their entries in the log stay.</param>
/// <param name="Kept">Versions that something refers to.</param>
/// <param name="Objects">Chunks and manifests that nothing refers to any more.</param>
/// <param name="Bytes">Their size.</param>
/// <param name="IsBusy">Whether a snapshot is being written or read just now, so that the objects were left for the next time.</param>
public sealed record PruneResult(IReadOnlyList<DataVersion> Removed, IReadOnlyList<ProtectedVersion> Kept, int Objects, long Bytes, bool IsBusy);
