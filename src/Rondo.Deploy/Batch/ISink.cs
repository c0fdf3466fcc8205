using Rondo.Engine.Catalog;

namespace Rondo.Deploy.Batch;

/// <summary>A kind of place that a batch job writes its predictions to: files of a format, or something at an address.</summary>
[PartKind("sink")]
public interface ISink
{
    /// <summary>The schemes of its addresses in lower case, such as <c>postgres</c>; none for files.</summary>
    IReadOnlyList<string> Schemes => [];

    /// <summary>The endings of file names in lower case, such as <c>.csv</c>; none for addresses.</summary>
    IReadOnlyList<string> Extensions => [];

    /// <summary>Opens the place for a job, and finds out what an earlier start of the same job left there.</summary>
    /// <exception cref="Engine.Errors.RondoException">It can't be reached, refuses, or has another form than the job's rows.</exception>
    IBatchOutput Open(BatchTarget target, CancellationToken cancellation);
}
