using Rondo.Deploy.Batch;
using Rondo.Engine.Catalog;

namespace Rondo.Lifecycle.Batch.Sinks;

[Part("parquet", "An Apache Parquet file.")]
public sealed record ParquetSink : ISink
{
    public IReadOnlyList<string> Extensions => [".parquet", ".pq"];

    public IBatchOutput Open(BatchTarget target, CancellationToken cancellation) => new ParquetParts(target);
}
