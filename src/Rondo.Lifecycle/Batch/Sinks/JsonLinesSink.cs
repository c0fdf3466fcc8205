using Rondo.Deploy.Batch;
using Rondo.Engine.Catalog;

namespace Rondo.Lifecycle.Batch.Sinks;

[Part("jsonl", "A file of JSON objects, one a line.")]
public sealed record JsonLinesSink : ISink
{
    public IReadOnlyList<string> Extensions => [".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz"];

    public IBatchOutput Open(BatchTarget target, CancellationToken cancellation) => TextFile.Open(target, TextForm.JsonLines);
}
