using Rondo.Deploy.Batch;
using Rondo.Engine.Catalog;

namespace Rondo.Lifecycle.Batch.Sinks;

[Part("json", "A file with a JSON array of objects.")]
public sealed record JsonSink : ISink
{
    public IReadOnlyList<string> Extensions => [".json", ".json.gz"];

    public IBatchOutput Open(BatchTarget target, CancellationToken cancellation) => TextFile.Open(target, TextForm.JsonArray);
}
