namespace Rondo.Deploy.Batch;

/// <summary>Where one job writes. Rows come in order; those that were committed outlive the process, and are not asked for again.</summary>
public interface IBatchOutput : IDisposable
{
    /// <summary>Rows that an earlier start of this job committed: the first one to write.</summary>
    long Committed { get; }

    /// <summary>Why what an earlier job left there is not continued; null when there is nothing, or when it is.</summary>
    string? Anew { get; }

    /// <summary>The rows in the form that is written. Called for several pieces side by side.</summary>
    ReadOnlyMemory<byte> Encode(PredictedRows rows);

    /// <summary>Writes the next rows.</summary>
    void Write(PredictedRows rows, ReadOnlyMemory<byte> encoded, CancellationToken cancellation);

    /// <summary>Makes what was written outlive the process, as far as the place can by now.</summary>
    void Commit(CancellationToken cancellation);

    /// <summary>All rows were written: shows them to readers, whole.</summary>
    void Complete(CancellationToken cancellation);
}
