using Rondo.Deploy.Batch;
using Rondo.Engine.Catalog;

namespace Rondo.Lifecycle.Batch.Sinks;

[Part("csv", "A file of comma-separated text with a line of names.")]
public sealed record CsvSink : ISink
{
    public IReadOnlyList<string> Extensions => [".csv", ".csv.gz"];

    public IBatchOutput Open(BatchTarget target, CancellationToken cancellation) => TextFile.Open(target, TextForm.Delimited(target.Columns, ','));
}
