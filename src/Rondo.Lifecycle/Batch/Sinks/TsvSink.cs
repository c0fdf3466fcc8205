using Rondo.Deploy.Batch;
using Rondo.Engine.Catalog;

namespace Rondo.Lifecycle.Batch.Sinks;

[Part("tsv", "A file of tab-separated text with a line of names.")]
public sealed record TsvSink : ISink
{
    public IReadOnlyList<string> Extensions => [".tsv", ".tsv.gz"];

    public IBatchOutput Open(BatchTarget target, CancellationToken cancellation) => TextFile.Open(target, TextForm.Delimited(target.Columns, '\t'));
}
